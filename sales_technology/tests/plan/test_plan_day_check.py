from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .day_common import DayCommon


@tagged("post_install", "-at_install")
class TestPlanDayCheck(DayCommon):
    """The evening marks what was missed, asks the manager why, and tells the head."""

    def _missed_monday(self):
        self._week(cold_call_count=20, needs_meeting_count=5, incident_count=5)
        self._evening("2027-01-08")
        self._cell("cold_call_count", "2027-01-11", 3)
        self._cell("needs_meeting_count", "2027-01-11", 1)
        self._cell("incident_count", "2027-01-11", 4)
        self._evening("2027-01-11")
        return self._day("2027-01-11")

    def test_missed_figures_are_marked(self):
        day = self._missed_monday()
        missed = {line.indicator_id.code: line.missed for line in day.line_ids if line.missed}
        # four incidents where one was allowed are missed too; the meeting was held
        self.assertEqual(missed, {"cold_call_count": 1, "incident_count": 3})
        self.assertEqual((day.missed_count, day.state), (2, "approved"))
        self.assertEqual(day.activity_ids.user_id, self.user_manager)
        notified = self.env["mail.message"].search(
            [("partner_ids", "in", self.user_group_head.partner_id.ids), ("subject", "like", "missed")]
        )
        self.assertEqual(len(notified), 1)
        self.assertIn("Cold calls: 3 of 4", notified.body)

    def test_a_day_is_closed_once(self):
        day = self._missed_monday()
        checked = day.checked_at
        self._evening("2027-01-11", 21)
        self._evening("2027-01-12", 9)
        self.assertEqual(day.checked_at, checked)
        self.assertEqual(len(day.activity_ids), 1)

    def test_before_the_evening_nothing_is_judged(self):
        self._week(cold_call_count=20)
        self._evening("2027-01-08")
        self._evening("2027-01-11", 18)
        self.assertFalse(self._day("2027-01-11").checked_at)
        self.assertFalse(self._day("2027-01-12"))

    def test_days_left_open_by_a_standstill_are_closed_too(self):
        self._week(cold_call_count=20)
        self._evening("2027-01-08")
        self._evening("2027-01-13", 9)
        self.assertEqual(self._day("2027-01-11").missed_count, 1)
        self.assertEqual(self._line(self._day("2027-01-13"), "cold_call_count").norm, 7)

    def test_no_data_is_no_miss(self):
        self._week(cold_call_count=20)
        self._evening("2027-01-08")
        self.feed.search([("company_id", "=", self.company.id)]).write({"date_to": "2027-01-10"})
        self._evening("2027-01-11")
        self.assertEqual(self._day("2027-01-11").missed_count, 0)

    def test_only_the_manager_says_why_and_once(self):
        day = self._missed_monday()
        with self.assertRefused("Only Manager", error=AccessError):
            day.with_user(self.user_group_head).action_explain()
        mine = day.with_user(self.user_manager)
        action = mine.action_explain()
        wizard = self.env["salestech.document.reason"].with_user(self.user_manager).with_context(**action["context"])
        wizard.create({"reason": "Two clients cancelled"}).action_apply()
        self.assertEqual(day.missed_reason, "Two clients cancelled")
        self.assertTrue(day.explained_at)
        self.assertFalse(day.activity_ids)
        with self.assertRefused("said why already", error=UserError):
            mine.action_explain()
        told = self.env["mail.message"].search(
            [("partner_ids", "in", self.user_group_head.partner_id.ids), ("subject", "like", "says why")]
        )
        self.assertEqual(len(told), 1)
        for vals in ({"missed_reason": "x"}, {"missed_count": 0}, {"checked_at": False}):
            with self.subTest(vals), self.assertRaises(AccessError):
                mine.write(vals)

    def test_a_day_that_missed_nothing_needs_no_reason(self):
        self._week(cold_call_count=20)
        self._evening("2027-01-08")
        self._cell("cold_call_count", "2027-01-11", 4)
        self._evening("2027-01-11")
        day = self._day("2027-01-11")
        self.assertFalse(day.missed_count)
        with self.assertRefused("missed nothing", error=UserError):
            day.with_user(self.user_manager).action_explain()

    def test_a_day_that_is_over_stays(self):
        self._week(cold_call_count=20)
        self._evening("2027-01-08")
        with freeze_time("2027-01-12 09:00:00"):
            line = self._line(self._day("2027-01-11").with_user(self.user_manager), "cold_call_count")
            with self.assertRefused("is over", error=UserError):
                line.target = 30
