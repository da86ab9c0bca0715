from odoo import models
from odoo.tools import html2plaintext


class MailMail(models.Model):
    """Puts the personal link into the question how satisfied a client is, in the moment it is sent."""

    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        emails = super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
        if self.model != "salestech.satisfaction" or len(emails) != 1:
            return emails
        # sudo: tokens can be read by nobody; what comes out goes to the person's own address only
        row = self.env["salestech.satisfaction"].sudo().search([("mail_id", "=", self.id)], limit=1)
        if row:
            email = emails[0]
            recipients = email["email_to_normalized"]
            email["body"] = row._personalize(self, email["body"], recipients if not email["email_cc"] else [])
            email["body_alternative"] = html2plaintext(email["body"])
        return emails
