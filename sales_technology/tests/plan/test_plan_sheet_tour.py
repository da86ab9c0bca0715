from odoo.tests import HttpCase, tagged

from .common import PlanCommon


class PlanTour(PlanCommon, HttpCase):
    freeze_time = None  # a browser has the clock of the wall

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.company._local_day(cls.env.cr.now())
        cls.YEAR = today.replace(year=today.year + 1, month=1, day=1)
        for user in (cls.user_group_head, cls.user_department_head, cls.user_director, cls.user_manager):
            user.lang = "en_US"

    def _sheet(self):
        _year, _quarters, _months, weeks = self._season()
        month = weeks.filtered(lambda plan: plan.team_id == self.team_north).parent_id
        self._line(month.sudo(), "cold_call_count").target = 100
        self.start_tour(
            f"/odoo/{month.id}/plan-sheet", "salestech_plan_sheet", login=self.user_group_head.login, timeout=120
        )
        self.env.invalidate_all()
        lines = [self._line(week, "cold_call_count") for week in month.sudo().child_ids]
        by_user = {}
        for line in lines:
            by_user[line.user_id] = by_user.get(line.user_id, 0) + line.target
        self.assertEqual(by_user, {self.user_colleague: 40, self.user_leading_manager: 20, self.user_manager: 31})
        self.assertEqual({line.user_id for line in lines if line.is_held}, {self.user_colleague})
        self.start_tour(f"/odoo/{month.id}/plan-sheet", "salestech_plan_sheet_read", login=self.user_director.login)

    def _tree(self):
        _year, quarters, _months, _weeks = self._season()
        # one group, so that its card is the only one of its name
        (quarters - quarters.sorted("date_from")[0]).sudo().child_ids.unlink()
        self.start_tour("/odoo/plan-tree", "salestech_plan_tree", login=self.user_director.login)

    def _form(self, plan, tour, user):
        url = f"/odoo/action-sales_technology.salestech_plan_action/{plan.id}"
        self.start_tour(url, tour, login=user.login, timeout=120)
        self.env.invalidate_all()

    def _play_season(self):
        """From the year down to a manager's week, each by who does it."""
        self._every_day_is_worked()
        head, director, group_head = self.user_department_head, self.user_director, self.user_group_head
        action = "/odoo/action-sales_technology.salestech_plan_action"
        self.start_tour(action, "salestech_plan_season_year", login=head.login, timeout=120)
        self.env.invalidate_all()
        year = self.plans.search([("level", "=", "year"), ("company_id", "=", self.company.id)])
        self.assertEqual((year.state, year.date_from.year), ("submitted", self.YEAR.year - 1))
        self._form(year, "salestech_plan_season_approve", director)
        self.assertEqual(year.state, "approved")

        quarter = self._running(year)
        self._form(quarter, "salestech_plan_season_share", head)
        self._form(quarter, "salestech_plan_season_submit", head)
        self._form(quarter, "salestech_plan_season_approve", director)
        self.assertEqual(quarter.state, "approved")

        month = self._running(quarter).filtered(lambda plan: plan.team_id == self.team_north)
        self._form(month, "salestech_plan_season_submit", head)
        self._line(month, "cold_call_count").sudo().target = 100
        self._form(month, "salestech_plan_season_share", group_head)
        self._form(month, "salestech_plan_season_accept", group_head)
        self.assertEqual(month.state, "approved")

        week = self._running(month).filtered(lambda plan: plan.user_id == self.user_manager)
        self._form(week, "salestech_plan_season_submit", group_head)
        self._form(week, "salestech_plan_season_accept", self.user_manager)
        self.assertEqual(week.state, "approved")
        for plan in year | quarter | month:
            self.assertFalse(plan.line_ids.filtered(lambda line: line.cover in ("short", "none") and line.target))
        self.assertEqual(self._sum(year.child_ids, "turnover"), 1_200_000)
        self.assertEqual(self._sum(month.child_ids, "cold_call_count"), 100)
        self._play_day(week)
        self._play_correction(month)

    def _running(self, plan):
        today = plan._today()
        return plan.child_ids.filtered(lambda child: child.date_from <= today <= child.date_to)

    def _play_day(self, week):
        """The manager plans his day, misses it, and says why in the evening."""
        day = week.sudo().child_ids
        self.assertEqual((len(day), day.date_from), (1, week._today()))
        calls = self._line(day, "cold_call_count")
        self.assertGreater(calls.norm, 0)
        self.start_tour("/odoo/my-day", "salestech_plan_my_day", login=self.user_manager.login)
        self.env.invalidate_all()
        self.assertEqual(calls.target, calls.norm + 1)
        self.plans._evening(self.company)
        self.assertEqual((day.missed_count > 0, calls.missed), (True, calls.norm))
        self.start_tour("/odoo/my-day", "salestech_plan_my_day_missed", login=self.user_manager.login)
        self.env.invalidate_all()
        self.assertEqual(day.missed_reason, "The whole day at the plant")

    def _play_correction(self, month):
        """What the month will lack is put on the first month of the next year that is approved."""
        *_above, months, _weeks = self._season()
        coming = months.filtered(lambda plan: plan.team_id == self.team_north and plan.state == "approved")
        self._form(month, "salestech_plan_season_correct", self.user_department_head)
        correction = coming.correction_ids
        self.assertEqual(correction.state, "submitted")
        url = f"/odoo/action-sales_technology.salestech_plan_correction_action/{correction.id}"
        self.start_tour(url, "salestech_plan_season_correct_approve", login=self.user_group_head.login)
        self.env.invalidate_all()
        self.assertEqual(self._line(coming, "cold_call_count").target, 100)

    def _every_day_is_worked(self):
        """So that the day the tour is played on is one; and nothing was reached on it."""
        calendar = self.company.resource_calendar_id
        hours = {"calendar_id": calendar.id, "hour_from": 9, "hour_to": 17, "day_period": "morning"}
        self.env["resource.calendar.attendance"].create(
            [{**hours, "name": "Weekend", "dayofweek": day} for day in ("5", "6")]
        )
        today = self.company._local_day(self.env.cr.now())
        self.company.write({"actual_since": today.replace(month=1, day=1), "plan_evening_hour": 0})
        for source in self.env["salestech.indicator"]._sources():
            feed = self.env["salestech.indicator.feed"]._of(source, self.company)
            feed.write({"as_of": self.env.cr.now(), "date_to": today})


@tagged("post_install", "-at_install")
class TestPlanTourDesk(PlanTour):
    browser_size = "1440x900"

    def test_sheet(self):
        self._sheet()

    def test_tree(self):
        self._tree()

    def test_season(self):
        self._play_season()


@tagged("post_install", "-at_install")
class TestPlanTourPhone(PlanTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_sheet(self):
        self._sheet()

    def test_tree(self):
        self._tree()

    def test_season(self):
        self._play_season()
