import logging
import re
from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...models.deal.protocol_attempt import MAX_WRONG
from ...tools.link_token import new_token
from .protocol_common import ProtocolCommon, drawing

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
HASH = re.compile(r'name="hash" value="([0-9a-f]{64})"')


class PageCase(ProtocolCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.protocol = self._protocol()
        self.path = f"/salestech/protocol/{self.protocol.id}/{self._send(self.protocol)}"
        self.env.flush_all()

    def _get(self, path=None, **kw):
        return self.url_open(path or self.path, **kw)

    def _post(self, act, path=None, page=None, **data):
        """Open the page and send one of its forms."""
        page = page or self._get(path)
        data.setdefault("csrf_token", (CSRF.findall(page.text) or [""])[0])
        data.setdefault("hash", (HASH.findall(page.text) or [""])[0])
        answer = self.url_open(f"{path or self.path}/{act}", data=data)
        self.env.invalidate_all()
        return answer

    def _sign(self, **data):
        return self._post("sign", **{"name": "Anna Petrova", "agree": "1", **data})


@tagged("post_install", "-at_install")
class TestProtocolPage(PageCase):
    # --- reading ---

    def test_page_shows_what_was_agreed_and_by_whom(self):
        self.user_manager.partner_id.phone = "+7 495 000-00-00"
        page = self._get()
        self.assertEqual(page.status_code, 200)
        for text in (
            "What we agreed",
            "Send the drawings",
            "Answer the drawings",
            "Manager",
            "+7 495 000-00-00",
            "Refuse",
        ):
            self.assertIn(text, page.text)

    def test_headers_keep_the_link_secret(self):
        for path in (self.path, f"{self.path}/pdf", "/salestech/protocol/1/x", "/salestech/verify"):
            headers = self._get(path).headers
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertIn("no-store", headers["Cache-Control"])
            self.assertIn("noindex", headers["X-Robots-Tag"])
            self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])

    def test_link_is_not_in_the_servers_log(self):
        line = logging.makeLogRecord({"msg": '127.0.0.1 - - "%s" %s', "args": (f"GET {self.path}/pdf HTTP/1.1", 200)})
        log = logging.getLogger("werkzeug")
        self.assertTrue(log.filter(line))
        self.assertEqual(
            line.getMessage(), f'127.0.0.1 - - "GET /salestech/protocol/{self.protocol.id}/preview/pdf HTTP/1.1" 200'
        )
        other = logging.makeLogRecord({"msg": "GET %s", "args": ("/odoo",)})
        self.assertTrue(log.filter(other))
        self.assertEqual(other.args, ("/odoo",))

    def test_looking_writes_nothing(self):
        self._get()  # caches
        self.env.cr.execute("SELECT pg_current_xact_id()")
        writes = []
        execute = type(self.env.cr).execute

        def watch(cr, query, *args, **kw):
            text = getattr(query, "code", query)
            if re.match(r"\s*(INSERT|UPDATE|DELETE)", str(text), re.IGNORECASE):
                writes.append(text)
            return execute(cr, query, *args, **kw)

        with patch.object(type(self.env.cr), "execute", watch):
            for path in (self.path, f"{self.path}/pdf"):
                self.assertEqual(self._get(path).status_code, 200)
        self.assertFalse(writes)

    def test_get_of_an_answer_is_no_answer(self):
        for act in ("sign", "refuse", "propose", "comment"):
            self.assertEqual(self._get(f"{self.path}/{act}").status_code, 405)
        self.assertFalse(self.protocol.signature_ids)

    def test_nothing_internal_is_on_the_page(self):
        boris = self.anna.copy({"name": "Boris Kim", "email": "boris@uralmash.example.com"})
        self.env["salestech.need"].create({"lead_id": self.lead.id, "kind": "risk", "name": "RISK-SECRET"})
        self.anna.write({"decision_note": "NOTE-SECRET", "comment": "COMMENT-SECRET"})
        protocol = self._protocol(
            signer_ids=[Command.set((self.anna | boris).ids)],
            client_participant_ids=[Command.set((self.anna | boris).ids)],
            risks="RISKS-SECRET",
        )
        path = f"/salestech/protocol/{protocol.id}/{self._send(protocol)}"
        protocol._message_log(body="CHATTER-SECRET")
        self.env["salestech.protocol.comment"].sudo().create(
            {"protocol_id": protocol.id, "partner_id": boris.id, "text": "BORIS-SECRET"}
        )
        page = self._get(path).text
        self.assertIn("Boris Kim", page)
        for secret in (
            "SECRET",
            "boris@uralmash",
            "anna@uralmash",
            "session_info",
            "lead_id",
            self.lead.name,
            self.user_group_head.name,
            "token_hash",
        ):
            self.assertNotIn(secret, page)

    def test_risks_are_shown_where_we_say_so(self):
        protocol = self._protocol(risks="Late delivery", share_risks=True)
        path = f"/salestech/protocol/{protocol.id}/{self._send(protocol)}"
        self.assertIn("Late delivery", self._get(path).text)

    def test_page_speaks_the_clients_language(self):
        self.anna.lang = "ru_RU"
        self.assertIn('lang="ru-RU"', self._get().text)

    def test_pdf_is_the_frozen_one(self):
        answer = self._get(f"{self.path}/pdf")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(answer.content, self.protocol.sudo()._pdf_bytes())

    # --- wrong links ---

    def test_wrong_links_get_one_answer(self):
        answers = [
            self._get(path)
            for path in (
                f"/salestech/protocol/{self.protocol.id}/{new_token()}",
                f"/salestech/protocol/{self.protocol.id}/x",
                f"/salestech/protocol/{self.protocol.id}/%00%ff'",
                f"/salestech/protocol/999999999/{new_token()}",
                f"/salestech/protocol/99999999999999999999/{new_token()}",
                f"/salestech/protocol/{self.protocol.id}/preview",
                f"/salestech/protocol/{self.protocol.id}/{'x' * 60_000}",
            )
        ]
        self.assertEqual({answer.status_code for answer in answers}, {404})
        self.assertEqual(len({answer.text for answer in answers}), 1)
        self.assertNotIn("What we agreed", answers[0].text)

    def test_wrong_links_lock_out_their_address_alone(self):
        wrong = f"/salestech/protocol/{self.protocol.id}/{new_token()}"
        for _ in range(MAX_WRONG):
            self.assertEqual(self._get(wrong).status_code, 404)
        locked = self._get()
        self.assertEqual((locked.status_code, locked.text), (404, self._get(wrong).text))
        with mute_logger("odoo.http"):
            answer = self._post("sign", name="Anna", agree="1")
        self.assertIn(answer.status_code, (400, 404))
        self.env.cr.execute("UPDATE salestech_protocol_attempt SET address = '203.0.113.9'")
        self.assertEqual(self._get().status_code, 200)

    def test_ended_links_say_so_and_show_nothing(self):
        link = self._link(self.protocol)
        for sql, words in (
            (
                "UPDATE salestech_protocol_link SET date_expiry = now() at time zone 'utc' - interval '1 second'",
                "expired",
            ),
            ("UPDATE salestech_protocol_link SET date_revoked = now() at time zone 'utc'", "withdrawn"),
            ("UPDATE salestech_protocol SET state = 'superseded'", "newer version"),
        ):
            with self.subTest(words):
                savepoint = self.env.cr.savepoint()
                self.env.cr.execute(sql)
                self.env.invalidate_all()
                page = self._get()
                self.assertEqual(page.status_code, 410)
                self.assertIn(words, page.text)
                self.assertNotIn("Send the drawings", page.text)
                self.assertEqual(self._get(f"{self.path}/pdf").status_code, 410)
                savepoint.rollback()
                savepoint.close()
                self.env.invalidate_all()
        self.assertTrue(link.exists())

    # --- deciding ---

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

    def test_own_people_preview_and_decide_nothing(self):
        self.authenticate(self.user_manager.login, self.user_manager.login)
        page = self._get(f"/salestech/protocol/{self.protocol.id}/preview")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Preview", page.text)
        self.assertNotIn("<form", page.text)
        self.assertIn("Preview", self._get().text)
        for act in ("sign", "refuse", "propose", "comment"):
            with self.assertLogs("odoo.addons.sales_technology.controllers.deal_protocol", "WARNING"):
                answer = self.url_open(
                    f"{self.path}/{act}", data={"csrf_token": self._own_csrf(), "name": "x", "agree": "1"}
                )
            self.assertEqual(answer.status_code, 403)
        self.env.invalidate_all()
        self.assertFalse(self.protocol.signature_ids)

    def _own_csrf(self):
        page = self.url_open("/odoo").text
        return re.search(r'csrf_token: "([^"]+)"', page)[1]

    def test_own_people_out_of_reach_see_nothing(self):
        self.authenticate(self.user_south_manager.login, self.user_south_manager.login)
        for path in (self.path, f"/salestech/protocol/{self.protocol.id}/preview", f"{self.path}/pdf"):
            self.assertEqual(self._get(path).status_code, 404)

    # --- bad input ---

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

    def test_fingerprint_of_a_signed_version_is_confirmed_without_content(self):
        path = f"/salestech/verify?h={self.protocol.content_hash}"
        self.assertIn("No version signed", self._get(path).text)
        self._sign()
        self._we_sign(self.protocol)
        page = self._get(path).text
        self.assertIn(self.protocol.name, page)
        for secret in ("Uralmash", "drawings", "Anna", "Manager"):
            self.assertNotIn(secret, page)
        for wild in ("x", "0" * 64, "%00", "' OR 1=1", "x" * 5000):
            self.assertIn("No version signed", self._get(f"/salestech/verify?h={wild}").text)

    # --- speed ---

    def test_fifty_items_cost_under_thirty_queries(self):
        protocol = self._protocol()
        protocol.item_ids = [
            Command.create({"name": f"Item {i}", "date_deadline": self.today + timedelta(days=9)}) for i in range(48)
        ]
        path = f"/salestech/protocol/{protocol.id}/{self._send(protocol)}"
        self._get(path)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with self.assertQueryCount(29):
            page = self._get(path)
        self.assertIn("Item 47", page.text)
        self.assertGreater(self.env.cr.sql_log_count, before)


@tagged("post_install", "-at_install")
class TestProtocolPagePhone(PageCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_client_draws_his_signature_on_a_phone(self):
        """Up to the press of the button; a real client signs in tests/test_deal_signing.py."""
        self.browser_js(self.path, PHONE_TOUR, ready="document.readyState === 'complete'", login=None)


# The page has none of Odoo's scripts, so the tour is plain: measure, draw, tick, sign.
PHONE_TOUR = """
(async () => {
    const say = (ok, what) => { if (!ok) { throw new Error(what); } };
    say(document.documentElement.scrollWidth <= window.innerWidth, "the page is wider than the phone");
    say(parseFloat(getComputedStyle(document.body).fontSize) >= 16, "the type is small");
    say(document.body.innerText.includes("Send the drawings"), "the items are not there");
    const form = document.querySelector("form.sign");
    const send = form.querySelector("button[type=submit]");
    say(send.offsetHeight >= 44, "the button is small");
    form.elements.agree.checked = true;
    send.click();
    say(form.querySelector(".problem").textContent, "an empty field was signed");
    const canvas = form.querySelector("canvas");
    canvas.scrollIntoView();
    const box = canvas.getBoundingClientRect();
    const at = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, {
        pointerId: 1, pointerType: "touch", isPrimary: true, bubbles: true, cancelable: true,
        buttons: type === "pointerup" ? 0 : 1, pressure: 0.5,
        clientX: box.left + x, clientY: box.top + y,
    }));
    at("pointerdown", 20, 60);
    for (let x = 20; x < 220; x += 10) {
        at("pointermove", x, 60 + 30 * Math.sin(x / 15));
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    at("pointerup", 220, 60);
    form.addEventListener("submit", (ev) => {
        ev.preventDefault();
        const sent = new FormData(form);
        say(sent.get("signature").startsWith("data:image/png;base64,"), "no drawing is sent");
        say(sent.get("hash").length === 64 && sent.get("csrf_token"), "the form is not whole");
        console.log("test successful");
    });
    send.click();
    say(!form.querySelector(".problem").textContent, form.querySelector(".problem").textContent);
})().catch((error) => console.error(error.message));
"""
