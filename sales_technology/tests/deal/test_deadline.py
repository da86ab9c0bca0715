from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from .deadline_common import TODAY, DeadlineCommon

ADDON = "odoo.addons.sales_technology"


@tagged("post_install", "-at_install")
class TestDeadline(DeadlineCommon):
    def test_reminder_before_reaches_the_responsible_by_mail_and_activity(self):
        near, far = self._milestone(1), self._milestone(2)
        self._run()
        self.assertTold(near, self.rule_before, self.user_manager)
        self.assertFalse(self._notices(far))
        digest = self._digests(self.user_manager)
        self.assertEqual((digest.date, digest.mail_id.state), (TODAY, "outgoing"))
        self.assertEqual(digest.mail_id.recipient_ids, self.user_manager.partner_id)
        self.assertIn(near.name, self._text(digest))
        self.assertNotIn(far.name, self._text(digest))
        self.assertIn(f"/mail/view?model=salestech.pilot.milestone&amp;res_id={near.id}", str(digest.mail_id.body_html))
        activity = near.activity_ids
        self.assertEqual((activity.user_id, activity.date_deadline), (self.user_manager, near.date_deadline))
        self.assertFalse(activity.touch_kind)

    def test_weekend_and_holiday_are_no_working_days(self):
        monday = self._milestone(5)
        self._run(TODAY + timedelta(days=1))
        self.assertFalse(self._notices(monday))
        self._run(TODAY + timedelta(days=2))
        self.assertTold(monday, self.rule_before, self.user_manager)

    def test_public_holiday_brings_the_reminder_forward(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": datetime(2026, 6, 11),
                "date_to": datetime(2026, 6, 11, 23, 59),
            }
        )
        friday = self._milestone(2)
        self._run(TODAY)
        self.assertTold(friday, self.rule_before, self.user_manager)

    def test_escalation_goes_up_one_level_at_a_time(self):
        late = self._milestone(-1)
        self._run()
        self.assertTold(late, self.rule_after, self.user_manager)
        self.assertFalse(self._notices(late, self.rule_group))
        self._run(TODAY + timedelta(days=1))
        self.assertTold(late, self.rule_group, self.user_group_head)
        self.assertFalse(self._notices(late, self.rule_department))
        self._run(TODAY + timedelta(days=6))
        self.assertTold(late, self.rule_department, self.user_department_head)
        self.assertIn("Manager", self._text(self._digests(self.user_department_head)), "It says who is responsible")

    def test_run_twice_tells_once(self):
        late = self._milestone(-9)
        self._run()
        notices, mails = self._notices(late), self.env["mail.mail"].search_count([])
        self._run(hour=10)
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(self._notices(late), notices)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(len(late.activity_ids), 1)

    def test_downtime_of_three_days_loses_nothing_and_doubles_nothing(self):
        late = self._milestone(-1)
        self._run(TODAY - timedelta(days=2))
        self._run(TODAY + timedelta(days=6))
        for rule, user in (
            (self.rule_before, self.user_manager),
            (self.rule_after, self.user_manager),
            (self.rule_group, self.user_group_head),
            (self.rule_department, self.user_department_head),
        ):
            self.assertTold(late, rule, user)
        self.assertEqual(
            self._digests(self.user_manager).mapped("date"), [TODAY + timedelta(days=6), TODAY - timedelta(days=2)]
        )
        self.assertEqual(len(self._digests(self.user_department_head)), 1)

    def test_clock_set_back_doubles_nothing(self):
        late = self._milestone(-9)
        self._run()
        self._run(TODAY - timedelta(days=1))
        self.assertEqual(len(self._digests(self.user_manager)), 1)
        self.assertEqual(len(self._notices(late)), 4)

    def test_action_is_woken_when_the_next_deadline_falls_due(self):
        self._milestone(12)  # a Monday; the working day before it is Friday the 19th
        self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]).unlink()
        self._run()
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        self.assertEqual(triggers.mapped("call_at"), [datetime(2026, 6, 19, 8)])

    def test_saving_a_near_deadline_wakes_the_action_once(self):
        with freeze_time(datetime(2026, 6, 10, 12)):
            self.env.cr.precommit.data.clear()
            with self.capture_triggers("sales_technology.ir_cron_deadlines") as captured:
                self._milestone(1)
                self._milestone(2)
            self.assertEqual(len(captured.records), 1)
            self.env.cr.precommit.data.clear()
            with self.capture_triggers("sales_technology.ir_cron_deadlines") as captured:
                self._milestone(300)
            self.assertFalse(captured.records)

    def test_moved_deadline_is_a_new_one(self):
        late = self._milestone(-1)
        self._run()
        late.date_deadline = TODAY + timedelta(days=20)
        self.assertEqual(late.activity_ids.date_deadline, TODAY + timedelta(days=20))
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(len(self._notices(late, self.rule_before)), 1)
        self._run(TODAY + timedelta(days=19))
        self.assertEqual(len(self._notices(late, self.rule_before)), 2)

    def test_new_responsible_takes_the_activity_over(self):
        late = self._milestone(-1)
        self._run()
        late.user_id = self.user_colleague
        self.assertEqual(late.activity_ids.user_id, self.user_colleague)

    def test_deleted_record_leaves_nothing(self):
        late = self._milestone(-1)
        self._run(hour=5)
        late.unlink()
        self._run(hour=9)
        self.assertFalse(
            self.Notice.search([("res_model", "=", "salestech.pilot.milestone"), ("res_id", "=", late.id)])
        )
        self.assertFalse(self._digests(self.user_manager))
