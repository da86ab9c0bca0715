from odoo.tests import tagged

from ..common import SalestechCommon


@tagged("post_install", "-at_install")
class TestProcessGuard(SalestechCommon):
    def _guard(self, user):
        return self.env["salestech.process.guard"].with_user(user)

    def test_role_that_includes_the_process_passes(self):
        guard = self._guard(self.user_manager)
        self.assertTrue(guard._may_process("2.1.3"))
        guard._require_process("2.1.3")

    def test_role_without_the_process_is_refused_by_name(self):
        with self.assertRefused("2.1.3 Choice of scenario", "administrator"):
            self._guard(self.user_group_head)._require_process("2.1.3")

    def test_nobody_else_passes(self):
        for user in (self.user_none, self.user_salesman, self.user_portal, self.user_administrator, self.user_public):
            with self.subTest(user.login):
                self.assertFalse(self._guard(user)._may_process("2.1.3"))

    def test_superuser_mode_passes(self):
        self._guard(self.user_none).sudo()._require_process("2.1.3")

    def test_unknown_code_is_a_programmers_mistake(self):
        with self.assertRaises(ValueError):
            self._guard(self.user_manager)._require_process("2.1.33")
        with self.assertRaises(ValueError):
            self._guard(self.user_manager).sudo()._may_process("2.1.33")

    def test_override_is_a_right_of_heads(self):
        self.assertTrue(self._guard(self.user_group_head)._may_process("R.1"))
        self.assertTrue(self._guard(self.user_department_head)._may_process("R.1"))
        self.assertFalse(self._guard(self.user_leading_manager)._may_process("R.1"))

    def test_warm_guard_makes_no_query(self):
        guard = self._guard(self.user_manager)
        guard._may_process("2.1.3")
        with self.assertQueryCount(0):
            for code in ("2.1.3", "1.1", "R.1"):
                guard._may_process(code)
