from odoo import api, fields, models
from odoo.exceptions import UserError


class SalestechPilotFinish(models.TransientModel):
    """The result of a pilot, with the act that both sides signed and the decision on the contract."""

    _name = "salestech.pilot.finish"
    _description = "Finish a Pilot"

    pilot_id = fields.Many2one("salestech.pilot", required=True, ondelete="cascade")
    goal_ids = fields.One2many(related="pilot_id.goal_ids", readonly=True)
    result = fields.Selection(
        selection=[("accepted", "Accepted"), ("rejected", "Rejected"), ("extended", "Extended")], required=True
    )
    act_date = fields.Date(string="Act signed on", required=True, default=fields.Date.context_today)
    act_file = fields.Binary(string="Signed act", attachment=False)
    act_file_name = fields.Char(string="Name of the file")
    date_end = fields.Date(string="Goes on until")
    decision = fields.Selection(
        selection=[
            ("sign", "Sign the contract"),
            ("terms", "Sign after other terms"),
            ("later", "Decide later"),
            ("none", "No contract"),
        ],
        string="Decision on the contract",
        compute="_compute_decision",
        store=True,
        readonly=False,
    )
    conclusion = fields.Text()

    @api.depends("result")
    def _compute_decision(self):
        for wizard in self:
            wizard.decision = {"accepted": "sign", "rejected": "none", "extended": "later"}.get(wizard.result)

    def action_finish(self):
        """Finish the pilot; one that is extended goes on in another one, which is opened."""
        self.ensure_one()
        pilot = self.pilot_id
        pilot._require_running()
        self._require_act()
        pilot._finish(
            self.result,
            act_date=self.act_date,
            act_file=self.act_file,
            act_file_name=self.act_file_name,
            decision=self.decision,
            conclusion=self.conclusion,
        )
        if self.result == "extended":
            return pilot._extend(self.date_end)._open_form()
        return {"type": "ir.actions.act_window_close"}

    def _require_act(self):
        pilot = self.pilot_id
        if not self.act_file:
            raise UserError(self.env._("Attach the act that both sides signed."))
        if self.act_date > pilot._today():
            raise UserError(self.env._("The act cannot be signed in the future. Enter the day on which it was signed."))
        if pilot.date_started and self.act_date < pilot.date_started:
            raise UserError(self.env._("The act cannot be signed before the pilot started."))
        if not self.decision:
            raise UserError(self.env._("Say what was decided about the contract."))
        if self.result == "rejected" and not (self.conclusion or "").strip():
            raise UserError(self.env._("Say why the pilot was rejected: it is worth more than the rejection."))
        if self.result == "extended" and not self.date_end:
            raise UserError(self.env._("Say until when the pilot goes on."))
