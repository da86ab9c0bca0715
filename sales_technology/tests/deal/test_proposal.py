from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..ladder.touch_common import NOW
from .document_common import FILE, DocumentCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestProposal(DocumentCommon):
    # -- course ------------------------------------------------------------------

    def test_everything_known_is_filled_in(self):
        self.lead.scenario_id = self.scenario
        self.env["salestech.need"].create({"lead_id": self.lead.id, "name": "Fewer <b>stops</b>"})
        proposal = self._proposal(kind="commercial")
        self.assertRecordValues(
            proposal,
            [
                {
                    "state": "request",
                    "partner_id": self.organisation.id,
                    "contact_id": self.boss.id,
                    "company_id": self.company.id,
                    "user_id": self.user_manager.id,
                    "template_id": self.env.ref("sales_technology.proposal_template_commercial_large").id,
                    "date_request": date(2026, 11, 25),
                    "version": 1,
                }
            ],
        )
        self.assertRegex(proposal.number, r"^CP-2026-\d{5}$")
        self.assertIn("Ivan Petrov", proposal.body)
        technical = self._proposal(kind="technical")
        self.assertIn("Fewer &lt;b&gt;stops&lt;/b&gt;", technical.body)

    def test_days_from_request_to_prepared_to_agreed_are_kept(self):
        with freeze_time("2026-11-20 09:00:00"):
            proposal = self._proposal()
            proposal.action_start()
        with freeze_time("2026-11-23 09:00:00"):
            proposal.action_prepare()
        proposal.file = FILE
        proposal.action_mark_sent()
        proposal.action_agree()
        self.assertRecordValues(
            proposal, [{"state": "agreed", "days_to_prepare": 3, "days_to_agree": 2, "days_total": 5}]
        )
        self.assertEqual(proposal.date_sent, datetime(2026, 11, 25, 9))

    def test_day_is_the_company_s_own(self):
        self.company.resource_calendar_id.tz = "Asia/Vladivostok"
        with freeze_time("2026-11-25 20:00:00"):
            self.assertEqual(self._proposal().date_request, date(2026, 11, 26))

    def test_nothing_to_send_is_said(self):
        proposal = self._proposal(body="<p><br></p>", template_id=False)
        proposal.body = False
        with self.assertRefused("nothing to send", error=UserError):
            proposal.action_prepare()

    def test_handed_over_needs_its_file(self):
        proposal = self._proposal()
        with self.assertRefused("Attach the file", error=UserError):
            proposal.action_mark_sent()
        proposal.file = FILE
        proposal.action_mark_sent()
        self.assertRecordValues(
            proposal,
            [
                {
                    "state": "sent",
                    "sent_how": "other",
                    "sent_by_id": self.user_manager.id,
                    "date_prepared": date(2026, 11, 25),
                }
            ],
        )

    def test_refusal_needs_a_reason_and_keeps_it(self):
        proposal = self._sent()
        with self.assertRefused("reason first", error=UserError):
            self._reason(proposal, "refuse", " ")
        self._reason(proposal, "refuse", "Too dear")
        self.assertRecordValues(proposal, [{"state": "refused", "refuse_reason": "Too dear"}])
        self.assertIn("Too dear", self._history(self.organisation))

    def test_unknown_verb_of_the_dialog_does_nothing(self):
        proposal = self._sent()
        for model, verb in (("salestech.proposal", "unlink"), ("res.partner", "refuse"), ("no.such", "refuse")):
            wizard = self.env["salestech.document.reason"].with_user(self.user_manager)
            wizard = wizard.create({"res_model": model, "res_id": proposal.id, "verb": verb, "reason": "x"})
            with self.assertRefused("gone", error=UserError):
                wizard.action_apply()

    def test_history_of_client_and_organisation_tells_it(self):
        proposal = self._sent()
        for record in (self.lead, self.organisation):
            self.assertIn("handed over", self._history(record))
            self.assertIn(proposal.number, self._history(record))

    # -- versions ----------------------------------------------------------------

    def test_new_version_supersedes(self):
        first = self._sent(amount=100)
        first.action_new_version()
        second = first.next_ids
        self.assertRecordValues(first, [{"state": "superseded"}])
        self.assertRecordValues(
            second, [{"state": "in_work", "version": 2, "number": first.number, "amount": 100.0, "body": first.body}]
        )
        self.assertIn("version 2", second.display_name)
        for action in (first.action_agree, first.action_send, first.action_new_version, first.action_prepare):
            with self.assertRefused("superseded by", "version 2", error=UserError):
                action()
        with self.assertRefused("can no longer be changed", error=UserError):
            first.amount = 1

    def test_one_later_version_only(self):
        first = self._sent()
        first.action_new_version()
        vals = {"previous_id": first.id, "lead_id": self.lead.id, "number": "X"}
        with self.assertRaises(IntegrityError), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            self.env["salestech.proposal"].create(vals)

    # -- sealed ------------------------------------------------------------------

    def test_facts_are_not_written_by_hand(self):
        proposal = self._proposal()
        for vals in (
            {"state": "sent"},
            {"number": "CP-1"},
            {"version": 7},
            {"date_sent": NOW},
            {"date_agreed": "2026-11-25"},
            {"date_request": "2020-01-01"},
            {"sent_by_id": self.user_colleague.id},
        ):
            with self.assertRefused("buttons"):
                proposal.write(vals)
            with self.assertRefused("buttons"):
                self._proposal(**vals)
        with self.assertRefused("buttons"):
            proposal.with_context(default_state="agreed").create({"lead_id": self.lead.id})

    def test_sent_content_is_closed(self):
        proposal = self._sent()
        for vals in ({"body": "<p>Other</p>"}, {"amount": 5}, {"file": FILE}, {"contact_id": False}):
            with self.assertRefused("can no longer be changed", error=UserError):
                proposal.write(vals)
        proposal.note = "Ours to keep"

    def test_worked_on_is_not_deleted(self):
        proposal = self._proposal()
        proposal.action_start()
        with self.assertRefused("stays in the client's history", error=UserError):
            proposal.unlink()
        self._proposal().unlink()

    # -- who ---------------------------------------------------------------------

    def test_technical_proposal_is_asked_for_by_the_manager_and_made_by_those_who_may(self):
        proposal = self._proposal(kind="technical", user_id=self.user_leading_manager.id)
        with self.assertRefused("2.1.7"):
            proposal.action_start()
        theirs = proposal.with_user(self.user_leading_manager)
        theirs.action_start()
        theirs.body = "<p>Solution</p>"
        theirs.action_prepare()
        theirs.file = FILE
        theirs.action_mark_sent()
        theirs.action_agree()
        self.assertIn("agreed", self._history(self.lead))

    def test_responsible_by_default_is_who_may(self):
        self.assertEqual(self._proposal(kind="technical").user_id, self.user_group_head)
        self.assertEqual(self._proposal().user_id, self.user_manager)

    def test_out_of_reach(self):
        proposal = self._proposal()
        theirs = proposal.with_user(self.user_south_manager)
        self.assertFalse(theirs.search([("id", "=", proposal.id)]))
        with self.assertRaises(AccessError):
            theirs.action_start()
        with self.assertRaises(AccessError):
            self._proposal(self.user_south_manager)
        with self.assertRaises(AccessError):
            self._proposal(self.user_director)
        self.assertTrue(proposal.with_user(self.user_director).display_name)

    def test_mixed_with_one_out_of_reach_changes_nothing(self):
        mine = self._proposal()
        other = self._proposal(
            self.user_south_manager, lead=self._client(self.user_south_manager, team_id=self.team_south.id)
        )
        both = (mine | other.with_user(self.user_manager)).with_user(self.user_manager)
        with self.assertRaises(AccessError):
            both.action_start()
        self.assertEqual(mine.state, "request")

    # -- amounts -----------------------------------------------------------------

    def test_bad_amounts_are_refused_in_words(self):
        proposal = self._proposal()
        for value in (-1, float("nan"), float("inf"), float("-inf"), 1e400, 1e15):
            with self.assertRefused("Amount", error=ValidationError):
                proposal.amount = value
            with self.assertRefused("Amount", error=ValidationError):
                self._proposal(amount=value)
        self.assertEqual(proposal.amount, 0)

    def test_amount_in_company_currency_is_of_the_day_it_was_prepared(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        dollar = self.company.currency_id
        other = euro if dollar != euro else self.env.ref("base.USD")
        other.active = True
        self.env["res.currency.rate"].create(
            [
                {"name": "2026-11-01", "rate": 0.5, "currency_id": other.id, "company_id": self.company.id},
                {"name": "2026-11-26", "rate": 0.25, "currency_id": other.id, "company_id": self.company.id},
            ]
        )
        proposal = self._proposal(amount=100, currency_id=other.id)
        proposal.action_prepare()
        self.assertEqual(proposal.amount_company, 200)

    def test_file_over_the_limit_is_refused(self):
        self.company.salestech_file_limit = 1
        large = b"A" * (2 * 1024 * 1024)
        with self.assertRefused("1 MB", "smaller", error=ValidationError):
            self._proposal(file=large, file_name="huge.pdf")
        self.company.salestech_file_limit = 0
        self.assertTrue(self._proposal(file=large))

    # -- due after the call ------------------------------------------------------

    def test_due_after_a_call_with_the_decision_maker_whatever_its_outcome(self):
        third = self.ladder.stage_ids.filtered(lambda s: s.step_no == 3)
        for outcome in ("reached", "refused", "meeting_agreed"):
            lead = self._client(name=outcome, phone="+7 495 000-00-00")
            lead.with_user(self.user_group_head).ladder_move_to(third.id, "Test", override=True)
            self._log(outcome, self.boss, lead=lead)
            self.assertRecordValues(
                lead.proposal_ids,
                [
                    {
                        "kind": "commercial",
                        "state": "request",
                        "date_deadline": date(2026, 11, 27),
                        "user_id": self.user_manager.id,
                    }
                ],
            )
            self._log("reached", self.boss, lead=lead)
            self.assertEqual(len(lead.proposal_ids), 1)

    def test_not_due_before_the_third_step_nor_after_a_call_that_reached_nobody(self):
        self._log("reached", self.boss)
        self.assertFalse(self.lead.proposal_ids)
        third = self.ladder.stage_ids.filtered(lambda s: s.step_no == 3)
        self.lead.with_user(self.user_group_head).ladder_move_to(third.id, "Test", override=True)
        self._log("no_answer", self.boss)
        self._log("reached", self.secretary)
        self.assertFalse(self.lead.proposal_ids)
