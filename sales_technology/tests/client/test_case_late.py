from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from ..ladder.touch_common import NOW
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaseLate(CaseCommon):
    """A passed commitment is told within minutes, once, to the responsible and the head."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        calendar = cls.env["resource.calendar"].create({"name": "Nine to five", "tz": "UTC"})
        calendar.attendance_ids.filtered(lambda a: a.day_period == "lunch").unlink()
        cls.company.resource_calendar_id = calendar  # 8-12 and 13-17

    def _run(self):
        """Run the scheduled action; return {user: number of notices} of what it told."""
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("sales_technology.ir_cron_commitments").method_direct_trigger()
        self.env.invalidate_all()
        messages = self.env["mail.message"].search([("id", ">", before), ("message_type", "=", "user_notification")])
        told = [user for partner in messages.notified_partner_ids for user in partner.user_ids]
        return {user: told.count(user) for user in told}, messages

    def test_told_once_for_reaction_and_once_for_resolution(self):
        claim = self._claim(severity="3", date_received="2026-11-25 08:30:00")  # react by 9:30, resolve by 17:30 → 8:30
        with freeze_time("2026-11-25 09:29:00"):
            self.assertFalse(self._run()[0])
        with freeze_time("2026-11-25 09:31:00"):
            told, messages = self._run()
            self.assertEqual(told, {self.user_manager: 1, self.user_group_head: 1})
            self.assertTrue(all("nobody has reacted" in message.subject for message in messages))
            self.assertFalse(self._run()[0], "told once")
            claim.action_start()
            self.assertFalse(self._run()[0])
        with freeze_time("2026-11-27 09:00:00"):
            told, messages = self._run()
            self.assertEqual(told, {self.user_manager: 1, self.user_group_head: 1})
            self.assertTrue(all("not resolved" in message.subject for message in messages))
            self.assertFalse(self._run()[0])

    def test_reacted_in_time_is_not_told_of(self):
        claim = self._claim(severity="3", date_received="2026-11-25 08:30:00")
        with freeze_time("2026-11-25 09:00:00"):
            claim.action_start()
        with freeze_time("2026-11-25 09:31:00"):
            self.assertFalse(self._run()[0])

    def test_what_is_long_late_stays_with_the_rules(self):
        self._claim(severity="3", date_received="2026-11-02 08:30:00")
        with freeze_time("2026-11-25 09:31:00"):
            self.assertFalse(self._run()[0])

    def test_head_who_answers_himself_is_passed_over(self):
        claim = self._claim(severity="3", date_received="2026-11-25 08:30:00")
        claim.sudo().user_id = self.user_group_head
        claim.team_id = self.own_lead.team_id
        with freeze_time("2026-11-25 09:31:00"):
            told = self._run()[0]
        self.assertIn(self.user_group_head, told)
        self.assertIn(self.user_department_head, told)

    def test_situations_too_and_a_raised_severity_tells_anew(self):
        situation = self._claim(model="salestech.incident", category="supply", date_received="2026-11-25 08:30:00")
        with freeze_time("2026-11-25 13:30:00"):
            self.assertFalse(self._run()[0])
            situation.severity = "3"
            self.assertTrue(self._run()[0])

    def test_a_row_locked_by_the_other_node_is_left_to_it(self):
        claim = self._claim(severity="3", date_received="2026-11-25 08:30:00")
        nothing = claim.browse()
        with (
            freeze_time("2026-11-25 09:31:00"),
            patch.object(type(claim), "try_lock_for_update", lambda self, **_kw: nothing),
        ):
            self.assertFalse(self._run()[0])
        self.assertFalse(claim.sudo().late_told)
