from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.ladder.scenario_branch import CALL_OUTCOMES


class SalestechCallLog(models.TransientModel):
    """A call in two taps: open, tap the outcome. Each outcome says what will come next and when."""

    _name = "salestech.call.log"
    _description = "Call Log"

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade")
    touch_id = fields.Many2one("mail.activity", string="Planned call", ondelete="cascade")
    candidate_ids = fields.Many2many("res.partner", compute="_compute_candidate_ids")
    contact_id = fields.Many2one(
        "res.partner", string="Talked to", compute="_compute_contact_id", store=True, readonly=False, precompute=True
    )
    phone = fields.Char(compute="_compute_phone")
    text = fields.Char(string="What was said")
    script = fields.Html(related="touch_id.touch_script")
    after_no_answer = fields.Char(compute="_compute_after")
    after_guarded = fields.Char(compute="_compute_after")
    after_reached = fields.Char(compute="_compute_after")
    after_refused = fields.Char(compute="_compute_after")
    after_meeting_agreed = fields.Char(compute="_compute_after")

    @api.depends("lead_id")
    def _compute_candidate_ids(self):
        for log in self:
            lead = log.lead_id
            people = lead.decision_maker_id | lead.committee_partner_ids
            log.candidate_ids = (
                people | lead.partner_id.filtered(lambda p: not p.is_company) | lead.partner_id.child_ids
            )

    @api.depends("lead_id")
    def _compute_contact_id(self):
        for log in self:
            log.contact_id = log.lead_id.decision_maker_id

    @api.depends("contact_id", "lead_id")
    def _compute_phone(self):
        for log in self:
            log.phone = log.contact_id.phone or log.lead_id.phone or log.lead_id.partner_id.phone

    @api.depends("lead_id", "touch_id")
    def _compute_after(self):
        for log in self:
            for outcome, _label in CALL_OUTCOMES:
                log[f"after_{outcome}"] = log.lead_id and log.lead_id._following_in_words(log.touch_id, outcome)

    def action_log(self):
        """Save the call with the outcome of the button that was pressed."""
        self.ensure_one()
        outcome = self.env.context.get("call_outcome")
        lead = self.lead_id
        _done, following = lead._log_call(outcome, self.contact_id, (self.text or "").strip(), self.touch_id)
        if outcome == "meeting_agreed":
            return following._action_book_meeting() if following.touch_kind == "meeting" else lead.action_plan_meeting()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self._said_after(following),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _said_after(self, following):
        if not following:
            return self.env._("The call is logged.")
        day = self.env["ir.qweb.field.date"].value_to_html(following.date_deadline, {})
        return self.env._("The call is logged. Next: %(touch)s, %(date)s.", touch=following.summary, date=day)

    @api.constrains("lead_id")
    def _check_lead(self):
        for log in self:
            if not log.lead_id.ladder_id:
                raise UserError(self.env._("“%s” is not on a sales ladder.", log.lead_id.name))
