from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ...exceptions import LadderRefusal
from ...tools.passage import CONTEXT_KEY, Passage
from .protocol_common import ProtocolCommon


@tagged("post_install", "-at_install")
class TestDevelopmentPlan(ProtocolCommon):
    """The signed items of a client, until each is done or cancelled."""

    def _close(self, items, state="done", text="Done by courier", user=None):
        wizard = self.env["salestech.protocol.item.close"].with_user(user or self.user_manager)
        wizard.create({"item_ids": [Command.set(items.ids)], "state": state, "text": text}).action_save()

    def test_items_come_into_force_when_both_have_signed(self):
        protocol = self._protocol()
        self.assertEqual(set(protocol.item_ids.mapped("state")), {"draft"})
        self._send(protocol)
        self._client_signs(protocol)
        self.assertEqual(set(protocol.item_ids.mapped("state")), {"draft"})
        self._we_sign(protocol)
        self.assertEqual(set(protocol.item_ids.mapped("state")), {"open"})

    def test_our_items_become_activities_of_those_responsible(self):
        protocol = self._protocol()
        protocol.item_ids[0].user_id = self.user_colleague
        self._send(protocol)
        self._client_signs(protocol)
        self._we_sign(protocol)
        ours, theirs = protocol.item_ids
        activity = ours.sudo().activity_ids
        self.assertRecordValues(
            activity,
            [{"user_id": self.user_colleague.id, "date_deadline": ours.date_deadline, "summary": "Send the drawings"}],
        )
        self.assertFalse(theirs.sudo().activity_ids)
        self.assertIn(ours, self.env["salestech.protocol.item"].with_user(self.user_colleague).search([]))

    def test_activity_done_closes_the_item(self):
        protocol = self._signed()
        item = protocol.item_ids[0]
        item.activity_ids.with_user(self.user_manager).action_feedback(feedback="Sent on Monday")
        self.assertRecordValues(
            item,
            [
                {
                    "state": "done",
                    "result": "Sent on Monday",
                    "closed_by_id": self.user_manager.id,
                    "date_closed": self.today,
                }
            ],
        )

    def test_item_done_closes_its_activity(self):
        protocol = self._signed()
        item = protocol.item_ids[0]
        self._close(item)
        self.assertRecordValues(item, [{"state": "done", "result": "Done by courier"}])
        self.assertFalse(item.activity_ids)

    def test_cancelled_with_a_reason(self):
        item = self._signed().item_ids[1]
        with self.assertRefused("why it is cancelled", error=UserError):
            self._close(item, "cancelled", " ")
        self._close(item, "cancelled", "The client does it himself")
        self.assertRecordValues(
            item, [{"state": "cancelled", "cancel_reason": "The client does it himself", "result": False}]
        )
        with self.assertRefused("is not open", error=UserError):
            self._close(item)

    def test_items_of_an_unsigned_protocol_cannot_be_closed(self):
        with self.assertRefused("is not open", error=UserError):
            self._close(self._protocol().item_ids)

    def test_who_may_not_reach_or_carry_out_closes_nothing(self):
        item = self._signed().item_ids[0]
        for user in (self.user_south_manager, self.user_director):
            with self.assertRaises(AccessError):
                self._close(item, user=user)
        self._tick("2.1.8", "manager", False)
        with self.assertRefused("2.1.8"):
            self._close(item)

    def test_progress_on_client_and_organisation(self):
        protocol = self._signed()
        self._close(protocol.item_ids[0])
        for record in (self.lead, self.organisation):
            record = record.with_user(self.user_manager)
            self.assertRecordValues(record, [{"plan_done_count": 1, "plan_item_count": 2, "plan_progress": 50}])

    def test_progress_costs_the_same_for_many_clients(self):
        leads = self.lead | self._lead(self.user_manager) | self._lead(self.user_manager)
        self._signed()
        for lead in leads[1:]:
            self._protocol(lead=lead, partner_id=self.organisation.id)
        leads = leads.with_user(self.user_manager)
        leads.mapped("plan_progress")
        self.env.invalidate_all()
        with self.assertQueryCount(5):
            leads.mapped("plan_progress")

    def test_overdue_is_found(self):
        protocol = self._signed()
        item = protocol.item_ids[0]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE salestech_protocol_item SET date_deadline = %s WHERE id = %s",
            [self.today - timedelta(days=1), item.id],
        )
        self.env.invalidate_all()
        self.assertTrue(item.is_overdue)
        found = self.env["salestech.protocol.item"].search(
            [("is_overdue", "=", True), ("protocol_id", "=", protocol.id)]
        )
        self.assertEqual(found, item)

    # --- reminders of the client ---

    def test_client_is_reminded_politely_once_for_all_items(self):
        protocol = self._protocol()
        protocol.item_ids = [
            Command.create(
                {
                    "name": "Send the <b>contract</b>",
                    "side": "client",
                    "person_id": self.anna.id,
                    "date_deadline": self.today + timedelta(days=3),
                }
            )
        ]
        self._send(protocol)
        self._client_signs(protocol)
        self._we_sign(protocol)
        with self.mock_mail_gateway():
            told = protocol.item_ids._remind_client()
            self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        self.assertEqual(told, protocol.item_ids.filtered(lambda i: i.side == "client"))
        mails = [mail for mail in self._mails if "reminder" in mail["subject"]]
        self.assertEqual([mail["email_to"] for mail in mails], [['"Anna Petrova" <anna@uralmash.example.com>']])
        self.assertIn("Answer the drawings", mails[0]["body"])
        self.assertIn("&lt;b&gt;contract", mails[0]["body"])
        self.assertNotIn("Send the drawings", mails[0]["body"])
        self.assertEqual(set(told.mapped("date_reminded")), {self.today})

    def test_nobody_is_reminded_without_an_address(self):
        protocol = self._signed()
        self.anna.email = False
        self.assertFalse(protocol.item_ids._remind_client())

    # --- consent and the gates ---

    def _consent(self, user=None, **vals):
        return (
            self.env["salestech.consent"]
            .with_user(user or self.user_manager)
            .create({"lead_id": self.lead.id, "partner_id": self.anna.id, "how": "call", **vals})
        )

    def test_consent_is_recorded_once_and_not_rewritten(self):
        consent = self._consent(note="Let us start")
        self.assertIn("Anna Petrova", self.lead.message_ids[0].body)
        for record in (consent, consent.sudo()):
            with self.assertRefused("not rewritten", error=UserError):
                record.date = self.today - timedelta(days=1)
        with self.assertRefused("future", error=ValidationError):
            self._consent(date=self.today + timedelta(days=2))
        with self.assertRaises(AccessError):
            self._consent(self.user_south_manager)
        self._tick("2.1.8", "manager", False)
        with self.assertRefused("2.1.8"):
            self._consent()

    def _missing(self):
        self.env.invalidate_all()
        missing = self.lead._ladder_missing().get(self.lead.id, [])
        return self.env["salestech.ladder.gate"].browse(missing).mapped("mend")

    def test_gates_of_step_six_and_seven(self):
        steps = self.lead.ladder_id.stage_ids
        six, seven = steps.filtered(lambda s: s.step_no == 6), steps.filtered(lambda s: s.step_no == 7)
        self.lead.with_context(**{CONTEXT_KEY: Passage("override", "test")}).stage_id = six
        self.assertEqual(self._missing(), ["protocol"])
        with self.assertRaises(LadderRefusal):
            self.lead.with_user(self.user_manager).stage_id = seven
        protocol = self._signed()
        self.assertEqual(self._missing(), [])
        self.lead.with_user(self.user_manager).stage_id = seven
        self.assertLessEqual({"plan", "consent"}, set(self._missing()))
        self._close(protocol.item_ids[0])
        self.assertNotIn("plan", self._missing())
        self._consent()
        self.assertNotIn("consent", self._missing())

    def test_buttons_of_the_gates_open_what_is_needed(self):
        lead = self.lead.with_user(self.user_manager)
        draft = lead._mend_protocol(None)
        self.assertEqual(draft["res_model"], "salestech.protocol")
        self.assertEqual(lead._mend_protocol(None)["res_id"], draft["res_id"])
        self.assertEqual(lead._mend_plan(None)["res_model"], "salestech.protocol.item")
        self.assertEqual(lead._mend_consent(None)["context"]["default_partner_id"], self.anna.id)
