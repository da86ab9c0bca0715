import logging

from odoo import fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class SalestechSatisfaction(models.Model):
    """The questionnaire that follows a client's mark: one for each answer, under a link of its own."""

    _inherit = "salestech.satisfaction"

    survey_input_id = fields.Many2one(
        "survey.user_input", string="Questionnaire", readonly=True, index="btree_not_null", ondelete="set null"
    )
    survey_is_done = fields.Boolean(string="Questionnaire filled in", compute="_compute_survey_is_done")

    def _compute_survey_is_done(self):
        for row in self:
            # sudo: whether it is filled in, said to who may read the client's answer
            row.survey_is_done = row.sudo().survey_input_id.state == "done"

    def _answer(self, score, feedback):
        """Record the mark, and make the questionnaire that the next page offers."""
        super()._answer(score, feedback)
        survey = self.kind_id.survey_id
        if not survey.active or not survey.question_ids:
            return
        try:
            with self.env.cr.savepoint():
                self.survey_input_id = survey._create_answer(
                    partner=self.contact_id, email=self.email, deadline=self.date_expiry
                )
        except UserError as error:
            # the mark counts, whatever the survey's settings say by now
            _logger.info("The questionnaire of satisfaction %s could not be made: %s", self.id, error)

    def _next_page(self):
        """Return the address of the questionnaire, as long as it is not filled in."""
        answer = self.survey_input_id
        return answer.get_start_url() if answer and answer.state != "done" else super()._next_page()

    def action_open_questionnaire(self):
        """Open what the client filled in, for everybody who may read the mark.

        :raises UserError: while it is not filled in; its link is the client's alone until then
        """
        self.ensure_one()
        self.check_access("read")
        if not self.survey_is_done:
            raise UserError(self.env._("The client has not filled in the questionnaire yet."))
        # sudo: the page of the finished answers; reach was checked, and it can no longer be changed
        return {"type": "ir.actions.act_url", "url": self.sudo().survey_input_id.get_print_url(), "target": "new"}
