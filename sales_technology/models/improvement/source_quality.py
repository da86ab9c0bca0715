from odoo import models
from odoo.tools import SQL

from ..indicator.scan import Measure, Scan
from .quality_breach import COUNTED


class SalestechIndicatorSourceQuality(models.AbstractModel):
    """Service commitments kept on time, of all that fell due: the very rows of the report on quality, day by day.

    The group of a milestone is the client's on the day it fell due; the report shows the one it has now.
    """

    _name = "salestech.indicator.source.quality"
    _description = "Service Commitments"
    _inherit = ["salestech.indicator.source"]

    _codes = ("quality_level",)
    _by_client = True
    _watched = {
        "salestech.claim": ("resolution_deadline", frozenset({"state", "date_resolved", "user_id", "team_id"})),
        "salestech.work.stage": ("date_deadline", frozenset({"state", "date_accepted", "user_id", "team_id"})),
        "salestech.pilot.milestone": ("date_deadline", frozenset({"state", "date_done", "user_id", "pilot_id"})),
    }

    def _scans(self, company, first, last):
        return [self._scan_of(kind, model, company, first, last) for kind, model in COUNTED.items()]

    def _scan_of(self, kind, model, company, first, last):
        promises = self.env["salestech.quality"]._judged(company, [kind], (first, last))
        source = SQL(
            """FROM (%s) promise
               LEFT JOIN crm_lead lead ON lead.id = promise.lead_id
               LEFT JOIN %s stand ON TRUE
               WHERE promise.is_due AND promise.date_due BETWEEN %s AND %s""",
            promises,
            self._stand_of(SQL("promise.lead_id"), SQL("promise.date_due")),
            first,
            last,
        )
        return Scan(
            model=model,
            record=SQL("promise.source_id"),
            source=source,
            day=SQL("promise.date_due"),
            measures={"quality_level": Measure(SQL("promise.is_kept::int"), None)},
            user_id=SQL("promise.user_id"),
            team_id=SQL(
                """CASE WHEN promise.lead_id IS NULL THEN promise.team_id
                        WHEN stand.lead_id IS NULL THEN lead.team_id ELSE stand.team_id END"""
            ),
        )

    def _passed(self, company, since, until):
        """Claims whose moment has passed fell due without anybody saving them."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT resolution_deadline FROM salestech_claim
                    WHERE company_id = %s AND resolution_deadline >= %s AND resolution_deadline < %s""",
                company.id,
                since,
                until,
            )
        )
        return {company._local_day(moment) for (moment,) in rows}
