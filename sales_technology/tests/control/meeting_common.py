from datetime import date, timedelta

from odoo import fields
from odoo.fields import Command

from ..common import SalestechCommon


class MeetingCommon(SalestechCommon):
    """The department and its meetings. `_series(kind)` sets a series of North as its head, `_meeting(kind)` is one of
    today, `_started(kind)` one that its head has begun, `_item(meeting, …)` something agreed there.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.series = cls.env["salestech.meeting.series"]
        cls.meetings = cls.env["salestech.meeting"]
        cls.company.resource_calendar_id.tz = "Europe/Berlin"
        cls.today = cls.company._local_day(fields.Datetime.now())

    def _series(self, kind="standup", team=None, user=None, **vals):
        team = self.team_north if team is None else team
        company = vals.get("company_id", self.company.id)
        series = self.series.with_context(allowed_company_ids=[company])
        return series.with_user(user or self.user_group_head).create(
            {"kind": kind, "team_id": team.id, "company_id": self.company.id, "date_from": "2026-11-24", **vals}
        )

    def _meeting(self, kind="week", team=None, user=None, **vals):
        team = self.team_north if team is None else team
        return self.meetings.with_user(user or self.user_group_head).create(
            {"kind": kind, "team_id": team.id, "company_id": self.company.id, "date": self.today, **vals}
        )

    def _started(self, kind="week", **vals):
        meeting = self._meeting(kind, **vals)
        meeting.action_start()
        return meeting

    def _item(self, meeting, name="Call Ural back", user=None, **vals):
        values = {"name": name, "user_id": (user or self.user_manager).id, "date_deadline": meeting.date, **vals}
        meeting.write({"item_ids": [Command.create(values)]})
        return meeting.item_ids.filtered(lambda item: item.name == name)

    def _close(self, meeting):
        meeting.action_all_present()
        meeting.action_close()

    def _dates(self, series):
        return series.sudo().meeting_ids.sorted("date").mapped("date")

    def _days_off(self, first, last):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": f"{first} 00:00:00",
                "date_to": f"{last} 23:00:00",
            }
        )

    @staticmethod
    def _days(first, count):
        return [date.fromisoformat(first) + timedelta(days=number) for number in range(count)]
