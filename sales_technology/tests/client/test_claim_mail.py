from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..ladder.touch_common import NOW
from .case_common import CaseCommon

MAIL = """From: {sender}
To: {to}
Subject: {subject}
Message-Id: <{key}@plant.example.com>
Date: Wed, 25 Nov 2026 08:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="cut"

--cut
Content-Type: text/plain; charset=utf-8

{body}
{attachment}--cut--
"""
FILE = """--cut
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="{name}"
Content-Transfer-Encoding: 7bit

{data}
"""


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestClaimMail(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "department.example.com"})
        cls.company.alias_domain_id = domain
        cls.company.salestech_claim_alias_name = "claims"
        cls.company.salestech_claim_team_id = cls.team_north

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def _receive(self, sender="boss@plant.example.com", key="1", body="Two pumps leak.", subject="Leak", attachment=""):
        before = self.env["salestech.claim"].search([])
        mail = MAIL.format(
            sender=sender,
            to="claims@department.example.com",
            key=key,
            body=body,
            subject=subject,
            attachment=attachment,
        )
        self.env["mail.thread"].message_process(False, mail)
        return self.env["salestech.claim"].search([]) - before

    def test_known_contact_makes_a_claim_of_his_organisation(self):
        claim = self._receive()
        self.assertRecordValues(
            claim,
            [
                {
                    "name": "Leak",
                    "state": "new",
                    "channel": "email",
                    "partner_id": self.organisation.id,
                    "contact_id": self.boss.id,
                    "contract_id": self.contract.id,
                    "company_id": self.company.id,
                    "user_id": self.user_leading_manager.id,
                }
            ],
        )
        self.assertIn("Two pumps leak.", claim.text)

    def test_stranger_waits_for_a_person(self):
        claim = self._receive(sender="Stranger <who@nowhere.example.org>")
        self.assertRecordValues(
            claim, [{"state": "unsorted", "partner_id": False, "user_id": False, "team_id": self.team_north.id}]
        )
        self.assertTrue(claim.reaction_deadline)
        claim = claim.with_user(self.user_manager)
        with self.assertRefused("Choose the client", error=UserError):
            claim.action_sort()
        claim.partner_id = self.organisation
        claim.action_sort()
        self.assertEqual((claim.state, claim.email_from), ("new", '"Stranger" <who@nowhere.example.org>'))

    def test_one_of_us_or_an_address_of_two_clients_is_no_known_contact(self):
        ours = self._receive(sender=self.user_manager.email, key="ours")
        self.assertEqual(ours.state, "unsorted")
        other = self.env["res.partner"].create({"name": "Mill", "is_company": True})
        self.env["res.partner"].create({"name": "I. Petrov", "email": "boss@plant.example.com", "parent_id": other.id})
        self.assertEqual(self._receive(key="two").state, "unsorted")

    def test_same_mail_twice_makes_one_claim(self):
        claim = self._receive(key="same")
        self.assertFalse(self._receive(key="same"))
        # also where the mail itself was thrown away meanwhile
        claim.message_ids.unlink()
        self.assertFalse(self._receive(key="same"))

    def test_huge_attachment_costs_a_letter_not_the_claim(self):
        huge = FILE.format(name="video.mp4", data="x" * (50 * 1024 * 1024))
        small = FILE.format(name="photo.jpg", data="y" * 100)
        claim = self._receive(attachment=huge + small)
        self.assertIn("Two pumps leak.", claim.text)
        files = self.env["ir.attachment"].search([("res_model", "=", claim._name), ("res_id", "=", claim.id)])
        self.assertEqual(files.mapped("name"), ["photo.jpg"])
        answer = self.env["mail.mail"].search([("email_to", "=", "boss@plant.example.com")])
        self.assertIn("video.mp4", answer.body_html)
        self.assertIn("25 MB", answer.body_html)
        self.assertIn("video.mp4", self._history(claim))

    def test_wild_mail_is_taken(self):
        claim = self._receive(
            key="wild", subject="", body="<script>alert(1)</script>" * 3000, sender="boss@plant.example.com"
        )
        self.assertTrue(claim.name)
        self.assertLessEqual(len(claim.text), 20_000)
        long = self._receive(key="long", subject="x" * 5000)
        self.assertLessEqual(len(long.name), 250)
