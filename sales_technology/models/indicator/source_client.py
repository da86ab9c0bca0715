from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from .scan import ZERO, Measure, SpanScan


class SalestechIndicatorSourceClient(models.AbstractModel):
    """Current clients, by day; and as many in the morning of each day, which losses are divided by."""

    _name = "salestech.indicator.source.client"
    _description = "Current Clients"
    _inherit = ["salestech.indicator.stock"]

    _codes = ("current_client_count", "churn_rate")

    def _scans(self, company, first, last):
        evening = SpanScan(
            "salestech.contract", self._in_force(company, first, last), {"current_client_count": Measure()}
        )
        # who was a client in the evening is one the next morning
        day = timedelta(days=1)
        morning = SQL(
            """SELECT id, date_from + 1 AS date_from, date_to + 1 AS date_to, user_id, team_id, segment_id, category_id
                 FROM (%s) evening""",
            self._in_force(company, first - day, last - day),
        )
        return [evening, SpanScan("salestech.contract", morning, {"churn_rate": Measure(ZERO, None)})]
