from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import SalestechCommon


class AccessMatrixTour(HttpCase, SalestechCommon):
    # the tour has one change refused on purpose
    @mute_logger("odoo.http")
    def _change_the_matrix(self):
        gifts = self.env["salestech.process"]._get_by_code("2.2.6")
        manager = self.env.ref("sales_technology.role_manager")
        self._tick("2.2.6", "manager", False)
        between = self.env["res.groups"].create({"name": "Between", "implied_ids": [(4, gifts.group_id.id)]})
        manager.group_id.implied_ids = [(4, between.id)]
        self.start_tour("/odoo/access-matrix", "salestech_access_matrix", login=self.user_administrator.login)
        self.assertTrue(self.user_group_head.has_group("sales_technology.group_process_2_1_4"), "ticked by keyboard")
        self.assertFalse(self.user_group_head.has_group("sales_technology.group_process_2_1_3"), "restored")
        told = " ".join(self.env["salestech.process"]._get_by_code("2.1.3").message_ids.mapped("body"))
        self.assertIn("Administrator let the role Group head carry out", told)
        self.assertIn("Administrator no longer lets the role Group head", told)


@tagged("post_install", "-at_install")
class TestAccessMatrixTour(AccessMatrixTour):
    browser_size = "1440x900"

    def test_matrix_is_changed_by_mouse_and_keyboard(self):
        self._change_the_matrix()

    def test_role_and_process_are_added(self):
        self.start_tour("/odoo/access-matrix", "salestech_access_matrix_columns", login=self.user_administrator.login)
        role = self.env["salestech.role"].search([("name", "=", "Key <b>account</b> manager")])
        self.assertEqual(self.env["salestech.process"]._get_by_code("2.5").role_ids, role)


@tagged("post_install", "-at_install")
class TestAccessMatrixTourPhone(AccessMatrixTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_matrix_is_changed_on_a_phone(self):
        self._change_the_matrix()
