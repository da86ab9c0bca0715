from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .register_common import RegisterCommon


class RegisterTour(RegisterCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.user_group_head + cls.user_colleague).lang = "en_US"
        cls.env.ref(cls.ROLES["group_head"]).implied_ids = [(4, cls.env["salestech.process"]._get_group_id("2.1.1"))]
        cls._organisation("Old Grove", cls.user_manager, vat="7707083893")

    # core's own controller warns of the arguments that core's own client sends
    @mute_logger("odoo.http")
    def _run(self, tour):
        self.start_tour("/odoo/client-register/import", tour, login=self.user_group_head.login)
        self.env.invalidate_all()
        return self.env["crm.lead"].search([("org_name_key", "=", "аквахим"), ("company_id", "=", self.company.id)])


@tagged("post_install", "-at_install")
class TestRegisterTourDesk(RegisterTour):
    def test_list_comes_in_and_is_shared_out(self):
        leads = self._run("salestech_register_import")
        self.assertEqual(len(leads), 2)
        self.assertTrue(all(lead.user_id in self.team_north.member_ids for lead in leads))

    def test_templates_open(self):
        self.authenticate(self.user_group_head.login, self.user_group_head.login)
        for kind, start in (("csv", "\ufeffOrganisation".encode()), ("xlsx", b"PK")):
            response = self.url_open(f"/sales_technology/register_template/{kind}")
            self.assertEqual(response.status_code, 200)
            self.assertTrue(response.content.startswith(start))
            result, columns = self._import_template(response.content, kind)
            self.assertNotIn(False, columns)
            self.assertEqual(len(result["ids"]), 2)
        self.assertEqual(self.url_open("/sales_technology/register_template/exe").status_code, 404)

    def _import_template(self, content, kind):
        with self.env.cr.savepoint() as savepoint:
            self.env["crm.lead"].search([("vat", "=", "7707083893")]).vat = False
            result = self._import(None, user=self.user_group_head, file=content, encoding="")
            savepoint.rollback()
        return result


@tagged("post_install", "-at_install")
class TestRegisterTourPhone(RegisterTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_list_comes_in_from_a_phone(self):
        self.assertEqual(len(self._run("salestech_register_import_phone")), 2)
