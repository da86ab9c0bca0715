from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ...exceptions import LadderRefusal
from .common import LadderCommon


@tagged("post_install", "-at_install")
class TestGate(LadderCommon):
    def test_condition_limits_whom_it_asks(self):
        self.gate_revenue.condition = "[('priority', '=', '1')]"
        free, asked = self._client(), self._client(priority="1")
        free.stage_id = self.b
        self.assertEqual(free.stage_id, self.b)
        with self.assertRaises(LadderRefusal):
            asked.stage_id = self.b
        self.assertFalse(self._client().ladder_checklist["items"])

    def test_archived_gate_asks_nobody(self):
        self.gate_revenue.active = False
        lead = self._client()
        lead.stage_id = self.b
        self.assertEqual(lead.stage_id, self.b)

    def test_changed_gate_holds_at_once(self):
        lead = self._client(expected_revenue=5)
        self.gate_revenue.domain = "[('expected_revenue', '>', 100)]"
        with self.assertRaises(LadderRefusal):
            lead.stage_id = self.b

    def test_broken_domain_is_refused_when_saved(self):
        for broken in (
            "[('no_such_field', '=', 1)]",
            "[('name', 'sort of', 1)]",
            "not a domain",
            "[",
            "[('user_id.no_such', '=', 1)]",
            "{'a': 1}",
            "[('expected_revenue', '>', 'much')]",
            "__import__('os').system('true')",
        ):
            with self.assertRefused("cannot be read", "Revenue", error=ValidationError):
                self.gate_revenue.domain = broken
        self.assertEqual(self.gate_revenue.domain, "[('expected_revenue', '>', 0)]")

    def test_gate_whose_field_is_gone_keeps_the_way_shut_without_a_crash(self):
        self.gate_revenue.flush_recordset()
        self.env.cr.execute(
            "UPDATE salestech_ladder_gate SET domain = %s WHERE id = %s", ("[('gone', '=', 1)]", self.gate_revenue.id)
        )
        self.gate_revenue.invalidate_recordset()
        self.env.registry.clear_cache()
        lead = self._full()
        self.assertEqual(lead.ladder_missing_count, 1)
        with self.assertRefused("revenue is missing", error=LadderRefusal):
            lead.stage_id = self.b

    def test_no_gate_looks_through_all_records_of_another_model(self):
        """What is asked of eighty cards must not read every contact of the database to find those that do not match."""
        gates = self.env["salestech.ladder.gate"].search([])
        self.assertTrue(gates)
        for gate in gates:
            with self.subTest(gate=gate.name):
                _source, where = gates._compile_failing(gate.id, gate.domain, gate.condition)
                self.assertNotIn("NOT IN (SELECT", where.code)

    def test_gate_belongs_to_a_step(self):
        plain = self.env["crm.stage"].create({"name": "Plain"})
        with self.assertRefused("only steps have gates", error=ValidationError):
            self._gate(plain, "X", "X.", "[]")

    def test_button_without_a_gate_opens_nothing(self):
        self.assertFalse(self._client().with_user(self.user_manager).action_mend_gate(0))
        self.assertFalse(self._client().with_user(self.user_manager).action_mend_gate(self.gate_won.id))

    def test_button_of_a_client_out_of_reach_is_refused(self):
        with self.assertRaises(AccessError):
            self._client().with_user(self.user_south_manager).action_mend_gate(self.gate_revenue.id)

    def test_every_button_has_a_method(self):
        for key, _label in self.env["salestech.ladder.gate"]._selection_mend():
            self.assertTrue(hasattr(self.env["crm.lead"], f"_mend_{key}"), key)

    def test_only_administrators_change_gates(self):
        for user in (self.user_manager, self.user_group_head, self.user_department_head, self.user_director):
            with self.assertRaises(AccessError):
                self.gate_revenue.with_user(user).active = False
        self.gate_revenue.with_user(self.user_administrator).active = False
