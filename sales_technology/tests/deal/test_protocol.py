from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .protocol_common import ProtocolCommon


@tagged("post_install", "-at_install")
class TestProtocol(ProtocolCommon):
    # --- from a meeting ---

    def _meeting(self, **vals):
        return self.env["calendar.event"].create(
            {
                "name": "Meeting with Uralmash",
                "start": fields.Datetime.now() - timedelta(hours=2),
                "stop": fields.Datetime.now() - timedelta(hours=1),
                "opportunity_id": self.lead.id,
                "partner_ids": [Command.set((self.anna | self.user_manager.partner_id).ids)],
                "description": "<p>Delivery in spring</p>",
                "location": "Yekaterinburg",
                "user_id": self.user_manager.id,
                **vals,
            }
        )

    def test_held_meeting_makes_a_filled_in_protocol(self):
        self.env["salestech.need"].create(
            [
                {"lead_id": self.lead.id, "kind": "need", "name": "Drawings by May"},
                {"lead_id": self.lead.id, "kind": "risk", "name": "A competitor is in the house"},
            ]
        )
        meeting = self._meeting()
        meeting.meeting_state = "held"
        action = meeting.with_user(self.user_manager).action_make_protocol()
        protocol = self.env["salestech.protocol"].browse(action["res_id"])
        self.assertRecordValues(
            protocol,
            [
                {
                    "lead_id": self.lead.id,
                    "partner_id": self.organisation.id,
                    "event_id": meeting.id,
                    "place": "Yekaterinburg",
                    "agenda": "Delivery in spring",
                    "needs": "• Drawings by May",
                    "risks": "• A competitor is in the house",
                    "share_risks": False,
                    "state": "draft",
                    "our_participant_ids": self.user_manager.partner_id.ids,
                    "client_participant_ids": self.anna.ids,
                    "signer_ids": self.anna.ids,
                }
            ],
        )
        self.assertEqual(protocol.item_ids.mapped("name"), ["Drawings by May"])
        again = meeting.with_user(self.user_manager).action_make_protocol()
        self.assertEqual(again["res_id"], protocol.id)

    def test_meeting_that_was_not_held_makes_none(self):
        with self.assertRefused("was not held yet", error=UserError):
            self._meeting().with_user(self.user_manager).action_make_protocol()

    # --- sending ---

    def test_sending_freezes_and_mails(self):
        protocol = self._protocol()
        token = self._send(protocol)
        self.assertEqual(protocol.state, "sent")
        self.assertRegex(protocol.name, r"^PR/\d{4}/\d{4,}$")
        self.assertEqual(len(protocol.content_hash), 64)
        self.assertTrue(protocol.pdf)
        mail = self._mails[-1]
        self.assertEqual(mail["email_to"], ["anna@uralmash.example.com"])
        self.assertIn(token, mail["body"])
        self.assertIn(token, mail["body_alternative"])
        self.assertEqual(len(mail["attachments"]), 1)

    def test_what_is_missing_is_named_and_nothing_changes(self):
        protocol = self._protocol()
        protocol.item_ids[0].date_deadline = False
        protocol.item_ids[1].side = False
        protocol.signer_ids = False
        with self.assertRefused("say until when", "whose task", "who signs", error=UserError):
            protocol.action_send()
        self.assertEqual((protocol.state, protocol.name), ("draft", "/"))

    def test_item_before_the_meeting_is_refused(self):
        protocol = self._protocol()
        protocol.item_ids[0].date_deadline = self.today - timedelta(days=1)
        with self.assertRefused("ends before the day of the meeting", error=UserError):
            protocol.action_send()

    def test_item_before_what_it_depends_on_is_refused(self):
        first, second = self._protocol().item_ids
        with self.assertRefused("on which it depends", error=ValidationError):
            first.depends_on_ids = second
        second.depends_on_ids = first
        with self.assertRefused("circle", error=ValidationError):
            first.write({"depends_on_ids": [Command.set(second.ids)], "date_deadline": second.date_deadline})

    def test_signer_without_address_is_refused(self):
        protocol = self._protocol()
        self.anna.email = False
        with self.assertRefused("Anna Petrova", "no e-mail", error=UserError):
            protocol.action_send()

    def test_link_never_goes_to_our_own_people(self):
        with self.assertRefused("works for us", error=ValidationError):
            self._protocol(signer_ids=[Command.set(self.user_colleague.partner_id.ids)])
        protocol = self._protocol()
        self.anna.email = f"Anna <{self.user_colleague.email}>"
        with self.assertRefused("one of our own people", error=UserError):
            protocol.action_send()

    def test_client_of_another_company_is_refused(self):
        foreign = self.env["res.partner"].create({"name": "Abroad", "company_id": self.other_company.id})
        with self.assertRaises(UserError):
            self._protocol(partner_id=foreign.id)

    # --- signing ---

    def test_client_signs_first_then_we(self):
        protocol = self._protocol()
        self._send(protocol)
        self._client_signs(protocol)
        self.assertEqual(protocol.state, "agreed")
        self._we_sign(protocol)
        self.assertEqual(protocol.state, "signed")
        self.assertRecordValues(
            protocol.signature_ids,
            [
                {"side": "client", "partner_id": self.anna.id, "method": "typed", "version": 1},
                {"side": "ours", "partner_id": self.user_manager.partner_id.id, "method": "drawn", "version": 1},
            ],
        )
        self.assertEqual(set(protocol.signature_ids.mapped("content_hash")), {protocol.content_hash})

    def test_we_sign_first_then_the_client(self):
        protocol = self._protocol()
        self._send(protocol)
        self._we_sign(protocol)
        self.assertEqual(protocol.state, "signed_us")
        self._client_signs(protocol)
        self.assertEqual(protocol.state, "signed")

    def test_every_signer_of_the_client_has_to_sign(self):
        boris = self.anna.copy({"name": "Boris Kim", "email": "boris@uralmash.example.com"})
        protocol = self._protocol(signer_ids=[Command.set((self.anna | boris).ids)])
        self._send(protocol)
        self._we_sign(protocol)
        for link in protocol.sudo().link_ids:
            self.assertEqual(protocol.state, "signed_us")
            link.protocol_id._client_sign(
                link,
                protocol.content_hash,
                {"signer_name": link.partner_id.name, "method": "typed", "signature": False},
            )
            self.env.invalidate_all()
        self.assertEqual(protocol.state, "signed")

    def test_only_who_agrees_terms_signs_for_us(self):
        protocol = self._protocol()
        self._send(protocol)
        self._tick("2.1.8", "manager", False)
        with self.assertRefused("2.1.8"):
            self._we_sign(protocol)

    def test_we_sign_once(self):
        protocol = self._protocol()
        self._send(protocol)
        self._we_sign(protocol)
        with self.assertRefused("signed by us already", error=UserError):
            self._we_sign(protocol, self.user_department_head)

    def test_paper_is_recorded_with_its_scan_and_shown_as_such(self):
        protocol = self._protocol()
        self._send(protocol)
        self.env["salestech.protocol.paper"].with_user(self.user_manager).create(
            {"protocol_id": protocol.id, "scan": "c2Nhbg==", "scan_name": "scan.pdf", "paper_date": self.today}
        ).action_save()
        self.assertEqual(protocol.state, "signed")
        client = protocol.signature_ids.filtered(lambda row: row.side == "client")
        self.assertEqual((client.method, client.scan, client.paper_date), ("paper", b"c2Nhbg==", self.today))

    def test_paper_dated_in_the_future_is_refused(self):
        protocol = self._protocol()
        self._send(protocol)
        with self.assertRefused("future", error=ValidationError):
            self.env["salestech.protocol.paper"].with_user(self.user_manager).create(
                {"protocol_id": protocol.id, "scan": "c2Nhbg==", "paper_date": self.today + timedelta(days=2)}
            )

    def test_agreed_by_mail_then_signed(self):
        protocol = self._protocol()
        self._send(protocol)
        self.env["salestech.protocol.answer"].with_user(self.user_manager).create(
            {"protocol_id": protocol.id, "how": "Answered our e-mail: “we agree”"}
        ).action_save()
        self.assertRecordValues(protocol, [{"state": "agreed", "agreed_by_id": self.anna.id}])
        self._we_sign(protocol)
        self.assertEqual(protocol.state, "signed_us")

    def test_refusal_ends_a_version(self):
        protocol = self._protocol()
        self._send(protocol)
        self.env["salestech.protocol.answer"].with_user(self.user_manager).create(
            {"protocol_id": protocol.id, "answer": "refused", "how": "Too dear"}
        ).action_save()
        self.assertEqual(protocol.state, "refused")
        with self.assertRefused("Refused", error=UserError):
            self._we_sign(protocol)

    # --- versions ---

    def test_new_version_takes_the_place_of_an_unsigned_one_when_sent(self):
        first = self._protocol()
        self._send(first)
        second = self.env["salestech.protocol"].browse(first.action_new_version()["res_id"])
        self.assertRecordValues(
            second,
            [{"name": first.name, "version": 2, "previous_id": first.id, "state": "draft", "lead_id": self.lead.id}],
        )
        self.assertEqual(second.item_ids.mapped("name"), first.item_ids.mapped("name"))
        self.assertEqual(first.state, "sent")
        self._send(second.with_user(self.user_manager))
        self.assertEqual((first.state, second.state), ("superseded", "sent"))
        with self.assertRaises(UserError):
            self._client_signs(first)

    def test_signed_version_holds_until_the_next_is_signed(self):
        first = self._signed()
        first.item_ids[0]._close("done", "Sent by courier")
        second = (
            self.env["salestech.protocol"].browse(first.action_new_version()["res_id"]).with_user(self.user_manager)
        )
        self._send(second)
        self.assertEqual(first.state, "signed")
        self._client_signs(second)
        self._we_sign(second)
        self.assertEqual((first.state, second.state), ("superseded", "signed"))
        self.assertEqual(first.item_ids.mapped("state"), ["done", "replaced"])
        self.assertEqual(second.item_ids.mapped("state"), ["done", "open"])
        self.assertEqual(second.item_ids[0].result, "Sent by courier")

    def test_one_next_version_at_a_time(self):
        first = self._protocol()
        self._send(first)
        first.action_new_version()
        with self.assertRefused("written already", error=UserError):
            first.action_new_version()

    def test_accepted_proposal_becomes_the_next_version(self):
        protocol = self._protocol()
        self._send(protocol)
        link, item = self._link(protocol), protocol.item_ids[0]
        later = self.today + timedelta(days=8)
        link.protocol_id._client_propose(
            link,
            protocol.content_hash,
            "A week later, please",
            [{"item_id": item.id, "new_date": later, "new_name": "Send them"}],
        )
        change = protocol.change_ids
        self.assertEqual(protocol.open_change_count, 1)
        self.assertEqual(protocol.activity_ids.user_id, self.user_manager)
        action = change.with_user(self.user_manager).action_accept()
        version = self.env["salestech.protocol"].browse(action["res_id"])
        self.assertRecordValues(version.item_ids[0], [{"name": "Send them", "date_deadline": later}])
        self.assertEqual((change.state, change.new_version_id), ("accepted", version))
        self.assertFalse(protocol.activity_ids, "What is answered waits for nobody")
        with self.assertRefused("answered already", error=UserError):
            change.with_user(self.user_manager).action_decline()

    # --- minutes ---

    def test_minutes_need_no_client_and_are_closed(self):
        minutes = (
            self.env["salestech.protocol"]
            .with_user(self.user_manager)
            .create(
                {
                    "kind": "internal",
                    "title": "Stand-up",
                    "item_ids": [Command.create({"name": "Call Uralmash", "date_deadline": self.today})],
                }
            )
        )
        minutes.action_close()
        self.assertRegex(minutes.name, r"^MN/")
        self.assertRecordValues(minutes, [{"state": "closed"}])
        self.assertEqual(minutes.item_ids.state, "open")
        self.assertFalse(minutes.link_ids)

    def test_minutes_with_a_client_are_refused(self):
        with self.assertRefused("no client", error=ValidationError):
            self._protocol(kind="internal")

    # --- who may ---

    def test_colleague_reaches_nothing(self):
        protocol = self._protocol()
        with self.assertRaises(AccessError):
            protocol.with_user(self.user_south_manager).read(["title"])
        with self.assertRaises(AccessError):
            self._protocol(self.user_south_manager)

    def test_director_reads_and_changes_nothing(self):
        protocol = self._protocol()
        self._send(protocol)
        director = protocol.with_user(self.user_director)
        self.assertTrue(director.title)
        self.assertTrue(director.item_ids.mapped("name"))
        for act in (director.action_new_version, director.action_sign, director.action_send_again):
            with self.assertRaises(AccessError):
                act()

    def test_merged_clients_keep_their_protocols(self):
        signed = self._signed()
        other = self._lead(self.user_manager, partner_id=self.organisation.id)
        (other | self.lead)._merge_opportunity(auto_unlink=True)
        self.assertTrue(signed.lead_id.exists())
        self.assertEqual(signed.state, "signed")
