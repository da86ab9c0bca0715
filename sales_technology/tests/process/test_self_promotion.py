import inspect

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SalestechCommon


@tagged("post_install", "-at_install")
class TestSelfPromotion(SalestechCommon):
    """Nobody gets a right by the matrix that is not his to give, whatever he sends by RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = cls.env.ref("base.group_system")
        cls.role = cls.env.ref("sales_technology.role_director")
        cls.process = cls.env["salestech.process"]._get_by_code("1.1")

    def _assert_harmless(self, attack, *args, error=UserError):
        """The attack fails (AccessError is a UserError) and nobody became anything."""
        before = {user: set(user.group_ids.ids) for user in self.env["res.users"].search([])}
        links = set(self.system.all_implied_by_ids.ids)
        with self.assertRaises(error), self.env.cr.savepoint():
            attack(*args)
            self.env.flush_all()
        self.env.invalidate_all()
        self.env.registry.clear_cache("default", "groups")
        self.assertEqual({user: set(user.group_ids.ids) for user in before}, before)
        self.assertEqual(set(self.system.all_implied_by_ids.ids), links)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_who_is_no_administrator_changes_nothing(self):
        for user in (
            self.user_manager,
            self.user_group_head,
            self.user_department_head,
            self.user_director,
            self.user_none,
            self.user_salesman,
            self.user_portal,
            self.user_public,
        ):
            process, role = self.process.with_user(user), self.role.with_user(user)
            for attack in (
                lambda p=process, r=role: p.set_access_cell(p.id, r.id, True),
                lambda p=process: p.restore_default_row(p.id),
                lambda p=process, r=role: p.write({"role_ids": [Command.link(r.id)]}),
                lambda p=process, r=role: p.write({"default_role_ids": [Command.link(r.id)]}),
                lambda p=process: p.create({"code": "9.9", "name": "Mine"}),
                lambda p=process: p.unlink(),
                lambda r=role, u=user: r.write({"user_ids": [Command.link(u.id)]}),
                lambda r=role: r.write({"reach": "company"}),
                lambda r=role, u=user: r.create({"name": "Mine", "user_ids": [Command.link(u.id)]}),
                lambda r=role, u=user: r.sudo().group_id.with_user(u).write({"user_ids": [Command.link(u.id)]}),
                lambda r=role, u=user: u.with_user(u).write({"group_ids": [Command.link(r.sudo().group_id.id)]}),
                lambda p=process, r=role, u=user: (
                    r.sudo().group_id.with_user(u).write({"implied_ids": [Command.link(p.sudo().group_id.id)]})
                ),
            ):
                with self.subTest(user.name):
                    self._assert_harmless(attack, error=AccessError)

    def test_administrator_cannot_point_a_role_or_a_process_at_another_group(self):
        administrator = self.user_administrator
        process, role = self.process.with_user(administrator), self.role.with_user(administrator)
        own = role.create({"name": "Own"})
        added = process.create({"code": "9.9", "name": "Added"})
        system = self.system.id
        for attack in (
            lambda: own.write({"group_id": system}),
            lambda: own.write({"group_id": system, "user_ids": [Command.link(administrator.id)]}),
            lambda: own.write({"privilege_id": self.env.ref("sales_team.res_groups_privilege_sales").id}),
            lambda: own.write({"is_standard": True}),
            lambda: added.write({"group_id": system}),
            lambda: role.create({"name": "Mine", "group_id": system}),
            lambda: process.create({"code": "9.8", "name": "Mine", "group_id": system}),
            # through the commands of relations
            lambda: added.write({"role_ids": [Command.update(own.id, {"group_id": system})]}),
            lambda: added.write({"role_ids": [Command.create({"name": "Mine", "group_id": system})]}),
            lambda: added.write({"default_role_ids": [Command.update(own.id, {"group_id": system})]}),
            lambda: process.create(
                {"code": "9.7", "name": "X", "default_role_ids": [Command.create({"name": "Y", "group_id": system})]}
            ),
            lambda: added.write({"child_ids": [Command.create({"code": "9.6", "name": "Z", "group_id": system})]}),
            lambda: own.write({"user_ids": [Command.update(administrator.id, {"group_ids": [Command.link(system)]})]}),
            lambda: administrator.with_user(administrator).write({"group_ids": [Command.link(system)]}),
            lambda: self.system.with_user(administrator).write({"user_ids": [Command.link(administrator.id)]}),
            lambda: own.sudo().group_id.with_user(administrator).write({"implied_ids": [Command.link(system)]}),
            lambda: (
                self.env.ref(self.ROLES["administrator"])
                .with_user(administrator)
                .write({"user_ids": [Command.link(self.user_none.id)]})
            ),
        ):
            with self.subTest(inspect.getsource(attack)):
                self._assert_harmless(attack)

    def test_defaults_in_the_context_choose_no_group(self):
        context = {"default_group_id": self.system.id, "default_is_standard": True, "default_privilege_id": 1}
        role = self.env["salestech.role"].with_user(self.user_administrator).with_context(**context)
        own = role.create({"name": "Own", "user_ids": [Command.link(self.user_administrator.id)]})
        self.assertNotEqual(own.sudo().group_id, self.system)
        self.assertFalse(own.is_standard)
        self.assertFalse(self.user_administrator.has_group("base.group_system"))
        section = (
            self.env["salestech.process"]
            .with_user(self.user_administrator)
            .with_context(**context)
            .create({"code": "9", "name": "Section", "kind": "section"})
        )
        self.assertFalse(section.group_id)

    def test_new_users_in_a_role_are_not_made(self):
        role = self.role.with_user(self.user_administrator)
        count = self.env["res.users"].with_context(active_test=False).search_count([])
        for command in (Command.create({"name": "Ghost", "login": "ghost"}), Command.delete(self.user_director.id)):
            with self.assertRefused("not created", error=AccessError):
                role.write({"user_ids": [command]})
        self.assertEqual(self.env["res.users"].with_context(active_test=False).search_count([]), count)

    @mute_logger("odoo.models")
    def test_import_chooses_no_group(self):
        result = (
            self.env["salestech.role"]
            .with_user(self.user_administrator)
            .load(["name", "group_id/.id"], [["Imported", str(self.system.id)]])
        )
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])

    def test_role_gives_nothing_beside_reach_and_processes(self):
        """What the administrator can give at most: the addon's own groups and the sales groups of the reach."""
        role = self.role.create({"name": "All", "reach": "company"})
        for process in self.process.search([("kind", "!=", "section")]):
            self.process.set_access_cell(process.id, role.id, True)
        names = {
            xml_id
            for xml_id in role.group_id.all_implied_ids.get_external_id().values()
            if not xml_id.startswith("sales_technology.")
        }
        salesman = self.env.ref("sales_team.group_sale_salesman_all_leads").all_implied_ids.get_external_id().values()
        self.assertLessEqual(names, set(salesman))
