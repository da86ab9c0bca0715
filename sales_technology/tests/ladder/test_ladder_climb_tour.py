from odoo.tests import HttpCase, tagged

from ..common import SalestechCommon


class LadderClimbTour(SalestechCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._adopt_ladder(cls.team_north)
        cls.user_manager.lang = "en_US"
        cls.lead = cls._lead(cls.user_manager, name="Plant", partner_name="Plant")

    def _climb(self):
        self.start_tour(
            f"/odoo/sales-ladder/{self.lead.id}", "salestech_ladder_climb", login=self.user_manager.login, timeout=180
        )
        self.env.invalidate_all()
        self.assertEqual(self.lead.step_no, 5)
        self.assertEqual(
            self.lead.ladder_move_ids.sorted("id").mapped("kind"), ["enter", "forward", "forward", "forward", "forward"]
        )
        self.assertEqual(self.lead.decision_maker_id.name, "Ivan Petrov")


@tagged("post_install", "-at_install")
class TestLadderClimbDesk(LadderClimbTour):
    browser_size = "1440x900"

    def test_from_step_1_to_5_with_two_refusals(self):
        self._climb()


@tagged("post_install", "-at_install")
class TestLadderClimbPhone(LadderClimbTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_from_step_1_to_5_with_two_refusals(self):
        self._climb()
