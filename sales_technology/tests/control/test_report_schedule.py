from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...tools.period import period_of
from .report_common import ReportCommon


@tagged("post_install", "-at_install")
class TestReportSchedule(ReportCommon):
    """On which day and at which hour a report is due, and which reports are opened."""

    def _due(self, schedule, day):
        return schedule._due_day(period_of(date.fromisoformat(day), schedule.level))

    def test_each_rule_finds_its_day(self):
        week = self._schedule("weekly")
        month = self._schedule("monthly")
        cases = (
            (self._schedule("daily"), "2026-11-24", date(2026, 11, 24)),
            (week, "2026-11-24", date(2026, 11, 27)),
            (month, "2026-11-24", date(2026, 12, 7)),  # the 5th is a Saturday
            (month, "2026-10-24", date(2026, 11, 5)),
            (self._schedule("quarterly"), "2026-11-24", date(2027, 1, 11)),  # the 10th is a Sunday
            (self._schedule("monthly", day=31), "2026-10-24", date(2026, 11, 30)),
            (self._schedule("monthly", day=31), "2027-01-24", date(2027, 3, 1)),  # 28 February is a Sunday
            (self._schedule("monthly", day=5, counting="working"), "2026-10-24", date(2026, 11, 6)),
            (self._schedule("free", level="year", rule="yearly", day=20, month=1), "2026-11-24", date(2027, 1, 20)),
        )
        for schedule, day, due in cases:
            with self.subTest(schedule.display_name, day=day):
                self.assertEqual(self._due(schedule, day), due)

    def test_a_part_of_a_week_at_the_end_of_a_month(self):
        week = self._schedule("weekly")
        self.assertEqual(self._due(week, "2026-11-30"), date(2026, 12, 4))  # a Monday alone: the same week's Friday
        self.assertIsNone(self._due(week, "2026-11-01"))  # a Sunday alone is no working day

    def test_a_public_holiday_moves_the_deadline(self):
        self.env["resource.calendar.leaves"].create(
            {
                **{"name": "Holiday", "company_id": self.company.id},
                "calendar_id": self.company.resource_calendar_id.id,
                **{"date_from": datetime(2026, 11, 5), "date_to": datetime(2026, 11, 5, 23, 59)},
            }
        )
        self.assertEqual(self._due(self._schedule("monthly"), "2026-10-24"), date(2026, 11, 6))

    def test_hours_are_the_companys_and_survive_the_change_of_clocks(self):
        self.company.resource_calendar_id.tz = "Europe/Berlin"
        self.assertEqual(self.company._moment_at(date(2026, 11, 24), 18.5), datetime(2026, 11, 24, 17, 30))
        self.assertEqual(self.company._moment_at(date(2026, 7, 24), 18.5), datetime(2026, 7, 24, 16, 30))
        # on 28 March 2027 there is no half past two; it counts as half past three
        self.assertEqual(self.company._moment_at(date(2027, 3, 28), 2.5), datetime(2027, 3, 28, 1, 30))
        daily = self._schedule("daily", date_start="2027-03-26")
        reports = self._open(daily, "2027-03-29 06:00:00").filtered(lambda r: r.user_id == self.user_manager)
        self.assertEqual(
            sorted(reports.mapped("deadline_at")), [datetime(2027, 3, 26, 17, 30), datetime(2027, 3, 29, 16, 30)]
        )

    @mute_logger("odoo.sql_db")
    def test_bad_input_is_refused(self):
        cases = (
            {"hour": 24},
            {"hour": -1},
            {"day": 32},
            {"day": 0},
            {"counting": "working", "day": 21},
            {"days_ahead": -1},
            {"has_own_threshold": True, "threshold": 0},
            {"has_own_threshold": True, "threshold": -5},
            {"has_own_threshold": True, "threshold": float("nan")},
        )
        for vals in cases:
            with self.subTest(vals), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self._schedule("monthly", **vals)
        for threshold in (0, -1, float("nan"), 1001):
            with self.subTest(threshold), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.company.deviation_threshold = threshold
                self.env.flush_all()

    def test_everybody_who_reports_gets_one_report(self):
        reports = self._open(self._schedule("daily", date_start="2026-11-24"), "2026-11-24 07:00:00")
        people = self.user_manager | self.user_colleague | self.user_leading_manager | self.user_south_manager
        self.assertEqual(reports.responsible_id, people)
        self.assertEqual(set(reports.mapped("deadline_at")), {datetime(2026, 11, 24, 18, 30)})
        groups = self._open(self._schedule("weekly", date_start="2026-11-23"), "2026-11-26 07:00:00")
        self.assertEqual(groups.responsible_id, self.user_group_head | self.user_south_head)
        whole = self._open(self._schedule("monthly", date_start="2026-11-01"), "2026-12-01 07:00:00")
        self.assertEqual(whole.responsible_id, self.user_department_head)
        self.assertEqual(len(whole), 1)
        self.assertIn("November 2026", whole.display_name)

    def test_whoever_is_on_leave_or_may_not_report_has_no_daily_report(self):
        self._tick("3.2", "leading_manager", False)
        resource = self.env["resource.resource"].create(
            {
                **{"name": "Colleague", "user_id": self.user_colleague.id, "company_id": self.company.id},
                **{"calendar_id": self.company.resource_calendar_id.id, "tz": "UTC"},
            }
        )
        self.env["resource.calendar.leaves"].create(
            {
                **{"name": "Leave", "resource_id": resource.id, "company_id": self.company.id},
                "calendar_id": self.company.resource_calendar_id.id,
                **{"date_from": datetime(2026, 11, 24), "date_to": datetime(2026, 11, 24, 23, 59)},
            }
        )
        reports = self._open(self._schedule("daily", date_start="2026-11-24"), "2026-11-24 07:00:00")
        self.assertEqual(reports.responsible_id, self.user_manager | self.user_south_manager)

    def test_opened_ahead_and_not_before(self):
        month = self._schedule("monthly", date_start="2026-11-01", days_ahead=5)
        self.assertFalse(self._open(month, "2026-12-01 09:00:00"))  # due on the 7th
        self.assertEqual(len(self._open(month, "2026-12-02 09:00:00")), 1)

    def test_downtime_over_the_fifth_opens_everything_once_and_late(self):
        month = self._schedule("monthly", date_start="2026-10-01")
        daily = self._schedule("daily", date_start="2026-11-02")
        self.assertEqual(len(self._open(daily, "2026-11-02 09:00:00")), 4)
        missed = self._open(daily, "2026-11-06 09:00:00")
        self.assertEqual(
            sorted({str(day) for day in missed.mapped("date_from")}),
            ["2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06"],
        )
        self.assertEqual(len(missed), 16)
        self.assertEqual(set(missed.filtered(lambda r: r.date_from < date(2026, 11, 6)).mapped("is_late")), {True})
        october = self._open(month, "2026-11-08 09:00:00")
        self.assertEqual((october.is_late, october.date_deadline), (True, date(2026, 11, 5)))
        for schedule in (month, daily):
            self.assertFalse(self._open(schedule, "2026-11-08 10:00:00"))

    def test_who_joins_today_reports_today(self):
        daily = self._schedule("daily", date_start="2026-11-24")
        self._open(daily, "2026-11-24 07:00:00")
        joined = self._user("joined", self.ROLES["manager"])
        self.team_south.member_ids += joined
        self.assertEqual(self._open(daily, "2026-11-24 09:00:00").user_id, joined)

    def test_a_schedule_in_use_keeps_what_its_reports_are_about(self):
        daily = self._schedule("daily", date_start="2026-11-24")
        self._open(daily, "2026-11-24 07:00:00")
        daily.hour = 20
        with self.assertRefused("Archive it", error=UserError):
            daily.scope = "group"
        with self.assertRefused("archive it", error=UserError):
            daily.unlink()
        with self.assertRaises(AccessError):
            daily.with_user(self.user_department_head).write({"hour": 12})
        daily.with_user(self.user_administrator).write({"hour": 12})

    @freeze_time("2026-11-24 09:00:00")
    def test_a_new_company_has_the_usual_schedules(self):
        company = self.env["res.company"].create({"name": "Branch"})
        kinds = self.Schedule.search([("company_id", "=", company.id)]).mapped("kind")
        self.assertEqual(kinds, ["daily", "weekly", "monthly", "quarterly"])
        company._seed_report_schedules()
        self.assertEqual(self.Schedule.search_count([("company_id", "=", company.id)]), 4)
