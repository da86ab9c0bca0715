import logging
import re
from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.deal.protocol_attempt import MAX_WRONG
from ...tools.link_token import new_token
from .page_common import PageCase


@tagged("post_install", "-at_install")
class TestProtocolPage(PageCase):
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
