from datetime import datetime, time, timedelta

import pytz

from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _working_day_after(self, day, count):
        """Return the date of the `count`-th working day after `day` by the company's working time.

        With 0: `day` itself where it is a working day, else the next one. Public holidays
        are no working days. A company without a calendar works Monday to Friday.
        """
        self.ensure_one()
        start = day + timedelta(days=1) if count > 0 else day
        # sudo: working time and public holidays are the company's; whoever plans a touch plans by them.
        calendar = self.sudo().resource_calendar_id
        if calendar and not calendar.flexible_hours:
            zone = pytz.timezone(calendar.tz or "UTC")
            end = calendar.plan_days(
                max(count, 1),
                zone.localize(datetime.combine(start, time.min)),
                compute_leaves=True,
                domain=[("time_type", "=", "leave"), ("company_id", "in", [False, self.id])],
            )
            if end:
                return end.astimezone(zone).date()
        return self._weekday_after(start, max(count, 1))

    def _weekday_after(self, start, count):
        """Return the `count`-th day from Monday to Friday, `start` included."""
        day = start
        while True:
            count -= day.weekday() < 5
            if not count:
                return day
            day += timedelta(days=1)
