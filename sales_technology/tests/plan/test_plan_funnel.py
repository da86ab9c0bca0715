from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .day_common import DayCommon

RATES = {"rate_terms": 50, "rate_needs": 40, "rate_meeting": 25, "rate_call": 10}


@tagged("post_install", "-at_install")
@freeze_time("2026-11-24 09:00:00")
class TestPlanFunnel(DayCommon):
    """Back from the contracts wanted to the calls they need."""

    def _funnel(self, user=None, **vals):
        return self.env["salestech.plan.funnel"].with_user(user or self.user_department_head).create(vals)

    def _month(self):
        months = self._build(self._build(self._year()))
        return months.filtered(lambda plan: plan.date_from.month == 1 and plan.team_id == self.team_north)

    def test_conversions_of_the_last_months(self):
        for code, amount in (
            ("cold_call_count", 400),
            ("cold_meeting_count", 40),
            ("needs_meeting_count", 30),
            ("terms_meeting_count", 10),
            ("contract_count", 5),
            ("contract_amount", 1_000_000),
        ):
            self._cell(code, "2026-09-10", amount)
            self._cell(code, "2026-11-02", 7)  # the running month does not count
        funnel = self._funnel(team_id=self.team_north.id)
        found = [funnel.rate_call, funnel.rate_meeting, round(funnel.rate_needs, 1), funnel.rate_terms]
        self.assertEqual(found, [10, 75, 33.3, 50])
        self.assertEqual(funnel.average_amount, 200_000)
        self.assertIn("contract, % (10)", funnel.warning)
        self.assertNotIn("Cold call", funnel.warning)

    def test_the_answer_becomes_figures_of_the_plan(self):
        month = self._month()
        funnel = self._funnel(plan_id=month.id, goal_count=2, people=2, average_amount=1000, **RATES)
        self.assertIn("<td>400</td><td>200</td>", funnel.answer)
        funnel.action_apply()
        self.assertEqual(self._line(month, "cold_call_count").target, 400)
        self.assertEqual(self._line(month, "terms_meeting_count").target, 4)
        self.assertEqual(self._line(month, "contract_amount").target, 2000)

    def test_days_of_the_month_by_the_calendar(self):
        month = self._month()
        self.env["resource.calendar.leaves"].create(
            {"name": "Holidays", "date_from": "2027-01-01 00:00:00", "date_to": "2027-01-08 23:59:59"}
        )
        funnel = self._funnel(plan_id=month.id, goal_count=3, people=1, **RATES)
        self.assertEqual((funnel.working_days, funnel.week_days), (15, 5))
        # 600 calls: 40 a day of fifteen, 200 a week of five
        self.assertIn("<td>600</td><td>600</td><td>200</td><td>40</td>", funnel.answer)
        funnel.working_days = 20
        self.assertIn("<td>600</td><td>600</td><td>150</td><td>30</td>", funnel.answer)
        week = self._build(month, self.user_group_head).filtered(lambda plan: plan.date_from.day == 11)[0]
        weekly = self._funnel(self.user_group_head, plan_id=week.id, goal_count=3, **RATES)
        weekly.action_apply()
        self.assertEqual(self._line(week, "cold_call_count").target, 200)

    def test_from_an_amount(self):
        funnel = self._funnel(goal_by="amount", goal_amount=250_000, average_amount=100_000, **RATES)
        self.assertEqual(funnel.contracts, 3)

    def test_what_cannot_be_reckoned_is_said(self):
        month = self._month()
        bad = {"no conversion": {**RATES, "rate_call": 0}, "above all": {**RATES, "rate_call": 101}}
        for name, rates in bad.items():
            funnel = self._funnel(plan_id=month.id, goal_count=2, **rates)
            with self.subTest(name), self.assertRefused("each conversion above 0", error=UserError):
                funnel.action_apply()
        with self.assertRefused("Choose the draft", error=UserError):
            self._funnel(goal_count=2, **RATES).action_apply()
        with self.assertRaises(AccessError):
            self._funnel(self.user_south_head, plan_id=month.id, goal_count=2, **RATES).action_apply()
