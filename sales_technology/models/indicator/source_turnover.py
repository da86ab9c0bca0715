from odoo import models
from odoo.tools import SQL


class SalestechIndicatorSourceTurnover(models.AbstractModel):
    """Posted invoices less credit notes, or confirmed orders, as the company's setting says; net of tax."""

    _name = "salestech.indicator.source.turnover"
    _description = "Turnover"
    _inherit = ["salestech.indicator.source"]

    _codes = ("turnover",)
    _watched = {
        "account.move": (
            "invoice_date",
            frozenset({"state", "move_type", "invoice_user_id", "team_id", "invoice_line_ids", "line_ids"}),
        ),
        "sale.order": ("date_order", frozenset({"state", "user_id", "team_id", "order_line", "currency_id"})),
    }

    def _scans(self, company, first, last):
        return [
            self._orders(company, first, last)
            if company.turnover_from == "orders"
            else self._invoices(company, first, last)
        ]

    def _invoices(self, company, first, last):
        return self._scan(
            company,
            first,
            last,
            "account.move",
            [("state", "=", "posted"), ("move_type", "in", ("out_invoice", "out_refund"))],
            date="invoice_date",
            user_id="invoice_user_id",
            team_id="team_id",
            measures={"turnover": ((), "amount_untaxed_signed", 0)},
        )

    def _orders(self, company, first, last):
        # the rate of the day of the order is kept on it
        amount = SQL(
            "ROUND(sale_order.amount_untaxed / COALESCE(NULLIF(sale_order.currency_rate, 0), 1)::numeric, %s)",
            company.currency_id.decimal_places,
        )
        return self._scan(
            company,
            first,
            last,
            "sale.order",
            [("state", "=", "sale")],
            date="date_order",
            user_id="user_id",
            team_id="team_id",
            measures={"turnover": ((), amount, 0)},
        )
