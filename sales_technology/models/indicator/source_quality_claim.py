from odoo import models
from odoo.tools import SQL


class SalestechIndicatorSourceQualityClaim(models.AbstractModel):
    _name = "salestech.indicator.source.quality_claim"
    _description = "Claims Resolved on Time"
    _inherit = ["salestech.indicator.quality"]

    _watched = {"salestech.claim": ("resolution_deadline", frozenset({"state", "date_resolved", "user_id", "team_id"}))}

    def _scans(self, company, first, last):
        return self._commitments(
            company,
            first,
            last,
            "salestech.claim",
            [("state", "not in", ("unsorted", "rejected"))],
            date="resolution_deadline",
            kept=SQL("salestech_claim.date_resolved <= salestech_claim.resolution_deadline"),
            user_id="user_id",
            team_id="team_id",
        )
