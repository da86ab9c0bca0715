from odoo import models


class SalestechIndicatorSourceVisit(models.AbstractModel):
    _name = "salestech.indicator.source.visit"
    _description = "Visits"
    _inherit = ["salestech.indicator.source"]

    _codes = ("visit_count",)
    _watched = {"calendar.event": ("start", frozenset({"location", "meeting_state"}))}

    def _scans(self, company, first, last):
        domain = [("meeting_state", "=", "held"), ("location", "!=", False)]
        paths = {"user_id": "user_id", "team_id": "meeting_team_id"}
        measures = {"visit_count": ()}
        return [self._scan(company, first, last, "calendar.event", domain, date="start", measures=measures, **paths)]
