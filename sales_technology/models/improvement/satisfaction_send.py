import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL

from ...tools.link_token import new_token, token_hash, without_tokens
from ..process.ir_cron import RETRIED
from .satisfaction import SCORES

_logger = logging.getLogger(__name__)

SEND_BATCH = 20


class SalestechSatisfaction(models.Model):
    """Asking: who may be asked today, the e-mail, and the personal link that is put in while it is sent."""

    _inherit = "salestech.satisfaction"

    @api.model
    def _send_some(self, company):
        """Ask some of those whose day has come; return how many."""
        today = company._local_day(fields.Datetime.now())
        taken = self._take(company, today=today, limit=SEND_BATCH)
        taken._queue()
        if taken:
            # the mail queue's own action: at once, not at its next hour
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        return len(taken)

    @api.model
    def _take(self, company, today=None, limit=None):
        """Return rows of people who may be asked now, and note on the person that he was asked today.

        The note is the lock: of two nodes that would ask one person at once, the second fails and tries again. It is
        set on every contact with that e-mail address. Who is blacklisted, has left, or is one of us, is not asked.

        :param today: those due by then; None: these records, whenever they are due
        """
        self.env.flush_all()
        day = company._local_day(fields.Datetime.now())
        which = SQL("plan.date_due <= %s", today) if today else SQL("plan.id = ANY(%s)", self.ids)
        self.env.cr.execute(
            SQL(
                """WITH candidate AS (
                       SELECT DISTINCT ON (contact.email_normalized) plan.id, contact.email_normalized AS email
                         FROM salestech_satisfaction plan
                         JOIN salestech_satisfaction_kind kind ON kind.id = plan.kind_id AND kind.is_on
                         JOIN res_partner contact ON contact.id = plan.contact_id AND contact.active
                        WHERE plan.state = 'planned' AND plan.company_id = %(company)s AND %(which)s
                          AND contact.email_normalized IS NOT NULL
                          AND NOT EXISTS (
                              SELECT FROM mail_blacklist refused
                               WHERE refused.email = contact.email_normalized AND refused.active)
                          AND NOT EXISTS (
                              SELECT FROM res_users us JOIN res_partner person ON person.id = us.partner_id
                               WHERE us.share IS NOT TRUE AND person.email_normalized = contact.email_normalized)
                          AND NOT EXISTS (
                              SELECT FROM res_partner same WHERE same.email_normalized = contact.email_normalized
                                 AND same.satisfaction_asked_on > %(before)s)
                        ORDER BY contact.email_normalized, kind.sequence, plan.date_due, plan.id
                        LIMIT %(limit)s
                   )
                   UPDATE res_partner person SET satisfaction_asked_on = %(day)s
                     FROM candidate WHERE person.email_normalized = candidate.email
                   RETURNING candidate.id""",
                company=company.id,
                which=which,
                before=day - timedelta(days=company.salestech_satisfaction_days),
                day=day,
                limit=limit,
            )
        )
        ids = sorted({row_id for (row_id,) in self.env.cr.fetchall()})
        self.env["res.partner"].invalidate_model(["satisfaction_asked_on"], flush=False)
        return self.browse(ids)

    def _why_not_taken(self):
        self.ensure_one()
        if not self.kind_id.is_on:
            return self.env._("Asking about “%s” is switched off in the configuration.", self.kind_id.name)
        if self.contact_id.satisfaction_asked_on:
            return self.env._(
                "%(person)s was asked on %(day)s. A person is asked once in %(days)s days at most.",
                person=self.contact_id.name,
                day=self.contact_id.satisfaction_asked_on,
                days=self.company_id.salestech_satisfaction_days,
            )
        return self.env._(
            "%s cannot be asked: no e-mail address, on the list of those who want no e-mails, or one of us.",
            self.contact_id.name,
        )

    def _queue(self):
        """Make the e-mails; one that cannot be made does not hold the others up."""
        for row in self:
            try:
                with self.env.cr.savepoint():
                    row._queue_one()
            except RETRIED:
                raise
            except Exception as error:  # noqa: BLE001  whatever a template of theirs may raise
                _logger.warning("The question %s of satisfaction could not be made: %s", row.id, error)
                row.write({"state": "failed", "reason": str(error)[:250]})

    def _queue_one(self):
        self.ensure_one()
        mail = self.env["mail.mail"].browse(self.kind_id.template_id.send_mail(self.id))
        email = self.contact_id.email_normalized
        # whatever a template says: the link is for this one person
        mail.write(
            {
                "email_to": email,
                "email_cc": False,
                "headers": False,
                "recipient_ids": [Command.clear()],
                "is_notification": True,
            }
        )
        self.write({"state": "queued", "email": email, "mail_id": mail.id})

    def _page_url(self, score=""):
        """Return the address as it stands in stored mails: it opens the preview for our own people."""
        self.ensure_one()
        return f"{self.get_base_url()}/salestech/satisfaction/{self.id}/preview" + (f"/{score}" if score else "")

    def _personalize(self, mail, body, recipients):
        """Return the body of an outgoing mail with a fresh link in it, where it goes to this person alone."""
        self.ensure_one()
        if self.state not in ("queued", "sent") or recipients != [self.email] or mail.headers:
            return body
        token = new_token()
        fresh = body
        for score in ("", *SCORES):
            address = self._page_url(score)
            fresh = fresh.replace(f'href="{address}"', f'href="{address.replace("/preview", f"/{token}")}"')
        if fresh != body:
            now = fields.Datetime.now()
            expiry = now + timedelta(days=self.kind_id.answer_days)
            self.write({"state": "sent", "token_hash": token_hash(token), "date_sent": now, "date_expiry": expiry})
        return fresh

    def message_post(self, *, body="", **kwargs):
        """Keep personal links out of the chatter, and ratings to the client's own page.

        A client who answers the mail quotes his link; and whoever may write a message could rate by it.
        """
        kwargs.pop("rating_value", None)
        if isinstance(body, str):
            body = type(body)(without_tokens(str(body)))
        return super().message_post(body=body, **kwargs)
