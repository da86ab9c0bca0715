from decimal import Decimal

from odoo import fields, models


class SalestechIndicator(models.Model):
    _inherit = "salestech.indicator"

    total_id = fields.Many2one(
        "salestech.indicator",
        string="Part of",
        ondelete="set null",
        index="btree_not_null",
        domain="[('breakdown', '=', False), ('unit', '=', unit)]",
        help="By segment or product: the indicator whose figure the parts add up to, where both are planned.",
    )

    def _unit_of(self, company):
        """Return the smallest part of a figure: 1 for counts, the currency's precision, or the indicator's decimals."""
        self.ensure_one()
        if self.unit == "count":
            return Decimal(1)
        if self.unit == "money":
            return Decimal(str(company.currency_id.rounding or 0.01))
        return Decimal(1).scaleb(-min(self.digits, 3))

    def _planned_on(self, level):
        """Return those of these indicators that are planned on a level."""
        return self.filtered(f"level_{level}")
