from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..ladder.touch_common import NOW
from .client_common import ClientCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPartnerMerge(ClientCommon):
    """Two contacts that are one, each with a history of its own: merging them loses nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin, cls.twin_lead = cls._organisation("Plant JSC", cls.user_colleague)

    def test_history_contracts_and_words_of_both_go_on(self):
        first = self._deal("2024-01-01", "2024-12-31")
        second = self._deal("2024-07-01", "2025-06-30", lead=self.twin_lead)
        self.twin.with_user(self.user_group_head)._set_client_status("potential", "Talks again")
        self._merge()
        self.assertEqual((first | second).partner_id, self.organisation)
        self.assertEqual(
            self._rows(),
            [
                ("current", "2024-01-01", "2025-06-30"),
                ("lost", "2025-07-01", "2026-11-24"),
                ("potential", "2026-11-25", ""),
            ],
        )
        self.assertEqual(len(self._client_row()), 1)
        self.assertEqual(self._client_row().user_id, self.user_manager)
        self.assertFalse(self.Status._stale())

    def test_words_of_one_day_are_both_kept(self):
        for organisation, reason in ((self.organisation, "First word"), (self.twin, "Second word")):
            organisation.with_user(self.user_group_head)._set_client_status("current", reason)
        self._merge()
        self.assertEqual(self._rows(), [("current", "2026-11-25", "")])
        self.assertIn("Second word", self._history(self.organisation))

    def test_client_of_the_one_that_goes_keeps_its_row(self):
        self._deal("2026-01-01", lead=self.twin_lead)
        client = self._client_row(self.twin)
        self._merge()
        self.assertEqual(client.partner_id, self.organisation)
        self.assertEqual((client.status, client.user_id), ("current", self.user_colleague))

    def test_registrations_of_both_stay_and_the_first_keeps_the_client(self):
        dealers = self.env["res.partner"].create([{"name": "Dealer"}, {"name": "Rival"}])
        registrations = self.env["salestech.partner.registration"].create(
            [
                {"partner_id": dealers[0].id, "organisation_id": self.twin.id, "date_from": "2026-10-01"},
                {"partner_id": dealers[1].id, "organisation_id": self.organisation.id, "date_from": "2026-11-01"},
            ]
        )
        self._merge()
        self.assertEqual(registrations.exists().organisation_id, self.organisation)
        self.assertEqual(registrations.mapped("state"), ["active", "released"])
        self.assertIn("Dealer", registrations[1].release_reason)

    def test_registrations_made_by_a_partner_go_over(self):
        registration = self.env["salestech.partner.registration"].create(
            {"partner_id": self.twin.id, "organisation_id": self._organisation("Client")[0].id}
        )
        self._merge()
        self.assertEqual(registration.partner_id, self.organisation)

    def test_people_keep_roles_familiarity_and_occasions(self):
        roles = self.env.ref("sales_technology.key_role_top") | self.env.ref("sales_technology.key_role_finance")
        double = self.env["res.partner"].create(
            {
                "name": "I. Petrov",
                "parent_id": self.organisation.id,
                "familiarity": "trusted",
                "key_role_ids": [Command.set(roles.ids)],
                "decision_role": "decides",
            }
        )
        self.boss.write({"familiarity": "met", "key_role_ids": [Command.set(roles[0].ids)]})
        occasions = self.env["salestech.occasion"].create(
            [
                {"partner_id": self.boss.id, "day": 1, "month": "5"},
                {"partner_id": double.id, "day": 2, "month": "5"},
                {"partner_id": double.id, "kind": "name_day", "day": 3, "month": "5"},
            ]
        )
        self._merge(double, self.boss)
        self.assertEqual(self.boss.key_role_ids, roles)
        self.assertEqual((self.boss.familiarity, self.boss.decision_role), ("trusted", "decides"))
        self.assertEqual(occasions.exists().partner_id, self.boss)
        self.assertEqual(occasions.mapped("active"), [True, False, True])
        self.assertIn("trusted", self.boss.familiarity_ids.mapped("familiarity"))
        self.assertIn("met", self.boss.familiarity_ids.mapped("familiarity"))

    def test_whoever_merges_needs_no_process_for_it(self):
        """An office manager without a sales role merges two contacts with the same e-mail."""
        self.user_none.group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        (self.organisation | self.twin).email = "office@plant.example.com"
        self._deal("2026-01-01", lead=self.twin_lead)
        self._merge(user=self.user_none)
        self.assertEqual(self._rows(), [("current", "2026-01-01", "")])

    def _merge(self, source=None, target=None, user=None):
        source, target = source or self.twin, target or self.organisation
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user or self.env.user)
        wizard.create({})._merge((source | target).ids, target.with_env(wizard.env))
        self.env.invalidate_all()
        self.assertFalse(source.exists())
