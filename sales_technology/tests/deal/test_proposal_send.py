from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.mail.tests.common import MailCase

from ..ladder.touch_common import NOW
from .document_common import FILE, DocumentCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestProposalSend(MailCase, DocumentCommon):
    def _compose(self, proposal):
        action = proposal.action_send()
        return self.env[action["res_model"]].with_user(proposal.env.user).with_context(**action["context"]).create({})

    def test_sending_the_e_mail_marks_it_as_sent(self):
        proposal = self._proposal(file=FILE, file_name="offer.pdf")
        composer = self._compose(proposal)
        self.assertEqual(composer.partner_ids, self.boss)
        self.assertIn("Ivan Petrov", composer.body)
        self.assertIn("offer.pdf", composer.attachment_ids.mapped("name"))
        self.assertIn(f"{proposal.display_name}.pdf", composer.attachment_ids.mapped("name"))
        self.assertEqual(proposal.state, "prepared")
        with self.mock_mail_gateway():
            composer._action_send_mail()
        self.assertRecordValues(proposal, [{"state": "sent", "sent_how": "email", "sent_by_id": self.user_manager.id}])
        self.assertEqual(proposal.sent_message_id.partner_ids, self.boss)
        self.assertEqual(str(proposal.date_sent), NOW)
        self.assertSentEmail(self.user_manager.partner_id, [self.boss])
        self.assertIn("sent by e-mail", self._history(self.organisation))

    def test_letter_to_nobody_or_from_another_text_sends_nothing(self):
        proposal = self._proposal()
        proposal.action_prepare()
        composer = self._compose(proposal)
        composer.partner_ids = False
        with self.mock_mail_gateway():
            composer._action_send_mail()
            proposal.message_post(body=self.env._("By the way"), partner_ids=self.boss.ids)
        self.assertEqual(proposal.state, "prepared")

    def test_whoever_may_not_make_it_cannot_send_it(self):
        proposal = self._proposal(kind="technical", user_id=self.user_leading_manager.id)
        theirs = proposal.with_user(self.user_leading_manager)
        theirs.action_start()
        theirs.action_prepare()
        with self.assertRaises(AccessError):
            proposal.action_send()
        template = self.env.ref("sales_technology.mail_template_proposal")
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.user_manager)
            .create(
                {
                    "model": "salestech.proposal",
                    "res_ids": repr(proposal.ids),
                    "composition_mode": "comment",
                    "template_id": template.id,
                }
            )
        )
        with self.mock_mail_gateway(), self.assertRaises(AccessError):
            composer._action_send_mail()
        self.assertEqual(proposal.state, "prepared")

    def test_missing_address_is_said(self):
        self.boss.email = False
        with self.assertRefused("e-mail of “Ivan Petrov” is missing", error=UserError):
            self._proposal().action_send()

    def test_letter_that_did_not_arrive_is_shown(self):
        proposal = self._proposal()
        composer = self._compose(proposal)
        with self.mock_mail_gateway():
            composer._action_send_mail()
        self.assertFalse(proposal.sent_failed)
        proposal.sudo().sent_message_id.notification_ids.notification_status = "bounce"
        proposal.invalidate_recordset()
        self.assertTrue(proposal.sent_failed)

    def test_pdf_is_in_the_client_s_language_and_escapes(self):
        self.organisation.name = "Plant <script>alert(1)</script>"
        self.boss.lang = "ru_RU"
        proposal = self._proposal(amount=1500)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "sales_technology.salestech_proposal_report", proposal.ids
        )
        text = html.decode()
        self.assertIn(proposal.number, text)
        self.assertIn("1\xa0500,00", text)
        self.assertNotIn("<script>alert(1)", text)

    def test_form_opens_with_defaults_of_the_button(self):
        action = self.lead.with_user(self.user_manager)._mend_proposal(self.env["salestech.ladder.gate"])
        model = self.env["salestech.proposal"].with_user(self.user_manager).with_context(**action["context"])
        with Form(model) as form:
            self.assertEqual(form.partner_id, self.organisation)
            self.assertEqual(form.kind, "commercial")
        self.assertEqual(form.record.contact_id, self.boss)
