from odoo import models
from odoo.tools import SQL

from .scan import ZERO, Measure, SpanScan

# code -> (condition, amount); an organisation counts once, its amounts all count
POTENTIAL = SQL("NOT span.is_current")
CURRENT = SQL("span.is_current")
COUNTS = SQL("span.counts AND NOT span.is_current")


class SalestechIndicatorSourceFunnelClient(models.AbstractModel):
    """Clients being won, and what is being sold to those we have, by day."""

    _name = "salestech.indicator.source.funnel_client"
    _description = "Clients in Work"
    _inherit = ["salestech.indicator.stock"]

    _codes = (
        *("potential_client_count", "potential_client_amount"),
        *("potential_client_weighted_amount", "current_client_amount"),
    )

    def _scans(self, company, first, last):
        measures = {
            "potential_client_count": Measure(None, ZERO, COUNTS),
            "potential_client_amount": Measure(SQL("span.revenue"), ZERO, POTENTIAL),
            "potential_client_weighted_amount": Measure(SQL("span.weighted"), ZERO, POTENTIAL),
            "current_client_amount": Measure(SQL("span.revenue"), ZERO, CURRENT),
        }
        return [SpanScan("crm.lead", self._being_won(company, first, last), measures)]
