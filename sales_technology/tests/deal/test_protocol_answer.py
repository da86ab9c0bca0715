from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from .page_common import PageCase
from .protocol_common import drawing


@tagged("post_install", "-at_install")
class TestProtocolAnswer(PageCase):
    def test_client_signs_by_typing(self):
        answer = self._sign()
        self.assertIn("Your signature has reached us", answer.text)
        row = self.protocol.signature_ids
        self.assertRecordValues(
            row,
            [
                {
                    "side": "client",
                    "decision": "signed",
                    "method": "typed",
                    "signer_name": "Anna Petrova",
                    "partner_id": self.anna.id,
                    "email": "anna@uralmash.example.com",
                    "content_hash": self.protocol.content_hash,
                    "version": 1,
                }
            ],
        )
        self.assertTrue(row.address and row.user_agent)
        self.assertEqual(self.protocol.state, "agreed")

    def test_client_signs_by_drawing(self):
        self._sign(signature=drawing())
        self.assertEqual(self.protocol.signature_ids.method, "drawn")
        self.assertTrue(self.protocol.signature_ids.signature)

    def test_second_decision_is_none(self):
        page = self._get()
        self._post("sign", page=page, name="Anna Petrova", agree="1")
        for act, data in (
            ("sign", {"name": "Anna", "agree": "1"}),
            ("refuse", {"reason": "No"}),
            ("propose", {"note": "x"}),
        ):
            answer = self._post(act, page=page, **data)
            self.assertEqual(answer.status_code, 409)
            self.assertIn("has reached us", answer.text)
        self.assertEqual(len(self.protocol.signature_ids), 1)

    def test_client_refuses_with_a_reason(self):
        self.assertEqual(self._post("refuse", reason=" \0 ").status_code, 422)
        self.assertIn("reached us", self._post("refuse", reason="Too dear\u202e").text)
        self.assertRecordValues(self.protocol.signature_ids, [{"decision": "refused", "reason": "Too dear"}])
        self.assertEqual(self.protocol.state, "refused")
        self.assertEqual(self._get().status_code, 200)

    def test_client_proposes_a_change(self):
        item = self.protocol.item_ids[0]
        later = self.today + timedelta(days=8)
        answer = self._post(
            "propose",
            **{
                f"what_{item.id}": "Send them by post",
                f"until_{item.id}": str(later),
                "note": "<b>Please</b>",
                "what_1": "x",
            },
        )
        self.assertIn("Your proposal has reached us", answer.text)
        self.assertRecordValues(self.protocol.change_ids, [{"note": "<b>Please</b>", "state": "open"}])
        self.assertRecordValues(
            self.protocol.change_ids.line_ids,
            [{"item_id": item.id, "new_name": "Send them by post", "new_date": later}],
        )
        again = self._post("propose", note="Once more")
        self.assertEqual(again.status_code, 409)
        self._sign()
        self.assertEqual(self.protocol.change_ids.state, "withdrawn")

    def test_declined_proposal_is_told_to_the_client(self):
        self._post("propose", note="A month later")
        change = self.protocol.change_ids
        with self.mock_mail_gateway():
            change.with_user(self.user_manager).action_decline()
            self.flush_tracking()
        self.assertEqual(change.state, "declined")
        self.assertFalse(self.protocol.activity_ids)
        self.assertSentEmail(self.user_manager.email_formatted, [self.anna], body_content="We cannot agree to it")
        page = self._get().text
        self.assertIn("could not agree to your proposal", page)
        self.assertNotIn("waits for our answer", page)
        self.assertIn("Your proposal has reached us", self._post("propose", note="Two weeks later").text)

    def test_unchanged_proposal_is_none(self):
        self.assertEqual(self._post("propose", note="").status_code, 422)
        item = self.protocol.item_ids[0]
        self.assertEqual(self._post("propose", **{f"until_{item.id}": "tomorrow"}).status_code, 422)

    def test_client_comments_on_an_item_of_this_protocol(self):
        item = self.protocol.item_ids[0]
        foreign = self._protocol().item_ids[0]
        self._post("comment", item=item.id, text="By post?\nOr by mail?")
        self._post("comment", item=foreign.id, text="Elsewhere")
        self.assertRecordValues(
            self.protocol.comment_ids,
            [{"item_id": item.id, "text": "By post?\nOr by mail?"}, {"item_id": False, "text": "Elsewhere"}],
        )
        self.assertIn("By post?", self._get().text)

    def test_content_other_than_shown_is_not_signed(self):
        answer = self._sign(hash="0" * 64)
        self.assertEqual(answer.status_code, 409)
        self.assertFalse(self.protocol.signature_ids)

    @mute_logger("odoo.http")
    def test_answer_without_csrf_is_refused(self):
        self.assertEqual(self._sign(csrf_token="").status_code, 400)
        self.assertFalse(self.protocol.signature_ids)

    def test_signed_without_tick_or_name_is_refused(self):
        self.assertEqual(self._sign(agree="").status_code, 422)
        self.assertEqual(self._sign(name=" \u202e ").status_code, 422)
        self.assertFalse(self.protocol.signature_ids)

    # --- our own people ---

    def test_wild_texts_get_a_clean_answer(self):
        for text in (
            "<script>alert(1)</script>",
            "'\"><img src=x onerror=alert(1)>",
            "=HYPERLINK(1)",
            "\u202eевил",
            "😀👩‍👩‍👧 Ünïcode",
            "{{ 7*7 }} <t t-out='7'/>",
            "a\0b",
        ):
            with self.subTest(text):
                answer = self._post("comment", text=text)
                self.assertEqual(answer.status_code, 200)
                self.assertNotIn("<script>alert", answer.text)
                self.assertNotIn("<img src=x", answer.text)
                stored = self.protocol.comment_ids[-1].text
                self.assertNotIn("\0", stored)
                self.assertNotIn("\u202e", stored)

    def test_markup_in_every_name_is_shown_as_text(self):
        evil = "<img src=x onerror=alert(1)>"
        self.anna.name = self.organisation.name = evil
        self.user_manager.partner_id.write({"name": evil, "function": evil, "phone": evil})
        protocol = self._protocol(title=evil, agenda=evil, needs=evil, note=evil, place=evil)
        protocol.item_ids.write({"name": evil})
        path = f"/salestech/protocol/{protocol.id}/{self._send(protocol)}"
        page = self._get(path)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("<img src=x", page.text)
        self.assertNotIn("<img src=x", self._mails[-1]["body"])

    @mute_logger("odoo.http")
    def test_megabytes_get_a_clean_answer(self):
        for data in (
            {"name": "x" * 1_000_000},
            {"signature": "A" * 1_000_000},
            {"signature": "data:image/png;base64,AAAA"},
        ):
            self.assertEqual(self._sign(**data).status_code, 422)
        self.assertIn(self._sign(name="x" * 3_000_000).status_code, (400, 413))
        self.assertFalse(self.protocol.signature_ids)

    # --- the public check ---
