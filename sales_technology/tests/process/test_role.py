from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import SalestechCommon


@tagged("post_install", "-at_install")
class TestRole(SalestechCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = cls.env["salestech.role"].with_user(cls.user_administrator)

    def _standard(self, name):
        return self.env.ref(f"sales_technology.role_{name}").with_user(self.user_administrator)

    def test_five_roles_and_their_reach(self):
        roles = self.env["salestech.role"].with_context(active_test=False).search([("is_standard", "=", True)])
        self.assertEqual(
            [(role.group_id.get_external_id()[role.group_id.id].split("_", 3)[-1], role.reach) for role in roles],
            [
                ("manager", "own"),
                ("leading_manager", "own"),
                ("group_head", "group"),
                ("department_head", "company"),
                ("director", "company_read"),
            ],
        )
        self.assertEqual(len(roles.privilege_id), 5, "the user form lets choose several")

    def test_new_role_is_a_native_group(self):
        role = self.roles.create(
            {"name": "Key account manager", "reach": "group", "user_ids": [(4, self.user_none.id)]}
        )
        group = role.sudo().group_id
        self.assertEqual(group.implied_ids, self.env.ref("sales_technology.group_reach_group"))
        self.assertEqual(group.privilege_id.name, "Key account manager")
        self.assertTrue(self.user_none.has_group("sales_technology.group_reach_own"))
        self.assertEqual(role._initials(), "KAM")
        self.assertEqual(group.get_external_id()[group.id], f"sales_technology.group_role_{role.id}")

    def test_reach_is_swapped(self):
        role = self.roles.create({"name": "Key account manager", "user_ids": [(4, self.user_none.id)]})
        self.assertEqual(role.reach, "own")
        for reach in ("company", "company_read", "group", "own"):
            role.reach = reach
            self.assertEqual(role.reach, reach)
            self.assertEqual(
                role.sudo().group_id.implied_ids, self.env.ref(f"sales_technology.group_reach_{reach}"), reach
            )
        self.assertFalse(self.user_none.has_group("sales_technology.group_reach_group"))
        self.assertIn("Records of the groups one heads", role.message_ids[0].body)

    def test_leaving_a_role_cuts_its_reach_at_once(self):
        role = self._standard("department_head")
        lead = self._lead(self.user_south_manager, self.team_south)
        self.assertTrue(lead.with_user(self.user_department_head).has_access("read"))
        role.user_ids = [(3, self.user_department_head.id)]
        self.assertFalse(lead.with_user(self.user_department_head).has_access("read"))
        self.assertFalse(self.user_department_head.has_group("sales_technology.group_salestech_user"))

    def test_person_may_hold_several_roles(self):
        self._standard("group_head").user_ids = [(4, self.user_manager.id)]
        self.assertTrue(self.user_manager.has_group("sales_technology.group_process_2_1_3"))
        self.assertTrue(self.user_manager.has_group("sales_technology.group_right_ladder_override"))

    def test_who_got_and_lost_a_role_is_in_the_history(self):
        role = self._standard("director")
        role.user_ids = [(4, self.user_none.id)]
        self.assertIn("Administrator gave the role General director to None", role.message_ids[0].body)
        role.user_ids = [(3, self.user_none.id)]
        self.assertIn("took the role General director from None", role.message_ids[0].body)

    def test_role_given_in_the_user_form_is_in_the_history(self):
        role = self._standard("director")
        self.user_none.group_ids = [(4, role.sudo().group_id.id)]
        self.assertIn("gave the role General director to None", role.message_ids[0].body)
        self.user_none.group_ids = [(3, role.sudo().group_id.id)]
        self.assertIn("took the role General director from None", role.message_ids[0].body)
        self._user("newcomer", self.ROLES["director"])
        self.assertIn("gave the role General director to Newcomer", role.message_ids[0].body)

    def test_holders_are_counted_without_archived_users(self):
        role = self.roles.create({"name": "Key account manager"})
        role.user_ids = [(6, 0, (self.user_none | self.user_salesman).ids)]
        self.assertEqual(role.user_count, 2)
        self.user_none.active = False
        role.invalidate_recordset()
        self.assertEqual(role.user_count, 1)

    def test_only_internal_users_may_hold_a_role(self):
        with self.assertRefused(self.user_portal.name, "internal", error=ValidationError):
            self._standard("manager").user_ids = [(4, self.user_portal.id)]
        with self.assertRaises(AccessError):
            self._standard("manager").user_ids = [(4, self.user_public.id)]
        self.assertFalse(self.user_public.has_group(self.ROLES["manager"]))

    def test_holders_who_are_not_seen_are_left_alone(self):
        role = self._standard("manager")
        rule = self.env.ref("base.res_users_rule")
        rule.domain_force = "[('company_ids', 'in', company_ids)]"
        self.assertNotIn(self.user_abroad_manager, role.user_ids)
        role.user_ids = [(5,)]
        self.assertEqual(role.sudo().group_id.user_ids, self.user_abroad_manager)
        with self.assertRaises(AccessError):
            role.user_ids = [(4, self._user("stranger", company=self.other_company).id)]

    def test_archiving_takes_the_role_from_everybody(self):
        role = self.roles.create({"name": "Key account manager", "reach": "company"})
        role.user_ids = [(4, self.user_none.id)]
        role.action_archive()
        self.assertFalse(self.user_none.has_group("sales_technology.group_reach_own"))
        self.assertIn("from None", role.message_ids.mapped("body")[0] + role.message_ids.mapped("body")[1])
        self.assertFalse(role.sudo().group_id.privilege_id, "the user form offers it no more")
        with self.assertRefused("archived", error=ValidationError):
            role.user_ids = [(4, self.user_none.id)]
        role.action_unarchive()
        self.assertTrue(role.sudo().group_id.privilege_id)

    def test_role_of_the_addon_is_not_deleted(self):
        with self.assertRefused("Archive it", error=UserError):
            self._standard("director").unlink()

    def test_role_in_use_is_not_deleted_an_unused_one_goes_with_its_group(self):
        role = self.roles.create({"name": "Key account manager", "user_ids": [(4, self.user_none.id)]})
        with self.assertRefused("None", error=UserError):
            role.unlink()
        role.user_ids = [(5,)]
        group, privilege = role.sudo().group_id, role.sudo().privilege_id
        role.unlink()
        self.assertFalse(group.exists())
        self.assertFalse(privilege.exists())

    def test_renaming_reaches_group_and_privilege(self):
        role = self._standard("manager")
        role.name = "Account manager"
        self.assertEqual(role.sudo().group_id.name, "Account manager")
        self.assertEqual(role.sudo().group_id.privilege_id.name, "Account manager")
