from datetime import timedelta

from markupsafe import Markup

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.deal.protocol_attempt import MAX_WRONG
from ...tools.link_token import token_hash
from .protocol_common import ProtocolCommon


@tagged("post_install", "-at_install")
class TestProtocolLink(ProtocolCommon):
    def test_token_is_nowhere_but_in_the_mail(self):
        protocol = self._protocol()
        token = self._send(protocol)
        self.assertEqual(self._link(protocol).token_hash, token_hash(token))
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'jsonb', 'json')"
        )
        for table, column in self.env.cr.fetchall():
            self.env.cr.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text LIKE %s', [f"%{token}%"])
            self.assertFalse(self.env.cr.fetchone()[0], f"the token is in {table}.{column}")

    def test_client_who_answers_the_mail_brings_no_token_into_the_chatter(self):
        protocol = self._protocol()
        token = self._send(protocol)
        quoted = Markup("<p>Yes</p><blockquote><a href='http://x/salestech/protocol/%s/%s'>Read</a></blockquote>")
        message = protocol.message_post(body=quoted % (protocol.id, token), message_type="email")
        self.assertNotIn(token, message.body)
        self.assertIn("<blockquote", message.body)
        plain = f"/salestech/protocol/{protocol.id}/{token} <b>"
        message = protocol.message_post(body=plain, message_type="comment")
        self.assertNotIn(token, message.body)
        self.assertIn("&lt;b&gt;", message.body)

    def test_each_signer_gets_a_link_of_his_own(self):
        boris = self.anna.copy({"name": "Boris Kim", "email": "boris@uralmash.example.com"})
        protocol = self._protocol(signer_ids=[(6, 0, (self.anna | boris).ids)])
        self._send(protocol)
        self.assertEqual(
            {mail["email_to"][0] for mail in self._mails}, {"anna@uralmash.example.com", "boris@uralmash.example.com"}
        )
        self.assertEqual(len(set(protocol.sudo().link_ids.mapped("token_hash"))), 2)

    def test_sending_again_ends_the_link_before(self):
        protocol = self._protocol()
        first = self._send(protocol)
        with self.mock_mail_gateway():
            protocol.action_send_again()
            second = self._token()
        links = self.env["salestech.protocol.link"].sudo()
        self.assertNotEqual(first, second)
        self.assertEqual(links._find(protocol.id, first).state, "revoked")
        self.assertEqual(links._find(protocol.id, second).state, "works")

    def test_link_opens_its_own_record_only(self):
        one, two = self._protocol(), self._protocol()
        token = self._send(one)
        self._send(two)
        links = self.env["salestech.protocol.link"].sudo()
        self.assertTrue(links._find(one.id, token))
        self.assertFalse(links._find(two.id, token))
        for wrong in (
            "",
            None,
            False,
            [token],
            "x" * 10**6,
            token + "\0",
            token[:-1],
            token.swapcase(),
            "' OR 1=1 --",
            "%",
        ):
            self.assertFalse(links._find(one.id, wrong))
        for number in (0, -1, 2**31, 2**63):
            self.assertFalse(links._find(number, token))

    def test_expiry_to_the_second(self):
        protocol = self._protocol()
        self._send(protocol)
        link = self._link(protocol)
        now = fields.Datetime.now()
        for seconds, state in ((1, "works"), (0, "expired"), (-1, "expired")):
            self.env.cr.execute(
                "UPDATE salestech_protocol_link SET date_expiry = %s WHERE id = %s",
                [now + timedelta(seconds=seconds), link.id],
            )
            link.invalidate_recordset()
            with self.subTest(seconds), self.patch_now(now):
                self.assertEqual(link.state, state)

    def patch_now(self, now):
        return self.mock_datetime_and_now(now)

    def test_revoking_needs_the_right_to_the_protocol(self):
        protocol = self._protocol()
        self._send(protocol)
        link = self._link(protocol)
        for user in (self.user_south_manager, self.user_director, self.user_none):
            with self.assertRaises(AccessError):
                link.with_user(user).action_revoke()
        link.with_user(self.user_manager).action_revoke()
        self.assertEqual(link.state, "revoked")

    def test_waiting_mail_that_is_sent_elsewhere_holds_no_link(self):
        for vals in (
            {"email_to": "me@department.example.com"},
            {"email_to": "anna@uralmash.example.com, me@department.example.com"},
            {"email_cc": "me@department.example.com"},
            {"headers": "{'Bcc': 'me@department.example.com'}"},
            {"recipient_ids": [(4, self.user_colleague.partner_id.id)]},
            {"body_html": "<img src='https://e.example.com/?http://localhost/salestech/protocol/1/preview'>"},
        ):
            protocol = self._protocol()
            self._send(protocol)
            link = self._link(protocol)
            mail = self.env["mail.mail"].create(
                {
                    "model": "salestech.protocol",
                    "res_id": protocol.id,
                    "body_html": f'<a href="{link.page_url}">Read</a>',
                    "email_to": link.email,
                }
            )
            before = link.token_hash
            self.env.cr.execute("UPDATE salestech_protocol_link SET mail_id = %s WHERE id = %s", [mail.id, link.id])
            link.invalidate_recordset()
            mail.write(vals)
            with self.subTest(vals), self.mock_mail_gateway():
                mail.send()
                self.assertEqual(link.token_hash, before)
                self.assertTrue(all("/preview" in (sent["body"] or "") for sent in self._mails))

    def test_reminder_and_link_are_in_the_clients_language(self):
        self.anna.lang = "ru_RU"
        template = self.env.ref("sales_technology.mail_template_protocol")
        template.with_context(lang="ru_RU").subject = "Договорённости"
        self._send(self._protocol())
        self.assertEqual(self._mails[-1]["subject"], "Договорённости")

    def test_lock_is_per_record_and_address(self):
        attempts = self.env["salestech.protocol.attempt"].sudo()
        for _ in range(MAX_WRONG - 1):
            attempts._count_wrong(5, "192.0.2.1")
        self.assertFalse(attempts._is_locked(5, "192.0.2.1"))
        attempts._count_wrong(5, "192.0.2.1")
        self.assertTrue(attempts._is_locked(5, "192.0.2.1"))
        self.assertFalse(attempts._is_locked(5, "192.0.2.2"))
        self.assertFalse(attempts._is_locked(6, "192.0.2.1"))

    def test_lock_opens_after_a_while(self):
        attempts = self.env["salestech.protocol.attempt"].sudo()
        for _ in range(MAX_WRONG):
            attempts._count_wrong(5, "192.0.2.1")
        self.env.cr.execute("UPDATE salestech_protocol_attempt SET date_last = date_last - interval '16 minutes'")
        attempts.invalidate_model()
        self.assertFalse(attempts._is_locked(5, "192.0.2.1"))
        attempts._count_wrong(5, "192.0.2.1")
        self.assertFalse(attempts._is_locked(5, "192.0.2.1"))
