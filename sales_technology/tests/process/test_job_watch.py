from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..common import SalestechCommon

TOLD = "sales_technology.jobs_told_on"


@tagged("post_install", "-at_install")
class TestJobWatch(SalestechCommon):
    """A scheduled action of ours that stands still does not go unnoticed."""

    def setUp(self):
        super().setUp()
        self.crons = self.env["ir.cron"]
        self.job = self.env.ref("sales_technology.ir_cron_deadlines")
        self.crons._salestech_jobs().write({"active": True, "nextcall": fields.Datetime.now()})

    def _notices(self):
        return self.env["mail.message"].search_count([("subject", "like", "a scheduled action stands still")])

    def test_all_is_well(self):
        self.assertGreaterEqual(len(self.crons._salestech_jobs()), 3)
        self.assertFalse(self.crons._salestech_trouble())

    def test_each_kind_of_trouble_is_named(self):
        for vals, words in (
            ({"active": False}, "switched off"),
            ({"failure_count": 3}, "has failed 3 times"),
            ({"nextcall": fields.Datetime.now() - timedelta(days=3)}, "not started any more"),
        ):
            with self.subTest(words), self.env.cr.savepoint() as savepoint:
                self.job.write(vals)
                (sentence,) = self.crons._salestech_trouble()
                self.assertIn(words, sentence)
                self.assertIn(self.job.name, sentence)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_administrators_are_told_once_a_day_by_another_job(self):
        self.env["ir.config_parameter"].set_param(TOLD, False)
        self.job.active = False
        before = self._notices()
        with self.enter_registry_test_mode():
            self.env.ref("sales_technology.ir_cron_verify_protocols").method_direct_trigger()
        self.assertEqual(self._notices(), before + 1)
        self.crons._salestech_watch()
        self.assertEqual(self._notices(), before + 1)
        message = self.env["mail.message"].search([("subject", "like", "a scheduled action stands still")], limit=1)
        self.assertIn(self.user_administrator.partner_id, message.sudo().notified_partner_ids)

    def test_settings_show_it_without_rights_on_scheduled_actions(self):
        self.job.active = False
        settings = self.env["res.config.settings"].with_user(self.user_administrator)
        shown = settings.new({}).salestech_job_trouble
        self.assertIn("switched off", shown)
