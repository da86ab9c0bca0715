from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import LadderCommon


@tagged("post_install", "-at_install")
class TestStage(LadderCommon):
    def test_two_steps_with_one_number_are_refused(self):
        with self.assertRefused("is “B” already", error=ValidationError):
            self.env["crm.stage"].create({"name": "Double", "ladder_id": self.ladder.id, "step_no": 2})
        self.assertEqual(len(self.ladder.stage_ids), 5)

    def test_step_needs_a_number(self):
        with self.assertRefused("number from 1", error=ValidationError):
            self.env["crm.stage"].create({"name": "Nought", "ladder_id": self.ladder.id, "step_no": 0})

    def test_winning_step_is_the_last(self):
        with self.assertRefused("must be the last", error=ValidationError):
            self.b.is_won = True

    def test_steps_are_ordered_by_number(self):
        self.assertEqual(self.ladder.stage_ids.sorted("sequence").mapped("step_no"), [1, 2, 3, 4, 5])
        with self.assertRefused("order of their numbers", error=UserError):
            self.a.sequence = 40

    def test_step_does_not_change_its_ladder(self):
        with self.assertRefused("cannot change its ladder", error=UserError):
            self.a.ladder_id = self.env.ref("sales_technology.ladder_client")

    def test_step_with_clients_stays(self):
        self._client()
        with self.assertRefused("Clients still stand", error=UserError):
            self.a.unlink()

    def test_broken_condition_of_an_optional_step_is_refused(self):
        with self.assertRefused("cannot be read", error=ValidationError):
            self.c.applies_domain = "[('nothing', '=', 1)]"

    def test_steps_nobody_adopted_are_out_of_sight(self):
        unused = self.env.ref("sales_technology.ladder_partner")
        if unused.team_ids:
            unused = unused.copy()
        self.assertFalse(any(unused.stage_ids.mapped("active")))
        self.assertFalse(self.env["crm.stage"].search([("ladder_id", "=", unused.id)]))

    def test_adopted_steps_are_shown_to_their_groups_only(self):
        self.assertTrue(all(self.ladder.stage_ids.mapped("active")))
        self.assertEqual(self.ladder.stage_ids.team_ids, self.team_north)
        columns = self.env["crm.lead"].with_user(self.user_south_manager).with_context(show_user_team_stages=True)
        self.assertFalse(columns._read_group_stage_ids(self.env["crm.stage"], []).ladder_id)

    def test_pipeline_of_a_group_on_a_ladder_has_its_steps_as_columns(self):
        leads = self.env["crm.lead"].with_user(self.user_manager).with_context(show_user_team_stages=True)
        columns = leads._read_group_stage_ids(self.env["crm.stage"], [])
        self.assertEqual(columns.sorted("step_no"), self.a | self.b | self.c | self.d | self.won)

    def test_copy_of_a_ladder_is_whole(self):
        copy = self.ladder.copy()
        self.assertEqual(copy.stage_ids.sorted("step_no").mapped("name"), ["A", "B", "C", "D", "Signed"])
        self.assertEqual(len(copy.stage_ids.gate_ids), 4)
        self.assertFalse(copy.team_ids)

    def test_ladder_in_use_is_not_archived_or_deleted(self):
        with self.assertRefused("Groups still work", error=UserError):
            self.ladder.active = False
        with self.assertRefused("Groups still work", error=UserError):
            self.ladder.unlink()

    def test_group_on_a_ladder_can_be_deleted(self):
        team = self.env["crm.team"].create({"name": "Short-lived", "ladder_id": self.ladder.id})
        self.assertIn(team, self.ladder.stage_ids.team_ids)
        team.unlink()
        self.assertEqual(self.ladder.stage_ids.team_ids, self.team_north)
