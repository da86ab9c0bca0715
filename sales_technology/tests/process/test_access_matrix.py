from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import convert_file

from ..common import MODULE, SalestechCommon


@tagged("post_install", "-at_install")
class TestAccessMatrix(SalestechCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.matrix = cls.env["salestech.process"].with_user(cls.user_administrator)
        cls.process = cls.matrix._get_by_code("2.1.3").with_user(cls.user_administrator)
        cls.role = cls.env.ref("sales_technology.role_group_head").with_user(cls.user_administrator)

    def _guard(self, user):
        return self.env["salestech.process.guard"].with_user(user)

    def _row(self, code="2.1.3", user=None):
        rows = self.matrix.with_user(user or self.user_administrator).get_access_matrix()["rows"]
        return next(row for row in rows if row["code"] == code)

    def test_matrix_is_plain_data(self):
        matrix = self.matrix.get_access_matrix()
        self.assertTrue(matrix["editable"])
        self.assertEqual([role["short_name"] for role in matrix["roles"]][:5], ["M", "LM", "GH", "DH", "GD"])
        row = self._row()
        manager = self.env.ref("sales_technology.role_manager").id
        self.assertEqual(
            {key: row[key] for key in ("kind", "depth", "allowed", "inherited", "default")},
            {"kind": "process", "depth": 2, "allowed": [manager], "inherited": [], "default": [manager]},
        )
        self.assertEqual(self._row("2")["allowed"], [])

    def test_every_holder_of_a_role_may_look_nobody_else(self):
        for login in ("manager", "leading_manager", "group_head", "department_head", "director"):
            self.assertFalse(self.matrix.with_user(getattr(self, f"user_{login}")).get_access_matrix()["editable"])
        for user in (self.user_none, self.user_salesman, self.user_portal, self.user_public):
            with self.assertRaises(AccessError):
                self.matrix.with_user(user).get_access_matrix()

    def test_tick_takes_effect_at_once(self):
        self.assertFalse(self._guard(self.user_group_head)._may_process("2.1.3"))
        row = self.matrix.set_access_cell(self.process.id, self.role.id, True)
        self.assertIn(self.role.id, row["allowed"])
        self.assertTrue(self._guard(self.user_group_head)._may_process("2.1.3"))
        self.assertTrue(self.user_group_head.has_group("sales_technology.group_process_2_1_3"))
        self.assertIn(self.process.sudo().group_id, self.role.sudo().group_id.implied_ids)
        self.matrix.set_access_cell(self.process.id, self.role.id, False)
        self.assertFalse(self._guard(self.user_group_head)._may_process("2.1.3"))
        self.assertFalse(self.user_group_head.has_group("sales_technology.group_process_2_1_3"))

    def test_tick_gives_one_process_and_nothing_else(self):
        before = set(self.user_group_head._get_group_ids())
        self._tick("2.1.3", "group_head", True)
        self.assertEqual(set(self.user_group_head._get_group_ids()) - before, {self.process.sudo().group_id.id})

    def test_other_workers_are_told(self):
        self.registry.cache_invalidated.clear()
        self._tick("2.1.3", "group_head", True)
        self.assertLessEqual({"default", "groups"}, set(self.registry.cache_invalidated))
        self.assertTrue(self.env.cr.postcommit.data.get("salestech_clear_caches"))

    def test_untick_leaves_the_row_as_it_is_in_the_database(self):
        self.assertEqual(self.matrix.set_access_cell(self.process.id, self.role.id, True)["inherited"], [])
        row = self.matrix.set_access_cell(self.process.id, self.role.id, False)
        self.assertNotIn(self.role.id, row["allowed"])
        self.assertEqual(row["allowed"], row["default"])

    def test_change_is_told_in_one_sentence(self):
        self._tick("2.1.3", "group_head", True)
        sentence = "Administrator let the role Group head carry out 2.1.3 Choice of scenario"
        for record in (self.process, self.role):
            self.assertIn(sentence, record.message_ids[0].body)
            self.assertIn("before not allowed, now allowed", record.message_ids[0].body)
            self.assertEqual(record.message_ids[0].author_id, self.user_administrator.partner_id)
        self._tick("2.1.3", "group_head", False)
        self.assertIn("before allowed, now not allowed", self.process.message_ids[0].body)

    def test_tick_that_changes_nothing_is_not_told(self):
        self._tick("2.1.3", "group_head", True)
        count = len(self.process.message_ids)
        self._tick("2.1.3", "group_head", True)
        self.assertEqual(len(self.process.message_ids), count)

    def test_change_in_the_standard_settings_shows_and_is_told(self):
        self.env.ref(self.ROLES["group_head"]).implied_ids = [(4, self.process.sudo().group_id.id)]
        self.assertIn(self.role.id, self._row()["allowed"])
        self.assertIn("let the role Group head carry out", self.process.message_ids[0].body)
        self.process.sudo().group_id.implied_by_ids = [(3, self.role.sudo().group_id.id)]
        self.assertNotIn(self.role.id, self._row()["allowed"])
        self.assertIn("no longer lets the role Group head", self.process.message_ids[0].body)

    def test_what_comes_through_another_group_is_shown_and_explained(self):
        between = self.env["res.groups"].create(
            {"name": "Between", "implied_ids": [(4, self.process.sudo().group_id.id)]}
        )
        self.role.sudo().group_id.implied_ids = [(4, between.id)]
        row = self._row()
        self.assertIn(self.role.id, row["allowed"])
        self.assertEqual(row["inherited"], [self.role.id])
        with self.assertRefused("Between", error=UserError):
            self.matrix.set_access_cell(self.process.id, self.role.id, False)

    def test_restoring_a_row(self):
        self._tick("2.1.3", "group_head", True)
        self._tick("2.1.3", "manager", False)
        row = self.matrix.restore_default_row(self.process.id)
        self.assertEqual(row["allowed"], row["default"])
        self.assertEqual(row["allowed"], self.env.ref("sales_technology.role_manager").ids)
        self.assertTrue(self._guard(self.user_manager)._may_process("2.1.3"))
        self.assertFalse(self._guard(self.user_group_head)._may_process("2.1.3"))

    def test_new_role_is_a_new_column(self):
        role = self.role.create({"name": "Key account manager", "user_ids": [(4, self.user_none.id)]})
        self.assertEqual(self.matrix.get_access_matrix()["roles"][-1]["name"], "Key account manager")
        self.assertNotIn(role.id, self._row()["allowed"])
        self.matrix.set_access_cell(self.process.id, role.id, True)
        self.assertTrue(self._guard(self.user_none)._may_process("2.1.3"))

    def test_cells_that_are_none_are_refused_in_words(self):
        section = self.matrix._get_by_code("2.1")
        gone = self.matrix.create({"code": "2.5", "name": "Gone"})
        gone.unlink()
        archived = self.role.create({"name": "Archived", "active": False})
        for process, role, word in (
            (section, self.role, "section"),
            (gone, self.role, "Reload"),
            (self.process, archived, "Reload"),
        ):
            with self.assertRefused(word, error=UserError):
                self.matrix.set_access_cell(process.id, role.id, True)

    def test_queries_do_not_grow_with_the_matrix(self):
        def count():
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.matrix.get_access_matrix()
            return self.cr.sql_log_count - before

        count()
        few = count()
        for number in range(10):
            role = self.role.create({"name": f"Role {number}"})
            self.matrix.create({"code": f"5.{number}", "name": "More", "role_ids": [(6, 0, role.ids)]})
        count()
        self.assertLessEqual(count(), few)

    def test_upgrade_keeps_what_the_administrator_changed(self):
        self._tick("2.1.3", "group_head", True)
        self._tick("2.1.3", "manager", False)
        self.role.write({"name": "Head of a group", "reach": "company"})
        self.process.name = "Scenario"
        for path in (
            "security/roles.xml",
            "security/process_groups.xml",
            "data/process/roles.xml",
            "data/process/processes.xml",
        ):
            convert_file(self.env, MODULE, path, {}, mode="update", noupdate=False)
        self.assertEqual(self._row()["allowed"], self.role.ids)
        self.assertEqual(self._row()["name"], "Scenario")
        self.assertEqual((self.role.name, self.role.reach), ("Head of a group", "company"))
