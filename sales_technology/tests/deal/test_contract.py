from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..ladder.touch_common import NOW
from .document_common import FILE, DocumentCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestContract(DocumentCommon):
    # -- course ------------------------------------------------------------------

    def test_from_request_to_signature(self):
        with freeze_time("2026-11-10 09:00:00"):
            contract = self._contract()
        self.assertFalse(contract.number)
        self.assertIn("not numbered yet", contract.display_name)
        with freeze_time("2026-11-12 09:00:00"):
            contract.action_prepare()
        self.assertRegex(contract.number, r"^C-2026-\d{5}$")
        contract.action_at_client()
        self._sign(contract, "2026-11-20", signer_id=self.boss.id)
        self.assertRecordValues(
            contract,
            [
                {
                    "state": "signed",
                    "date_signed": date(2026, 11, 20),
                    "date_from": date(2026, 11, 20),
                    "signed_by_id": self.user_leading_manager.id,
                    "signer_id": self.boss.id,
                    "days_to_prepare": 2,
                    "days_to_sign": 8,
                    "days_total": 10,
                    "deal_type": "new",
                    "segment_id": self.env.ref("sales_technology.segment_large").id,
                    "is_valid": True,
                }
            ],
        )
        self.assertIn("signed on", self._history(self.organisation))

    def test_signature_needs_document_and_a_day_that_was(self):
        contract = self._contract()
        contract.action_prepare()
        for vals, word in (({"date": "2026-11-26"}, "future"), ({"file": False}, "Attach")):
            with self.assertRefused(word, error=ValidationError), self.env.cr.savepoint():
                contract._sign(
                    vals.get("date", date(2026, 11, 20)) and date.fromisoformat(vals.get("date", "2026-11-20")),
                    vals.get("file", FILE),
                    "x.pdf",
                )
        self.assertEqual(contract.state, "prepared")

    def test_back_and_forth_with_the_client(self):
        contract = self._contract()
        contract.action_prepare()
        number = contract.number
        contract.action_at_client()
        with self.assertRefused("can no longer be changed", error=UserError):
            contract.amount = 5
        with self.assertRefused("can no longer be changed", error=UserError):
            contract.line_ids = [Command.create({"category_id": self.category_pumps.id, "amount": 5})]
        self._reason(contract, "rework", "Clause 4")
        contract.amount = 900
        contract.action_prepare()
        self.assertEqual(contract.number, number)
        self._reason(contract, "refuse", "Budget cut")
        self.assertEqual(contract.state, "refused")

    def test_numbered_is_never_deleted(self):
        contract = self._contract()
        contract.action_prepare()
        self._reason(contract, "rework")
        with self.assertRefused("stays in the client's history", error=UserError):
            contract.unlink()
        self._contract().unlink()

    # -- numbers -----------------------------------------------------------------

    def test_numbers_by_company_type_and_year(self):
        numbers = []
        for kind, day in (
            ("contract", "2026-12-30"),
            ("contract", "2026-12-31"),
            ("guarantee_letter", "2026-12-31"),
            ("contract", "2027-01-01"),
        ):
            with freeze_time(f"{day} 09:00:00"):
                contract = self._contract(type=kind)
                contract.action_prepare()
                numbers.append(contract.number)
        self.assertEqual(numbers, ["C-2026-00001", "C-2026-00002", "GL-2026-00001", "C-2027-00001"])
        abroad = self._client(self.user_abroad_head, team=self.team_abroad, segment_id=False)
        theirs = self.env(user=self.user_abroad_head, context={"allowed_company_ids": self.other_company.ids})
        other = theirs["salestech.contract"].create({"lead_id": abroad.id, "amount": 5})
        other.action_prepare()
        self.assertEqual(other.number, "C-2026-00001")

    def test_new_company_numbers_its_own(self):
        company = self.env["res.company"].create({"name": "Third"})
        sequences = self.env["ir.sequence"].search([("company_id", "=", company.id), ("code", "=like", "salestech.%")])
        self.assertEqual(len(sequences.filtered(lambda s: s.implementation == "no_gap")), 3)
        self.env["res.company"]._create_missing_document_sequences()
        self.assertEqual(
            self.env["ir.sequence"].search_count([("company_id", "=", company.id), ("code", "=like", "salestech.%")]),
            len(sequences),
        )

    # -- amounts -----------------------------------------------------------------

    def test_amount_is_the_sum_of_lines(self):
        contract = self._contract(
            line_ids=[
                Command.create({"category_id": self.category_pumps.id, "amount": 10}),
                Command.create({"category_id": self.category_valves.id, "amount": 5.5}),
            ]
        )
        self.assertEqual(contract.amount, 15.5)
        self._sign_all(contract)
        self.assertEqual(contract.amount, 15.5)

    def _sign_all(self, contract):
        contract.action_prepare()
        self._sign(contract)

    def test_bad_input(self):
        contract = self._contract()
        for value in (-1, float("nan"), float("inf"), 1e400):
            with self.assertRefused("Amount", error=ValidationError), self.env.cr.savepoint():
                contract.amount = value
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                contract.line_ids = [Command.create({"category_id": self.category_pumps.id, "amount": value})]
        with self.assertRaises(IntegrityError) as caught, self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            contract.write({"date_from": "2026-12-02", "date_to": "2026-12-01"})
            self.env.flush_all()
        self.assertIn("before it begins", contract._sql_error_to_message(caught.exception))
        with self.assertRefused("amount", error=UserError):
            self._contract(amount=0).action_prepare()

    def test_contract_that_ended_before_it_was_signed_is_refused(self):
        contract = self._contract(date_from="2026-01-01", date_to="2026-06-30")
        contract.action_prepare()
        with self.assertRefused("before it was signed", error=ValidationError):
            self._sign(contract)

    def test_client_of_another_company_is_refused(self):
        foreign = self.env["res.partner"].create(
            {"name": "Foreign", "is_company": True, "company_id": self.other_company.id}
        )
        with self.assertRefused("Foreign", "Abroad", "Department", error=ValidationError):
            self._contract(partner_id=foreign.id)
        stranger = self.env["res.partner"].create({"name": "Stranger", "is_company": True})
        with self.assertRefused("Stranger", "Plant", error=ValidationError):
            self._contract(partner_id=stranger.id)
        with self.assertRefused("Choose the organisation itself", error=ValidationError):
            self._contract(partner_id=self.boss.id)
        with self.assertRefused("is the client", error=ValidationError):
            self._contract(channel_partner_id=self.organisation.id)

    def test_currency_beside_the_company_s(self):
        other = (
            self.env.ref("base.EUR")
            if self.company.currency_id != self.env.ref("base.EUR")
            else self.env.ref("base.USD")
        )
        other.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-11-01", "rate": 0.5, "currency_id": other.id, "company_id": self.company.id}
        )
        contract = self._contract(currency_id=other.id)
        self.assertEqual((contract.amount, contract.amount_company), (1000, 2000))

    # -- who ---------------------------------------------------------------------

    def test_manager_asks_for_it_and_cannot_sign_it(self):
        contract = self._contract(self.user_manager, lead=self.lead)
        self.assertEqual(contract.user_id, self.user_group_head)
        with self.assertRefused("2.1.9"):
            contract.action_prepare()
        contract.with_user(self.user_group_head).action_prepare()
        with self.assertRefused("2.1.9"):
            contract.action_sign()
        with self.assertRaises(AccessError):
            self._sign(contract)
        with self.assertRefused("2.1.9"):
            contract.amount = 1
        self._sign(contract.with_user(self.user_group_head))
        self.assertEqual(contract.state, "signed")

    def test_facts_are_not_written_by_hand(self):
        contract = self._contract()
        for vals in ({"state": "signed"}, {"number": "C-1"}, {"date_signed": "2026-01-01"}, {"signed_file": FILE}):
            with self.assertRefused("buttons"):
                contract.write(vals)
            with self.assertRefused("buttons"):
                self._contract(**vals)

    # -- current client ----------------------------------------------------------

    def test_client_is_current_while_a_contract_is_in_force(self):
        partner = self.organisation.with_user(self.user_manager)
        self.assertFalse(partner.is_current_client)
        contract = self._signed(date_from="2026-01-01", date_to="2026-12-31")
        partner.invalidate_recordset()
        self.assertTrue(partner.is_current_client)
        self.assertFalse(partner.is_current_partner)
        self.assertTrue(self.boss.with_user(self.user_manager).is_current_client)
        found = partner.search([("is_current_client", "=", True), ("id", "in", partner.ids)])
        self.assertEqual(found, partner)
        self.assertFalse(partner.search([("is_current_client", "=", False), ("id", "in", partner.ids)]))
        with freeze_time("2027-01-01 09:00:00"):
            partner.invalidate_recordset()
            contract.invalidate_recordset()
            self.assertFalse(partner.is_current_client)
            self.assertFalse(contract.is_valid)
        self._reason(contract, "terminate", "Insolvent")
        partner.invalidate_recordset()
        self.assertFalse(partner.is_current_client)

    def test_second_contract_is_a_cross_sale(self):
        self._signed()
        self.assertEqual(self._contract().deal_type, "cross_sale")

    # -- renewal -----------------------------------------------------------------

    def test_renewal_in_one_click(self):
        contract = self._signed(
            date_from="2026-01-01",
            date_to="2026-12-31",
            line_ids=[Command.create({"category_id": self.category_pumps.id, "amount": 10})],
        )
        action = contract.action_renew()
        following = contract.renewal_ids
        self.assertEqual(action["res_id"], following.id)
        self.assertRecordValues(
            following,
            [
                {
                    "state": "requested",
                    "deal_type": "renewal",
                    "date_from": date(2027, 1, 1),
                    "date_to": date(2027, 12, 31),
                    "amount": 10.0,
                    "previous_id": contract.id,
                    "number": False,
                }
            ],
        )
        self.assertEqual(contract.action_renew()["res_id"], following.id)

    def test_only_what_was_signed_is_renewed(self):
        with self.assertRefused("nothing to renew", error=UserError):
            self._contract().action_renew()
