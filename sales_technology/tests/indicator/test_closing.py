from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..ladder.touch_common import NOW
from .common import IndicatorCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestClosing(IndicatorCommon):
    """Closed figures stay; what would change them is listed. Figures typed by hand have a proof."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.last = cls.today.replace(day=1) - timedelta(days=1)
        cls.old = cls.last - timedelta(days=3)

    def _close(self, user=None):
        closing = self.env["salestech.actual.closing"].with_user(user or self.user_department_head)
        self._settle()
        closing = closing.with_context(allowed_company_ids=self.company.ids).create({"date_to": self.last})
        closing.action_close()
        return closing

    def test_closed_figures_stay_and_late_changes_are_listed(self):
        contract = self._signed(date=self.old, amount=100)
        closing = self._close()
        self.assertEqual(self.company.actual_closed_until, self.last)
        self.assertIn("contract_amount", closing.definitions)
        contract.sudo().amount = 150
        self._drain()
        self.assertEqual(self._figure("contract_amount"), 100)
        late = self.env["salestech.actual.late"].search([("indicator_id.code", "=", "contract_amount")])
        self.assertEqual((late.amount_closed, late.amount_now, late.difference), (100, 150, 50))
        self.assertTrue(closing.late_count)
        contract.sudo().amount = 100
        self._drain()
        self.assertFalse(self.env["salestech.actual.late"].search([("indicator_id.code", "=", "contract_amount")]))

    def test_a_rebuild_leaves_closed_figures_alone(self):
        contract = self._signed(date=self.old, amount=100)
        self._close()
        contract.sudo().amount = 150
        self._settle()
        self._rebuild()
        self.assertEqual(self._figure("contract_amount"), 100)

    def test_opened_again_with_a_reason_it_counts_what_is(self):
        contract = self._signed(date=self.old, amount=100)
        closing = self._close()
        contract.sudo().amount = 150
        self._drain()
        with self.assertRaises(UserError):
            closing.action_reopen()
        closing.reason = "A wrong amount"
        closing.action_reopen()
        self._drain()
        self.assertEqual(self._figure("contract_amount"), 150)
        self.assertFalse(self.env["salestech.actual.late"].search([]))

    def test_only_whole_months_that_are_over_once_and_by_those_who_may(self):
        closings = self.env["salestech.actual.closing"].with_user(self.user_department_head)
        closings = closings.with_context(allowed_company_ids=self.company.ids)
        for day in (self.today, self.last - timedelta(days=1), self.today + timedelta(days=40)):
            with self.assertRaises(UserError):
                closings.create({"date_to": day})
        with self.assertRaises(AccessError):
            closings.create({"date_to": self.last, "state": "closed"})
        with self.assertRaises(AccessError):
            self._close(self.user_group_head)
        closing = self._close()
        with self.assertRaises(AccessError):
            closing.state = "draft"
        with self.assertRaises(UserError):
            closing.action_close()
        with self.assertRaises(UserError):
            self._close()
        with self.assertRaises(UserError):
            closing.unlink()

    # -- typed by hand --------------------------------------------------------------------------

    def _typed(self, **vals):
        indicator = self.env["salestech.indicator"].search([("code", "=", "typed_one")])
        indicator = indicator or self._indicator(name="Typed", code="typed_one", method="typed")
        entries = self.env["salestech.actual.entry"].with_user(self.user_manager)
        return entries.with_context(allowed_company_ids=self.company.ids).create(
            {"indicator_id": indicator.id, "date": self.today, "amount": 7, "proof": "Letter", **vals}
        )

    def test_a_typed_figure_is_counted_and_marked(self):
        entry = self._typed()
        self.assertEqual((entry.user_id, entry.team_id), (self.user_manager, self.team_north))
        self._drain()
        self.assertEqual(self._figure("typed_one"), 7)
        self.assertTrue(self.actual.search([("indicator_id.code", "=", "typed_one")]).is_typed)
        entry.amount = 9
        self._drain()
        self.assertEqual(self._figure("typed_one", self.user_manager), 9)
        entry.unlink()
        self._drain()
        self.assertEqual(self._figure("typed_one"), 0)

    def test_what_cannot_be_typed_is_refused_in_words(self):
        counted = self.env.ref("sales_technology.indicator_contract_count")
        for vals, word in (
            ({"indicator_id": counted.id}, "counted from records"),
            ({"proof": False}, "known from"),
            ({"date": self.today + timedelta(days=1)}, "not known yet"),
            ({"amount": float("nan")}, "no end"),
            ({"amount": float("inf")}, "no end"),
            ({"amount": 1e14}, "too large"),
        ):
            with self.subTest(vals), self.assertRaises(ValidationError) as caught:
                self._typed(**vals)
            self.assertIn(word, str(caught.exception))

    def test_nothing_is_typed_into_closed_months(self):
        entry = self._typed(date=self.old)
        self._close()
        for act in (lambda: self._typed(date=self.old), lambda: entry.write({"amount": 1}), entry.unlink):
            with self.assertRaises(ValidationError):
                act()

    def test_nobody_types_for_others_out_of_reach(self):
        with self.assertRaises(AccessError):
            self._typed(user_id=self.user_south_manager.id)
