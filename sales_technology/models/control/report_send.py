from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import plaintext2html


class SalestechReport(models.Model):
    """What was accepted goes to the recipients of its schedule, once, through the mail queue."""

    _inherit = "salestech.report"

    @api.model
    def _to_send(self):
        """Return the reports that were accepted and have recipients who have not got them yet."""
        domain = Domain([("state", "=", "accepted"), ("sent_at", "=", False)])
        return self.search(domain & Domain("schedule_id.recipient_ids", "!=", False), order="decided_at, id")

    def _send(self):
        """Put the report into the mail queue, one e-mail for each language; a mail server that is down keeps them.

        The e-mails and the note that it was sent are one transaction: what was killed is made again, not doubled.
        """
        self.ensure_one()
        self._lock()
        if self.sent_at or self.state != "accepted":
            return
        recipients = self.schedule_id.recipient_ids.filtered(lambda user: user.active and user.email)
        for lang, users in recipients.grouped(lambda user: user.lang or self.env.lang).items():
            report = self.with_context(lang=lang)
            self.env["mail.mail"].create(report._mail_vals(users))
        self.sent_at = fields.Datetime.now()
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _mail_vals(self, users):
        pdf = self._matrix_pdf(self._matrix())
        attachment = {
            "name": f"{self._file_name()}.pdf",
            "raw": pdf,
            "mimetype": "application/pdf",
            "res_model": self._name,
            "res_id": self.id,
        }
        return {
            "subject": self.display_name,
            "body_html": plaintext2html(self._mail_body()),
            "recipient_ids": [Command.set(users.partner_id.ids)],
            "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
            "attachment_ids": [Command.create(attachment)],
            "auto_delete": False,
        }

    def _mail_body(self):
        return self.env._(
            "“%(report)s” was accepted by %(who)s. It is attached as a PDF.",
            report=self.display_name,
            who=self.decided_by_id.name or "–",
        )
