from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...tools.meeting_days import meeting_days
from .meeting_common import MeetingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-24 06:00:00")  # a Tuesday
class TestMeetingSeries(MeetingCommon):
    """Meetings are opened ahead, each day once, on working days."""

    def test_a_stand_up_is_on_each_working_day(self):
        series = self._series(hour=9.25)
        self.assertEqual(
            [day.isoformat() for day in self._dates(series)],
            ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01"],
        )
        meeting = series.sudo().meeting_ids.sorted("date")[0]
        people = self.user_group_head | self.user_manager | self.user_colleague | self.user_leading_manager
        self.assertEqual(meeting.attendance_ids.user_id, people)
        self.assertEqual(meeting.event_id.partner_ids, people.partner_id)
        # 9:15 by the company's clock in winter
        self.assertEqual(str(meeting.event_id.start), "2026-11-24 08:15:00")
        self.assertEqual(meeting.user_id, self.user_group_head)
        self.assertFalse(self.env["mail.mail"].search_count([("model", "=", "calendar.event")]))

    def test_days_off_have_none_and_move_the_others(self):
        self._days_off("2026-11-30", "2026-12-01")
        self.assertNotIn(date(2026, 11, 30), self._dates(self._series()))
        self.assertEqual(
            self._dates(self._series("week", weekday="0", team=self.team_south, user=self.user_south_head)),
            [date(2026, 12, 2), date(2026, 12, 7)],
        )

    def test_the_31st_is_the_last_day_of_a_shorter_month(self):
        days = self._days("2027-01-01", 90)
        working = [day for day in days if day.weekday() < 5]
        found = meeting_days("month", days[0], days[-1], working, month_day=31)
        # 31 January and 28 February 2027 are Sundays
        self.assertEqual(found, [date(2027, 1, 29), date(2027, 2, 26), date(2027, 3, 31)])

    def test_the_hour_stays_when_the_clocks_change(self):
        with freeze_time("2027-03-24 06:00:00"):
            series = self._series(hour=9.0, date_from="2027-03-24")
        hours = {m.date.isoformat(): m.event_id.start.hour for m in series.sudo().meeting_ids}
        self.assertEqual((hours["2027-03-26"], hours["2027-03-29"]), (8, 7))

    def test_running_again_opens_nothing_twice(self):
        series = self._series()
        before = self._dates(series)
        for _run in range(2):
            series.sudo().opened_until = False
            series._open_ahead()
        self.assertEqual(self._dates(series), before)
        events = self.env["calendar.event"].search_count([("user_id", "=", self.user_group_head.id)])
        self.assertEqual(events, len(before))

    def test_days_of_a_time_without_the_job_are_not_lost(self):
        series = self._series()
        with freeze_time("2026-12-09 06:00:00"):
            series._open_ahead()
        dates = self._dates(series)
        self.assertIn(date(2026, 12, 4), dates)
        self.assertEqual(len(dates), len(set(dates)))
        with freeze_time("2026-12-31 06:00:00"):
            series._open_ahead()
        self.assertIn(date(2027, 1, 4), self._dates(series))

    def test_a_meeting_of_a_day_is_there_once(self):
        series = self._series()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.meetings.create(series.sudo()._prepare_meeting(date(2026, 11, 25)))

    def test_who_joins_or_leaves_follows(self):
        series = self._series()
        self.user_colleague.active = False
        self.team_north.member_ids = [Command.link(self.user_south_manager.id)]
        series._follow_people()
        coming = series.sudo().meeting_ids
        self.assertNotIn(self.user_colleague, coming.attendance_ids.user_id)
        self.assertIn(self.user_south_manager.partner_id, coming[0].event_id.partner_ids)
        self.team_north.user_id = self.user_south_head
        series._follow_people()
        self.assertEqual(coming.user_id, self.user_south_head)

    def test_a_changed_series_changes_what_is_to_come(self):
        series = self._series(hour=9)
        first = series.sudo().meeting_ids.sorted("date")[0]
        series.hour = 11
        self.assertEqual((first.exists(), first.hour), (first, 9), "today's stays as people know it")
        self.assertEqual(set(series.sudo().meeting_ids.mapped("hour")), {9, 11})
        self.assertEqual(len(self._dates(series)), 6)
        series.active = False
        self.assertEqual(series.sudo().meeting_ids, first)
        self.assertFalse(
            self.env["calendar.event"].search([("start", ">", "2026-11-25"), ("user_id", "=", first.user_id.id)])
        )

    def test_the_department_meets_with_its_heads(self):
        series = self._series("month", team=self.env["crm.team"], user=self.user_department_head, month_day=5)
        meeting = series.sudo().meeting_ids.sorted("date")[0]
        self.assertEqual(meeting.date, date(2026, 12, 7), "the 5th is a Saturday")
        self.assertEqual(meeting.user_id, self.user_department_head)
        self.assertEqual(
            meeting.attendance_ids.user_id, self.user_department_head | self.user_group_head | self.user_south_head
        )
        # early in the month it looks back
        self.assertEqual((meeting.date_from, meeting.date_to), (date(2026, 11, 1), date(2026, 11, 30)))

    def test_bad_input_is_refused(self):
        for vals in ({"hour": 24}, {"hour": -1}, {"duration": 0}, {"month_day": 0}, {"month_day": 32}):
            with self.subTest(vals), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    self._series(**vals)
        self._series()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._series()

    def test_who_may_set_a_series(self):
        with self.assertRaises(AccessError):
            self._series(user=self.user_manager)
        with self.assertRaises(AccessError):
            self._series(team=self.team_south)
        with self.assertRaises(AccessError):
            self._series(team=self.env["crm.team"])
        series = self._series()
        with self.assertRefused("buttons"):
            series.opened_until = "2030-01-01"
        self._tick("3.1", "group_head", False)
        with self.assertRefused("access matrix"):
            series.hour = 10

    def test_the_job_serves_all_companies(self):
        mine = self._series()
        abroad = self.series.create(
            {"kind": "standup", "team_id": self.team_abroad.id, "company_id": self.other_company.id}
        )
        (mine | abroad).sudo().meeting_ids.unlink()
        (mine | abroad).sudo().opened_until = False
        with self.enter_registry_test_mode():
            self.env.ref("sales_technology.ir_cron_open_meetings").method_direct_trigger()
        self.assertTrue(mine.sudo().meeting_ids and abroad.sudo().meeting_ids)
        self.assertEqual(abroad.meeting_ids.user_id, self.user_abroad_head)

    def test_opening_costs_the_same_for_more_people(self):
        def cost(team, user):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._series("week", team=team, user=user, weekday="3", company_id=team.company_id.id)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(self.team_abroad, self.user_abroad_head.with_context(allowed_company_ids=self.other_company.ids))
        few = cost(self.team_south, self.user_south_head)
        self.assertLessEqual(cost(self.team_north, self.user_group_head), few + 8)
