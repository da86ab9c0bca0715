from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import models


class SalestechPlan(models.Model):
    """By what a plan is shared out: working days of whoever carries it out, less public holidays and leave."""

    _inherit = "salestech.plan"

    def _working_days(self, company, users, first, last):
        """Return {user id: sorted working days} of these people; under False, the company's own.

        Whoever has no resource of his own works by the company's calendar. A company without working time works
        Monday to Friday.
        """
        # sudo: when somebody works is counted, why he does not is not told
        company, calendars = company.sudo(), defaultdict(lambda: self.env["resource.resource"].sudo())
        owners = {}
        resources = (
            self.env["resource.resource"]
            .sudo()
            .search(
                [
                    ("user_id", "in", users.ids),
                    ("company_id", "in", [company.id, False]),
                    ("resource_type", "=", "user"),
                ]
            )
        )
        for resource in resources:
            if resource.calendar_id and not resource.calendar_id.flexible_hours:
                calendars[resource.calendar_id] |= resource
                owners[resource.id] = resource.user_id.id
        own = company.resource_calendar_id
        days = {False: self._calendar_days(own, self.env["resource.resource"], first, last, company).get(False)}
        if not days[False]:
            count = (last - first).days + 1
            days[False] = [d for d in (first + timedelta(days=i) for i in range(count)) if d.weekday() < 5]
        for calendar, found in calendars.items():
            for resource_id, worked in self._calendar_days(calendar, found, first, last, company).items():
                if resource_id:
                    days[owners[resource_id]] = worked
        return days | {user.id: days[False] for user in users if user.id not in days}

    def _calendar_days(self, calendar, resources, first, last, company):
        if not calendar or calendar.flexible_hours:
            return {}
        zone = ZoneInfo(calendar.tz or "UTC")
        intervals = calendar._work_intervals_batch(
            datetime.combine(first, time.min, zone),
            datetime.combine(last, time.max, zone),
            resources=resources,
            domain=[("time_type", "=", "leave"), ("company_id", "in", [False, company.id])],
        )
        return {
            resource_id: sorted({start.astimezone(zone).date() for start, _stop, _meta in found})
            for resource_id, found in intervals.items()
        }


def days_within(days, first, last):
    """Return how many of the sorted days lie between two, both included.

    >>> days_within([1, 2, 5], 2, 5)
    2
    """
    return bisect_right(days, last) - bisect_left(days, first)
