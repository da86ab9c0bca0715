from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...exceptions import LadderRefusal
from ...tools.passage import CONTEXT_KEY
from .common import LadderCommon


@tagged("post_install", "-at_install")
class TestMove(LadderCommon):
    def _kinds(self, lead):
        return lead.ladder_move_ids.sorted("id").mapped("kind")

    # -- entering --------------------------------------------------------------

    def test_new_client_starts_on_the_first_step(self):
        lead = self._client()
        self.assertEqual(lead.stage_id, self.a)
        self.assertEqual(self._kinds(lead), ["enter"])

    def test_creating_on_a_higher_step_needs_its_gates(self):
        with self.assertRefused("revenue is missing", "Step 2", error=LadderRefusal):
            self._client(stage_id=self.d.id)

    def test_quick_create_in_a_column_is_held_by_the_same_check(self):
        with self.assertRefused("revenue is missing", error=LadderRefusal):
            self._client_in_column(self.b)

    def _client_in_column(self, stage):
        return (
            self.env["crm.lead"]
            .with_context(default_stage_id=stage.id, default_team_id=self.team_north.id)
            .create({"name": "Quick", "type": "opportunity", "user_id": self.user_manager.id})
        )

    # -- forward ---------------------------------------------------------------

    def test_forward_with_all_there_is_written_down(self):
        lead = self._full()
        lead.with_user(self.user_manager).stage_id = self.b
        move = lead.ladder_move_ids.sorted("id")[-1]
        self.assertRecordValues(
            move,
            [
                {
                    "kind": "forward",
                    "from_stage_id": self.a.id,
                    "from_no": 1,
                    "to_no": 2,
                    "to_name": "B",
                    "user_id": self.user_manager.id,
                    "manager_id": self.user_manager.id,
                    "team_id": self.team_north.id,
                    "company_id": self.company.id,
                }
            ],
        )

    def test_refusal_names_every_missing_thing_of_every_lead(self):
        first, second = self._client(name="First"), self._client(name="Second", expected_revenue=5)
        (first | second).with_user(self.user_manager)
        with self.assertRefused("First", "revenue is missing", error=LadderRefusal) as caught:
            (first | second).stage_id = self.b
        self.assertNotIn("Second", str(caught.exception))
        second.stage_id = self.b
        first.expected_revenue = 5
        with self.assertRefused(
            "First", "Second", "phone is missing", "e-mail is missing", "Step 2", error=LadderRefusal
        ):
            (first | second).stage_id = self.d

    def test_refusal_carries_the_buttons_as_data(self):
        self.gate_revenue.mend = "responsible"
        lead = self._client()
        with self.assertRaises(LadderRefusal) as caught:
            lead.with_user(self.user_manager).stage_id = self.b
        self.assertEqual(caught.exception.context["stage"]["id"], self.b.id)
        (row,) = caught.exception.context["leads"]
        self.assertEqual(row["id"], lead.id)
        self.assertFalse(row["may_override"])
        self.assertEqual(row["faults"][0]["gate"], self.gate_revenue.id)
        self.assertTrue(row["faults"][0]["mend"])

    def test_refused_move_changes_nothing(self):
        lead = self._client()
        with self.assertRaises(LadderRefusal):
            lead.write({"stage_id": self.b.id, "name": "Renamed"})
        self.assertEqual((lead.stage_id, lead.name), (self.a, "Client"))
        self.assertEqual(self._kinds(lead), ["enter"])

    def test_what_is_missing_may_come_with_the_move(self):
        lead = self._client()
        lead.write({"expected_revenue": 7, "stage_id": self.b.id})
        self.assertEqual(lead.stage_id, self.b)

    def test_no_step_is_skipped(self):
        lead = self._full()
        with self.assertRefused("Step 2", "cannot be passed over", error=LadderRefusal):
            lead.stage_id = self.d

    def test_optional_step_is_passed_over_only_where_its_condition_fails(self):
        lead, tender = self._full(), self._full(tender_required=True)
        (lead | tender).stage_id = self.b
        lead.stage_id = self.d
        self.assertEqual(lead.stage_id, self.d)
        with self.assertRefused("Step 3", error=LadderRefusal):
            tender.stage_id = self.d
        tender.stage_id = self.c
        tender.stage_id = self.d
        self.assertEqual(tender.stage_id, self.d)

    def test_import_is_held_by_the_same_check(self):
        lead = self._client()
        self.env["ir.model.data"].create(
            {"name": "held_lead", "module": "__test__", "model": "crm.lead", "res_id": lead.id}
        )
        result = self.env["crm.lead"].load(["id", "stage_id/.id"], [["__test__.held_lead", str(self.b.id)]])
        self.assertFalse(result["ids"])
        self.assertIn("revenue is missing", result["messages"][0]["message"])
        self.assertEqual(lead.stage_id, self.a)

    def test_superuser_is_held_too(self):
        with self.assertRaises(LadderRefusal):
            self._client().sudo().stage_id = self.b

    def test_context_of_a_client_cannot_switch_the_check_off(self):
        for forged in (True, "override", ["override", "x"], {"kind": "override", "reason": "x"}):
            with self.assertRaises(LadderRefusal):
                self._client().with_context(**{CONTEXT_KEY: forged}).write({"stage_id": self.b.id})

    def test_no_team_is_no_way_round(self):
        lead = self._full()
        lead.team_id = False
        with self.assertRaises(LadderRefusal):
            lead.stage_id = self.d
        other = self.env["crm.lead"].create(
            {"name": "No team", "type": "opportunity", "user_id": False, "team_id": False}
        )
        with self.assertRefused("has not adopted", error=LadderRefusal):
            other.stage_id = self.d

    def test_step_of_another_ladder_is_refused(self):
        other = self.env.ref("sales_technology.step_client_2")
        with self.assertRefused("not a step of the ladder", error=LadderRefusal):
            self._full().stage_id = other

    def test_stage_of_odoo_is_refused_on_a_ladder(self):
        plain = self.env["crm.stage"].create({"name": "Plain"})
        with self.assertRefused("not a step of the ladder", error=LadderRefusal):
            self._full().stage_id = plain

    # -- back ------------------------------------------------------------------

    def test_back_needs_a_reason(self):
        lead = self._full()
        lead.stage_id = self.b
        with self.assertRefused("needs a reason", error=LadderRefusal):
            lead.stage_id = self.a
        lead.write({"stage_id": self.a.id, "ladder_reason": "Another person decides"})
        self.assertEqual(lead.stage_id, self.a)
        self.assertEqual(lead.ladder_move_ids.sorted("id")[-1].reason, "Another person decides")
        self.assertEqual(self._kinds(lead), ["enter", "forward", "back"])

    def test_blank_reason_is_no_reason(self):
        lead = self._full()
        lead.stage_id = self.b
        with self.assertRaises(LadderRefusal):
            lead.write({"stage_id": self.a.id, "ladder_reason": "  "})
        with self.assertRefused("reason", error=UserError):
            lead.ladder_move_to(self.a.id, " ")

    def test_back_by_the_dialog(self):
        lead = self._full()
        lead.stage_id = self.b
        wizard = (
            self.env["salestech.ladder.pass"]
            .with_user(self.user_manager)
            .create({"lead_ids": lead.ids, "stage_id": self.a.id, "reason": "Wrong person"})
        )
        wizard.action_pass()
        self.assertEqual(lead.stage_id, self.a)

    # -- override --------------------------------------------------------------

    def test_override_needs_the_right_and_a_reason(self):
        lead = self._client()
        with self.assertRaises(AccessError):
            lead.with_user(self.user_manager).ladder_move_to(self.d.id, "In a hurry", override=True)
        with self.assertRaises(UserError):
            lead.with_user(self.user_group_head).ladder_move_to(self.d.id, "", override=True)
        lead.with_user(self.user_group_head).ladder_move_to(self.d.id, "Framework contract", override=True)
        self.assertEqual(lead.stage_id, self.d)
        move = lead.ladder_move_ids.sorted("id")[-1]
        self.assertEqual(
            (move.kind, move.reason, move.user_id), ("override", "Framework contract", self.user_group_head)
        )
        self.assertIn("The revenue is missing.", move.missing)

    def test_override_does_not_leave_the_ladder(self):
        lead = self._client()
        with self.assertRefused("not a step", error=UserError):
            lead.with_user(self.user_group_head).ladder_move_to(
                self.env.ref("sales_technology.step_client_2").id, "x", override=True
            )

    def test_override_of_a_client_out_of_reach_is_refused(self):
        lead = self._client()
        with self.assertRaises(AccessError):
            lead.with_user(self.user_south_head).ladder_move_to(self.d.id, "x", override=True)

    # -- won and lost ----------------------------------------------------------

    def test_won_works_from_any_step_and_means_the_last(self):
        lead = self._client()
        lead.with_user(self.user_manager).action_set_won_rainbowman()
        self.assertEqual((lead.stage_id, lead.won_status), (self.won, "won"))
        self.assertEqual(self._kinds(lead), ["enter", "won"])

    def test_dragging_to_won_needs_its_gates(self):
        lead = self._full()
        lead.stage_id = self.b
        lead.stage_id = self.d
        with self.assertRefused("contract is missing", error=LadderRefusal):
            lead.stage_id = self.won
        lead.write({"priority": "3", "stage_id": self.won.id})
        self.assertEqual(lead.won_status, "won")

    def test_winning_is_no_lift_to_a_higher_step(self):
        lead = self._client()
        lead.action_set_won()
        with self.assertRefused("revenue is missing", error=LadderRefusal):
            lead.write({"stage_id": self.d.id, "ladder_reason": "Reopened"})
        lead.write({"stage_id": self.a.id, "ladder_reason": "Reopened"})
        self.assertEqual((lead.stage_id, lead.won_status), (self.a, "pending"))

    def test_won_of_two_groups_at_once(self):
        plain = self._lead(self.user_south_manager, team=self.team_south)
        lead = self._client()
        (lead | plain).action_set_won()
        self.assertEqual((lead | plain).mapped("won_status"), ["won", "won"])
        self.assertEqual(lead.stage_id, self.won)
        self.assertFalse(plain.stage_id.ladder_id)

    def test_lost_and_restored_are_in_the_history(self):
        lead = self._client()
        reason = self.env["crm.lost.reason"].create({"name": "Too dear"})
        lead.action_set_lost(lost_reason_id=reason.id)
        self.assertEqual((lead.won_status, lead.stage_id), ("lost", self.a))
        lead.action_restore()
        self.assertEqual(self._kinds(lead), ["enter", "lost", "restored"])
        self.assertEqual(lead.ladder_move_ids.filtered(lambda m: m.kind == "lost").reason, "Too dear")

    # -- groups ----------------------------------------------------------------

    def test_client_handed_to_a_group_without_ladder_leaves_it(self):
        lead = self._full()
        lead.stage_id = self.b
        lead.write({"user_id": self.user_south_manager.id, "team_id": self.team_south.id})
        self.assertFalse(lead.ladder_id)
        self.assertEqual(self._kinds(lead), ["enter", "forward", "leave"])
        lead.write({"user_id": self.user_manager.id, "team_id": self.team_north.id})
        self.assertEqual(lead.stage_id, self.a)

    def test_merge_keeps_history(self):
        head, tail = self._full(name="Head"), self._client(name="Tail")
        head.stage_id = self.b
        merged = (head | tail).merge_opportunity()
        self.assertIn(merged.stage_id, self.ladder.stage_ids)
        self.assertIn("merged", self._kinds(merged))

    # -- history ---------------------------------------------------------------

    def test_history_cannot_be_written_or_deleted(self):
        lead = self._client()
        move = lead.ladder_move_ids
        for user in (self.user_manager, self.user_department_head, self.user_administrator):
            with self.assertRaises(AccessError):
                move.with_user(user).write({"kind": "won"})
            with self.assertRaises(AccessError):
                move.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.env["salestech.ladder.move"].with_user(user).create({"lead_id": lead.id, "kind": "won"})

    def test_days_on_the_step_are_those_that_passed(self):
        lead = self._full()
        lead.flush_recordset()
        before = self.env.cr.now() - timedelta(days=3)
        self.env.cr.execute("UPDATE crm_lead SET date_last_stage_update = %s WHERE id = %s", (before, lead.id))
        lead.invalidate_recordset()
        lead.stage_id = self.b
        self.assertAlmostEqual(lead.ladder_move_ids.sorted("id")[-1].days, 3, places=2)

    def test_day_of_the_move_is_the_companys(self):
        self.company.resource_calendar_id.tz = "Asia/Vladivostok"
        moment = self.env.cr.now().replace(hour=20, minute=0)
        self.assertEqual(self.company._local_day(moment), (moment + timedelta(hours=10)).date())

    # -- untouched -------------------------------------------------------------

    def test_group_without_ladder_moves_freely(self):
        lead = self._lead(self.user_south_manager, team=self.team_south)
        plain = self.env["crm.stage"].create({"name": "Plain", "sequence": 50})
        lead.with_user(self.user_south_manager).stage_id = plain
        self.assertEqual(lead.stage_id, plain)
        self.assertFalse(lead.ladder_move_ids)

    def test_group_without_ladder_costs_no_query_more(self):
        vals = [{"name": f"Lead {n}", "type": "opportunity", "team_id": self.team_south.id} for n in range(10)]
        plain = self.env["crm.stage"].create({"name": "Plain", "sequence": 50})
        leads = self.env["crm.lead"].create([dict(v) for v in vals])
        self.env.flush_all()
        steps = type(self.env["crm.stage"])._ladder_steps
        self.assertTrue(self.env["crm.stage"]._ladder_steps())
        for method in (
            lambda: self.env["crm.lead"].create([dict(v) for v in vals]),
            lambda: leads.write({"stage_id": plain.id}),
        ):
            with self._counted() as with_ladders:
                method()
            leads.write({"stage_id": leads._stage_find(team_id=self.team_south.id).id})
            self.env.flush_all()
            try:  # as if no ladder existed at all
                type(self.env["crm.stage"])._ladder_steps = lambda self: {}
                with self._counted() as without:
                    method()
            finally:
                type(self.env["crm.stage"])._ladder_steps = steps
            self.assertEqual(with_ladders[0], without[0])

    def _counted(self):
        return _Counted(self.env.cr, self.env)

    def test_batch_move_does_not_query_per_lead(self):
        counts = []
        for size in (1, 10, 40):  # the first one warms the caches up
            leads = self.env["crm.lead"].create(
                [
                    {
                        "name": f"Lead {n}",
                        "type": "opportunity",
                        "team_id": self.team_north.id,
                        "user_id": self.user_manager.id,
                        "expected_revenue": 1,
                    }
                    for n in range(size)
                ]
            )
            self.env.flush_all()
            leads = leads.with_context(tracking_disable=True)
            leads._ladder_snapshot()
            with self._counted() as count:
                leads.write({"stage_id": self.b.id})
            counts.append(count[0])
        self.assertEqual(counts[1], counts[2])

    # -- the card --------------------------------------------------------------

    def test_checklist_tells_done_and_missing(self):
        lead = self._client(phone="+7 495 000-00-00", expected_revenue=1)
        lead.stage_id = self.b
        panel = lead.with_user(self.user_manager).ladder_checklist
        self.assertEqual((panel["step"], panel["name"]), (2, "B"))
        self.assertEqual([(i["name"], i["done"]) for i in panel["items"]], [("Phone", True), ("E-mail", False)])
        self.assertEqual(lead.with_user(self.user_manager).ladder_missing_count, 1)

    def test_checklist_shows_the_gates_of_winning_before_the_last_step(self):
        lead = self._full()
        lead.stage_id = self.b
        lead.stage_id = self.d
        self.assertEqual([i["name"] for i in lead.ladder_checklist["items"]], ["Priority"])

    def test_no_panel_off_the_ladder(self):
        lead = self._lead(self.user_south_manager, team=self.team_south)
        self.assertFalse(lead.ladder_checklist)
        self.assertEqual(lead.ladder_missing_count, 0)

    def test_missing_counts_of_many_cards_cost_one_statement(self):
        leads = self.env["crm.lead"].browse([self._client(name=str(n)).id for n in range(30)])
        leads.invalidate_recordset()
        leads.mapped("stage_id.name")
        self.env["salestech.ladder.gate"]._gates_by_stage()
        self.env["crm.stage"]._ladder_steps()
        self.env.flush_all()
        with self.assertQueryCount(1):
            leads.mapped("ladder_missing_count")

    def test_form_of_a_user_without_role_shows_nothing_of_the_addon(self):
        arch = self.env["crm.lead"].with_user(self.user_salesman).get_view(view_type="form")["arch"]
        for name in ("ladder_checklist", "ladder_move_ids"):
            self.assertNotIn(name, arch)
        with Form(self.env["crm.lead"].with_user(self.user_salesman)) as form:
            form.name = "Plain"
        self.assertFalse(form.record.ladder_id)


class _Counted:
    """Count the queries of a block, flush included."""

    def __init__(self, cr, env):
        self.cr, self.env, self.count = cr, env, [0]

    def __enter__(self):
        self.env.flush_all()
        self.start = self.cr.sql_log_count
        return self.count

    def __exit__(self, *_exc):
        self.env.flush_all()
        self.count[0] = self.cr.sql_log_count - self.start
