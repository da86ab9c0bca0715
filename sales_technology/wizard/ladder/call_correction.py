from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.ladder.scenario_branch import CALL_OUTCOMES


class SalestechCallCorrection(models.TransientModel):
    """Puts right what a logged call brought; the client's history keeps what it was before, and why."""

    _name = "salestech.call.correction"
    _description = "Correction of a Logged Call"

    touch_id = fields.Many2one("mail.activity", string="Call", required=True, ondelete="cascade")
    outcome = fields.Selection(
        CALL_OUTCOMES, required=True, compute="_compute_facts", store=True, readonly=False, precompute=True
    )
    contact_id = fields.Many2one(
        "res.partner", string="Talked to", compute="_compute_facts", store=True, readonly=False, precompute=True
    )
    candidate_ids = fields.Many2many("res.partner", compute="_compute_candidate_ids")
    reason = fields.Char(string="What was wrong", required=True)

    @api.depends("touch_id")
    def _compute_facts(self):
        for correction in self:
            correction.outcome = correction.touch_id.outcome
            correction.contact_id = correction.touch_id.contact_id

    @api.depends("touch_id")
    def _compute_candidate_ids(self):
        for correction in self:
            lead = correction.touch_id.touch_lead_id
            correction.candidate_ids = lead.decision_maker_id | lead.committee_partner_ids | lead.partner_id.child_ids

    def action_save(self):
        """Correct the call."""
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say in a few words what was wrong."))
        self.touch_id._correct_outcome(self.outcome, self.contact_id, reason)
        return {"type": "ir.actions.act_window_close"}
