from odoo import models

COLD = [("touch_kind", "=", "call"), ("is_cold", "=", True)]


class SalestechIndicatorSourceTouch(models.AbstractModel):
    """Calls done, on the day and in the group of the one who called."""

    _name = "salestech.indicator.source.touch"
    _description = "Calls"
    _inherit = ["salestech.indicator.source"]

    _codes = ("cold_call_count", "cold_call_conversion")
    _watched = {
        "mail.activity": ("touch_day", frozenset({"active", "date_done", "touch_kind", "is_cold", "user_id", "res_id"}))
    }

    def _scans(self, company, first, last):
        return [
            self._scan(
                company,
                first,
                last,
                "mail.activity",
                COLD,
                date="touch_day",
                user_id="user_id",
                team_id="touch_team_id",
                measures={"cold_call_count": (COLD,), "cold_call_conversion": (COLD, 0, None)},
            )
        ]
