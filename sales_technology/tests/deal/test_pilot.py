import base64
from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .deadline_common import TODAY, DeadlineCommon

ACT = base64.b64encode(b"%PDF-1.4 signed act")


@tagged("post_install", "-at_install")
@freeze_time("2026-06-10 12:00:00")
class TestPilot(DeadlineCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead.user_id = cls.user_leading_manager
        cls.draft = cls.env["salestech.pilot"].create(cls._values())

    @classmethod
    def _values(cls, **vals):
        return {
            "lead_id": cls.lead.id,
            "name": "Cold store",
            "user_id": cls.user_leading_manager.id,
            "contact_id": cls.lead.partner_id.id,
            "date_start": TODAY,
            "date_end": TODAY + timedelta(days=30),
            "amount": 1000,
            "goal_ids": [
                Command.create({"name": "Pallets an hour", "target": 40, "unit": "pallets"}),
                Command.create({"name": "Breakage", "target": 2, "unit": "%", "better": "lower"}),
            ],
            **vals,
        }

    def _finish(self, pilot, user=None, **vals):
        values = {
            "pilot_id": pilot.id,
            "result": "accepted",
            "act_date": TODAY,
            "act_file": ACT,
            "decision": "sign",
            **vals,
        }
        wizard = self.env["salestech.pilot.finish"].with_user(user or self.user_leading_manager).create(values)
        return wizard.action_finish()

    def _measure(self, pilot):
        for goal, actual in zip(pilot.goal_ids, (41, 1.5), strict=True):
            goal.actual = actual

    # --- the way of a pilot ---

    def test_from_draft_to_accepted(self):
        pilot = self.draft.with_user(self.user_leading_manager)
        self.assertTrue(pilot.number.startswith("PL-"))
        self.assertEqual(pilot.date_deadline, TODAY, "A draft is to be started")
        pilot.action_start()
        self.assertEqual((pilot.state, pilot.date_started), ("running", TODAY))
        self.assertEqual(pilot.date_deadline, pilot.date_end)
        self._measure(pilot)
        self.assertEqual(pilot.goal_ids.mapped("met"), ["met", "met"])
        self._finish(pilot)
        self.assertRecordValues(
            pilot,
            [
                {
                    "state": "finished",
                    "result": "accepted",
                    "act_date": TODAY,
                    "date_finished": TODAY,
                    "decision": "sign",
                }
            ],
        )
        self.assertEqual(base64.b64decode(pilot.with_context(bin_size=False).act_file), b"%PDF-1.4 signed act")
        self.assertIn("pilot finished", str(self.lead.message_ids.mapped("body")))

    def test_zero_is_measured_only_when_ticked(self):
        goal = self.draft.goal_ids[1]
        self.assertEqual(goal.met, "open", "No figure is not a figure of zero")
        goal.is_measured = True
        self.assertEqual(goal.met, "met")
        goal.actual = 2.5
        self.assertEqual(goal.met, "missed")

    def test_cannot_start_without_goals_and_people(self):
        pilot = self.env["salestech.pilot"].create(self._values(goal_ids=[], contact_id=False))
        with self.assertRefused("No goal", "client's side", error=UserError):
            pilot.action_start()
        self.assertEqual(pilot.state, "draft")

    def test_draft_cannot_be_finished(self):
        with self.assertRefused("not started", error=UserError):
            self._finish(self.draft)

    def test_unmeasured_goals_are_not_accepted(self):
        self.draft.action_start()
        with self.assertRefused("Not measured yet", "Pallets an hour", error=UserError):
            self._finish(self.draft)

    def test_finish_asks_for_act_and_reasons(self):
        self.draft.action_start()
        self._measure(self.draft)
        for words, vals in (
            ("Attach the act", {"act_file": False}),
            ("in the future", {"act_date": TODAY + timedelta(days=1)}),
            ("before the pilot started", {"act_date": TODAY - timedelta(days=1)}),
            ("decided about the contract", {"decision": False}),
            ("why the pilot was rejected", {"result": "rejected"}),
            ("until when", {"result": "extended"}),
            ("after today", {"result": "extended", "date_end": TODAY}),
        ):
            with self.assertRefused(words, error=UserError), self.cr.savepoint():
                self._finish(self.draft, **vals)
        self.assertEqual(self.draft.state, "running")

    def test_extended_goes_on_in_another_pilot(self):
        self.draft.action_start()
        milestone = self._milestone(3, pilot_id=self.draft.id)
        action = self._finish(self.draft, result="extended", date_end=TODAY + timedelta(days=60), decision="later")
        following = self.env["salestech.pilot"].browse(action["res_id"])
        self.assertEqual(self.draft.result, "extended")
        self.assertRecordValues(
            following, [{"state": "running", "previous_id": self.draft.id, "date_start": TODAY + timedelta(days=1)}]
        )
        self.assertEqual(milestone.pilot_id, following)
        self.assertEqual(following.goal_ids.mapped("met"), ["open", "open"])
        self.assertNotEqual(following.number, self.draft.number)

    def test_finished_pilot_is_closed(self):
        self.draft.action_start()
        self._measure(self.draft)
        self._finish(self.draft)
        pilot = self.draft.with_user(self.user_leading_manager)
        for change in (
            lambda: pilot.write({"amount": 5}),
            lambda: pilot.goal_ids[0].write({"actual": 1}),
            lambda: pilot.write({"goal_ids": [Command.create({"name": "Later", "target": 1})]}),
            lambda: pilot.goal_ids[0].unlink(),
            lambda: pilot.unlink(),
        ):
            with self.assertRaises(UserError):
                change()

    # --- bad input ---

    def test_facts_are_not_written_by_hand(self):
        pilot = self.draft.with_user(self.user_leading_manager)
        for vals in (
            {"state": "finished"},
            {"result": "accepted"},
            {"act_file": ACT},
            {"number": "1"},
            {"previous_id": 1},
        ):
            with self.assertRaises(AccessError):
                pilot.write(vals)
        with self.assertRaises(AccessError):
            self.env["salestech.pilot"].with_user(self.user_leading_manager).create(self._values(state="running"))
        with self.assertRaises(AccessError):
            self.env["salestech.pilot"].with_user(self.user_leading_manager).with_context(
                default_state="running"
            ).create(self._values())
        milestone = self._milestone(1, pilot_id=self.draft.id).with_user(self.user_leading_manager)
        with self.assertRaises(AccessError):
            milestone.write({"state": "done"})
        with self.assertRaises(AccessError):
            pilot.write({"milestone_ids": [Command.create({"name": "A", "date_deadline": TODAY, "state": "done"})]})

    def test_end_before_start(self):
        with self.assertRefused("cannot end before it starts", error=ValidationError), mute_logger("odoo.sql_db"):
            with self.cr.savepoint():
                self.draft.date_end = TODAY - timedelta(days=1)

    def test_amounts_that_are_none(self):
        for value in (-1, float("nan"), float("inf"), 1e400, 1e14):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.draft.with_user(self.user_leading_manager).amount = value
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.draft.goal_ids[0].write({"target": value})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.cr.execute("UPDATE salestech_pilot SET amount = 'NaN' WHERE id = %s", [self.draft.id])

    def test_client_of_another_company(self):
        foreign = self._lead(self.user_abroad_manager, team=self.team_abroad)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.env["salestech.pilot"].with_user(self.user_leading_manager).create(self._values(lead_id=foreign.id))
        with self.assertRefused("Department", error=UserError), self.cr.savepoint():
            partner = self.env["res.partner"].create({"name": "Foreign", "company_id": self.other_company.id})
            self.draft.partner_id = partner

    def test_amount_in_company_currency_at_the_first_day(self):
        other = (
            self.env.ref("base.EUR")
            if self.company.currency_id != self.env.ref("base.EUR")
            else self.env.ref("base.USD")
        )
        other.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": other.id, "company_id": self.company.id, "name": date(2026, 6, 1), "rate": 0.5}
        )
        pilot = self.env["salestech.pilot"].create(self._values(currency_id=other.id))
        self.assertAlmostEqual(pilot.amount_company, 2000)

    # --- who may ---

    def test_process_is_asked(self):
        for user in (self.user_manager, self.user_colleague):
            with self.assertRaises(AccessError):
                self.env["salestech.pilot"].with_user(user).create(self._values())
        lead = self._lead(self.user_manager, partner_id=self.lead.partner_id.id)
        with self.assertRefused("2.1.9.0"):
            self.env["salestech.pilot"].with_user(self.user_manager).create(self._values(lead_id=lead.id))

    def test_director_reads_and_changes_nothing(self):
        pilot = self.draft.with_user(self.user_director)
        self.assertEqual(pilot.name, "Cold store")
        with self.assertRaises(AccessError):
            pilot.name = "Else"
        with self.assertRaises(AccessError):
            pilot.action_start()

    def test_other_groups_see_nothing(self):
        for user in (self.user_south_manager, self.user_south_head, self.user_abroad_head):
            pilots = self.env["salestech.pilot"].with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
            self.assertFalse(pilots.search([("id", "=", self.draft.id)]))
            self.assertFalse(pilots.env["salestech.pilot.goal"].search([("pilot_id", "=", self.draft.id)]))
            self.assertFalse(pilots._read_group([("id", "=", self.draft.id)], [], ["amount:sum"])[0][0])

    # --- milestones and statuses ---

    def test_milestone_done_on_time_or_late(self):
        self.draft.action_start()
        early, late = self._milestone(1, pilot_id=self.draft.id), self._milestone(0, pilot_id=self.draft.id)
        early.with_user(self.user_leading_manager).action_done()
        with freeze_time("2026-06-11 12:00:00"):
            late.action_done()
            with self.assertRefused("closed already", error=UserError):
                late.action_done()
        self.assertEqual((early.is_on_time, late.is_on_time), (True, False))

    def test_milestone_of_a_draft_cannot_be_done(self):
        milestone = self._milestone(1, pilot_id=self.draft.id)
        with self.assertRefused("not started", error=UserError):
            milestone.action_done()

    def test_milestone_before_the_start_is_refused(self):
        with self.assertRefused("before the pilot starts", error=UserError), self.cr.savepoint():
            self._milestone(-1, pilot_id=self.draft.id)

    def test_running_pilot_is_asked_weekly(self):
        self._rules(("before", 0, "responsible"), ("after", 1, "group_head"), kind="salestech.pilot.status")
        self.draft.action_start()
        self._run(TODAY)
        self._run(TODAY, hour=10)
        status = self.draft.status_ids
        self.assertRecordValues(
            status, [{"week": date(2026, 6, 8), "date_deadline": date(2026, 6, 12), "state": "due"}]
        )
        self._run(date(2026, 6, 12))
        notice = self._notices(status)
        self.assertEqual(notice.digest_ids.user_id, self.user_leading_manager)
        self._run(date(2026, 6, 15))
        self.assertEqual(len(self.draft.status_ids), 2, "the next week asks anew")
        self.assertIn(self.user_group_head, self._notices(status).digest_ids.user_id)
        with self.assertRefused("what is wrong", error=ValidationError), self.cr.savepoint():
            status.with_user(self.user_leading_manager).write({"light": "red"})
        status.with_user(self.user_leading_manager).write({"light": "red", "text": "The pump broke"})
        self.assertEqual((status.state, status.date_given, self.draft.light), ("given", TODAY, "red"))
        self.assertFalse(status.activity_ids)

    def test_finished_pilot_is_not_asked_any_more(self):
        rule = self._rules(("after", 1, "responsible"), kind="salestech.pilot.status")
        self.draft.action_start()
        self._run(TODAY)
        self._run(date(2026, 6, 15))
        old = self.draft.status_ids.filtered(lambda status: status.week == date(2026, 6, 8))
        self.assertTrue(old.activity_ids)
        self._measure(self.draft)
        with freeze_time("2026-06-15 12:00:00"):
            self._finish(self.draft)
        self.assertFalse(old.activity_ids)
        count = len(self.draft.status_ids)
        self._run(date(2026, 6, 30))
        self.assertEqual(len(self.draft.status_ids), count)
        self.assertEqual(len(self._notices(self.draft.status_ids, rule)), 1)

    # --- on the client ---

    def test_gate_of_step_7_where_the_plan_needs_a_pilot(self):
        gate = self.env.ref("sales_technology.gate_client_7_pilot")
        self.assertEqual(gate._failing({gate.stage_id.id: self.lead.ids}).get(self.lead.id, []).count(gate.id), 0)
        self.lead.pilot_required = True
        self.lead.flush_recordset()
        self.assertIn(gate.id, gate._failing({gate.stage_id.id: self.lead.ids})[self.lead.id])
        action = self.lead.with_user(self.user_leading_manager)._mend_pilot(gate)
        self.assertEqual(action["res_model"], "salestech.pilot")
        self.draft.action_start()
        self._measure(self.draft)
        self._finish(self.draft)
        self.env.flush_all()
        self.assertNotIn(gate.id, gate._failing({gate.stage_id.id: self.lead.ids}).get(self.lead.id, []))

    def test_merged_client_keeps_the_pilots(self):
        other = self._lead(self.user_leading_manager, partner_id=self.lead.partner_id.id, name="Twin")
        pilot = self.env["salestech.pilot"].create(self._values(lead_id=other.id))
        merged = (self.lead | other).merge_opportunity()
        self.assertEqual((pilot | self.draft).lead_id, merged)

    def test_board_costs_the_same_for_many(self):
        def read():
            self.env.invalidate_all()
            pilots = self.env["salestech.pilot"].with_user(self.user_department_head)
            spec = {name: {} for name in ("name", "light", "date_end", "goal_met_count", "amount_company", "result")}
            start = self.env.cr.sql_log_count
            pilots.web_search_read([("lead_id", "=", self.lead.id)], spec)
            return self.env.cr.sql_log_count - start

        read()
        few = read()
        for number in range(10):
            self.env["salestech.pilot"].create(self._values(name=f"Pilot {number}"))
        self.env.flush_all()
        read()
        self.assertEqual(read(), few)
