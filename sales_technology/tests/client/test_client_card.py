from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..ladder.touch_common import NOW
from .client_common import ClientCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestClientCard(ClientCommon):
    def test_card_tells_what_we_have_with_a_client(self):
        self._deal("2025-03-01", "2025-12-31", amount=500)
        self._deal("2026-01-01", amount=2000)
        card = self._card()
        tiles = {tile["key"]: tile for tile in card["tiles"]}
        self.assertEqual(tiles["status"]["value"], "Current")
        self.assertEqual(tiles["responsible"]["value"], "Manager")
        self.assertEqual(tiles["responsible"]["hint"], "Large enterprise")
        self.assertEqual(tiles["contracts"]["value"], "1")
        self.assertIn("2", tiles["contracts"]["hint"])
        self.assertEqual(tiles["coverage"]["value"], "0 %")
        self.assertEqual(tiles["next_touch"]["value"], "Nothing planned")
        self.assertEqual(
            [(year["year"], year["count"], year["share"]) for year in card["years"]],
            [("2026", 1, 100), ("2025", 1, 25)],
        )
        self.assertFalse(card["may_override"])

    def test_card_of_an_organisation_nobody_works_with(self):
        other = self.env["res.partner"].create({"name": "Unknown", "is_company": True})
        card = other.with_user(self.user_manager).get_client_card()
        self.assertEqual(card["tiles"][0]["value"], "No client yet")
        self.assertEqual(card["years"], [])

    def test_card_of_a_person_is_that_of_the_organisation(self):
        self._deal("2026-01-01")
        self.assertEqual(self.boss.with_user(self.user_manager).get_client_card()["name"], "Plant")

    def test_colleagues_client_shows_whose_it_is_and_no_more(self):
        factory, lead = self._organisation(user=self.user_south_manager)
        lead.team_id = self.team_south
        self._deal("2026-01-01", lead=lead, amount=777)
        card = factory.with_user(self.user_manager).get_client_card()
        tiles = {tile["key"]: tile for tile in card["tiles"]}
        self.assertEqual(tiles["responsible"]["value"], "South manager")
        self.assertEqual(tiles["contracts"]["value"], "0")
        self.assertEqual(card["years"], [])
        self.assertNotIn("last_touch", tiles)

    def test_card_is_for_sales_roles(self):
        for user in (self.user_none, self.user_salesman, self.user_portal):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.organisation.with_user(user).get_client_card()

    def test_head_may_override_from_the_card(self):
        self._deal("2026-01-01")
        card = self.organisation.with_user(self.user_group_head).get_client_card()
        self.assertTrue(card["may_override"])
        action = self.organisation.with_user(self.user_group_head).action_client_override()
        wizard = self.env[action["res_model"]].with_user(self.user_group_head)
        wizard = wizard.with_context(**action["context"]).create({"status": "lost", "reason": "Moved away"})
        self.assertEqual(wizard.present, "Current")
        wizard.action_apply()
        self.assertEqual(self.organisation.client_status, "lost")

    def _card(self):
        return self.organisation.with_user(self.user_manager).with_company(self.company).get_client_card()
