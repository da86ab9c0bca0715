from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .deadline_notice import MAX_TRIES
from .deadline_run import RETRY_AFTER

DIGEST_BATCH = 20


class SalestechDeadlineRun(models.AbstractModel):
    """The last stage, and when to come back."""

    _inherit = "salestech.deadline.run"

    # ------------------------------------------------------------
    # SEND
    # ------------------------------------------------------------

    def _send_batch(self, company_id, today):
        """Send some digests of people who had none today; return how many were seen to.

        None while something waits to be told: another node is at it, and what it adds belongs into today's e-mail.
        """
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """SELECT id FROM salestech_deadline_digest digest
                WHERE date IS NULL AND company_id = %s AND tries < %s AND (date_retry IS NULL OR date_retry <= %s)
                  AND NOT EXISTS (
                    SELECT FROM salestech_deadline_digest sent WHERE sent.user_id = digest.user_id AND sent.date = %s
                  )
                  AND NOT EXISTS (
                    SELECT FROM salestech_deadline_notice waiting
                     WHERE waiting.state = 'new' AND waiting.company_id = %s
                       AND (waiting.date_retry IS NULL OR waiting.date_retry <= %s)
                  )
                ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED""",
                company_id,
                MAX_TRIES,
                now,
                today,
                company_id,
                now,
                DIGEST_BATCH,
            )
        )
        digests = self.env["salestech.deadline.digest"].browse([row[0] for row in self.env.cr.fetchall()])
        self._guarded(digests, self._send, lambda digest, error: digest._failed(error, now + RETRY_AFTER))
        self.env.flush_all()
        self.env.invalidate_all()
        return len(digests)

    def _send(self, digests):
        digests._send()
        # the mail queue's own action: at once, not at its next hour
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    # ------------------------------------------------------------
    # WAKE
    # ------------------------------------------------------------

    def _schedule_next(self):
        """Ask to be woken at the next moment when there is something to do."""
        now = fields.Datetime.now()
        moments = [moment for moment in self._next_moments(now) if moment > now]
        if moments:
            self.env["salestech.deadline.rule"]._wake(min(moments))

    def _next_moments(self, now):
        rules = self.env["salestech.deadline.rule"].search([("error", "=", False)])
        for company in self.env["res.company"].search([]):
            today = company._local_day(now)
            days = company._working_days_around(today)
            for rule in rules:
                deadline = self._next_deadline(rule, company, rule._latest_due(days, today))
                if deadline:
                    yield company._deadline_moment(rule._due_day(days, deadline))
            if self.env["salestech.deadline.digest"].search_count(
                [("date", "=", False), ("company_id", "=", company.id), ("tries", "<", MAX_TRIES)], limit=1
            ):
                yield company._deadline_moment(today)
                yield company._deadline_moment(today + timedelta(days=1))
        for model, domain in (
            ("salestech.deadline.notice", [("state", "=", "new")]),
            ("salestech.deadline.digest", [("date", "=", False), ("tries", "<", MAX_TRIES)]),
        ):
            waiting = self.env[model].search([*domain, ("date_retry", "!=", False)], order="date_retry", limit=1)
            if waiting:
                yield waiting.date_retry

    def _next_deadline(self, rule, company, latest):
        """Return the first deadline of which the rule has not spoken yet."""
        model = rule._model()
        domain = model._deadline_domain(rule.kind) & Domain("company_id", "=", company.id)
        return model._read_group(domain & Domain("date_deadline", ">", latest), [], ["date_deadline:min"])[0][0]
