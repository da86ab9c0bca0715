from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from .scan import ZERO, Measure, Scan


class SalestechIndicatorSourceClientLost(models.AbstractModel):
    """Clients lost: the first day on which nothing is in force any more with an organisation where something was."""

    _name = "salestech.indicator.source.client_lost"
    _description = "Clients Lost"
    _inherit = ["salestech.indicator.stock"]

    _codes = ("churn_rate",)

    def _scans(self, company, first, last):
        before = first - timedelta(days=1)
        spans = self._in_force(company, before, last)
        lost = SQL(
            """FROM (SELECT span.*, LEAD(span.date_from) OVER (PARTITION BY span.org_id ORDER BY span.date_from) AS
            again
                       FROM (%s) span) lost
               WHERE (lost.again IS NULL OR lost.again > lost.date_to) AND lost.date_to BETWEEN %s AND %s""",
            spans,
            first,
            last,
        )
        return [
            Scan(
                model="salestech.contract",
                record=SQL("lost.id"),
                source=lost,
                day=SQL("lost.date_to"),
                measures={"churn_rate": Measure(None, ZERO)},
                user_id=SQL("lost.user_id"),
                team_id=SQL("lost.team_id"),
            )
        ]
