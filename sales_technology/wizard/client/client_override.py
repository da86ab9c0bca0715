from odoo import api, fields, models


class SalestechClientOverride(models.TransientModel):
    """Sets the status of a client by hand, with the reason: where contracts do not tell the truth."""

    _name = "salestech.client.override"
    _description = "Change the Status of a Client"

    partner_id = fields.Many2one("res.partner", string="Client", required=True, ondelete="cascade")
    present = fields.Char(string="Now", compute="_compute_present")
    status = fields.Selection(
        selection=lambda self: self.env["res.partner"]._fields["client_status"]._description_selection(self.env),
        string="From today",
        required=True,
    )
    reason = fields.Char(required=True)

    @api.depends("partner_id")
    def _compute_present(self):
        labels = dict(self.env["res.partner"]._fields["client_status"]._description_selection(self.env))
        for wizard in self:
            wizard.present = labels.get(wizard.partner_id.client_status, self.env._("No client yet"))

    def action_apply(self):
        """Do it."""
        self.ensure_one()
        self.partner_id._set_client_status(self.status, self.reason)
        return {"type": "ir.actions.act_window_close"}
