from odoo import models
from odoo.tools import SQL


class SalestechIndicatorSourceQualityStage(models.AbstractModel):
    _name = "salestech.indicator.source.quality_stage"
    _description = "Work Stages Closed on Time"
    _inherit = ["salestech.indicator.quality"]

    _watched = {"salestech.work.stage": ("date_deadline", frozenset({"state", "date_accepted", "user_id", "team_id"}))}

    def _scans(self, company, first, last):
        return self._commitments(
            company,
            first,
            last,
            "salestech.work.stage",
            [("state", "!=", "cancelled")],
            date="date_deadline",
            kept=SQL("salestech_work_stage.date_accepted <= salestech_work_stage.date_deadline"),
            user_id="user_id",
            team_id="team_id",
        )
