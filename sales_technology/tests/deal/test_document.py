from base64 import b64encode

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..ladder.touch_common import NOW
from .document_common import FILE, DocumentCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDocument(DocumentCommon):
    """What all documents have in common."""

    def _rows(self, record, user=None):
        return record.with_user(user or self.user_manager).get_documents()["rows"]

    def test_all_documents_of_the_client_on_one_page(self):
        self._sent(amount=100)
        self._tender()
        self._contract(self.user_manager, lead=self.lead)
        rows = self._rows(self.lead)
        self.assertEqual([row["kind"] for row in rows], ["Commercial proposal", "Tender", "Contract"])
        self.assertEqual(rows[0]["state_label"], "Sent")
        self.assertIn("100", rows[0]["amount"])
        self.assertEqual(self.lead.with_user(self.user_manager).document_count, 3)
        self.assertEqual(len(self._rows(self.organisation)), 3)

    def test_rows_show_only_what_one_may_read(self):
        self._sent()
        foreign = self._client(self.user_south_manager, team=self.team_south)
        self._proposal(self.user_south_manager, lead=foreign)
        self.assertEqual(len(self._rows(self.organisation)), 1)
        self.assertEqual(len(self._rows(self.organisation, self.user_director)), 2)
        self.assertEqual(len(self._rows(self.organisation, self.user_south_manager)), 1)

    def test_one_statement_for_the_documents_of_many_clients(self):
        leads = self.lead
        for number in range(5):
            lead = self._client(name=str(number))
            self._sent(lead=lead)
            leads |= lead
        mine = leads.with_user(self.user_manager)
        mine.mapped("document_count")
        self.env.flush_all()
        mine.invalidate_recordset(["document_count"])
        with self.assertQueryCount(1):
            self.assertEqual(mine.mapped("document_count"), [0, 1, 1, 1, 1, 1])

    def test_file_of_a_document_is_not_opened_to_everybody(self):
        proposal = self._proposal(file=FILE, file_name="offer.pdf")
        file = self.env["ir.attachment"].search(
            [("res_model", "=", proposal._name), ("res_field", "=", "file"), ("res_id", "=", proposal.id)]
        )
        self.assertTrue(file)
        with self.assertRefused("opened to everybody", error=UserError):
            file.with_user(self.user_manager).public = True
        with self.assertRefused("opened to everybody", error=UserError):
            file.with_user(self.user_manager).generate_access_token()
        for change in (lambda f: f.write({"raw": b"other"}), lambda f: f.unlink()):
            with self.assertRefused("on the document itself", error=UserError):
                change(file.with_user(self.user_manager))
        with self.assertRaises(AccessError):
            file.with_user(self.user_south_manager).read(["datas"])

    def test_attached_file_over_the_limit_is_refused(self):
        self.company.salestech_file_limit = 1
        proposal = self._proposal()
        vals = {"name": "huge", "res_model": proposal._name, "res_id": proposal.id, "raw": b"A" * 2_000_000}
        with self.assertRefused("smaller", error=ValidationError):
            self.env["ir.attachment"].with_user(self.user_manager).create(vals)
        with self.assertRefused("huge.bin", error=ValidationError):
            proposal.write({"file": b64encode(b"A" * 2_000_000), "file_name": "huge.bin"})

    def test_merged_clients_keep_their_documents(self):
        other = self._client(name="The same")
        mine, theirs = self._sent(), self._sent(lead=other)
        merged = (self.lead | other).merge_opportunity()
        self.assertEqual(mine.lead_id, merged)
        self.assertEqual(theirs.lead_id, merged)

    def test_document_does_not_change_its_client(self):
        proposal = self._sent()
        with self.assertRefused("can no longer be changed", error=UserError):
            proposal.lead_id = self.own_lead
        open_one = self._proposal()
        with self.assertRaises(AccessError):
            open_one.lead_id = self.own_lead

    def test_context_of_a_client_opens_nothing(self):
        proposal = self._proposal()
        for context in ({"salestech_passage": "won"}, {"salestech_merge": True}, {"force_facts": True}):
            with self.assertRefused("buttons"):
                proposal.with_context(**context).state = "sent"

    def test_unassigned_client_of_the_group(self):
        lead = self._client(user_id=False)
        self.assertTrue(self._proposal(self.user_colleague, lead=lead))

    def test_new_document_of_each_kind(self):
        lead = self.lead.with_user(self.user_manager)
        for model, kind, key in (
            ("salestech.proposal", "technical", "default_kind"),
            ("salestech.contract", "guarantee_letter", "default_type"),
        ):
            action = lead.action_new_document(model, kind)
            self.assertEqual((action["res_model"], action["context"][key]), (model, kind))
            self.assertEqual(action["context"]["default_lead_id"], lead.id)
