from datetime import date, datetime, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

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

    def test_many_overdue_things_are_one_mail(self):
        late = self.env["salestech.pilot.milestone"].union(*(self._milestone(-30) for _i in range(60)))
        self._run()
        digest = self._digests(self.user_manager)
        self.assertEqual(len(digest), 1)
        self.assertEqual(len(digest.notice_ids), 120, "before and after, of each")
        self.assertEqual(str(digest.mail_id.body_html).count("/mail/view"), 30, "each record once, and not too many")
        self.assertIn("30 more", self._text(digest))
        mails = self.env["mail.mail"].search([("recipient_ids", "in", self.user_manager.partner_id.ids)])
        mails = mails.filtered(lambda mail: mail.model == "salestech.deadline.digest")
        self.assertEqual(mails, digest.mail_id)
        self.assertEqual(len(late.activity_ids), 60)

    def test_second_digest_waits_for_the_next_day(self):
        self._milestone(-1)
        self._run()
        later = self._milestone(-1, name="Came later")
        self._run(hour=11)
        self.assertEqual(len(self._digests(self.user_manager)), 1)
        self._run(TODAY + timedelta(days=1))
        digest = self._digests(self.user_manager)[0]
        self.assertIn(later.name, self._text(digest))

    def test_before_the_hour_nothing_is_sent_and_the_action_is_woken_at_it(self):
        late = self._milestone(-1)
        self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]).unlink()
        self._run(hour=5)
        self.assertTold(late, self.rule_after, self.user_manager)
        self.assertFalse(self._digests(self.user_manager))
        self.assertEqual(len(late.activity_ids), 1)
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        self.assertIn(datetime(2026, 6, 10, 8), triggers.mapped("call_at"))
        self._run(hour=8)
        self.assertEqual(len(self._digests(self.user_manager)), 1)

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

    def test_archived_responsible_is_stood_in_for_by_the_group_head(self):
        late = self._milestone(-1, user=self.user_colleague)
        self.user_colleague.active = False
        self._run()
        self.assertTold(late, self.rule_after, self.user_group_head)
        self.assertEqual(late.activity_ids.user_id, self.user_group_head)

    def test_archived_before_the_digest_left(self):
        late = self._milestone(-1, user=self.user_colleague)
        self._run(hour=5)
        self.user_colleague.active = False
        self._run(hour=9)
        self._run(hour=10)
        self._run(TODAY + timedelta(days=1))
        self.assertFalse(self._digests(self.user_colleague))
        self.assertIn(late.name, self._text(self._digests(self.user_group_head)[-1]))

    def test_head_who_is_responsible_himself_escalates_above(self):
        late = self._milestone(-2, user=self.user_group_head)
        self._run()
        self.assertTold(late, self.rule_after, self.user_group_head)
        self.assertTold(late, self.rule_group, self.user_department_head)

    def test_nobody_to_tell_is_parked_and_shown_to_the_administrator(self):
        late = self._milestone(-1)
        (self.user_manager + self.user_group_head + self.user_department_head).active = False
        with mute_logger(ADDON):
            for hour in (8, 9, 10):
                self._run(hour=hour)
        notice = self._notices(late, self.rule_after)
        self.assertEqual((notice.state, notice.tries), ("parked", 3))
        self.assertIn("Nobody can be told", notice.error)
        self._run(TODAY, hour=11)
        self.assertIn("Nobody can be told", self._text(self._digests(self.user_administrator)))
        self.user_manager.active = True
        notice.with_user(self.user_administrator).action_try_again()
        self._run(TODAY + timedelta(days=1))
        self.assertTold(late, self.rule_after, *notice.digest_ids.user_id)
        self.assertIn(self.user_manager, notice.digest_ids.user_id)

    def test_poison_record_does_not_hold_up_the_others(self):
        milestones = [self._milestone(-1, name=f"M{i}") for i in range(5)]
        with self._poison(milestones[2]), mute_logger(ADDON + ".models.process.deadline_run"):
            for hour in (8, 9, 10, 11):
                self._run(hour=hour)
        for milestone in milestones[:2] + milestones[3:]:
            self.assertTold(milestone, self.rule_after, self.user_manager)
        parked = self._notices(milestones[2], self.rule_after)
        self.assertEqual((parked.state, parked.tries, parked.error), ("parked", 3, "poison"))

    def test_poison_is_not_tried_again_at_once(self):
        late = self._milestone(-1)
        with self._poison(late), mute_logger(ADDON + ".models.process.deadline_run"):
            self._run(hour=9)
            self._run(hour=9, minute=5)
        self.assertEqual(self._notices(late, self.rule_after).tries, 1)

    def test_rule_that_cannot_be_carried_out_is_shown_and_the_others_go_on(self):
        pilot_rule = self._rules(("after", 1, "responsible"), kind="salestech.pilot")
        late = self._milestone(-1)
        cls = self.env.registry["salestech.pilot"]
        with patch.object(cls, "_deadline_domain", side_effect=ValueError("broken")), mute_logger(ADDON):
            with mute_logger(ADDON + ".models.process.deadline_run"):
                self._run()
        self.assertEqual(pilot_rule.error, "broken")
        self.assertTold(late, self.rule_after, self.user_manager)
        self._run(hour=10)
        self.assertFalse(pilot_rule.error)

    def test_failure_of_a_run_has_it_come_back_soon(self):
        self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]).unlink()
        run = self.env.registry["salestech.deadline.run"]
        with patch.object(run, "_tell_batch", side_effect=ValueError("crash")), freeze_time(datetime(2026, 6, 10, 9)):
            with self.enter_registry_test_mode(), mute_logger("odoo.addons.base.models.ir_cron"):
                self.assertIsNot(self.cron.method_direct_trigger(), True)
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        self.assertIn(datetime(2026, 6, 10, 9, 10), triggers.mapped("call_at"))

    def test_done_before_the_digest_leaves_is_not_mentioned(self):
        first, second = self._milestone(-1), self._milestone(-1, name="Still open")
        self._run(hour=5)
        first.action_done()
        self._run(hour=9)
        text = self._text(self._digests(self.user_manager))
        self.assertNotIn(first.name, text)
        self.assertIn(second.name, text)
        self.assertFalse(first.activity_ids)
        second.action_done()
        self.assertFalse(second.activity_ids)

    def test_nothing_left_to_say_sends_nothing(self):
        late = self._milestone(-1)
        self._run(hour=5)
        late.action_done()
        self._run(hour=9)
        self.assertFalse(self.Digest.search([("user_id", "=", self.user_manager.id)]))

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

    def test_digest_says_nothing_about_what_the_person_may_not_read(self):
        late, own = self._milestone(-1, name="Moved away"), self._milestone(-1, name="Own")
        self._run(hour=5)
        other = self._lead(self.user_south_manager, team=self.team_south)
        self.pilot.sudo().write({"user_id": self.user_south_manager.id})
        self.lead.write({"user_id": self.user_colleague.id})
        late.pilot_id = self.pilot
        own.exists()
        self._run(hour=9)
        self.assertFalse(
            self._digests(self.user_manager).filtered("mail_id"), "He lost the client, and the names with it"
        )
        self.assertTrue(other)

    def test_mail_in_the_persons_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        template = self.env.ref("sales_technology.mail_template_deadline_digest")
        template.update_field_translations("subject", {"en_US": "Deadlines", "ru_RU": "Сроки на сегодня"})
        self.user_group_head.lang = "ru_RU"
        self.user_manager.lang = "en_US"
        self._milestone(-2)
        self._run()
        self.assertEqual(self._digests(self.user_group_head).mail_id.subject, "Сроки на сегодня")
        self.assertEqual(self._digests(self.user_manager).mail_id.subject, "Deadlines")

    def test_mail_server_down_keeps_the_mail_in_the_queue(self):
        self._milestone(-1)
        self._run()
        mail = self._digests(self.user_manager).mail_id
        with self.mock_mail_gateway(), mute_logger("odoo.addons.mail.models.mail_mail"):
            with patch.object(self.env.registry["ir.mail_server"], "_connect__", side_effect=OSError("down")):
                mail.send()
        self.assertTrue(mail.exists())
        self.assertIn(mail.state, ("outgoing", "exception"))
        mail.state = "outgoing"
        with self.mock_mail_gateway():
            mail.send()
        self.assertEqual(len(self._mails), 1)
        self.assertIn("manager@department.example.com", self._mails[0]["email_to"][0])

    def test_names_are_escaped(self):
        self._milestone(-1, name="<script>alert(1)</script>")
        self._run()
        body = str(self._digests(self.user_manager).mail_id.body_html)
        self.assertNotIn("<script>", body)
        self.assertIn("&lt;script&gt;", body)

    def test_other_company_is_told_by_its_own_people_and_clock(self):
        self.other_company.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Far east", "tz": "Pacific/Auckland", "company_id": self.other_company.id}
        )
        lead = self._lead(
            self.user_abroad_manager, team=self.team_abroad, partner_id=self.env["res.partner"].create({"name": "X"}).id
        )
        env = self.env(context=dict(self.env.context, allowed_company_ids=self.other_company.ids))
        pilot = (
            self.env["salestech.pilot"]
            .with_env(env)
            .create(
                {
                    "lead_id": lead.id,
                    "name": "Abroad",
                    "user_id": self.user_abroad_manager.id,
                    "contact_id": self.env["res.partner"].create({"name": "Y"}).id,
                    "date_start": TODAY - timedelta(days=60),
                    "date_end": TODAY + timedelta(days=60),
                    "goal_ids": [(0, 0, {"name": "A", "target": 1})],
                }
            )
        )
        pilot.action_start()
        late = self.env["salestech.pilot.milestone"].create(
            {"pilot_id": pilot.id, "name": "Far", "date_deadline": TODAY, "user_id": self.user_abroad_manager.id}
        )
        self._run(TODAY, hour=19)  # 7 in the morning of the 11th in Auckland
        self.assertTold(late, self.rule_after, self.user_abroad_manager)
        self.assertFalse(self._digests(self.user_abroad_manager))
        self._run(TODAY, hour=20)
        self.assertEqual(self._digests(self.user_abroad_manager).date, TODAY + timedelta(days=1))


@tagged("post_install", "-at_install")
class TestDeadlineClock(DeadlineCommon):
    def test_digest_hour_over_the_clock_changes(self):
        self.company.resource_calendar_id.tz = "Europe/Berlin"
        self.company.deadline_digest_hour = 2.5
        moment = self.company._deadline_moment
        self.assertEqual(moment(date(2026, 3, 28)), datetime(2026, 3, 28, 1, 30))
        self.assertEqual(moment(date(2026, 3, 29)), datetime(2026, 3, 29, 1, 30), "2:30 does not exist: 3:30")
        self.assertEqual(moment(date(2026, 3, 30)), datetime(2026, 3, 30, 0, 30))
        self.assertEqual(moment(date(2026, 10, 25)), datetime(2026, 10, 25, 0, 30), "2:30 comes twice: the first")

    def test_clock_change_neither_drops_nor_doubles_a_digest(self):
        self.company.resource_calendar_id.tz = "Europe/Berlin"
        self.company.deadline_digest_hour = 2.5
        for sunday in (date(2026, 3, 29), date(2026, 10, 25)):
            self.pilot.date_start = date(2026, 3, 1)
            self.pilot.date_end = date(2026, 12, 1)
            self._milestone(0, date_deadline=sunday - timedelta(days=10), name=str(sunday))
            with freeze_time(datetime.combine(sunday, datetime.min.time())):
                self.env.cr.precommit.data.clear()
            for hour in (0, 1, 2, 3):
                self._run(sunday, hour=hour, minute=45)
            digest = self._digests(self.user_manager).filtered(lambda digest, day=sunday: digest.date == day)
            self.assertEqual(len(digest), 1)
            self.assertIn(str(sunday), self._text(digest))

    def test_hour_out_of_range_is_refused(self):
        with self.assertRefused("between", error=ValidationError):
            self.company.deadline_digest_hour = 24


@tagged("post_install", "-at_install")
class TestDeadlineRule(DeadlineCommon):
    def test_days_in_range(self):
        for timing, days in (("before", -1), ("after", 0), ("before", 61)):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self._rules((timing, days, "responsible"))

    def test_same_rule_twice_is_refused(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self._rules(("before", 1, "responsible"))

    def test_only_the_administrator_tunes(self):
        self.rule_before.with_user(self.user_administrator).days = 4
        for user in (self.user_manager, self.user_group_head, self.user_department_head, self.user_director):
            with self.assertRaises(AccessError):
                self.rule_before.with_user(user).days = 5

    def test_nobody_writes_what_the_mechanism_keeps(self):
        self._milestone(-1)
        self._run()
        notice, digest = self.Notice.search([], limit=1), self.Digest.search([], limit=1)
        for user in (self.user_administrator, self.user_department_head, self.user_manager):
            for record, vals in ((notice, {"state": "void"}), (digest, {"date": False})):
                with self.assertRaises(AccessError):
                    record.with_user(user).write(vals)
                with self.assertRaises(AccessError):
                    record.with_user(user).unlink()
        with self.assertRaises(AccessError):
            notice.with_user(self.user_department_head).action_try_again()

    def test_rule_names_itself(self):
        self.assertEqual(self.rule_before.name, "Milestone of a Pilot: 1 working days ahead → The one responsible")
