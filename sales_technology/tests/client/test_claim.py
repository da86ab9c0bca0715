from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..ladder.touch_common import NOW
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestClaim(CaseCommon):
    def _moment(self, text):
        return fields.Datetime.to_datetime(text)

    def _set_calendar(self):
        calendar = self.env["resource.calendar"].create({"name": "Nine to five", "tz": "UTC"})
        calendar.attendance_ids.filtered(lambda a: a.day_period == "lunch").unlink()
        self.company.resource_calendar_id = calendar
        return calendar

    # --- commitments ---

    def test_commitments_count_working_hours_by_severity(self):
        self._set_calendar()  # 8-12 and 13-17
        claim = self._claim(severity="3", date_received="2026-11-24 16:30:00")
        self.assertEqual(claim.reaction_deadline, self._moment("2026-11-25 08:30:00"))
        self.assertEqual(claim.resolution_deadline, self._moment("2026-11-25 16:30:00"))
        claim.severity = "1"
        self.assertGreater(claim.reaction_deadline, self._moment("2026-11-25 08:30:00"))

    def test_weekend_and_holiday_do_not_count(self):
        self._set_calendar()
        self._holiday("2026-11-23")
        claim = self._claim(severity="3", date_received="2026-11-20 16:30:00")
        self.assertEqual(claim.reaction_deadline, self._moment("2026-11-24 08:30:00"))

    def test_company_without_calendar_works_nine_to_six(self):
        self.company.resource_calendar_id = False
        claim = self._claim(severity="3", date_received="2026-11-20 17:30:00")
        self.assertEqual(claim.reaction_deadline, self._moment("2026-11-23 09:30:00"))

    def test_commitment_of_the_company_wins_and_its_change_keeps_what_was_promised(self):
        self._set_calendar()
        claim = self._claim(severity="3", date_received="2026-11-25 08:00:00")
        before = claim.reaction_deadline
        self.env["salestech.commitment"].create(
            {
                "kind": "salestech.claim",
                "severity": "3",
                "reaction_hours": 4,
                "resolution_hours": 8,
                "company_id": self.company.id,
            }
        )
        later = self._claim(severity="3", date_received="2026-11-25 08:00:00")
        self.assertEqual(later.reaction_deadline, self._moment("2026-11-25 12:00:00"))
        claim.invalidate_recordset()
        self.assertEqual(claim.reaction_deadline, before)

    def test_severity_without_commitment_has_no_deadline(self):
        self.env["salestech.commitment"].search([("severity", "=", "0")]).unlink()
        claim = self._claim(severity="0")
        self.assertFalse(claim.reaction_deadline or claim.resolution_deadline or claim.date_deadline)

    def test_table_refuses_what_cannot_be_kept(self):
        commitment = self.env.ref("sales_technology.commitment_claim_3").with_user(self.user_administrator)
        for vals in ({"reaction_hours": float("nan")}, {"reaction_hours": -1}):
            with self.assertRaises(ValidationError):
                commitment.write(vals)
                self.env.flush_all()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            commitment.copy()
            self.env.flush_all()

    # --- course ---

    def test_from_receipt_to_confirmation(self):
        claim = self._claim(contact_id=self.boss.id, contract_id=self.contract.id)
        self.assertTrue(claim.number.startswith("CL-2026-"))
        self.assertEqual((claim.state, claim.team_id), ("new", self.team_north))
        self.assertEqual(claim.user_id, self.user_leading_manager, "who looks after the contract")
        self.assertEqual(str(claim.day_received), "2026-11-25")
        claim.action_start()
        self.assertEqual((claim.state, str(claim.date_reacted)), ("in_work", NOW))
        with self.assertRefused("Write down the cause.", "what was decided", error=UserError):
            claim.action_resolve()
        self._resolved(claim)
        wizard = self.env["salestech.case.confirm"].with_user(self.user_manager)
        wizard = wizard.create({"res_model": claim._name, "res_id": claim.id, "note": "Thanks"})
        self.assertEqual(wizard.confirmed_by_id, self.boss)
        wizard.action_apply()
        self.assertRecordValues(
            claim, [{"state": "confirmed", "confirmed_by_id": self.boss.id, "confirm_note": "Thanks"}]
        )
        claim.lessons = "Check the seals on arrival"
        with self.assertRefused("can no longer be changed", error=UserError):
            claim.cause = "Another"

    def test_client_is_not_content(self):
        claim = self._resolved(self._claim())
        self.assertTrue(claim.date_reacted, "resolving is a reaction too")
        self._reason(claim, "reopen", "It leaks again")
        self.assertEqual((claim.state, claim.date_resolved), ("in_work", False))
        self.assertIn("It leaks again", self._history(claim))

    def test_answer_goes_to_the_person(self):
        claim = self._claim(contact_id=self.boss.id, answer="We replace both pumps.")
        self._resolved(claim)
        message = claim.message_ids.filtered(lambda m: "We replace both pumps." in (m.body or ""))
        self.assertIn(self.boss, message.partner_ids)

    def test_facts_are_written_by_buttons_only(self):
        claim = self._claim()
        for vals in (
            {"state": "confirmed"},
            {"number": "X"},
            {"date_received": "2020-01-01 00:00:00"},
            {"reaction_deadline": "2030-01-01 00:00:00"},
            {"date_resolved": NOW},
            {"confirmed_by_id": self.boss.id},
        ):
            with self.assertRaises(AccessError):
                claim.write(vals)
        with self.assertRaises(AccessError):
            self._claim(state="resolved")
        with self.assertRefused("stays", error=UserError):
            claim.unlink()

    def test_bad_input_gets_a_sentence(self):
        other = self.env["res.partner"].create({"name": "Stranger", "is_company": True})
        for vals, word in (
            ({"contract_id": self.contract.id, "partner_id": other.id}, "is of"),
            ({"partner_id": other.id, "contact_id": self.boss.id}, "does not work for"),
            ({"partner_id": self.boss.id}, "Choose the organisation itself"),
            ({"date_received": "2026-11-26 09:00:00"}, "in the future"),
            ({"partner_id": False}, "Choose the client"),
            ({"cost": float("inf")}, "no end"),
            ({"cost": -1}, "less than zero"),
        ):
            with self.subTest(vals), self.assertRefused(word, error=ValidationError):
                self._claim(**vals)
        claim = self._resolved(self._claim())
        with self.assertRefused("Check the date", error=ValidationError):
            claim._confirm(self.boss, fields.Date.to_date("2026-12-01"))
        with self.assertRefused("Choose the person", error=ValidationError):
            claim._confirm(other, fields.Date.to_date("2026-11-25"))

    def test_from_a_lead_takes_the_client_over(self):
        action = self.lead.with_user(self.user_manager).action_open_claims()
        claim = self.env["salestech.claim"].with_user(self.user_manager).with_context(**action["context"])
        claim = claim.create({"name": "Late"})
        self.assertEqual(
            (claim.partner_id, claim.lead_id, claim.user_id), (self.organisation, self.lead, self.user_manager)
        )
        self.assertIn(claim, claim.search(action["domain"]))

    def test_without_the_process_no_claims(self):
        claim = self._claim()
        self._tick("2.2.4", "manager", False)
        with self.assertRefused("Claims"):
            claim.action_start()
        with self.assertRefused("Claims"):
            self._claim()

    def test_another_group_does_not_see_it(self):
        claim = self._claim()
        self.assertFalse(claim.with_user(self.user_south_manager).search([("id", "=", claim.id)]))
        with self.assertRaises(AccessError):
            claim.with_user(self.user_south_head).read(["name"])
        self.assertTrue(claim.with_user(self.user_group_head).name)
        with self.assertRaises(AccessError):
            claim.with_user(self.user_director).action_start()

    # --- lateness ---

    def test_late_by_the_hour(self):
        self._set_calendar()
        claim = self._claim(severity="3", date_received="2026-11-25 08:30:00")
        late = self.env["salestech.claim"].search([("is_late", "=", True), ("id", "=", claim.id)])
        self.assertFalse(late or claim.is_late)
        with freeze_time("2026-11-25 09:31:00"):
            claim.invalidate_recordset(["is_late"])
            self.assertTrue(claim.is_late)
            self.assertIn(claim, self.env["salestech.claim"].search([("is_late", "=", True)]))
            claim.action_start()
            claim.invalidate_recordset(["is_late"])
            self.assertFalse(claim.is_late)

    def test_deadlines_escalate_reaction_first(self):
        self._set_calendar()
        claim = self._claim(severity="2", date_received="2026-11-20 08:00:00")
        kinds = {kind: claim.sudo()._deadline_open(kind) for kind in claim._deadline_kinds()}
        self.assertEqual(kinds, {"salestech.claim/reaction": claim, "salestech.claim": claim.browse()})
        self.assertEqual(str(claim.date_deadline), "2026-11-20")
        self.env["salestech.deadline.run"].sudo()._collect_steps()
        rule = self.env.ref("sales_technology.deadline_rule_claim_reaction_after_1_group_head")
        day = fields.Date.to_date("2026-11-25")
        run = self.env["salestech.deadline.run"].sudo()
        run._collect(rule.id, self.company.id, rule._latest_due(self.company._working_days_around(day), day))
        notice = self.env["salestech.deadline.notice"].search([("rule_id", "=", rule.id), ("res_id", "=", claim.id)])
        self.assertEqual(len(notice), 1)
        claim.action_start()
        self.assertEqual(claim.sudo()._deadline_open("salestech.claim"), claim)
        self.assertGreater(str(claim.date_deadline), "2026-11-20")

    # --- merges ---

    def test_merging_clients_and_leads_loses_nothing(self):
        twin = self.env["res.partner"].create({"name": "Plant Ltd", "is_company": True})
        claim = self._claim(partner_id=twin.id)
        situation = self._claim(model="salestech.incident", partner_id=twin.id, name="Truck is stuck")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.organisation | twin).ids, self.organisation)
        (claim | claim).invalidate_recordset()
        situation.invalidate_recordset()
        self.assertEqual((claim.partner_id, situation.partner_id), (self.organisation, self.organisation))
        of_lead = self._claim(lead_id=self.lead.id)
        other = self._client(name="Twin")
        self.env.flush_all()
        kept = (self.lead | other)._merge_opportunity(auto_unlink=True)
        self.assertEqual(of_lead.exists().lead_id, kept)

    # --- speed ---

    def test_counts_on_partners_cost_the_same_for_many(self):
        partners = self.env["res.partner"].create([{"name": f"Client {n}", "is_company": True} for n in range(12)])
        for partner in partners:
            self._claim(partner_id=partner.id)

        def cost(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(self.user_manager).mapped("claim_count")
            return self.env.cr.sql_log_count - before

        cost(partners[:2])
        self.assertEqual(cost(partners[:2]), cost(partners))
        self.assertEqual(partners[0].with_user(self.user_manager).claim_open_count, 1)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestIncident(CaseCommon):
    def test_situation_has_its_own_number_and_commitments(self):
        situation = self._claim(model="salestech.incident", severity="3", category="supply")
        self.assertTrue(situation.number.startswith("NS-2026-"))
        self.assertTrue(situation.reaction_deadline)
        self._resolved(situation)
        situation._confirm(self.boss, fields.Date.to_date("2026-11-25"))
        self.assertEqual(situation.state, "confirmed")
