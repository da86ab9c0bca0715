from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .day_common import DayCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-24 09:00:00")
class TestPlanCopy(DayCommon):
    """A draft takes last year's figures, planned or reached, and some growth."""

    def _copy(self, plan, **vals):
        wizard = self.env["salestech.plan.copy"].with_user(self.user_department_head)
        return wizard.create({"plan_id": plan.id, **vals}).action_copy()

    def test_what_was_reached_and_growth(self):
        self._cell("contract_count", "2026-03-10", 31)
        self._cell("claim_count", "2026-03-10", 10)
        year = self._year()
        self._copy(year, source="actual", growth=10)
        self.assertEqual(self._line(year, "contract_count").target, 34)
        self.assertEqual(self._line(year, "claim_count").target, 10)

    def test_what_was_planned(self):
        before = self._year()
        following = self.plans.with_user(self.user_department_head).create({"level": "year", "date_from": "2028-01-01"})
        self._line(following, "turnover").write({"target": 5, "is_held": True})
        self._copy(following, source="plan", growth=-50)
        self.assertEqual(self._line(following, "contract_count").target, 25)
        self.assertEqual(self._line(following, "turnover").target, 5)
        self.assertEqual(self._line(before, "contract_count").target, 50)

    def test_what_cannot_be_copied(self):
        year = self._year()
        with self.assertRefused("no figures of a year before", error=UserError):
            self._copy(year, source="plan")
        for growth in (float("inf"), -100, 5000, float("nan")):
            with self.subTest(growth), self.assertRefused("growth lies between", error=UserError):
                self._copy(year, growth=growth)
        self._build(year)
        self._approve(year)
        with self.assertRefused("no longer a draft", error=UserError):
            self._copy(year, source="actual")
