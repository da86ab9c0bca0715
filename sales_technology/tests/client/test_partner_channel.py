from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..ladder.touch_common import NOW
from .client_common import ClientCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPartnerChannel(ClientCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer, lead = cls._organisation("Dealer", cls.user_leading_manager)
        cls.agreement = cls._deal("2026-01-01", lead=lead, type="partner_agreement", amount=0, partner_rate=7.5)
        cls.rival, lead = cls._organisation("Rival", cls.user_leading_manager)
        cls._deal("2024-01-01", lead=lead, type="partner_agreement", amount=0)

    def test_registration_is_dated_and_kept_for_so_many_days(self):
        self.company.salestech_registration_days = 30
        registration = self._register()
        self.assertEqual((str(registration.date_from), str(registration.date_to)), ("2026-11-25", "2026-12-24"))
        self.assertTrue(registration.is_valid)
        self.assertIn("registered by the partner", self._history(self.organisation))
        with freeze_time("2026-12-24 12:00:00"), self.assertRefused("Dealer", "12/24/2026", error=ValidationError):
            self._register(self.rival)
        with freeze_time("2026-12-25 12:00:00"):
            self.assertEqual(self._register(self.rival).partner_id, self.rival)

    def test_first_one_keeps_it_and_gives_it_up_with_a_reason(self):
        registration = self._register()
        with self.assertRefused("Dealer", error=ValidationError):
            self._register(self.rival)
        self._reason(registration, "release", "Lost interest")
        self.assertEqual((registration.state, registration.release_reason), ("released", "Lost interest"))
        self.assertTrue(self._register(self.rival).is_valid)
        with self.assertRefused("already", error=UserError):
            registration.action_ask_reason()

    @mute_logger("odoo.sql_db")
    def test_of_two_at_once_the_database_lets_one_win(self):
        """Whoever passes the check in words meets the constraint: here, by a row the check does not see."""
        self._register()
        self.env.flush_all()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                """INSERT INTO salestech_partner_registration
                          (partner_id, organisation_id, company_id, date_from, date_to, state)
                   VALUES (%s, %s, %s, '2026-12-01', '2026-12-31', 'active')""",
                [self.rival.id, self.organisation.id, self.company.id],
            )

    def test_who_has_no_agreement_registers_nobody(self):
        stranger = self.env["res.partner"].create({"name": "Stranger", "is_company": True})
        with self.assertRefused("Stranger", "agreement", error=ValidationError):
            self._register(stranger)

    def test_current_client_and_oneself_are_refused(self):
        with self.assertRefused("itself", error=ValidationError):
            self._register(organisation=self.dealer)
        self._deal("2026-01-01")
        with self.assertRefused("current client", "Manager", error=ValidationError):
            self._register()

    def test_facts_are_not_written_by_hand(self):
        with self.assertRaises(AccessError):
            self._register(date_to="2030-01-01")
        with self.assertRaises(AccessError):
            self.env["salestech.partner.registration"].with_user(self.user_leading_manager).with_context(
                default_date_to="2030-01-01"
            ).create({"partner_id": self.dealer.id, "organisation_id": self.organisation.id})
        registration = self._register()
        with self.assertRaises(AccessError):
            registration.write({"date_to": "2030-01-01"})
        with self.assertRefused("2.4"):
            self._register(self.rival, self._organisation("Other")[0], user=self.user_manager)

    def test_people_stand_for_their_organisations(self):
        registration = self._register(organisation=self.boss)
        self.assertEqual(registration.organisation_id, self.organisation)

    def test_contract_comes_through_the_partner_who_registered_the_client(self):
        self._register()
        contract = self._contract(lead=self.own_lead)
        self.assertEqual(contract.channel_partner_id, self.dealer)
        with self.assertRefused("Dealer", error=ValidationError):
            contract.channel_partner_id = self.rival
        with self.assertRefused("Dealer", error=ValidationError):
            self.own_lead.channel_partner_id = self.rival
        self.own_lead.channel_partner_id = self.dealer

    def test_registered_meanwhile_by_another_is_found_when_prepared(self):
        contract = self._contract(lead=self.own_lead)
        self._register()
        with self.assertRefused("Dealer", error=ValidationError):
            contract.action_prepare()
        contract.channel_partner_id = self.dealer
        contract.action_prepare()

    def test_contract_takes_the_partner_of_the_opportunity(self):
        self.own_lead.channel_partner_id = self.rival
        self.assertEqual(self._contract(lead=self.own_lead).channel_partner_id, self.rival)
        with self.assertRefused("is the client", error=ValidationError):
            self.own_lead.channel_partner_id = self.own_lead.partner_id

    def test_terms_and_rate_are_closed_with_the_agreement(self):
        agreement = self.agreement.with_user(self.user_leading_manager)
        with self.assertRefused("can no longer be changed", error=UserError):
            agreement.partner_rate = 9
        for rate, error in ((-1, ValidationError), (101, IntegrityError), (float("nan"), ValidationError)):
            with self.subTest(rate), self.assertRaises(error), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self._contract(lead=self.own_lead, type="partner_agreement", amount=0, partner_rate=rate)
                self.env.flush_all()

    def test_card_of_a_partner(self):
        self._register()
        self.own_lead.channel_partner_id = self.dealer
        self._deal("2026-11-01", lead=self.own_lead, amount=900, channel_partner_id=self.dealer.id)
        card = self.dealer.with_user(self.user_leading_manager).get_client_card()
        tiles = {tile["key"]: tile for tile in card["tiles"]}
        self.assertEqual(tiles["status"]["value"], "Sales partner")
        self.assertEqual(tiles["agreement"]["value"], "New partner")
        self.assertIn("7.5", tiles["agreement"]["hint"])
        self.assertEqual(tiles["channel_contracts"]["value"], "1")
        self.assertIn("900", tiles["channel_contracts"]["hint"])
        self.assertEqual(tiles["channel_leads"]["value"], "1")
        self.assertEqual(tiles["registrations"]["value"], "1")
        rival = self.rival.with_user(self.user_leading_manager).get_client_card()
        self.assertEqual({t["key"]: t for t in rival["tiles"]}["agreement"]["value"], "Current partner")

    def test_card_of_a_registered_client_says_who_keeps_it(self):
        self._register()
        tiles = self.organisation.with_user(self.user_manager).get_client_card()["tiles"]
        self.assertEqual({t["key"]: t["value"] for t in tiles}["registered"], "Dealer")

    def _register(self, partner=None, organisation=None, user=None, **vals):
        registrations = self.env["salestech.partner.registration"].with_user(user or self.user_leading_manager)
        return registrations.create(
            {
                "partner_id": (partner or self.dealer).id,
                "organisation_id": (organisation or self.organisation).id,
                **vals,
            }
        )
