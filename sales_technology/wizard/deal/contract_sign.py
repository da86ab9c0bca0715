from odoo import api, fields, models


class SalestechContractSign(models.TransientModel):
    """Records the signature: when, by whom for the client, and the signed document itself."""

    _name = "salestech.contract.sign"
    _description = "Signature of a Contract"

    contract_id = fields.Many2one("salestech.contract", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="contract_id.partner_id")
    date = fields.Date(string="Signed on", required=True, default=fields.Date.context_today)
    signer_id = fields.Many2one(
        "res.partner",
        string="Signed for the client by",
        compute="_compute_signer_id",
        store=True,
        readonly=False,
        domain="[('id', 'child_of', partner_id), ('is_company', '=', False)]",
    )
    file = fields.Binary(string="Signed document", required=True, attachment=False)
    file_name = fields.Char()

    @api.depends("contract_id")
    def _compute_signer_id(self):
        for wizard in self:
            wizard.signer_id = wizard.contract_id.lead_id.sudo().decision_maker_id

    def action_sign(self):
        """Record the signature; say what is still missing where the client could not be won by it."""
        self.ensure_one()
        missing = self.contract_id._sign(
            self.date, self.with_context(bin_size=False).file, self.file_name, self.signer_id
        )
        close = {"type": "ir.actions.act_window_close"}
        if not missing:
            return close
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("The signature is recorded. The client is not won yet:"),
                "message": missing,
                "next": close,
            },
        }
