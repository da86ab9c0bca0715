from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..ladder.touch_common import NOW
from .client_common import ClientCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestClientTouch(ClientCommon):
    """Whose client it is, and when it was last touched."""

    def test_handing_over_takes_the_open_opportunities_along(self):
        self._deal("2026-01-01")
        client = self._client_row().with_user(self.user_group_head)
        client.user_id = self.user_colleague
        self.assertEqual(self.lead.user_id, self.user_colleague)
        self.assertEqual(client.team_id, self.team_north)
        self.assertIn(self.user_colleague.name, self._history(self.organisation))
        with self.assertRaises(AccessError):
            self._client_row().with_user(self.user_colleague).user_id = self.user_manager

    def test_managers_see_own_clients_heads_the_group(self):
        self._deal("2026-01-01")
        _factory, lead = self._organisation(user=self.user_colleague)
        self._deal("2026-01-01", lead=lead)
        for user, count in (("manager", 1), ("colleague", 1), ("group_head", 2), ("south_head", 0), ("director", 2)):
            with self.subTest(user):
                clients = self.Client.with_user(getattr(self, f"user_{user}"))
                self.assertEqual(clients.search_count([("company_id", "=", self.company.id)]), count)

    def test_merged_opportunities_bring_their_contracts_to_the_right_organisation(self):
        factory, lead = self._organisation()
        self._deal("2026-01-01", lead=lead)
        self.assertEqual(factory.client_status, "current")
        (self.lead | lead).with_context(active_test=False)._merge_opportunity(auto_unlink=False)
        kept = (self.lead | lead).filtered("contract_ids")
        self.assertEqual(len(kept), 1)
        self.env.invalidate_all()
        owner = kept.contract_ids.partner_id
        self.assertEqual(owner.client_status, "current")
        self.assertEqual(len(self._rows(owner)), 1)

    # ------------------------------------------------------------
    # TOUCHES
    # ------------------------------------------------------------

    def test_touch_is_due_by_segment_then_by_settings(self):
        self._deal("2026-01-01")
        client = self._client_row()
        self.company.salestech_touch_days = 10
        self.assertEqual(str(client.touch_due_date), "2026-01-11")
        self.organisation.segment_id.touch_days = 60
        self.assertEqual(str(client.touch_due_date), "2026-03-02")
        self.assertEqual(client.touch_state, "late")
        self.organisation.segment_id = self.env.ref("sales_technology.segment_mid")
        self.assertEqual(str(client.touch_due_date), "2026-01-11")

    def test_logged_touch_moves_the_day_and_plans_the_next(self):
        self._deal("2026-01-01")
        wizard = (
            self.env["salestech.client.touch"]
            .with_user(self.user_manager)
            .create(
                {
                    "partner_id": self.organisation.id,
                    "contact_id": self.boss.id,
                    "note": "All well",
                    "next_date": "2026-12-10",
                }
            )
        )
        wizard.action_save()
        client = self._client_row()
        self.assertEqual(str(client.last_touch_date), "2026-11-25")
        self.assertEqual(client.touch_state, "fine")
        self.assertEqual(str(client.next_touch_date), "2026-12-10")
        self.assertEqual(str(self.boss.person_touch_date), "2026-11-25")
        self.assertEqual(self.Client.search([("next_touch_date", "<=", "2026-12-10")]), client)
        self.assertFalse(self.Client.search([("next_touch_date", "<", "2026-12-10")]))
        self.assertNotIn(client, self.Client.search([("next_touch_date", "=", False)]))

    def test_touch_with_a_stranger_or_in_the_past_is_refused(self):
        wizard = self.env["salestech.client.touch"].with_user(self.user_manager)
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        with self.assertRefused("Stranger", error=UserError):
            wizard.create({"partner_id": self.organisation.id, "contact_id": stranger.id}).action_save()
        with self.assertRefused("passed", error=UserError):
            wizard.create({"partner_id": self.organisation.id, "next_date": "2026-01-01"}).action_save()

    def test_held_meeting_and_logged_call_are_touches(self):
        self._deal("2026-01-01")
        self._log("reached", self.boss)
        self.assertEqual(str(self._client_row().last_touch_date), "2026-11-25")
        self.env.cr.execute("UPDATE salestech_client SET last_touch_date = NULL")
        self.env.invalidate_all()
        event = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-11-24 10:00:00",
                "stop": "2026-11-24 11:00:00",
                "opportunity_id": self.lead.id,
                "partner_ids": [Command.link(self.boss.id)],
            }
        )
        event.action_held()
        self.assertEqual(str(self._client_row().last_touch_date), "2026-11-24")
        self.env.cr.execute("UPDATE salestech_client SET last_touch_date = NULL")
        self.env.invalidate_all()
        self.Client._refresh_touches()
        self.assertEqual(str(self._client_row().last_touch_date), "2026-11-25")

    def test_days_of_a_segment_out_of_range_are_refused(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.organisation.segment_id.touch_days = -1
            self.env.flush_all()
