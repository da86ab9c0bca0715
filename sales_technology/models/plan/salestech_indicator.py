from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError


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

    @api.ondelete(at_uninstall=False)
    def _unlink_if_never_planned(self):
        # sudo: a plan nobody of these may see keeps its figures too
        lines = self.env["salestech.plan.line"].sudo()
        planned = lines._read_group([("indicator_id", "in", self.ids)], ["indicator_id"])
        if planned:
            raise UserError(
                self.env._(
                    "Plans hold targets of %s, and keep them. Archive it instead: it will not be planned again.",
                    ", ".join(f"“{indicator.name}”" for (indicator,) in planned),
                )
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
