from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

MAX_SCAN = 25 * 1024 * 1024


class SalestechProtocolPaper(models.TransientModel):
    _name = "salestech.protocol.paper"
    _description = "Protocol Signed on Paper"

    protocol_id = fields.Many2one("salestech.protocol", required=True, readonly=True, ondelete="cascade")
    signer_ids = fields.Many2many(related="protocol_id.signer_ids")
    is_signed_by_us = fields.Boolean(related="protocol_id.is_signed_by_us")
    partner_id = fields.Many2one(
        "res.partner",
        string="Who signed for the client",
        required=True,
        domain="[('id', 'in', signer_ids)]",
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    paper_date = fields.Date(string="Date on paper", required=True, default=fields.Date.context_today)
    scan = fields.Binary(required=True, attachment=False)
    scan_name = fields.Char()
    with_ours = fields.Boolean(string="Our signature is on it too", default=True)

    @api.depends("protocol_id")
    def _compute_partner_id(self):
        for wizard in self:
            wizard.partner_id = (wizard.protocol_id.signer_ids - wizard.protocol_id.signature_ids.partner_id)[:1]

    @api.constrains("paper_date")
    def _check_paper_date(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            if wizard.paper_date > today:
                raise ValidationError(self.env._("The date on paper cannot be in the future."))
            if wizard.paper_date < wizard.protocol_id.date:
                raise ValidationError(self.env._("The date on paper cannot be before the day of the meeting."))

    def action_save(self):
        """Record the version as signed on paper, with its scan."""
        self.ensure_one()
        scan = self.with_context(bin_size=False).scan
        if len(scan) * 3 // 4 > MAX_SCAN:
            raise UserError(self.env._("The scan is larger than 25 MB. Scan it in grey or with fewer dots per inch."))
        self.protocol_id._sign_on_paper(
            self.partner_id,
            {
                "signer_name": self.partner_id.name,
                "paper_date": self.paper_date,
                "scan": scan,
                "scan_name": self.scan_name,
            },
            with_ours=self.with_ours,
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
