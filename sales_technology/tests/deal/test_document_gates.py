from odoo.tests import freeze_time, tagged

from ...exceptions import LadderRefusal
from ..ladder.touch_common import NOW
from .document_common import DocumentCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDocumentGates(DocumentCommon):
    """The steps 4, 7, 8 and 9 of the client ladder and 4 and 5 of the partner ladder ask for documents."""

    def _step(self, number, ladder=None):
        return (ladder or self.ladder).stage_ids.filtered(lambda s: s.step_no == number)

    def _at(self, number, lead=None, ladder=None):
        """Put a lead on a step, whatever is missing below it."""
        lead = lead or self.own_lead
        lead.with_user(self.user_group_head).ladder_move_to(self._step(number, ladder).id, "Test", override=True)
        return lead

    def _missing(self, lead):
        return self.env["salestech.ladder.gate"].browse(lead._ladder_missing().get(lead.id, [])).mapped("mend")

    def _only(self, number, *mends):
        """Leave only these gates on a step: the others belong to other documents."""
        gates = self._step(number).gate_ids
        gates.filtered(lambda g: g.mend not in mends).active = False

    def test_step_4_asks_for_a_proposal_that_was_sent(self):
        lead = self._at(4)
        self.assertEqual(self._missing(lead), ["proposal"])
        with self.assertRefused("No commercial proposal was sent", error=LadderRefusal):
            lead.with_user(self.user_leading_manager).stage_id = self._step(5)
        proposal = self._sent(self.user_leading_manager, lead=lead)
        self.assertFalse(self._missing(lead))
        proposal.action_agree()
        self.assertFalse(self._missing(lead))
        lead.with_user(self.user_leading_manager).stage_id = self._step(5)

    def test_technical_proposal_does_not_stand_in_for_it(self):
        lead = self._at(4)
        self._sent(self.user_leading_manager, lead=lead, kind="technical")
        self.assertEqual(self._missing(lead), ["proposal"])

    def test_step_7_asks_for_a_technical_proposal_where_one_is_needed(self):
        lead = self._at(7)
        self.assertNotIn("technical_proposal", self._missing(lead))
        lead.technical_proposal_required = True
        self.assertIn("technical_proposal", self._missing(lead))
        proposal = self._sent(self.user_leading_manager, lead=lead, kind="technical")
        self.assertIn("technical_proposal", self._missing(lead))
        proposal.action_agree()
        self.assertNotIn("technical_proposal", self._missing(lead))

    def test_step_8_asks_for_a_tender_that_was_won(self):
        lead = self._at(8)
        lead.tender_required = True
        self.assertIn("tender", self._missing(lead))
        tender = self._tender(self.user_leading_manager, lead=lead, bid_amount=10)
        self._reason(tender, "take_part")
        tender.action_submit()
        self.assertIn("tender", self._missing(lead))
        tender.action_win()
        self.assertNotIn("tender", self._missing(lead))

    def test_signing_wins_the_client(self):
        self._only(9, "contract")
        lead = self._at(8)
        contract = self._signed(lead=lead)
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(lead.stage_id, self._step(9))
        move = lead.ladder_move_ids.sorted("id")[-1]
        self.assertEqual((move.kind, move.user_id), ("won", self.user_leading_manager))
        self.assertTrue(contract.is_valid)

    def test_signing_for_a_colleague_s_client_wins_it(self):
        lead = self._at(8, self.lead)
        contract = self._contract(self.user_manager, lead=lead, user_id=self.user_leading_manager.id)
        contract = contract.with_user(self.user_leading_manager)
        contract.action_prepare()
        self._sign(contract)
        self.assertEqual(lead.won_status, "won")

    def test_signature_stays_where_the_ladder_misses_something(self):
        lead = self._at(8)
        lead.tender_required = True
        contract = self._contract(lead=lead)
        contract.action_prepare()
        action = self._sign(contract)
        self.assertEqual(contract.state, "signed")
        self.assertEqual((lead.won_status, lead.stage_id), ("pending", self._step(8)))
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("tender is not won", action["params"]["message"])
        self.assertIn("tender is not won", self._history(lead))

    def test_refused_contract_wins_nothing(self):
        lead = self._at(8)
        contract = self._contract(lead=lead)
        contract.action_prepare()
        self._reason(contract, "refuse")
        self.assertIn("contract", self._missing(lead))

    def test_partner_ladder(self):
        self.team_south.member_ids |= self.user_leading_manager
        ladder = self._adopt_ladder(self.team_south, kind="partner")
        lead = self._client(self.user_leading_manager, team=self.team_south, name="Dealer")
        head = self.user_south_head
        lead.with_user(head).ladder_move_to(self._step(4, ladder).id, "Test", override=True)
        self.assertIn("partner_terms", self._missing(lead))
        terms = self._sent(self.user_leading_manager, lead=lead, kind="partner_terms")
        self.assertIn("partner_terms", self._missing(lead))
        terms.action_agree()
        self.assertNotIn("partner_terms", self._missing(lead))
        self.assertIn("partner_agreement", self._missing(lead))
        agreement = self._signed(lead=lead, type="partner_agreement", amount=0)
        self.assertRegex(agreement.number, r"^PA-2026-\d{5}$")
        self.assertEqual(lead.won_status, "won")
        self.assertTrue(self.organisation.is_current_partner)
        self.assertFalse(self.organisation.is_current_client)

    def test_buttons_open_the_one_document(self):
        gates = self.env["salestech.ladder.gate"]
        lead = self.own_lead.with_user(self.user_leading_manager)
        for mend, model, key in (
            ("proposal", "salestech.proposal", {"default_kind": "commercial"}),
            ("technical_proposal", "salestech.proposal", {"default_kind": "technical"}),
            ("partner_terms", "salestech.proposal", {"default_kind": "partner_terms"}),
            ("tender", "salestech.tender", {"default_name": lead.name}),
            ("contract", "salestech.contract", {"default_type": "contract"}),
            ("partner_agreement", "salestech.contract", {"default_type": "partner_agreement"}),
        ):
            action = getattr(lead, f"_mend_{mend}")(gates)
            self.assertEqual(action["res_model"], model)
            self.assertFalse(action.get("res_id"))
            self.assertEqual(action["context"], {"default_lead_id": lead.id, **key})
        proposal = self._proposal(self.user_leading_manager, lead=self.own_lead)
        self.assertEqual(lead._mend_proposal(gates)["res_id"], proposal.id)

    def test_lead_of_a_group_without_ladder_is_won_as_in_odoo(self):
        team = self._team("Plain", "group_head", ("leading_manager",))
        lead = self._lead(self.user_leading_manager, team=team, partner_id=self.organisation.id)
        self._signed(lead=lead)
        self.assertEqual(lead.won_status, "won")
