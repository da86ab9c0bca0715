from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalestechProtocolAnswer(models.TransientModel):
    _name = "salestech.protocol.answer"
    _description = "The Client's Answer to a Protocol"

    protocol_id = fields.Many2one("salestech.protocol", required=True, readonly=True, ondelete="cascade")
    signer_ids = fields.Many2many(related="protocol_id.signer_ids")
    answer = fields.Selection([("agreed", "Agreed"), ("refused", "Refused")], required=True, default="agreed")
    partner_id = fields.Many2one(
        "res.partner",
        string="Who answered",
        required=True,
        domain="[('id', 'in', signer_ids)]",
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    date = fields.Date(string="When", required=True, default=fields.Date.context_today)
    how = fields.Char(required=True)

    @api.depends("protocol_id")
    def _compute_partner_id(self):
        for wizard in self:
            wizard.partner_id = wizard.protocol_id.signer_ids[:1]

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        if any(wizard.date > today for wizard in self):
            raise ValidationError(self.env._("An answer cannot be dated in the future."))

    def action_save(self):
        """Record the answer."""
        self.ensure_one()
        if self.answer == "agreed":
            self.protocol_id._record_agreed(self.partner_id, self.date, self.how)
        else:
            self.protocol_id._record_refused(self.partner_id, self.how)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
