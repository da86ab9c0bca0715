from odoo import api, fields, models

from ..deal.contract import CLIENT_TYPES, OPEN

TERMS = frozenset({"partner_rate", "partner_terms"})


class SalestechContract(models.Model):
    """Agreements with partners have terms and a rate; contracts come through the partner who registered the client."""

    _inherit = "salestech.contract"

    channel_partner_id = fields.Many2one(
        compute="_compute_channel_partner_id", store=True, readonly=False, precompute=True
    )
    partner_rate = fields.Float(
        string="Partner's rate, %",
        digits=(16, 2),
        aggregator="avg",
        tracking=True,
        help="What the partner earns of the amount of a contract that he brings.",
    )
    partner_terms = fields.Text(
        string="Terms of the agreement", help="What the partner does, what we give, how and when he is paid."
    )

    _partner_rate_range = models.Constraint(
        "CHECK (partner_rate IS NULL OR (partner_rate >= 0 AND partner_rate <= 100))",
        "The partner's rate lies between 0 and 100 per cent.",
    )

    @api.depends("lead_id", "partner_id")
    def _compute_channel_partner_id(self):
        """A client that a partner brought or has registered comes through that partner."""
        for contract in self:
            if contract.channel_partner_id or contract.type == "partner_agreement":
                continue
            lead = contract.lead_id.sudo()  # through whom the client came, of the client that is named anyway
            registration = contract._registration()
            contract.channel_partner_id = lead.channel_partner_id or registration.partner_id

    @api.constrains("channel_partner_id", "partner_id", "type")
    def _check_registered_client(self):
        for contract in self.filtered(lambda c: c.state in OPEN and c.type in CLIENT_TYPES):
            contract._registration()._require_channel(contract.channel_partner_id)

    def action_prepare(self):
        """Say that the document is ready: nobody else may have registered the client meanwhile."""
        for contract in self.filtered(lambda c: c.type in CLIENT_TYPES):
            contract._registration()._require_channel(contract.channel_partner_id)
        return super().action_prepare()

    def _registration(self):
        # sudo: who registered the client is asked of all partners', and told in a refusal
        registrations = self.env["salestech.partner.registration"].sudo()
        return registrations._holder(self.partner_id, self.company_id or self.env.company)

    def _refuse_closed(self, vals):
        super()._refuse_closed(vals)
        if TERMS & vals.keys():
            super()._refuse_closed(dict.fromkeys(self._content))
