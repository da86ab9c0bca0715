from odoo import models
from odoo.tools import SQL


class SalestechIndicatorSourceQualityPilot(models.AbstractModel):
    _name = "salestech.indicator.source.quality_pilot"
    _description = "Milestones of Pilots Kept"
    _inherit = ["salestech.indicator.quality"]

    _by_client = True
    _watched = {
        "salestech.pilot.milestone": ("date_deadline", frozenset({"state", "date_done", "user_id", "pilot_id"}))
    }

    def _scans(self, company, first, last):
        return self._commitments(
            company,
            first,
            last,
            "salestech.pilot.milestone",
            [("state", "!=", "cancelled"), ("pilot_id.state", "!=", "draft"), ("pilot_id.company_id", "=", company.id)],
            date="date_deadline",
            kept=SQL("salestech_pilot_milestone.is_on_time"),
            user_id="user_id",
            team_id="pilot_id.lead_id.team_id",
        )
