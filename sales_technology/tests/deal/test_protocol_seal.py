import base64
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.deal.protocol_seal import SEALED
from .protocol_common import ProtocolCommon

REFUSED = UserError  # AccessError and ValidationError are of its kind


@tagged("post_install", "-at_install")
class TestProtocolSeal(ProtocolCommon):
    """What was sent or signed cannot be changed, deleted or made public: not by RPC, not by administrators."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = cls.env.ref("base.user_admin")
        cls.root.company_ids |= cls.company
        cls.root.company_id = cls.company
        cls.root.group_ids |= cls.env.ref("base.group_system") | cls.env.ref(cls.ROLES["department_head"])

    def _attackers(self, record):
        """Yield the record as the manager, as an administrator with every role, and in superuser mode."""
        for user in (self.user_manager, self.root):
            yield record.with_user(user)
        yield record.sudo()

    def assertUnchangeable(self, record, vals):
        before = record.sudo().read(list(vals))
        for attacker in self._attackers(record):
            with self.subTest(uid=attacker.env.uid, su=attacker.env.su, vals=list(vals)), self.assertRaises(REFUSED):
                attacker.write(vals)
            with self.subTest(uid=attacker.env.uid, vals="context"), self.assertRaises(REFUSED):
                attacker.with_context(salestech_seal=True, default_state="draft").write(vals)
        self.env.invalidate_all()
        self.assertEqual(record.sudo().read(list(vals)), before)

    # --- state and facts are nobody's to write ---

    def test_facts_cannot_be_written_nor_given_at_creation(self):
        draft = self._protocol()
        for name in SEALED:
            value = {"state": "signed", "version": 7, "lock_version": 9, "previous_id": draft.id}.get(
                name, "2026-01-01"
            )
            self.assertUnchangeable(draft, {name: value})
            with self.subTest(name), self.assertRaises(REFUSED):
                self._protocol(**{name: value})

    def test_defaults_in_the_context_say_nothing(self):
        forged = {
            f"default_{name}": "signed" if name == "state" else "x" * 64 for name in ("state", "name", "content_hash")
        }
        protocol = (
            self.env["salestech.protocol"]
            .with_user(self.user_manager)
            .with_context(**forged)
            .create({"lead_id": self.lead.id, "date": self.today})
        )
        self.assertRecordValues(protocol, [{"state": "draft", "name": "/", "content_hash": False}])
        self._send(sent := self._protocol())
        action = sent.with_context(default_state="signed", default_token_hash="x").action_new_version()
        self.assertEqual(self.env["salestech.protocol"].browse(action["res_id"]).state, "draft")

    def test_what_is_sent_is_closed(self):
        protocol = self._protocol()
        self._send(protocol)
        for vals in (
            {"title": "Other"},
            {"note": "More"},
            {"date": "2026-01-01"},
            {"item_ids": [(0, 0, {"name": "One more"})]},
            {"item_ids": [(2, protocol.item_ids[0].id)]},
            {"signer_ids": [(5,)]},
            {"lead_id": False},
            {"kind": "internal"},
        ):
            self.assertUnchangeable(protocol, vals)
        item = protocol.item_ids[0]
        for vals in (
            {"name": "Other"},
            {"date_deadline": "2027-01-01"},
            {"side": "client"},
            {"state": "done"},
            {"result": "x"},
        ):
            self.assertUnchangeable(item, vals)
        other = self._protocol()
        self.assertUnchangeable(item, {"protocol_id": other.id})
        for attacker in self._attackers(protocol):
            with self.assertRaises(REFUSED):
                attacker.unlink()
            with self.assertRaises(REFUSED):
                attacker.item_ids[0].unlink()
            with self.assertRaises(REFUSED):
                attacker.item_ids.create({"name": "One more", "protocol_id": protocol.id})

    def test_who_answers_for_it_may_still_change(self):
        protocol = self._signed()
        protocol.with_user(self.user_group_head).user_id = self.user_colleague
        protocol.item_ids[0].with_user(self.user_group_head).user_id = self.user_colleague
        self.assertEqual(protocol.item_ids[0].activity_ids.user_id, self.user_colleague)

    # --- evidence ---

    def test_evidence_is_append_only(self):
        row = self._signed().signature_ids[0]
        for vals in ({"signer_name": "Somebody"}, {"date": "2020-01-01"}, {"signature": False}, {"protocol_id": False}):
            self.assertUnchangeable(row, vals)
        for attacker in self._attackers(row):
            with self.assertRaises(REFUSED):
                attacker.unlink()
            with self.assertRaises(REFUSED):
                attacker.copy()
            with self.assertRaises(REFUSED):
                attacker.create(
                    {
                        "protocol_id": row.protocol_id.id,
                        "version": 1,
                        "side": "client",
                        "decision": "signed",
                        "method": "typed",
                        "signer_name": "Forged",
                        "date": "2026-01-01",
                        "content_hash": "x",
                    }
                )
        self.assertTrue(row.exists())

    def test_links_are_made_by_sending_alone(self):
        protocol = self._protocol()
        self._send(protocol)
        link = self._link(protocol)
        for vals in (
            {"token_hash": "x"},
            {"date_expiry": "2030-01-01"},
            {"date_revoked": False},
            {"email": "me@example.com"},
        ):
            self.assertUnchangeable(link, vals)
        for attacker in self._attackers(link):
            with self.assertRaises(REFUSED):
                attacker.create(
                    {
                        "protocol_id": protocol.id,
                        "partner_id": self.anna.id,
                        "email": "a@b.c",
                        "date_expiry": "2030-01-01",
                    }
                )
        for user in (self.user_manager, self.root):
            for read in (
                lambda u: link.with_user(u).read(["token_hash"]),
                lambda u: link.with_user(u).search([("token_hash", "=like", "a%")]),
                lambda u: link.with_user(u).search([], order="token_hash"),
                lambda u: link.with_user(u).formatted_read_group([], ["token_hash"], ["__count"]),
                lambda u: protocol.with_user(u).search([("link_ids.token_hash", "=like", "a%")]),
            ):
                with self.subTest(user.login), self.assertRaises(REFUSED):
                    read(user)
        self.assertNotIn("token_hash", link.with_user(self.root).fields_get())

    def test_forged_defaults_make_no_known_token(self):
        protocol = self._protocol()
        forged = {
            "default_token_hash": "a" * 64,
            "default_date_made": "2026-01-01",
            "default_headers": "{'Bcc': 'x@y.z'}",
        }
        with (
            self.mock_mail_gateway(),
            patch.object(type(self.env["mail.mail"]), "send_after_commit", lambda self: None),
        ):
            protocol.with_context(**forged).action_send()
        link = self._link(protocol)
        self.assertFalse(link.token_hash)
        self.assertFalse(link.mail_id.headers)

    # --- files ---

    def _files(self, protocol):
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_field", "!=", False),
                    "|",
                    "&",
                    ("res_model", "=", "salestech.protocol"),
                    ("res_id", "=", protocol.id),
                    "&",
                    ("res_model", "=", "salestech.protocol.signature"),
                    ("res_id", "in", protocol.signature_ids.ids),
                ]
            )
        )

    def test_files_cannot_be_changed_moved_deleted_or_opened(self):
        protocol = self._signed()
        protocol.sudo()._freeze_signed_pdf()
        files = self._files(protocol)
        self.assertEqual(set(files.mapped("res_field")), {"pdf", "signed_pdf", "signature"})
        for file in files:
            for vals in (
                {"public": True},
                {"access_token": "known"},
                {"datas": base64.b64encode(b"forged")},
                {"raw": b"forged"},
                {"res_id": False},
                {"res_model": "res.partner"},
                {"res_field": False},
                {"name": "x"},
                {"type": "url", "url": "https://example.com"},
                {"mimetype": "text/html"},
            ):
                for attacker in self._attackers(file):
                    with self.subTest(field=file.res_field, vals=vals, su=attacker.env.su), self.assertRaises(REFUSED):
                        attacker.write(vals)
            for attacker in self._attackers(file):
                with self.assertRaises(REFUSED):
                    attacker.unlink()
                with self.assertRaises(REFUSED):
                    attacker.generate_access_token()
                with self.assertRaises(REFUSED):
                    attacker.copy()
        self.env.invalidate_all()
        self.assertFalse(protocol._integrity_error())

    def test_no_second_file_takes_the_place_of_the_frozen_one(self):
        protocol = self._signed()
        vals = {"name": "x", "raw": b"forged", "res_model": "salestech.protocol", "res_id": protocol.id}
        for user in (self.user_manager, self.root):
            attachments = self.env["ir.attachment"].with_user(user)
            with self.assertRaises(REFUSED):
                attachments.create({**vals, "res_field": "pdf"})
            with self.assertRaises(REFUSED):
                attachments.with_context(default_res_field="pdf").create(vals)
            note = attachments.create(vals)
            with self.assertRaises(REFUSED):
                note.res_field = "pdf"
            with self.assertRaises(REFUSED):
                note.public = True
            free = attachments.create({"name": "x", "raw": b"x", "public": True})
            with self.assertRaises(REFUSED):
                free.write({"res_model": "salestech.protocol", "res_id": protocol.id, "res_field": "pdf"})

    def test_moving_files_to_another_storage_still_works(self):
        protocol = self._signed()
        for file in self._files(protocol):
            file.write({"raw": file.raw, "mimetype": file.mimetype})
            file.write({"thumbnail": False})  # the chatter's picture of the first page
        self.assertFalse(protocol._integrity_error())

    # --- the daily check ---

    def _tamper(self, sql, *params):
        self.env.flush_all()
        self.env.cr.execute(sql, params)
        self.env.invalidate_all()

    def test_intact_documents_pass_the_check(self):
        protocol = self._signed()
        protocol.sudo()._freeze_signed_pdf()
        protocol.sudo()._verify(self.today)
        self.assertRecordValues(protocol, [{"integrity_error": False, "date_verified": self.today}])

    def test_check_finds_what_was_changed_behind_odoos_back(self):
        for what, sql in (
            (
                "content",
                "UPDATE salestech_protocol SET content = replace(content, 'drawings', 'invoices') WHERE id = %s",
            ),
            ("items", "UPDATE salestech_protocol_item SET name = 'Other' WHERE protocol_id = %s"),
            ("items", "DELETE FROM salestech_protocol_item WHERE protocol_id = %s"),
            ("signature", "UPDATE salestech_protocol_signature SET signer_name = 'X' WHERE protocol_id = %s"),
            (
                "signature",
                "UPDATE salestech_protocol_signature SET date = date - interval '1 day' WHERE protocol_id = %s",
            ),
            ("signature is missing", "DELETE FROM salestech_protocol_signature WHERE protocol_id = %s"),
            (
                "PDF",
                "UPDATE ir_attachment SET store_fname = NULL, db_datas = 'x' WHERE res_model = 'salestech.protocol'"
                " AND res_field = 'pdf' AND res_id = %s",
            ),
        ):
            protocol = self._signed()
            self._tamper(sql, protocol.id)
            protocol.sudo()._verify(self.today)
            with self.subTest(sql):
                self.assertIn(what, protocol.integrity_error)
                note = (
                    self.env["mail.message"]
                    .sudo()
                    .search([("model", "=", protocol._name), ("res_id", "=", protocol.id)])
                )
                self.assertIn(self.user_administrator.partner_id, note.notified_partner_ids)

    def test_check_runs_as_a_job(self):
        protocol = self._signed()
        self._tamper("UPDATE salestech_protocol_item SET name = 'Other' WHERE protocol_id = %s", protocol.id)
        with self.enter_registry_test_mode():
            self.env.ref("sales_technology.ir_cron_verify_protocols").method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(protocol.integrity_error)
