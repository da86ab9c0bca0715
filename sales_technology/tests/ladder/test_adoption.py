from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LadderCommon


@tagged("post_install", "-at_install")
class TestAdoption(LadderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ladder_client = cls.env.ref("sales_technology.ladder_client")
        cls.stage_new, cls.stage_talk, cls.stage_won = cls.env["crm.stage"].create(
            [
                {"name": "South new", "sequence": 1, "team_ids": cls.team_south.ids},
                {"name": "South talk", "sequence": 2, "team_ids": cls.team_south.ids},
                {"name": "South won", "sequence": 3, "team_ids": cls.team_south.ids, "is_won": True},
            ]
        )
        cls.leads = cls.env["crm.lead"].create(
            [
                {
                    "name": f"South {stage.name} {n}",
                    "type": "opportunity",
                    "team_id": cls.team_south.id,
                    "user_id": cls.user_south_manager.id,
                    "company_id": cls.company.id,
                    "stage_id": stage.id,
                }
                for stage in (cls.stage_new, cls.stage_talk, cls.stage_won)
                for n in range(3)
            ]
        )
        cls.leads[1].action_set_lost()
        cls.env.flush_all()

    def _adopt(self, user=None, **vals):
        wizard = (
            self.env["salestech.ladder.adopt"]
            .with_user(user or self.user_administrator)
            .create({"team_id": self.team_south.id, "ladder_id": self.ladder_client.id, **vals})
        )
        action = wizard.action_adopt()
        return self.env["salestech.ladder.adoption"].browse(action["res_id"])

    def test_asks_where_each_stage_belongs(self):
        wizard = (
            self.env["salestech.ladder.adopt"]
            .with_user(self.user_administrator)
            .create({"team_id": self.team_south.id, "ladder_id": self.ladder_client.id})
        )
        self.assertEqual(wizard.line_ids.mapped("stage_id"), self.stage_new | self.stage_talk | self.stage_won)
        self.assertEqual(wizard.line_ids.mapped("lead_count"), [3, 3, 3])
        self.assertEqual(wizard.line_ids.mapped("step_id.step_no"), [1, 4, 9])

    def test_every_lead_has_a_step_and_keeps_its_status(self):
        status = self.leads.mapped("won_status")
        messages = len(self.leads.message_ids)
        adoption = self._adopt()
        self.assertEqual(adoption.lead_count, 9)
        self.assertEqual(self.leads.stage_id.ladder_id, self.ladder_client)
        self.assertTrue(all(lead.stage_id for lead in self.leads))
        self.assertEqual(self.leads.mapped("won_status"), status)
        self.assertEqual(len(self.leads.message_ids), messages)
        self.assertEqual(set(self.leads.ladder_move_ids.mapped("kind")), {"adopted"})
        self.assertEqual(len(self.leads.ladder_move_ids), 9)

    def test_undo_restores_stage_and_date(self):
        before = [(lead.stage_id, lead.date_last_stage_update) for lead in self.leads]
        adoption = self._adopt()
        adoption.action_undo()
        self.assertEqual([(lead.stage_id, lead.date_last_stage_update) for lead in self.leads], before)
        self.assertFalse(self.team_south.ladder_id)
        self.assertFalse(any(self.ladder_client.stage_ids.mapped("active")) and not self.ladder_client.team_ids)
        self.assertEqual(adoption.state, "undone")
        lead = self.leads[0]
        lead.stage_id = self.stage_talk
        self.assertEqual(lead.stage_id, self.stage_talk)

    def test_undo_places_new_won_and_reopened_clients(self):
        adoption = self._adopt()
        new = self._lead(self.user_south_manager, team=self.team_south)
        self.leads[0].action_set_won()
        reopened = self.leads[8]
        reopened.write({"stage_id": self.ladder_client.stage_ids[0].id, "ladder_reason": "Not signed after all"})
        adoption.action_undo()
        self.assertEqual(new.stage_id, self.stage_new)
        self.assertEqual((self.leads[0].stage_id, self.leads[0].won_status), (self.stage_won, "won"))
        self.assertFalse(reopened.stage_id.is_won)

    def test_undo_twice_is_refused(self):
        adoption = self._adopt()
        adoption.action_undo()
        with self.assertRefused("Only the last adoption", error=UserError):
            adoption.action_undo()

    def test_only_administrators_adopt(self):
        for user in (self.user_manager, self.user_group_head, self.user_department_head, self.user_salesman):
            with self.assertRaises(AccessError):
                self._adopt(user)

    def test_adopting_wins_and_reopens_nobody(self):
        wizard = self.env["salestech.ladder.adopt"].create(
            {"team_id": self.team_south.id, "ladder_id": self.ladder_client.id}
        )
        won = wizard.line_ids.filtered(lambda line: line.stage_id.is_won)
        won.step_id = self.ladder_client._first_step()
        with self.assertRefused("won clients stay won", error=UserError):
            wizard.action_adopt()
        self.assertFalse(self.team_south.ladder_id)

    def test_step_of_another_ladder_is_refused(self):
        wizard = self.env["salestech.ladder.adopt"].create(
            {"team_id": self.team_south.id, "ladder_id": self.ladder_client.id}
        )
        wizard.line_ids[0].step_id = self.a
        with self.assertRefused("not a step of", error=UserError):
            wizard.action_adopt()

    def test_same_ladder_twice_is_refused(self):
        self._adopt()
        with self.assertRefused("already", error=UserError):
            self._adopt()

    def test_ladder_of_another_company_is_refused(self):
        self.ladder_client.company_id = self.other_company
        with self.assertRefused("another company", error=UserError):
            self._adopt(user=self.env.user)

    def test_group_with_clients_gets_its_ladder_by_the_assistant_only(self):
        with self.assertRefused("Adopt the ladder", error=UserError):
            self.team_south.ladder_id = self.ladder_client

    def test_new_groups_start_with_the_chosen_ladder(self):
        self.ladder.for_new_teams = True
        team = self.env["crm.team"].create({"name": "New"})
        self.assertEqual(team.ladder_id, self.ladder)
        lead = self._lead(team=team)
        self.assertEqual(lead.stage_id, self.a)
        with self.assertRefused("Only one ladder", error=UserError):
            self.ladder_client.for_new_teams = True

    def test_ladder_given_at_birth_can_be_undone(self):
        team = self.env["crm.team"].create({"name": "New", "ladder_id": self.ladder.id})
        lead = self._lead(team=team)
        self.env["salestech.ladder.adoption"].search([("team_id", "=", team.id)]).action_undo()
        self.assertFalse(team.ladder_id)
        self.assertTrue(lead.stage_id)
        self.assertFalse(lead.stage_id.ladder_id)

    def test_adoption_costs_the_same_for_any_number_of_clients(self):
        counts = []
        for size in (1, 5, 50):  # the first one warms the caches up
            team = self.env["crm.team"].create({"name": f"Of {size}", "ladder_id": False})
            self.env["crm.lead"].create(
                [
                    {"name": f"Lead {n}", "type": "opportunity", "team_id": team.id, "user_id": False}
                    for n in range(size)
                ]
            )
            self.env.flush_all()
            wizard = self.env["salestech.ladder.adopt"].create({"team_id": team.id, "ladder_id": self.ladder_client.id})
            self.env.flush_all()
            start = self.env.cr.sql_log_count
            wizard.action_adopt()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[1], counts[2])
