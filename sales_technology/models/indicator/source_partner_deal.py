from odoo import models
from odoo.tools import SQL


class SalestechIndicatorSourcePartnerDeal(models.AbstractModel):
    """Contracts signed through a partner whose agreement is under twelve months old on that day, or older."""

    _name = "salestech.indicator.source.partner_deal"
    _description = "Contracts through Partners"
    _inherit = ["salestech.indicator.source"]

    _codes = ("new_partner_amount", "current_partner_amount")
    _by_client = True
    _watched = {
        "salestech.contract": (
            "date_signed",
            frozenset({"state", "type", "channel_partner_id", "partner_id", "user_id", "lead_id", "amount"}),
        )
    }

    def _scans(self, company, first, last):
        agreed = SQL(
            """(SELECT MIN(agreement.date_signed) FROM salestech_contract agreement
                  JOIN res_partner channel ON channel.id = salestech_contract.channel_partner_id
                 WHERE agreement.partner_id = channel.commercial_partner_id AND agreement.type = 'partner_agreement'
                   AND agreement.company_id = salestech_contract.company_id)"""
        )
        signed = SQL("salestech_contract.date_signed")
        young = SQL("(%s >= %s AND %s < %s + INTERVAL '12 months')", signed, agreed, signed, agreed)
        old = SQL("(%s >= %s + INTERVAL '12 months')", signed, agreed)
        return [
            self._scan(
                company,
                first,
                last,
                "salestech.contract",
                [("type", "in", ("contract", "guarantee_letter")), ("channel_partner_id", "!=", False)],
                date="date_signed",
                user_id="user_id",
                team_id="lead_id.team_id",
                measures={
                    "new_partner_amount": (young, "amount_company", 0),
                    "current_partner_amount": (old, "amount_company", 0),
                },
            )
        ]
