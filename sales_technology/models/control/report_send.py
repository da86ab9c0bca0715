from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import plaintext2html

SENT_AGAIN = timedelta(days=7)  # so long a mail server may be down
# What another try may mend; what is wrong with an address it does not.
PASSING = (False, "", "unknown", "mail_smtp")


class SalestechReport(models.Model):
    """What was accepted goes to the recipients of its schedule, once, through the mail queue."""

    _inherit = "salestech.report"

    mail_ids = fields.Many2many("mail.mail", readonly=True, copy=False, groups=fields.NO_ACCESS)

    @api.model
    def _to_send(self):
        """Return the reports that were accepted and have recipients who have not got them yet."""
        domain = Domain([("state", "=", "accepted"), ("sent_at", "=", False)])
        return self.search(domain & Domain("schedule_id.recipient_ids", "!=", False), order="decided_at, id")

    def _send(self):
        """Put the report into the mail queue, an e-mail for each recipient: one that fails is sent again alone.

        The e-mails and the note that it was sent are one transaction: what was killed is made again, not doubled.
        """
        self.ensure_one()
        self._lock()
        if self.sent_at or self.state != "accepted":
            return
        recipients = self.schedule_id.recipient_ids.filtered(lambda user: user.active and user.email)
        mails = self.env["mail.mail"]
        for lang, users in recipients.grouped(lambda user: user.lang or self.env.lang).items():
            report = self.with_context(lang=lang)
            attachment = self.env["ir.attachment"].create(report._mail_attachment_vals())
            mails |= mails.create([report._mail_vals(user, attachment) for user in users])
        self.write({"sent_at": fields.Datetime.now(), "mail_ids": [Command.set(mails.ids)]})
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    @api.model
    def _send_again(self, company):
        """Put e-mails back into the queue that the mail server did not take: Odoo itself gives up at once."""
        domain = Domain("company_id", "=", company.id) & Domain("sent_at", ">", fields.Datetime.now() - SENT_AGAIN)
        reports = self.search(domain & Domain("mail_ids.state", "=", "exception"))
        failed = reports.mail_ids.filtered(lambda mail: mail.state == "exception" and mail.failure_type in PASSING)
        if failed:
            failed.mark_outgoing()
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _mail_attachment_vals(self):
        return {
            "name": f"{self._file_name()}.pdf",
            "raw": self._matrix_pdf(self._matrix()),
            "mimetype": "application/pdf",
            "res_model": self._name,
            "res_id": self.id,
        }

    def _mail_vals(self, user, attachment):
        return {
            "subject": self.display_name,
            "body_html": plaintext2html(self._mail_body()),
            "recipient_ids": [Command.set(user.partner_id.ids)],
            "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
            "attachment_ids": [Command.link(attachment.id)],
            "auto_delete": False,
        }

    def _mail_body(self):
        return self.env._(
            "“%(report)s” was accepted by %(who)s. It is attached as a PDF.",
            report=self.display_name,
            who=self.decided_by_id.name or "–",
        )
