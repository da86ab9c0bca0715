from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...models.ladder.scenario_branch import OUTCOMES_BY_KIND
from .touch_common import NOW, TODAY, TouchCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestScenario(TouchCommon):
    # -- data --------------------------------------------------------------------

    def test_three_scenarios_come_with_calls_letters_meetings_and_scripts(self):
        for key in ("large", "medium", "tender"):
            touches = self.env.ref(f"sales_technology.scenario_{key}").template_ids
            self.assertEqual(set(touches.mapped("touch_kind")), {"call", "letter", "meeting"}, key)
            self.assertTrue(all(touch.script for touch in touches), key)
            self.assertTrue(touches.filtered("is_at_once"), key)

    def test_every_branch_that_comes_with_the_addon_leads_where_it_says(self):
        branches = self.env["salestech.scenario.branch"].search([("plan_id.ladder_id", "=", self.ladder.id)])
        self.assertGreater(len(branches), 50)
        for branch in branches:
            with self.subTest(branch=f"{branch.plan_id.name}: {branch.template_id.touch_name}: {branch.outcome}"):
                self._check_branch(branch)

    def _check_branch(self, branch):
        self.assertIn(branch.outcome, OUTCOMES_BY_KIND[branch.template_id.touch_kind])
        lead = self._client()
        self._choose(lead, branch.plan_id)
        lead._open_touches().filtered(lambda a: a.scenario_touch_id != branch.template_id).unlink()
        touch = lead._open_touches() or self.env["mail.activity"].create(
            branch.template_id._prepare_touch_vals(lead, self.day(TODAY))
        )
        touch.active = False
        touch._plan_following(branch.outcome)
        planned = lead._open_touches()
        if branch.next_action == "end":
            self.assertFalse(planned)
            return
        due = self.company._working_day_after(self.day(TODAY), branch.delay_days)
        followed = lead._open_touches().filtered(lambda a: a.scenario_touch_id == branch.next_template_id)
        self.assertEqual(followed.date_deadline, due)
        self.assertEqual(followed.previous_touch_id, touch)
        self.assertLess(due.weekday(), 5)

    # -- working days ------------------------------------------------------------

    def test_working_days_pass_over_the_weekend(self):
        after = self.company._working_day_after
        self.assertEqual(after(self.day("2026-11-25"), 0), self.day("2026-11-25"))
        self.assertEqual(after(self.day("2026-11-25"), 2), self.day("2026-11-27"))
        self.assertEqual(after(self.day("2026-11-27"), 1), self.day("2026-11-30"))
        self.assertEqual(after(self.day("2026-11-28"), 0), self.day("2026-11-30"))
        self.assertEqual(after(self.day("2026-11-28"), 1), self.day("2026-11-30"))

    def test_working_days_pass_over_public_holidays(self):
        self._holiday("2026-11-26")
        self._holiday("2026-11-30")
        self.assertEqual(self.company._working_day_after(self.day("2026-11-25"), 1), self.day("2026-11-27"))
        self.assertEqual(self.company._working_day_after(self.day("2026-11-25"), 2), self.day("2026-12-01"))

    def test_holidays_of_another_company_do_not_count(self):
        self._holiday("2026-11-26")
        self.env.flush_all()
        leave = self.env["resource.calendar.leaves"].search([("name", "=", "Public holiday")])
        leave.calendar_id = False
        self.env.flush_all()
        leave.company_id = self.other_company
        self.env.flush_all()
        self.assertEqual(leave.company_id, self.other_company)
        self.assertEqual(self.company._working_day_after(self.day("2026-11-25"), 1), self.day("2026-11-26"))

    def test_company_without_a_calendar_works_monday_to_friday(self):
        self.company.resource_calendar_id = False
        self.assertEqual(self.company._working_day_after(self.day("2026-11-27"), 1), self.day("2026-11-30"))
        self.assertEqual(self.company._working_day_after(self.day("2026-11-29"), 0), self.day("2026-11-30"))

    # -- choosing ----------------------------------------------------------------

    def test_choosing_plans_real_activities_on_working_days(self):
        touches = self._choose()
        self.assertRecordValues(
            touches.sorted("date_deadline"),
            [
                {"touch_kind": "call", "date_deadline": self.day("2026-11-25"), "user_id": self.user_manager.id},
                {"touch_kind": "letter", "date_deadline": self.day("2026-11-27"), "user_id": self.user_manager.id},
                {"touch_kind": "call", "date_deadline": self.day("2026-12-02"), "user_id": self.user_manager.id},
            ],
        )
        mine = self.env["mail.activity"].with_user(self.user_manager).search([("user_id", "=", self.user_manager.id)])
        self.assertEqual(mine & touches, touches)
        self.assertIn("Large enterprise", self.lead.message_ids[0].body)

    def test_responsible_of_the_touch_goes_before_the_salesperson(self):
        self._touch("letter").write({"responsible_type": "other", "responsible_id": self.user_colleague.id})
        touches = self._choose()
        letter = touches.filtered(lambda a: a.touch_kind == "letter")
        self.assertEqual(letter.user_id, self.user_colleague)

    def test_suggestion_goes_by_segment_then_by_ladder(self):
        for segment, scenario in (("large", "large"), ("mid", "medium"), ("small", "medium"), ("public", "tender")):
            self.lead.segment_id = self.env.ref(f"sales_technology.segment_{segment}")
            self.assertEqual(self.lead._suggest_scenario(), self.env.ref(f"sales_technology.scenario_{scenario}"))
        own = self._scenario(("Call", "call"), scenario_sequence=1)
        self.lead.segment_id = False
        self.assertEqual(self.lead._suggest_scenario(), own)

    def test_choice_shows_the_suggestion_on_top_and_one_click_plans(self):
        action = self._as(self.user_manager).action_choose_scenario()
        choice = self.env[action["res_model"]].with_user(self.user_manager).browse(action["res_id"])
        self.assertEqual(choice.option_ids[0].scenario_id, self.scenario)
        self.assertTrue(choice.option_ids[0].is_suggested)
        choice.option_ids[0].action_choose()
        self.assertEqual(self.lead.scenario_id, self.scenario)
        self.assertEqual(len(self._open()), 3)

    def test_changing_keeps_done_touches_and_replaces_open_ones(self):
        self._choose()
        done, _next = self._log("reached", self.secretary)
        other = self.lead.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user_manager.id, summary="Gift"
        )
        self._choose(scenario=self.env.ref("sales_technology.scenario_medium"))
        self.assertIn(done, self.lead.touch_ids)
        self.assertTrue(other.exists())
        from_scenario = self._open().filtered("scenario_touch_id")
        self.assertEqual(from_scenario.scenario_touch_id.plan_id, self.env.ref("sales_technology.scenario_medium"))
        note = self.lead.message_ids[0].body
        self.assertIn("Taken off the plan", note)
        self.assertIn("Large enterprise", note)

    def test_clearing_the_scenario_takes_its_open_touches_off(self):
        self._choose()
        self._as(self.user_manager).scenario_id = False
        self.assertFalse(self._open())

    def test_lost_client_is_not_called_again(self):
        self._choose()
        done, _next = self._log("no_answer")
        self._as(self.user_manager).action_set_lost()
        self.assertFalse(self._open())
        self.assertTrue(done.exists())

    def test_planned_touches_go_to_the_new_salesperson(self):
        self._choose()
        done, _next = self._log("no_answer")
        of_another = self.lead.activity_schedule("mail.mail_activity_data_todo", user_id=self.user_group_head.id)
        self.lead.user_id = self.user_colleague
        self.assertEqual(self._open().user_id, self.user_colleague | self.user_group_head)
        self.assertEqual(of_another.user_id, self.user_group_head)
        self.assertEqual(done.user_id, self.user_manager)

    def test_activities_of_a_group_become_touches_when_it_adopts(self):
        team = self._team("Plain", "south_head", ("south_manager",))
        lead = self._lead(self.user_south_manager, team)
        call = lead.activity_schedule("mail.mail_activity_data_call", user_id=self.user_south_manager.id)
        meeting = self._meeting(lead, self.user_south_manager, "2026-11-27 07:00:00", "2026-11-27 08:00:00")
        self.assertFalse(call.touch_kind or meeting.meeting_state)
        stage = lead.stage_id
        wizard = self.env["salestech.ladder.adopt"].create({"team_id": team.id, "ladder_id": self.ladder.id})
        wizard.action_adopt()
        self.assertEqual((call.touch_kind, meeting.meeting_state), ("call", "planned"))
        self.assertIn(call, lead.touch_ids)
        self.env["salestech.ladder.adoption"].search([("team_id", "=", team.id)]).action_undo()
        self.assertEqual(lead.stage_id, stage)
        self.assertFalse(call.touch_kind or meeting.meeting_state)

    def test_copied_client_has_no_scenario(self):
        self._choose()
        self.assertFalse(self.lead.copy().scenario_id)

    def test_plan_is_made_again_only_where_none_is(self):
        self._choose()
        self.assertFalse(self._as(self.user_manager).action_make_communication_plan())
        self._open().unlink()
        self.assertEqual(len(self._as(self.user_manager).action_make_communication_plan()), 3)

    def test_batch_of_clients_costs_the_same_number_of_queries(self):
        def count(number):
            leads = self.env["crm.lead"].browse([self._client().id for _i in range(number)])
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            leads.with_user(self.user_manager).write({"scenario_id": self.scenario.id})
            self.env.flush_all()
            self.assertEqual(len(leads.touch_ids), number * 3)
            return self.cr.sql_log_count - start

        count(1)
        few, many = count(3), count(30)
        self.assertLessEqual(many, few + 2)

    # -- who may, and what is refused ---------------------------------------------

    def test_choosing_needs_the_process(self):
        with self.assertRefused("2.1.3"):
            self._choose(user=self.user_leading_manager, lead=self._client(self.user_leading_manager))
        with self.assertRefused("2.1.3"):
            self._as(self.user_group_head).action_choose_scenario()
        with self.assertRefused():
            self._as(self.user_director).write({"scenario_id": self.scenario.id})
        self._tick("2.1.3", "group_head", True)
        self._as(self.user_group_head).write({"scenario_id": self.scenario.id})
        self.assertFalse(self._open(), "the plan needs process 2.1.4")
        self._as(self.user_manager).action_make_communication_plan()
        self.assertEqual(len(self._open()), 3)

    def test_creating_with_a_scenario_goes_the_same_way(self):
        with self.assertRefused("2.1.3"):
            self._client_as(self.user_leading_manager, scenario_id=self.scenario.id)
        with self.assertRefused("2.1.3"):
            self._client_as(self.user_leading_manager, context={"default_scenario_id": self.scenario.id})
        lead = self._client_as(self.user_manager, scenario_id=self.scenario.id)
        self.assertEqual(len(lead.touch_ids), 3)

    def _client_as(self, user, context=None, **vals):
        vals = {"name": "New", "type": "opportunity", "user_id": user.id, "team_id": self.team_north.id, **vals}
        return self.env["crm.lead"].with_user(user).with_context(**(context or {})).create(vals)

    def test_scenarios_that_cannot_be_followed_are_refused_in_words(self):
        plan = self.env["mail.activity.plan"].create({"name": "Plain", "res_model": "crm.lead"})
        partner_ladder = self.env["salestech.ladder"].search([("kind", "=", "partner")], limit=1)
        for_partners = self._scenario(("Call", "call"), ladder_id=partner_ladder.id)
        abroad = self._scenario(("Call", "call"), company_id=self.other_company.id)
        for scenario, words in (
            (plan, "not a scenario"),
            (for_partners, "another ladder"),
            (abroad, "another company"),
        ):
            with self.assertRefused(words, error=UserError):
                self._choose(scenario=scenario)
        off = self._lead(self.user_manager, self.env["crm.team"].create({"name": "Plain", "ladder_id": False}))
        with self.assertRefused("not on a sales ladder", error=UserError):
            self._choose(lead=off)

    def test_scenario_that_clients_follow_is_archived_not_deleted(self):
        self._choose()
        with self.assertRefused("Archive it", error=UserError):
            self.scenario.unlink()

    def test_odoo_plans_and_scenarios_do_not_mix(self):
        wizard = self.env["mail.activity.schedule"].create({"res_model": "crm.lead", "res_ids": str(self.lead.ids)})
        self.assertFalse(wizard.plan_available_ids.filtered("is_scenario"))

    # -- building one --------------------------------------------------------------

    def test_circle_without_a_limit_is_refused(self):
        scenario = self._scenario(("First", "call"), ("Second", "call"))
        first, second = scenario.template_ids
        self._branch(first, "no_answer", second)
        with self.assertRefused("circle", error=ValidationError):
            self._branch(second, "no_answer", first)
        self._branch(second, "guarded", first, max_times=2)

    def test_touch_that_comes_back_needs_a_limit(self):
        touch = self._scenario(("First", "call")).template_ids
        with self.assertRefused("how many times", error=ValidationError):
            self._branch(touch, "no_answer", touch)
        self._branch(touch, "no_answer", touch, max_times=3)

    def test_one_outcome_leads_to_one_thing(self):
        touch = self._scenario(("First", "call")).template_ids
        self._branch(touch, "refused")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._branch(touch, "refused")

    def test_branch_that_makes_no_sense_is_refused_in_words(self):
        call, letter = self._scenario(("Call", "call"), ("Letter", "letter")).template_ids
        cases = (
            ("does not fit", {"template_id": letter.id, "outcome": "refused", "next_template_id": call.id}),
            ("another scenario", {"template_id": call.id, "next_template_id": self._touch("call").id}),
            ("say which touch", {"template_id": call.id}),
            ("is a meeting", {"template_id": call.id, "next_action": "meeting", "next_template_id": letter.id}),
            ("no next touch", {"template_id": call.id, "next_action": "end", "next_template_id": letter.id}),
            (
                "how many times",
                {"template_id": call.id, "next_template_id": letter.id, "exhausted_template_id": letter.id},
            ),
        )
        for words, vals in cases:
            with self.subTest(words=words), self.assertRefused(words, error=ValidationError):
                self.env["salestech.scenario.branch"].create({"outcome": "reached", "next_action": "touch", **vals})

    def test_touch_counts_working_days_forward(self):
        with self.assertRefused("working days after", error=ValidationError):
            self._scenario(("Call", "call")).template_ids.delay_unit = "weeks"
        with self.assertRefused("0 to 365", error=ValidationError):
            self._scenario(("Call", "call")).template_ids.delay_count = -1

    def test_script_is_cleaned(self):
        touch = self._scenario(("Call", "call")).template_ids
        touch.script = "<p onclick='steal()'>Say <b>hello</b></p><script>steal()</script>"
        self.assertNotIn("steal", touch.script)
        self.assertIn("<b>hello</b>", touch.script)

    def test_copy_leads_to_its_own_touches(self):
        copy = self.scenario.copy()
        self.assertIn("(copy)", copy.display_name)
        self.assertEqual(len(copy.template_ids.branch_ids), len(self.scenario.template_ids.branch_ids))
        self.assertEqual(copy.template_ids.branch_ids.next_template_id.plan_id, copy)

    def test_salesperson_cannot_rewrite_scenarios(self):
        for record in (self.scenario, self._touch("call"), self._touch("call").branch_ids[0]):
            with self.assertRefused():
                record.with_user(self.user_manager).write({"active" if "active" in record else "sequence": 0})
        self.scenario.with_user(self.user_administrator).description = "Better"
        self._touch("call").with_user(self.user_administrator).script = "<p>Better</p>"
