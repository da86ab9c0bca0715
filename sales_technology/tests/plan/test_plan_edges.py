from datetime import date, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .common import NOW, PlanCommon

NO_FIGURES = (float("nan"), float("inf"), -1, 1e13, 1e300, "many", None)
NO_DAYS = ("no day", "9999-12-31", "0001-01-01", "2027-02-29", 5, [1])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPlanEdges(PlanCommon):
    """What a client can send to public methods, and days on which calendars break."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})

    def _call(self, user, method, *args):
        return call_kw(self.plans.with_user(user), method, args, {})

    def test_no_days_are_refused_in_words(self):
        head = self.user_department_head
        for day in NO_DAYS:
            for method, *args in (
                ("get_board", "year", day),
                ("get_board", "week", day),
                ("get_board_periods", "year", day, "1-0-0"),
                ("create", [{"level": "year", "date_from": day}]),
            ):
                with self.subTest(method=method, day=day), self.assertRefused("no day", error=UserError):
                    self._call(head, method, *args)

    def test_no_rows_of_a_sheet(self):
        year = self._year()
        self._build(year)
        row = next(row for row in year.get_grid()["rows"] if row["target"] == 50)
        for basis in (None, [], {}, 5, "__class__"):
            with self.subTest(basis=basis), self.assertRefused("Choose from the list", error=UserError):
                self._call(self.user_department_head, "share_grid", [year.id], basis, [row["key"]], [])
        for figure in NO_FIGURES:
            held = [[row["cells"][0]["id"], figure]]
            with self.subTest(figure=figure), self.assertRefused("no figure", error=UserError):
                self._call(self.user_department_head, "share_grid", [year.id], "equal", [row["key"]], held)
        for keys in (None, {}, 5, [None], [[]]):
            with self.subTest(keys=keys):
                answer = self._call(self.user_department_head, "share_grid", [year.id], "equal", keys, [])
                self.assertEqual(answer["cells"], [])

    def test_funnel_with_no_figures(self):
        for figure in (float("nan"), float("inf"), -1, 1e300):
            vals = {"goal_by": "amount", "goal_amount": 100, "average_amount": figure}
            with self.subTest(figure=figure), self.assertRaises(ValidationError):
                self.env["salestech.plan.funnel"].with_user(self.user_group_head).create(vals)

    def test_financial_year_from_july_down_to_weeks(self):
        """Over the turn of the year and the 29th of February: each day lies in one week of each manager, sums hold."""
        with freeze_time("2027-06-20 12:00:00"):
            year = self.plans.with_user(self.user_department_head).create({"level": "year", "date_from": "2028-02-29"})
            self.assertEqual((year.date_from, year.date_to), (date(2027, 7, 1), date(2028, 6, 30)))
            self.assertIn("2027/2028", year.display_name)
            self._fill(year, **self.FIGURES)
            quarters = self._build(year)
            months = self._build(quarters)
            winter = months.filtered(lambda plan: plan.team_id == self.team_north and plan.date_from.month in (12, 2))
            weeks = self._build(winter)
        self.assertEqual(quarters.sorted("date_from")[2].date_from, date(2028, 1, 1))
        for plans in (quarters, months, weeks):
            for plan in plans.parent_id:
                for code in ("turnover", "contract_count"):
                    parts = plans.filtered(lambda part, above=plan: part.parent_id == above)
                    lines = [self._line(part, code) for part in parts]
                    if any(lines):
                        shared = sum(line.target for line in lines)
                        self.assertAlmostEqual(shared, self._line(plan, code).target, places=2)
        mine = weeks.filtered(lambda plan: plan.user_id == self.user_manager)
        days = [
            plan.date_from + timedelta(days=number)
            for plan in mine
            for number in range((plan.date_to - plan.date_from).days + 1)
        ]
        self.assertEqual(len(days), len(set(days)))
        self.assertLessEqual({date(2027, 12, 31), date(2028, 2, 29)}, set(days))

    def test_a_period_is_over_by_the_clock_of_the_company(self):
        """At ten in the evening in London it is tomorrow already on Kiritimati, and still yesterday on Midway."""
        january = {"level": "year", "date_from": "2026-12-31"}
        self.company.write({"fiscalyear_last_month": "12", "fiscalyear_last_day": 31})
        head = self.plans.with_user(self.user_department_head)
        with freeze_time("2026-12-31 22:00:00"):
            self.company.resource_calendar_id.tz = "Pacific/Kiritimati"
            self.assertEqual(head._today(), date(2027, 1, 1))
            with self.assertRefused("is over", error=UserError):
                head.create(january)
            self.assertEqual(head.get_board("month")["date_from"], "2027-01-01")
        with freeze_time("2027-01-01 02:00:00"):
            self.company.resource_calendar_id.tz = "Pacific/Midway"
            self.assertEqual(head.create(january).date_to, date(2026, 12, 31))
            self.assertEqual(head.get_board("day")["date_from"], "2026-12-31")
