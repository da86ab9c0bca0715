from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .deadline_common import TODAY, DeadlineCommon

ADDON = "odoo.addons.sales_technology"


@tagged("post_install", "-at_install")
class TestDeadlineDigest(DeadlineCommon):
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
