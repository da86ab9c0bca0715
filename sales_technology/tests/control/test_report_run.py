from datetime import date
from unittest.mock import patch

import odoo
from odoo.fields import Command
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .report_common import ReportCommon


@tagged("post_install", "-at_install")
class TestReportRun(ReportCommon, CronMixinCase):
    """The scheduled action: nothing lost, nothing twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("sales_technology.ir_cron_reports")

    def _run(self, moment):
        self.env.flush_all()
        with freeze_time(moment), self.enter_registry_test_mode(), mute_logger("odoo.addons.base.models.ir_cron"):
            self.assertIs(self.cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def _reports(self, schedule):
        return self.Report.search([("schedule_id", "=", schedule.id)])

    def test_runs_open_fill_and_mark_late(self):
        daily = self._schedule("daily", date_start="2026-11-24")
        self._run("2026-11-24 08:00:00")
        reports = self._reports(daily)
        self.assertEqual(len(reports), 4)
        self.assertTrue(all(reports.mapped("filled_at")))
        self._run("2026-11-24 09:00:00")
        self.assertEqual(self._reports(daily), reports)
        with freeze_time("2026-11-24 10:00:00"):
            mine = reports.filtered(lambda report: report.user_id == self.user_manager)
            mine.with_user(self.user_manager).action_submit()
        self._run("2026-11-24 19:00:00")
        self.assertEqual(reports.filtered("is_late"), reports - mine)

    def test_downtime_and_a_step_that_fails(self):
        daily = self._schedule("daily", date_start="2026-11-23")
        month = self._schedule("monthly", date_start="2026-10-01")
        origin = type(daily)._open_due

        def failing(schedule):
            if schedule == daily:
                raise ValueError("poison")
            return origin(schedule)

        with (
            patch.object(type(daily), "_open_due", failing),
            mute_logger("odoo.addons.sales_technology.models.process.ir_cron"),
        ):
            self._run("2026-11-23 08:00:00")
        self.assertFalse(self._reports(daily))
        self.assertEqual(len(self._reports(month)), 1)
        self._run("2026-11-26 08:00:00")
        self.assertEqual(len(self._reports(daily)), 16)

    def test_two_nodes_at_once_open_each_report_once(self):
        daily = self._schedule("daily", date_start="2026-11-24")
        rows = []
        with freeze_time("2026-11-24 08:00:00"):
            sudo = daily.sudo()
            for period, due in sudo._periods_due(date(2026, 11, 24)):
                rows += sudo._report_rows(period, due)
            self.assertEqual(len(sudo._insert_reports(rows)), 4)
            # what the other node had reckoned before it saw them
            self.assertFalse(sudo._insert_reports(rows))
        self.assertEqual(len(self._reports(daily)), 4)

    def test_reports_of_who_left_fall_to_the_one_above(self):
        daily = self._schedule("daily", date_start="2026-11-24")
        self._open(daily, "2026-11-24 07:00:00")
        mine = self._reports(daily).filtered(lambda report: report.user_id == self.user_manager)
        week = self._open(self._schedule("weekly", date_start="2026-11-23"), "2026-11-26 07:00:00")
        north = week.filtered(lambda report: report.team_id == self.team_north)
        self.user_manager.active = False
        self.user_group_head.active = False
        with freeze_time("2026-11-26 09:00:00"):
            self.Report._hand_over(self.company)
        self.assertEqual((mine | north).responsible_id, self.user_department_head)
        self.assertEqual(mine.decider_ids, self.user_director)
        with freeze_time("2026-11-26 09:30:00"):
            mine.with_user(self.user_department_head).action_submit()
        self.assertEqual(mine.activity_ids.user_id, self.user_director)
        self.user_manager.active = True

    def test_late_ones_escalate_one_level_at_a_time_once(self):
        daily = self._schedule("daily", date_start="2026-11-24", team_ids=[(6, 0, self.team_south.ids)])
        report = self._open(daily, "2026-11-24 07:00:00")
        self.env["salestech.deadline.rule"].search([("kind", "!=", "salestech.report/day")]).active = False
        deadlines = self.env.ref("sales_technology.ir_cron_deadlines")

        def told():
            notices = self.env["salestech.deadline.notice"].search(
                [("res_model", "=", "salestech.report"), ("res_id", "=", report.id)], order="id"
            )
            return [notice.digest_ids.user_id for notice in notices]

        people = [self.user_south_manager, self.user_south_head, self.user_department_head]
        for moment, count in (
            ("2026-11-24 09:00:00", 1),
            ("2026-11-25 09:00:00", 2),
            ("2026-11-26 09:00:00", 2),
            ("2026-11-27 09:00:00", 3),
            ("2026-11-30 09:00:00", 3),
        ):
            with freeze_time(moment), self.enter_registry_test_mode(), mute_logger("odoo.addons.base.models.ir_cron"):
                deadlines.method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(told(), people[:count], moment)
        self.assertEqual(report.activity_ids.user_id, self.user_south_manager)

    def test_the_departments_own_report_escalates_to_the_director(self):
        report = self._month()
        self.assertEqual(report._deadline_recipients("group_head"), self.user_director)
        self.assertEqual(report._deadline_recipients("responsible"), self.user_department_head)

    def test_accepted_ones_are_sent_once_through_the_queue(self):
        report = self._month(demands="comment", recipient_ids=[Command.set(self.user_director.ids)])
        with freeze_time("2026-12-02 09:00:00"):
            mine = report.with_user(self.user_department_head)
            mine.comment = "A weak month"
            mine.action_submit()
            self.assertFalse(self.Report._to_send())
            report.with_user(self.user_director).action_accept()
        before = self.env["mail.mail"].search([])
        with patch.object(type(report), "_matrix_pdf", lambda self, matrix: b"%PDF"):
            self._run("2026-12-02 10:00:00")
            self._run("2026-12-02 10:15:00")
        mail = self.env["mail.mail"].search([]) - before
        mail = mail.filtered(lambda found: found.attachment_ids)
        self.assertEqual((len(mail), mail.state, mail.recipient_ids), (1, "outgoing", self.user_director.partner_id))
        self.assertEqual(mail.attachment_ids.raw, b"%PDF")
        self.assertTrue(report.sent_at)
        # the mail server was down: Odoo gave up, we do not, but on an address that is wrong
        mail.write({"state": "exception", "failure_type": "mail_smtp"})
        self._run("2026-12-02 10:30:00")
        self.assertEqual(mail.state, "outgoing")
        mail.write({"state": "exception", "failure_type": "mail_email_invalid"})
        self._run("2026-12-02 10:45:00")
        self.assertEqual(mail.state, "exception")


@tagged("post_install", "-at_install")
class TestReportRunTogether(odoo.tests.BaseCase):
    """Two real connections: the second one waits for the first, then finds everything there."""

    def test_two_connections(self):
        registry = odoo.modules.registry.Registry(odoo.tests.common.get_db_name())

        def schedule(cr):
            env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
            return env["salestech.report.schedule"].browse(id_)

        with registry.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
            vals = {"kind": "monthly", "scope": "department", "date_start": "2026-10-01", "days_ahead": 10}
            id_ = env["salestech.report.schedule"].create({**vals, "company_id": env.ref("base.main_company").id}).id
        try:
            with freeze_time("2026-11-08 09:00:00"), registry.cursor() as one, registry.cursor() as two:
                for cr in (one, two):
                    schedule(cr).read(["opened_to"])  # each has its picture of the database
                self.assertEqual(len(schedule(one)._open_due()), 1)
                one.commit()
                with self.assertRaises(PG_CONCURRENCY_EXCEPTIONS_TO_RETRY), mute_logger("odoo.sql_db"):
                    schedule(two)._open_due()
                    schedule(two).env.flush_all()
                two.rollback()
                self.assertFalse(schedule(two)._open_due())
                two.commit()
        finally:
            with registry.cursor() as cr:
                cr.execute("DELETE FROM salestech_report WHERE schedule_id = %s", [id_])
                cr.execute("DELETE FROM salestech_report_schedule WHERE id = %s", [id_])
