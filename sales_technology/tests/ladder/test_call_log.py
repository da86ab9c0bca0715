from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from ...models.ladder.crm_lead_communication import short_day
from .touch_common import NOW, TODAY, TouchCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCallLog(TouchCommon):
    def _open_log(self, lead=None, user=None):
        action = (lead or self.lead).with_user(user or self.user_manager).action_log_call()
        log = self.env[action["res_model"]].with_user(user or self.user_manager).with_context(**action["context"])
        return Form(log)

    def _tap(self, form, outcome):
        return form.save().with_context(call_outcome=outcome).action_log()

    # -- two taps ------------------------------------------------------------------

    def test_two_taps_log_a_call_and_plan_the_next(self):
        self._choose()
        planned = self.lead._touch_to_call()
        form = self._open_log()
        self.assertEqual(form.contact_id, self.boss)
        self.assertEqual(form.phone, self.boss.phone)
        day = short_day(self.lead.with_user(self.user_manager).env, self.day("2026-11-26"))
        self.assertIn(day, form.after_no_answer)
        self._tap(form, "no_answer")
        self.assertRecordValues(
            planned,
            [
                {
                    "active": False,
                    "outcome": "no_answer",
                    "contact_id": self.boss.id,
                    "date_done": self.day(TODAY),
                    "user_id": self.user_manager.id,
                }
            ],
        )
        again = self._open()[0]
        self.assertEqual(again.scenario_touch_id, planned.scenario_touch_id)
        self.assertEqual(again.date_deadline, self.day("2026-11-26"))
        self.assertEqual(again.previous_touch_id, planned)

    def test_one_line_of_text_stays_with_the_call(self):
        self._choose()
        form = self._open_log()
        form.text = "Back on Monday <b>"
        self._tap(form, "guarded")
        done = self.lead.touch_ids.filtered("outcome")
        self.assertEqual(done.feedback, "Back on Monday <b>")
        self.assertIn("Back on Monday", self.lead.message_ids[0].body)

    def test_each_outcome_says_what_comes_next(self):
        self._choose()
        form = self._open_log()
        self.assertIn(self._touch("letter").with_user(self.user_manager).display_name, form.after_guarded)
        self.assertIn(self._touch("letter").with_user(self.user_manager).display_name, form.after_refused)
        self.assertTrue(form.after_meeting_agreed)
        self._log("no_answer")
        last = self._touch("follow")
        touch = self.env["mail.activity"].create(last._prepare_touch_vals(self.lead, self.day(TODAY)))
        self.assertEqual(self.lead._following_in_words(touch, "refused"), "The scenario ends")

    def test_call_without_a_scenario_is_proposed_again(self):
        done, following = self._log("no_answer")
        self.assertEqual(done.touch_kind, "call")
        self.assertEqual(following.date_deadline, self.day("2026-11-26"))
        done, following = self._log("guarded")
        self.assertEqual(following.date_deadline, self.day("2026-11-27"))
        done, following = self._log("reached")
        self.assertFalse(following)

    def test_early_call_answers_for_the_planned_one(self):
        touches = self._choose()
        self._log("guarded")
        first = touches.filtered(lambda a: a.touch_kind == "call").sorted("date_deadline")
        done, _following = self._log("no_answer")
        self.assertEqual(done, first[1], "no second call stays in the plan")

    def test_limit_of_tries_then_the_letter(self):
        self._choose()
        for _i in range(3):
            _done, following = self._log("no_answer")
            self.assertEqual(following.scenario_touch_id, self._touch("find"))
        _done, following = self._log("no_answer")
        self.assertEqual(following.scenario_touch_id, self._touch("letter"))

    def test_planned_touch_is_moved_and_not_doubled(self):
        self._choose()
        _done, following = self._log("reached", self.secretary)
        letters = self._open().filtered(lambda a: a.touch_kind == "letter")
        self.assertEqual(letters, following)
        self.assertEqual(following.date_deadline, self.day(TODAY))

    def test_end_takes_the_rest_off_the_plan(self):
        self._choose()
        other = self.lead.activity_schedule("mail.mail_activity_data_todo", user_id=self.user_manager.id)
        touch = self.env["mail.activity"].create(self._touch("follow")._prepare_touch_vals(self.lead, self.day(TODAY)))
        self._log("refused", self.boss, touch=touch)
        self.assertEqual(self._open(), other)

    def test_agreed_meeting_opens_the_calendar_filled_in(self):
        self._choose()
        action = self._tap(self._open_log(), "meeting_agreed")
        context = action["context"]
        self.assertEqual(action["res_model"], "calendar.event")
        self.assertEqual(context["default_purpose"], "introduction")
        self.assertEqual(context["default_opportunity_id"], self.lead.id)
        self.assertEqual(set(context["default_partner_ids"]), set((self.boss | self.user_manager.partner_id).ids))
        meeting = self._open().filtered(lambda a: a.touch_kind == "meeting")
        self.assertEqual(meeting.date_deadline, self.day("2026-11-30"))
        self.assertFalse(self._open().filtered(lambda a: a.touch_kind == "call"), "the calls were for the meeting")
        # what the calendar does when the time is chosen
        event = (
            self.env["calendar.event"]
            .with_user(self.user_manager)
            .with_context(**context)
            .create({"start": "2026-12-01 07:00:00", "stop": "2026-12-01 08:00:00"})
        )
        self.assertEqual((event.purpose, event.meeting_state), ("introduction", "planned"))
        self.assertEqual(event.activity_ids, meeting, "the planned touch is the meeting, and not a second one")
        self.assertEqual(meeting.date_deadline, self.day("2026-12-01"))

    def test_letter_marked_done_by_odoo_leads_on(self):
        self._choose()
        letter = self._open().filtered(lambda a: a.touch_kind == "letter").with_user(self.user_manager)
        letter.action_feedback()
        call = self._open().filtered(lambda a: a.scenario_touch_id == self._touch("call"))
        self.assertEqual(call.date_deadline, self.day("2026-11-30"))
        self.assertEqual(call.previous_touch_id.id, letter.id)

    # -- facts ---------------------------------------------------------------------

    def test_cold_until_the_decision_maker_was_reached(self):
        first, _n = self._log("guarded", self.secretary)
        second, _n = self._log("reached", self.secretary)
        third, _n = self._log("reached", self.boss)
        fourth, _n = self._log("no_answer", self.boss)
        self.assertEqual((first | second | third | fourth).mapped("is_cold"), [True, True, True, False])
        self.assertEqual((first | second | third | fourth).mapped("is_decision_call"), [False, False, True, False])

    def test_no_call_is_cold_after_a_held_meeting(self):
        self._meeting().action_held()
        done, _n = self._log("no_answer")
        self.assertFalse(done.is_cold)

    def test_facts_stay_when_the_decision_maker_changes(self):
        done, _n = self._log("refused", self.boss)
        self.lead.decision_maker_id = self.secretary
        self.assertTrue(done.is_decision_call)

    def test_gate_holds_until_the_decision_maker_was_reached(self):
        gate = [
            ("touch_ids", "any", [("active", "=", False), ("touch_kind", "=", "call"), ("is_decision_call", "=", True)])
        ]
        self._choose()
        self._open()[0].with_user(self.user_manager).action_done()
        self.assertFalse(self.lead.filtered_domain(gate) or self.lead.search([("id", "=", self.lead.id), *gate]))
        self._log("no_answer", self.boss)
        self.assertFalse(self.lead.search([("id", "=", self.lead.id), *gate]))
        self._log("reached", self.boss)
        self.assertTrue(self.lead.search([("id", "=", self.lead.id), *gate]))

    def test_plain_mark_done_leaves_the_outcome_open(self):
        touches = self._choose()
        call = touches.sorted("date_deadline")[0].with_user(self.user_manager)
        call.action_done()
        self.assertFalse(call.active)
        self.assertFalse(call.outcome)
        self.assertEqual(len(self._open()), 2, "nothing follows what nobody said")

    def test_facts_cannot_be_made_by_hand(self):
        Activity = self.env["mail.activity"].with_user(self.user_manager)
        vals = {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": self.lead.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
        }
        for fact in ({"is_decision_call": True}, {"outcome": "reached"}, {"contact_id": self.boss.id}):
            with self.assertRefused("Log call"):
                Activity.create({**vals, **fact})
            with self.assertRefused("Log call"):
                Activity.with_context(**{f"default_{key}": value for key, value in fact.items()}).create(vals)
            with self.assertRefused("Log call"):
                Activity.create(vals).write(fact)

    def test_logged_call_is_sealed(self):
        done, _n = self._log("reached", self.boss)
        done = done.with_user(self.user_manager)
        for vals in ({"active": True}, {"res_id": self._client().id}, {"user_id": self.user_colleague.id}):
            with self.assertRefused("cannot be changed", error=UserError):
                done.write(vals)
        with self.assertRefused("cannot be deleted", error=UserError):
            done.unlink()
        done.feedback = "Said more"

    # -- refusals ------------------------------------------------------------------

    def test_outcome_must_be_one_of_five(self):
        for outcome in ("done", "", None, "x" * 300):
            with self.assertRefused("how the call ended", error=UserError):
                self._tap(self._open_log(), outcome)

    def test_second_tap_on_the_same_dialog_is_refused(self):
        self._choose()
        log = self._open_log().save()
        log.with_context(call_outcome="no_answer").action_log()
        with self.assertRefused("logged already", error=UserError):
            log.with_context(call_outcome="no_answer").action_log()

    def test_logging_needs_the_process_and_the_client(self):
        self._log("no_answer", user=self.user_group_head)
        for user in (self.user_director, self.user_south_manager, self.user_salesman):
            with self.assertRefused():
                self.lead.with_user(user).action_log_call()
        self._tick("2.1.5", "manager", False)
        with self.assertRefused("2.1.5"):
            self._log("no_answer")

    def test_client_off_the_ladder_is_told_so(self):
        lead = self._lead(self.user_manager, self.env["crm.team"].create({"name": "Plain", "ladder_id": False}))
        with self.assertRefused("not on a sales ladder", error=UserError):
            lead.with_user(self.user_manager).action_log_call()

    # -- who reads -----------------------------------------------------------------

    def test_director_reads_the_communication_plan_and_writes_nothing(self):
        touches = self._choose()
        found = self.env["mail.activity"].with_user(self.user_director).search([("touch_kind", "!=", False)])
        self.assertLessEqual(touches, found)
        self.assertEqual(self._as(self.user_director).touch_ids, touches)
        with self.assertRefused():
            touches[0].with_user(self.user_director).write({"summary": "Mine"})
        with self.assertRefused():
            touches[0].with_user(self.user_director).action_touch_done()

    def test_others_find_touches_of_their_clients_only(self):
        touches = self._choose()
        for user, sees in (
            (self.user_manager, True),
            (self.user_group_head, True),
            (self.user_department_head, True),
            (self.user_colleague, False),
            (self.user_south_manager, False),
            (self.user_south_head, False),
            (self.user_abroad_manager, False),
            (self.user_none, False),
        ):
            Activity = self.env["mail.activity"].with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
            self.assertEqual(bool(Activity.search([("id", "in", touches.ids)])), sees, user.login)

    # -- clients off the ladder ------------------------------------------------------

    def test_activities_off_the_ladder_are_no_touches(self):
        lead = self._lead(self.user_manager, self.env["crm.team"].create({"name": "Plain", "ladder_id": False}))
        activity = lead.activity_schedule("mail.mail_activity_data_call", user_id=self.user_manager.id)
        self.assertFalse(activity.touch_kind)
        activity.with_user(self.user_manager).action_done()
        self.assertFalse(lead.activity_ids)
        self.assertFalse(lead.touch_ids)

    def test_activities_off_the_ladder_cost_no_query_more(self):
        team = self.env["crm.team"].create({"name": "Plain", "ladder_id": False})

        def cost():
            lead = self._lead(self.user_manager, team)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            activity = lead.activity_schedule("mail.mail_activity_data_call", user_id=self.user_manager.id)
            self.env.flush_all()
            activity.write({"summary": "Other"})
            activity.action_done()
            self.env.flush_all()
            return self.cr.sql_log_count - start

        cost()
        with_addon = cost()
        Activity = type(self.env["mail.activity"])
        original = Activity._compute_touch_kind

        def bare(activities):
            activities.touch_kind = False

        self.patch(Activity, "_compute_touch_kind", bare)
        self.assertEqual(with_addon, cost())
        self.patch(Activity, "_compute_touch_kind", original)

    # -- merge -----------------------------------------------------------------------

    def test_merged_client_keeps_all_touches(self):
        self._choose()
        done, _n = self._log("reached", self.boss)
        other = self._client(name="Twin")
        lead = (self.lead | other).with_context(lang=None).merge_opportunity()
        self.assertIn(done, lead.touch_ids)
        self.assertEqual(done.res_id, lead.id)
        self.assertEqual(lead.scenario_id, self.scenario)
        self.assertTrue(lead.touch_ids.filtered("active"))
