from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SalestechCommon

# The default matrix. M manager, L leading manager, H group head, D department head, G general director.
DEFAULT_MATRIX = """
    1.1      Year plan                                              H D
    1.2      Quarter plan                                           H D
    1.3      Month plan                                             H D
    1.4      Week plan                                              H D
    1.5      Day plan                                           M L H D
    2.1.1    Client register                                    M
    2.1.2    Information on the client and the decision maker   M
    2.1.3    Choice of scenario                                 M
    2.1.4    Communication plan                                 M
    2.1.5    Establishing contact                               M L H D
    2.1.6    Needs and risks                                    M L H D
    2.1.7    Technical proposal                                   L H D
    2.1.8    Agreeing the terms                                 M L H D
    2.1.9    Signing the contract                                 L H D
    2.1.9.0  Pilot project                                        L
    2.2.1    Knowing the key employees                          M L
    2.2.2    Closing work stages                                M L
    2.2.3    Payments and receivables                           M L
    2.2.4    Claims                                             M L H D
    2.2.5    Cross-sales                                        M L
    2.2.6    Gifts and representation expenses                  M L H D
    2.3      Winning new partners                                 L H D
    2.4      Developing current partners                          L
    3.1      Daily stand-ups                                    M L H D
    3.2      Daily reports                                      M L H D
    3.3      Weekly meetings                                    M L H D
    3.4      Monthly meetings                                   M L H D
    3.5      Annual balanced scorecards                         M L H D
    4.1      Monitoring changes                                     H D
    4.2      Optimising processes                                   H D
    4.3      Satisfaction feedback                                L H D
    4.4      Quality feedback (SLA)                               L H D
    R.1      Pass a step over a missing gate                        H D
    R.2      Bid below the floor price                              H D
    R.3      Approve the plans of the department                        G
"""
LETTERS = {
    "M": "manager",
    "L": "leading_manager",
    "H": "group_head",
    "D": "department_head",
    "G": "director",
}


def expected_matrix():
    """Return {code: (name, {roles})} of the table above."""
    rows = {}
    for line in DEFAULT_MATRIX.strip().splitlines():
        words = line.split()
        letters = [word for word in words[1:] if word in LETTERS]
        name = " ".join(word for word in words[1:] if word not in LETTERS)
        rows[words[0]] = (name, {LETTERS[letter] for letter in letters})
    return rows


@tagged("post_install", "-at_install")
class TestProcess(SalestechCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.processes = cls.env["salestech.process"].with_context(lang="en_US", active_test=False)
        cls.as_administrator = cls.env["salestech.process"].with_user(cls.user_administrator)

    def _standard(self, kinds=("process", "right")):
        return self.processes.search([("is_standard", "=", True), ("kind", "in", kinds)])

    # -- what comes with the addon -----------------------------------------------------------

    def test_catalogue_is_complete(self):
        expected = expected_matrix()
        self.assertEqual(
            {process.code: process.name for process in self._standard()},
            {code: name for code, (name, __) in expected.items()},
        )
        self.assertEqual(len(self._standard(["process"])), 32)
        self.assertEqual(
            self._standard(["section"]).mapped("code"), ["1", "2", "2.1", "2.2", "3", "4", "R"], "sections"
        )

    def test_default_matrix_is_exact(self):
        roles = {self.env.ref(f"sales_technology.role_{role}"): role for role in (*LETTERS.values(), "director")}
        for process in self._standard():
            with self.subTest(process.code):
                allowed = {name for role, name in roles.items() if process.group_id in role.group_id.all_implied_ids}
                self.assertEqual(allowed, expected_matrix()[process.code][1])
                self.assertEqual(set(process.default_role_ids.mapped("group_id")), set(process.role_ids.group_id))

    def test_tree_follows_the_codes(self):
        parents = {process.code: process.parent_id.code for process in self.processes.search([])}
        self.assertEqual(
            [parents[code] for code in ("1", "1.5", "2.1", "2.1.9", "2.1.9.0", "2.3", "R.1")],
            [False, "1", "2", "2.1", "2.1", "2", "R"],
        )

    def test_process_groups_are_native_and_imply_nothing(self):
        for process in self._standard(["process"]):
            group = self.env.ref(f"sales_technology.group_process_{process.code.replace('.', '_')}")
            self.assertEqual(process.group_id, group)
            self.assertFalse(group.implied_ids)
        self.assertEqual(
            self.processes._get_by_code("R.1").group_id, self.env.ref("sales_technology.group_right_ladder_override")
        )

    def test_every_process_says_what_it_opens(self):
        self.assertFalse(
            self._standard(["section", "process", "right"]).filtered(lambda process: not process.description)
        )

    def test_numbers_are_ordered_as_numbers(self):
        self.processes.create([{"code": "2.1.10", "name": "Tenth"}, {"code": "2.1.11", "name": "Eleventh"}])
        codes = self.processes.search([("code", "=like", "2.1.%")]).mapped("code")
        self.assertEqual(codes[-4:], ["2.1.9", "2.1.9.0", "2.1.10", "2.1.11"])

    # -- a process that an administrator adds ---------------------------------------------------

    def test_new_process_has_a_group_of_its_own(self):
        roles = self.env["salestech.role"].search([("name", "in", ["Manager", "Group head"])])
        process = self.as_administrator.create({"code": " 2.5 ", "name": "Export", "role_ids": [(6, 0, roles.ids)]})
        self.assertEqual(process.parent_id.code, "2")
        self.assertEqual(process.sudo().group_id.name, "2.5 Export")
        self.assertEqual(process.role_ids, roles)
        self.assertEqual(process.default_role_ids, roles)
        guard = self.env["salestech.process.guard"]
        self.assertTrue(guard.with_user(self.user_manager)._may_process("2.5"))
        self.assertFalse(guard.with_user(self.user_leading_manager)._may_process("2.5"))
        self.assertIn("Manager, Group head", process.message_ids[-1:].body)

    def test_new_process_gets_external_ids_so_that_uninstalling_removes_it(self):
        process = self.as_administrator.create({"code": "2.5", "name": "Export"}).sudo()
        self.assertEqual(process.get_external_id()[process.id], "sales_technology.process_2_5")
        self.assertEqual(process.group_id.get_external_id()[process.group_id.id], "sales_technology.group_process_2_5")
        process.with_user(self.user_administrator).code = "2.6"
        self.assertEqual(process.get_external_id()[process.id], "sales_technology.process_2_6")
        self.assertEqual(process.group_id.name, "2.6 Export")
        self.assertTrue(self.env.ref("sales_technology.process_2_6").group_id)

    def test_code_of_a_wrong_form_is_refused_in_words(self):
        for code in ("two", "2,1", "2..1", "2.", ".1", "02", "2.1 x", "²", "2.12345"):
            with self.subTest(code), self.assertRefused("no code of a process", error=ValidationError):
                self.as_administrator.create({"code": code, "name": "Wrong"})

    @mute_logger("odoo.sql_db")
    def test_code_is_unique(self):
        with self.assertRaises(IntegrityError):
            self.as_administrator.create({"code": "2.1.3", "name": "Twin"})

    def test_code_of_a_right_begins_with_r(self):
        self.as_administrator.create({"code": "R.77", "name": "Right", "kind": "right"})
        for vals in ({"code": "R.78", "kind": "process"}, {"code": "5.1", "kind": "right"}):
            with self.assertRefused("begins with R", error=ValidationError):
                self.as_administrator.create({"name": "Wrong", **vals})

    def test_section_takes_what_lies_under_its_code(self):
        part = self.as_administrator.create({"code": "2.5.1", "name": "Part"})
        self.assertEqual(part.parent_id.code, "2")
        section = self.as_administrator.create({"code": "2.5", "name": "Section", "kind": "section"})
        self.assertFalse(section.group_id)
        self.assertEqual(part.parent_id, section)
        self.assertTrue(part.parent_path.startswith(section.parent_path))
        with self.assertRefused("processes in this section", error=UserError):
            section.unlink()

    def test_kind_does_not_change(self):
        with self.assertRefused("stays a section", error=UserError):
            self.as_administrator.create({"code": "2.5", "name": "Export"}).kind = "section"

    def test_process_of_the_addon_is_fixed_but_can_be_renamed_and_archived(self):
        process = self.processes._get_by_code("2.2.6").with_user(self.user_administrator)
        for vals in ({"code": "2.2.7"}, {"default_role_ids": [(5,)]}):
            with self.assertRefused("fixed", error=UserError):
                process.write(vals)
        with self.assertRefused("Archive it", error=UserError):
            process.unlink()
        process.name = "Gifts"
        self.assertEqual(process.sudo().group_id.name, "2.2.6 Gifts")
        process.action_archive()
        self.assertFalse(self.env["salestech.process.guard"].with_user(self.user_manager)._may_process("2.2.6"))
        self.assertFalse(process.role_ids)

    def test_process_in_use_cannot_be_deleted(self):
        manager = self.env.ref("sales_technology.role_manager")
        process = self.as_administrator.create({"code": "2.5", "name": "Export", "role_ids": [(6, 0, manager.ids)]})
        with self.assertRefused("Manager", error=UserError):
            process.unlink()
        self.as_administrator.set_access_cell(process.id, manager.id, False)
        group = process.sudo().group_id
        process.unlink()
        self.assertFalse(group.exists())

    def test_names_with_markup_stay_text(self):
        process = self.as_administrator.create({"code": "2.5", "name": "<img src=x onerror=alert(1)>"})
        self.as_administrator.set_access_cell(process.id, self.env.ref("sales_technology.role_manager").id, True)
        self.assertNotIn("<img", process.message_ids[0].body)

    def test_process_group_may_imply_nothing(self):
        process = self.processes._get_by_code("2.1.3")
        for xml_id in ("group_salestech_group_head", "group_reach_company", "group_process_2_1_4"):
            with self.subTest(xml_id), self.assertRefused("2.1.3 Choice of scenario", error=ValidationError):
                process.group_id.implied_ids = [(4, self.env.ref(f"sales_technology.{xml_id}").id)]
        with self.assertRefused("2.1.3", error=ValidationError):
            self.env.ref("base.group_system").implied_by_ids = [(4, process.group_id.id)]

    def test_others_may_only_read(self):
        process = self.processes._get_by_code("2.1.3")
        for user in (self.user_manager, self.user_group_head, self.user_department_head, self.user_director):
            self.assertTrue(process.with_user(user).read(["name", "description", "role_ids"]))
            with self.assertRaises(AccessError):
                process.with_user(user).name = "Mine"
            with self.assertRaises(AccessError):
                process.with_user(user).create({"code": "9", "name": "Mine"})
        with self.assertRaises(AccessError):
            process.with_user(self.user_none).read(["name"])
