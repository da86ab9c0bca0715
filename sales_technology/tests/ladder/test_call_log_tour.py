from odoo.tests import HttpCase, tagged

from ..common import SalestechCommon


class CallLogTour(SalestechCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._adopt_ladder(cls.team_north)
        cls.user_manager.lang = "en_US"
        plant = cls.env["res.partner"].create({"name": "Plant", "is_company": True})
        boss = cls.env["res.partner"].create(
            {"name": "Ivan Petrov", "parent_id": plant.id, "phone": "+7 495 111-22-33"}
        )
        cls.lead = cls._lead(cls.user_manager, partner_id=plant.id, decision_maker_id=boss.id)
        cls.lead.with_user(cls.user_manager).scenario_id = cls.env.ref("sales_technology.scenario_large")

    def _run(self, tour):
        self.start_tour(f"/odoo/sales-ladder/{self.lead.id}", tour, login=self.user_manager.login)
        self.env.invalidate_all()
        return self.lead.touch_ids.filtered("outcome")


@tagged("post_install", "-at_install")
class TestCallLogDesk(CallLogTour):
    def test_two_taps(self):
        done = self._run("salestech_call_log")
        self.assertEqual((done.outcome, done.user_id), ("no_answer", self.user_manager))

    def test_mark_done_asks_for_the_outcome(self):
        self.assertEqual(self._run("salestech_call_mark_done").outcome, "refused")


@tagged("post_install", "-at_install")
class TestCallLogPhone(CallLogTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_two_taps(self):
        self.assertEqual(self._run("salestech_call_log").outcome, "no_answer")
