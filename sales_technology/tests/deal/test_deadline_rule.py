from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .deadline_common import DeadlineCommon

ADDON = "odoo.addons.sales_technology"


@tagged("post_install", "-at_install")
class TestDeadlineRule(DeadlineCommon):
    def test_days_in_range(self):
        for timing, days in (("before", -1), ("after", 0), ("before", 61)):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self._rules((timing, days, "responsible"))

    def test_same_rule_twice_is_refused(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self._rules(("before", 1, "responsible"))

    def test_only_the_administrator_tunes(self):
        self.rule_before.with_user(self.user_administrator).days = 4
        for user in (self.user_manager, self.user_group_head, self.user_department_head, self.user_director):
            with self.assertRaises(AccessError):
                self.rule_before.with_user(user).days = 5

    def test_nobody_writes_what_the_mechanism_keeps(self):
        self._milestone(-1)
        self._run()
        notice, digest = self.Notice.search([], limit=1), self.Digest.search([], limit=1)
        for user in (self.user_administrator, self.user_department_head, self.user_manager):
            for record, vals in ((notice, {"state": "void"}), (digest, {"date": False})):
                with self.assertRaises(AccessError):
                    record.with_user(user).write(vals)
                with self.assertRaises(AccessError):
                    record.with_user(user).unlink()
        with self.assertRaises(AccessError):
            notice.with_user(self.user_department_head).action_try_again()

    def test_rule_names_itself(self):
        self.assertEqual(self.rule_before.name, "Milestone of a Pilot: 1 working days ahead → The one responsible")
