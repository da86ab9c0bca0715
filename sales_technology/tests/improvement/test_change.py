from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..common import SalestechCommon


@tagged("post_install", "-at_install")
class TestChange(SalestechCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._local_day(Datetime.now())

    def _change(self, user=None, **vals):
        vals = {"name": "New rules on labels", "kind": "law", **vals}
        return self.env["salestech.change"].with_user(user or self.user_group_head).create(vals)

    def _reason(self, record, verb, reason="Because"):
        wizard = self.env["salestech.document.reason"].with_user(record.env.user)
        return wizard.create(
            {"res_model": record._name, "res_id": record.id, "verb": verb, "reason": reason}
        ).action_apply()

    def _decided(self, **vals):
        change = self._change()
        change.action_assess()
        change.write(
            {
                "impact_note": "New labels on all filters",
                "decision": "Order a printer",
                "executor_id": self.user_manager.id,
                "date_do": self.today + timedelta(days=9),
                **vals,
            }
        )
        change.action_decide()
        return change

    def test_change_and_the_plan_it_touches(self):
        plan = self.env["salestech.plan"].create(
            {"level": "year", "date_from": self.today.replace(month=1, day=1), "company_id": self.company.id}
        )
        change = self._change(self.user_department_head, plan_ids=plan.ids)
        plan = plan.with_user(self.user_department_head)
        self.assertEqual(plan.change_count, 1)
        action = plan.action_open_changes()
        self.assertEqual(self.env["salestech.change"].search(action["domain"]), change)
        self.env.invalidate_all()
        # whoever may not read the plan reads the change all the same
        self.assertFalse(change.with_user(self.user_south_manager).plan_ids)
        self.assertTrue(change.with_user(self.user_south_manager).name)

    def test_course(self):
        change = self._decided()
        self.assertRecordValues(
            change,
            [{"state": "decided", "decided_by_id": self.user_group_head.id, "date_decided": self.today}],
        )
        self._reason(change, "done", "The printer works")
        self.assertRecordValues(change, [{"state": "done", "result": "The printer works", "date_done": self.today}])
        self._reason(change, "reopen", "It broke")
        self.assertRecordValues(change, [{"state": "assessing", "result": False, "date_done": False}])
        self._reason(change, "dismiss", "Nothing can be done")
        self.assertRecordValues(change, [{"state": "dismissed", "dismiss_reason": "Nothing can be done"}])

    def test_decision_says_all_that_is_missing(self):
        change = self._change()
        with self.assertRefused("what it means", "decision", "Say who", "until when", error=UserError):
            change.action_decide()
        self.assertEqual(change.state, "new")

    def test_whose_turn_and_by_when(self):
        change = self._change(date_assess=self.today + timedelta(days=3))
        kinds = list(change._deadline_kinds())
        self.assertEqual((change.responsible_id, change.date_deadline), (self.user_group_head, change.date_assess))
        self.assertEqual([bool(change._deadline_open(kind)) for kind in kinds], [True, False])
        change = self._decided()
        self.assertEqual((change.responsible_id, change.date_deadline), (self.user_manager, change.date_do))
        self.assertEqual([bool(change._deadline_open(kind)) for kind in kinds], [False, True])
        self._reason(change, "done")
        self.assertFalse(change._deadline_open())
        self.assertLessEqual(
            set(kinds), {kind for kind, _label in self.env["salestech.deadline.rule"]._selection_kind()}
        )

    def test_facts_are_recorded_by_buttons(self):
        change = self._decided()
        for vals in ({"state": "done"}, {"date_done": self.today}, {"decided_by_id": False}, {"result": "Done"}):
            with self.subTest(vals), self.assertRaises(AccessError):
                change.write(vals)
        with self.assertRaises(AccessError):
            self._change(state="decided")
        self._reason(change, "done")
        with self.assertRaises(UserError):
            change.decision = "Something else"
        with self.assertRaises(UserError):
            change.unlink()

    def test_wrong_order_is_said(self):
        change = self._change()
        with self.assertRefused("Reload", error=UserError):
            self._reason(change, "done")
        with self.assertRefused("Reload", error=UserError):
            self._reason(change, "reopen")

    def test_wild_input(self):
        for vals in (
            {"date_noticed": self.today + timedelta(days=1)},
            {"source_url": "javascript:alert(1)"},
            {"source_url": "file:///etc/passwd"},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self._change(**vals)
        with self.assertRaises(UserError):
            self._reason(self._change(), "dismiss", "   ")

    def test_everybody_reads_and_those_with_the_process_write(self):
        change = self._change()
        self.assertTrue(
            self.env["salestech.change"].with_user(self.user_south_manager).search([("id", "=", change.id)])
        )
        abroad = self.env["salestech.change"].with_context(allowed_company_ids=self.other_company.ids)
        self.assertFalse(abroad.with_user(self.user_abroad_head).search([("id", "=", change.id)]))
        with self.assertRefused("4.1"):
            self._change(self.user_manager)
        with self.assertRaises(AccessError):
            change.with_user(self.user_south_head).action_assess()
        self._tick("4.1", "manager", True)
        mine = self._change(self.user_manager)
        mine.action_assess()
        self.assertEqual(mine.state, "assessing")

    def test_links_of_other_companies_are_refused(self):
        lead = self._lead(self.user_abroad_manager, self.team_abroad)
        change = self._change()
        with self.assertRaises(UserError):
            change.sudo().lead_ids = lead

    def test_queries_of_the_list_do_not_grow(self):
        def read():
            self.env.flush_all()
            self.env.invalidate_all()
            rows = self.env["salestech.change"].with_user(self.user_director)
            before = self.cr.sql_log_count
            rows.web_search_read(
                [], {"name": {}, "responsible_id": {"fields": {"display_name": {}}}, "date_deadline": {}}
            )
            return self.cr.sql_log_count - before

        self._change()
        read()
        few = read()
        for number in range(15):
            self._change(name=f"Change {number}")
        self.assertEqual(read(), few)
