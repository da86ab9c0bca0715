from datetime import timedelta
from functools import partial

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

BATCH = 200
MAX_TRIES = 8


class SalestechSatisfaction(models.Model):
    """The job that looks what clients are to be asked about, and asks them.

    It goes by what happened and not by when it ran last, so days it stood still are caught up; what was made once is
    made no second time (UNIQUE on the source). It commits after each step: one that breaks off goes on from there.
    """

    _inherit = "salestech.satisfaction"

    @api.model
    def _cron_satisfaction(self):
        """Plan, ask, and close what nobody answered, for all companies."""
        cron = self.env["ir.cron"]
        # sudo: every company's clients are asked, whoever the action runs as
        companies = self.env["res.company"].sudo().search([])
        for company in companies:
            rows = self.sudo().with_company(company)
            for step in (rows._withdraw, rows._plan, rows._send_again, rows._close_old, rows._send_some):
                while cron._salestech_step(partial(step, company)):
                    if not cron._commit_progress(1, remaining=1):
                        return
                cron._commit_progress(1, remaining=1)
        cron._salestech_watch()
        cron._commit_progress(remaining=0)

    @api.model
    def _kinds(self):
        return self.env["salestech.satisfaction.kind"].search([("is_on", "=", True)])

    @api.model
    def _withdraw(self, company):
        """Drop plans whose reason is gone: a claim that was not resolved after all, another decision maker."""
        self.env.flush_all()
        for kind in self._kinds():
            rows = self.env.execute_query(
                SQL(
                    """SELECT plan.id FROM salestech_satisfaction plan
                        WHERE plan.kind_id = %(kind)s AND plan.company_id = %(company)s AND plan.state = 'planned'
                          AND NOT EXISTS (
                              SELECT FROM (%(asks)s) AS ask
                               WHERE %(prefix)s || ask.key = plan.source_key AND ask.contact_id = plan.contact_id)""",
                    kind=kind.id,
                    company=company.id,
                    asks=self._asks(kind, company),
                    prefix=self._prefix(kind),
                )
            )
            self.browse([row_id for (row_id,) in rows]).unlink()

    @api.model
    def _plan(self, company):
        """Make the next rows of what has happened and can still be asked about; return how many."""
        self.env.flush_all()
        today = company._local_day(fields.Datetime.now())
        made = 0
        for kind in self._kinds():
            rows = self._unplanned(kind, company, today)
            self._fill_responsible(rows, company)
            try:
                self.create([self._prepare_plan(kind, company, row) for row in rows])
            except UniqueViolation as error:
                raise ConcurrencyError("another node planned the same") from error
            made += len(rows)
        return made

    @api.model
    def _unplanned(self, kind, company, today):
        """Return the events that may still be asked about, of people who can be written to."""
        first = max(kind.date_from, today - timedelta(days=kind.delay_days + kind.wait_days))
        return self.env.execute_query_dict(
            SQL(
                """SELECT ask.* FROM (%(asks)s) AS ask
                     JOIN res_partner contact ON contact.id = ask.contact_id AND contact.active
                      AND contact.email_normalized IS NOT NULL
                    WHERE ask.day BETWEEN %(first)s AND %(today)s AND ask.partner_id IS NOT NULL
                      AND NOT EXISTS (
                          SELECT FROM salestech_satisfaction old WHERE old.source_key = %(prefix)s || ask.key)
                    ORDER BY ask.day, ask.key LIMIT %(limit)s""",
                asks=self._asks(kind, company),
                first=first,
                today=today,
                prefix=self._prefix(kind),
                limit=BATCH,
            )
        )

    @api.model
    def _prefix(self, kind):
        return f"{kind.event}:"

    @api.model
    def _fill_responsible(self, rows, company):
        """Let whoever answers for the client stand in where nobody does for the matter itself."""
        nobody = self.env["res.partner"].browse([row["partner_id"] for row in rows if not row["user_id"]])
        users = self.env["salestech.client.responsible"]._users_of(nobody, company)
        for row in rows:
            user = users.get(row["partner_id"]) if not row["user_id"] else self.env["res.users"].browse(row["user_id"])
            row["user_id"] = user.id if user else False
            row["team_id"] = row["team_id"] or (user.sale_team_id.id if user else False)

    @api.model
    def _prepare_plan(self, kind, company, row):
        names = ("source_model", "source_id", "source_name", "partner_id", "contact_id", "contract_id")
        due = row["day"] + timedelta(days=kind.delay_days)
        return {
            **{name: row[name] for name in (*names, "user_id", "team_id")},
            "kind_id": kind.id,
            "company_id": company.id,
            "source_key": self._prefix(kind) + row["key"],
            "date_event": row["day"],
            "date_due": due,
            "date_last": due + timedelta(days=kind.wait_days),
        }

    @api.model
    def _close_old(self, company):
        """Close what cannot be asked any more, and what nobody answered in time."""
        today, now = company._local_day(fields.Datetime.now()), fields.Datetime.now()
        own = [("company_id", "=", company.id)]
        late = self.search([*own, ("state", "=", "planned"), ("date_last", "<", today)])
        reason = self.env._("Asked about something else lately, or without an e-mail that may be written to.")
        late.write({"state": "skipped", "reason": reason})
        self.search([*own, ("state", "=", "sent"), ("date_expiry", "<=", now)]).write({"state": "expired"})

    @api.model
    def _send_again(self, company):
        """Put e-mails that could not be sent back into the queue, until it is no use; told by the row's state."""
        waiting = self.search([("company_id", "=", company.id), ("state", "in", ("queued", "sent"))])
        lost = waiting.filtered(
            lambda row: row.state == "queued" and row.mail_id.state not in ("outgoing", "exception")
        )
        lost.write({"state": "failed", "reason": self.env._("The e-mail was deleted, cancelled or sent elsewhere.")})
        failed = waiting.filtered(lambda row: row.mail_id.state == "exception")
        given_up = failed.filtered(lambda row: row.tries >= MAX_TRIES)
        for row in given_up:
            row.write({"state": "failed", "reason": (row.mail_id.failure_reason or "")[:250]})
        for row in failed - given_up:
            row.write({"state": "queued", "tries": row.tries + 1})
        (failed - given_up).mail_id.mark_outgoing()
