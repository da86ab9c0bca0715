from base64 import b64encode
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import LadderCommon


@tagged("post_install", "-at_install")
class TestEvidence(LadderCommon):
    def _record(self, user, kind, **vals):
        vals.setdefault("file", b64encode(b"signed"))
        lead = vals.pop("lead", None) or self._client()
        return (
            self.env["salestech.evidence"]
            .with_user(user)
            .create({"lead_id": lead.id, "type_id": self.env.ref(f"sales_technology.evidence_type_{kind}").id, **vals})
        )

    def test_recorded_with_file_and_note_in_the_history(self):
        lead = self._client()
        evidence = self._record(self.user_manager, "proposal", lead=lead)
        self.assertEqual(lead.with_user(self.user_manager).evidence_ids, evidence)
        self.assertIn("Commercial proposal sent", lead.message_ids[0].body)

    def test_file_is_asked_for(self):
        with self.assertRefused("Attach the file", error=ValidationError):
            self._record(self.user_manager, "proposal", file=False)

    def test_future_day_is_refused(self):
        tomorrow = fields.Date.today() + timedelta(days=2)
        with self.assertRefused("future", error=ValidationError):
            self._record(self.user_manager, "proposal", date=tomorrow)

    def test_only_whoever_carries_out_the_process_may_record_it(self):
        with self.assertRefused("2.1.9"):
            self._record(self.user_manager, "contract")
        self._tick("2.1.9", "manager", True)
        self.assertTrue(self._record(self.user_manager, "contract"))

    def test_kind_cannot_be_changed_into_a_forbidden_one(self):
        evidence = self._record(self.user_manager, "proposal")
        with self.assertRefused("2.1.9"):
            evidence.type_id = self.env.ref("sales_technology.evidence_type_contract")

    def test_out_of_reach_is_refused(self):
        with self.assertRaises(AccessError):
            self._record(self.user_south_manager, "proposal")
        evidence = self._record(self.user_manager, "proposal")
        self.assertFalse(
            self.env["salestech.evidence"].with_user(self.user_south_manager).search([("id", "=", evidence.id)])
        )

    def test_cannot_be_moved_to_a_client_out_of_reach(self):
        evidence = self._record(self.user_manager, "proposal")
        foreign = self._client(self.user_colleague)
        with self.assertRaises(AccessError):
            evidence.lead_id = foreign
