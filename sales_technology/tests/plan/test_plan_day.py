from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .day_common import DayCommon


@tagged("post_install", "-at_install")
class TestPlanDay(DayCommon):
    """Each evening the next working day is planned from what is left of the week."""

    def test_the_next_working_day_is_planned(self):
        self._week(cold_call_count=22)
        self._evening("2027-01-08")  # a Friday
        day = self._day("2027-01-11")
        line = self._line(day, "cold_call_count")
        # 22 over five days: 5, 5, 4, 4, 4
        self.assertEqual((line.norm, line.target, line.carried), (5, 5, 0))
        self.assertEqual((day.state, day.parent_id.level), ("draft", "week"))
        self.assertFalse(self._day("2027-01-09") | self._day("2027-01-12"))

    def test_what_was_missed_is_carried_by_the_days_that_are_left(self):
        self._week(cold_call_count=20)
        self._evening("2027-01-08")
        self._cell("cold_call_count", "2027-01-11", 1)
        self._evening("2027-01-11")
        line = self._line(self._day("2027-01-12"), "cold_call_count")
        # 19 are left for four days; each day owed 4
        self.assertEqual((line.norm, line.carried), (5, 1))
        self._cell("cold_call_count", "2027-01-12", 15)
        self._evening("2027-01-12")
        line = self._line(self._day("2027-01-13"), "cold_call_count")
        self.assertEqual((line.norm, line.carried), (2, -2))

    def test_norms_of_a_week_lead_exactly_to_its_figure(self):
        for target in (1, 7, 23):
            with self.subTest(target=target):
                self.env.cr.execute("SAVEPOINT week")
                self._week(cold_call_count=target)
                total = 0
                for day, before in ((11, 8), (12, 11), (13, 12), (14, 13), (15, 14)):
                    self._evening(f"2027-01-{before:02}")
                    norm = self._line(self._day(f"2027-01-{day}"), "cold_call_count").norm
                    self._cell("cold_call_count", f"2027-01-{day}", norm)
                    total += norm
                self.assertEqual(total, target)
                self.env.cr.execute("ROLLBACK TO SAVEPOINT week")
                self.env.invalidate_all()

    def test_more_than_the_norm_but_not_less(self):
        self._week(cold_call_count=20)
        self._evening("2027-01-08")
        with freeze_time("2027-01-11 09:00:00"):
            day = self._day("2027-01-11").with_user(self.user_manager)
            line = self._line(day, "cold_call_count")
            self.assertEqual(day.add_to_day(line.id, 2), 6)
            with self.assertRefused("the day's norm is 4", error=ValidationError), self.cr.savepoint():
                line.target = 3
            with self.assertRefused("owed by the day", error=UserError):
                line.unlink()
            with self.assertRefused("has begun and stays", error=UserError):
                day.unlink()
            for vals in ({"norm": 0}, {"carried": 0}, {"missed": 0}):
                with self.subTest(vals), self.assertRaises(AccessError):
                    line.write(vals)
            with self.assertRaises(AccessError):
                day.with_user(self.user_group_head).add_to_day(line.id, 1)
            with self.assertRefused("Reload the page", error=UserError):
                day.add_to_day(line.id, "x")

    def test_what_was_planned_before_follows_the_norm(self):
        self._week(cold_call_count=20)
        with freeze_time("2027-01-08 09:00:00"):
            wednesday = self.plans.with_user(self.user_manager).create(
                {
                    "level": "day",
                    "date_from": "2027-01-13",
                    "team_id": self.team_north.id,
                    "user_id": self.user_manager.id,
                }
            )
            line = self._line(wednesday, "cold_call_count")
            self.assertEqual(line.norm, 7)  # nothing was done yet, three days are left
        self._cell("cold_call_count", "2027-01-11", 11)
        with freeze_time("2027-01-11 20:00:00"):
            line.sudo().target = 9
        self._evening("2027-01-11")
        self.assertEqual((line.norm, line.target), (3, 9))

    def test_leave_is_no_working_day(self):
        self._week(cold_call_count=20)
        resource = self.env["resource.resource"].create(
            {
                "name": "Manager",
                "user_id": self.user_manager.id,
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
            }
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": resource.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2027-01-11 00:00:00",
                "date_to": "2027-01-11 23:59:59",
            }
        )
        self._evening("2027-01-08")
        self.assertFalse(self._day("2027-01-11"))
        self.assertEqual(self._line(self._day("2027-01-12"), "cold_call_count").norm, 5)

    def test_a_week_accepted_late_gives_its_day_at_once(self):
        with freeze_time("2026-11-24 09:00:00"):
            *_above, weeks = self._season()
        week = weeks.filtered(lambda plan: plan.user_id == self.user_manager and plan.date_from.day == 11)
        self._evening("2027-01-08")
        self.assertFalse(self._day("2027-01-11"))
        with freeze_time("2027-01-11 09:00:00"):
            self._fill(week, cold_call_count=10)
            self._approve(week)
            self.assertEqual(self._line(self._day("2027-01-11"), "cold_call_count").norm, 2)
            self.assertFalse(self._day("2027-01-12"))

    def test_planning_the_days_costs_the_same_for_more_people(self):
        with freeze_time("2026-11-24 09:00:00"):
            *_above, weeks = self._season()
            weeks = weeks.filtered(lambda plan: plan.team_id == self.team_north and plan.date_from.day in (11, 18))
            self._approve(weeks)

        def cost(people, day):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time(f"{day} 20:00:00"):
                mine = weeks.filtered(lambda plan: plan.user_id in people).sudo()
                self.assertEqual(len(mine._plan_next_days()), len(people))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        one = cost(self.user_manager, "2027-01-10")
        self.assertLessEqual(cost(self.team_north.member_ids, "2027-01-17"), one + 6)
