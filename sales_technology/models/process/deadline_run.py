import logging
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import retrying
from odoo.tools import SQL

from .deadline_mixin import ACTIVITY_TYPE
from .ir_cron import RETRIED

_logger = logging.getLogger(__name__)

BATCH = 500
RETRY_AFTER = timedelta(minutes=10)


class SalestechDeadlineRun(models.AbstractModel):
    """The scheduled action of the deadlines.

    Three stages, each in short transactions that are wholly done or not at all, so that a killed worker loses
    nothing and doubles nothing, and two nodes at once do what one does:

    1. *collect*: one INSERT … SELECT per rule and company makes the notices that are due by now: by the stored
       deadlines, not by when the action last ran, so downtime makes no difference;
    2. *tell*: batches of notices get their recipients, their activities and their place in a digest;
    3. *send*: digests whose hour has come become e-mails in the mail queue.

    Then it asks to be woken when the next deadline falls due.
    """

    _name = "salestech.deadline.run"
    _description = "Run of the Deadlines"

    @api.model
    def _cron_deadlines(self):
        # sudo: the mechanism looks at everybody's records, also where an administrator gave the action to another user
        run = self.sudo()
        try:
            for step in run._steps():
                done = retrying(step, run.env)  # commits; run again where it lost against another node
                if not run.env["ir.cron"]._commit_progress(done, remaining=1):
                    return  # out of time; with something remaining the action comes back at once
            retrying(run._schedule_next, run.env)
            run.env["ir.cron"]._salestech_watch()
            run.env["ir.cron"]._commit_progress(remaining=0)
        except Exception:
            self._wake_after_failure()
            raise

    def _wake_after_failure(self):
        """Come back soon: Odoo lets an action that failed wait for its next regular day.

        In a transaction of its own, since the connection of this one may be what broke.
        """
        with self.env.registry.cursor() as cr:
            rule = self.env(cr=cr, su=True)["salestech.deadline.rule"]
            rule._wake(fields.Datetime.now() + RETRY_AFTER)

    def _steps(self):
        """Yield the steps of a run; each returns how many rows it saw to and is a transaction of its own."""
        yield from self._collect_steps()
        yield from self._until_none(self._tell_batch)
        now = fields.Datetime.now()
        for company in self.env["res.company"].search([]):
            today = company._local_day(now)
            if now >= company._deadline_moment(today):
                yield from self._until_none(partial(self._send_batch, company.id, today))

    def _until_none(self, step):
        found = 1

        def once():
            nonlocal found
            found = step()
            return found

        while found:
            yield once

    def _guarded(self, records, function, failed):
        """Run function(records); where that fails, one by one, and failed(record, error) for those that do."""
        if records and self._error_of(records, function):
            for record in records:
                error = self._error_of(record, function)
                if error:
                    failed(record, error)

    def _error_of(self, records, function):
        """Run function(records) in a savepoint and return its error, if any.

        Losing against another node is none: it goes up, and the whole step is run again.
        """
        try:
            with self.env.cr.savepoint():
                function(records)
                self.env.flush_all()
        except RETRIED:
            raise
        except Exception as error:  # noqa: BLE001  one bad record must not hold up the others
            self.env.invalidate_all(flush=False)
            _logger.info("Deadlines: %s failed", records, exc_info=True)
            return error
        return None

    # ------------------------------------------------------------
    # COLLECT
    # ------------------------------------------------------------

    def _collect_steps(self):
        """Yield one step per company and kind of record, then one per company and rule."""
        rules = self.env["salestech.deadline.rule"].search([])
        companies = self.env["res.company"].search([])
        now = fields.Datetime.now()
        for company in companies:
            today = company._local_day(now)
            for name in self.env["salestech.deadline.rule"]._deadline_models():
                yield partial(self._ensure_due, name, company.id, today)
            days = company._working_days_around(today)
            for rule in rules:
                yield partial(self._collect, rule.id, company.id, rule._latest_due(days, today))

    def _ensure_due(self, name, company_id, today):
        company = self.env["res.company"].browse(company_id)
        error = self._error_of(self.env[name], lambda model: model._deadline_ensure_due(company, today))
        if error:
            _logger.error("What is due in %s could not be made: %s", name, error)
        return 0

    def _collect(self, rule_id, company_id, latest):
        """Make the notices of a rule in a company, in one statement; return how many."""
        rule = self.env["salestech.deadline.rule"].browse(rule_id).exists()
        counts = []
        error = self._error_of(rule, lambda rule: counts.append(self._collect_by(rule, company_id, latest)))
        text = error and (str(error).strip().splitlines() or [type(error).__name__])[0][:500]
        if rule and (rule.error or False) != (text or False):
            rule.error = text  # the administrator sees it on the rule; the other rules go on
        return sum(counts)

    def _collect_by(self, rule, company_id, latest):
        self.env.flush_all()
        self.env.cr.execute(self._collect_sql(rule, company_id, latest))
        return self.env.cr.rowcount

    def _collect_sql(self, rule, company_id, latest):
        model = rule._model()
        domain = model._deadline_domain(rule.kind)
        domain &= Domain("date_deadline", "<=", latest) & Domain("company_id", "=", company_id)
        query = model._search(domain)
        date = model._field_to_sql(query.table, "date_deadline", query)
        told = SQL(
            """NOT EXISTS (
                SELECT FROM salestech_deadline_notice notice
                WHERE notice.res_model = %s AND notice.res_id = %s AND notice.rule_id = %s AND notice.date_deadline = %s
            )""",
            model._name,
            SQL.identifier(query.table, "id"),
            rule.id,
            date,
        )
        query.add_where(told)
        row = query.select(
            SQL("%s", rule.id),
            SQL("%s", model._name),
            SQL.identifier(query.table, "id"),
            date,
            SQL("%s, 'new', 0", company_id),
            SQL("%s, now() at time zone 'UTC', %s, now() at time zone 'UTC'", self.env.uid, self.env.uid),
        )
        return SQL(
            """INSERT INTO salestech_deadline_notice
                (rule_id, res_model, res_id, date_deadline, company_id, state, tries,
                 create_uid, create_date, write_uid, write_date)
            %s ON CONFLICT DO NOTHING""",
            row,
        )

    # ------------------------------------------------------------
    # TELL
    # ------------------------------------------------------------

    def _tell_batch(self):
        """Tell one batch of one rule; return how many notices were seen to."""
        Notice = self.env["salestech.deadline.notice"]
        self.env.cr.execute(
            SQL(
                """SELECT id FROM salestech_deadline_notice
                WHERE state = 'new' AND (date_retry IS NULL OR date_retry <= %(now)s)
                  AND rule_id = (
                    SELECT rule_id FROM salestech_deadline_notice
                    WHERE state = 'new' AND (date_retry IS NULL OR date_retry <= %(now)s) ORDER BY id LIMIT 1
                  )
                ORDER BY id LIMIT %(batch)s FOR UPDATE SKIP LOCKED""",
                now=fields.Datetime.now(),
                batch=BATCH,
            )
        )
        notices = Notice.browse([row[0] for row in self.env.cr.fetchall()])
        retry = fields.Datetime.now() + RETRY_AFTER
        self._guarded(notices, self._tell, lambda notice, error: notice._failed(error, retry))
        self.env.flush_all()
        self.env.invalidate_all()  # memory stays flat however many there are
        return len(notices)

    def _tell(self, notices):
        """Give each notice of one rule its recipients, and its record an activity."""
        if not notices:
            return
        rule = notices.rule_id
        due = notices._still_due()
        (notices - due).write({"state": "void"})
        records = due._records() if due else due
        told = set(records._deadline_tell(rule).ids) if due else set()
        by_user = {}
        by_id = {record.id: record for record in records}
        for notice in due.filtered(lambda notice: notice.res_id not in told):
            record = by_id[notice.res_id]
            record.display_name  # noqa: B018  one that cannot be named is parked here, not in somebody's digest
            for user in record._deadline_recipients(rule.level):
                by_user.setdefault(user, []).append((notice, record))
        if rule.level == "responsible" and rule._model()._deadline_activity:
            self._plan_activities(by_user)
        self._add_to_digests({user: [notice.id for notice, _record in pairs] for user, pairs in by_user.items()})
        due.write({"state": "told", "error": False, "date_retry": False})

    def _plan_activities(self, by_user):
        """Give each record an activity for who answers for it, unless it has one of the mechanism."""
        records = {record.id: (user, record) for user, pairs in by_user.items() for _notice, record in pairs}
        if not records:
            return
        model = next(iter(records.values()))[1]._name
        activity_type = self.env.ref(ACTIVITY_TYPE)
        Activity = self.env["mail.activity"]
        present = set(
            Activity.search(
                [
                    ("res_model", "=", model),
                    ("res_id", "in", list(records)),
                    ("activity_type_id", "=", activity_type.id),
                ]
            ).mapped("res_id")
        )
        # quick update: the digest tells the person; core would send one e-mail per activity
        Activity.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(model),
                    "res_id": record.id,
                    "activity_type_id": activity_type.id,
                    "user_id": user.id,
                    "date_deadline": record.date_deadline,
                }
                for user, record in records.values()
                if record.id not in present
            ]
        )

    def _add_to_digests(self, notice_ids_by_user):
        if not notice_ids_by_user:
            return
        users = self.env["res.users"].union(*notice_ids_by_user)
        # ON CONFLICT, not a search before: the other node may be making the same one right now
        self.env.cr.execute(
            SQL(
                """INSERT INTO salestech_deadline_digest
                    (user_id, company_id, tries, create_uid, create_date, write_uid, write_date)
                SELECT id, company_id, 0, %(uid)s, now() at time zone 'UTC', %(uid)s, now() at time zone 'UTC'
                FROM res_users WHERE id = ANY(%(ids)s) ON CONFLICT (user_id) WHERE date IS NULL DO NOTHING""",
                uid=self.env.uid,
                ids=users.ids,
            )
        )
        digests = self.env["salestech.deadline.digest"].search([("date", "=", False), ("user_id", "in", users.ids)])
        pairs = [(digest.id, id_) for digest in digests for id_ in notice_ids_by_user[digest.user_id]]
        relation = self.env["salestech.deadline.digest"]._fields["notice_ids"]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT * FROM unnest(%s, %s) ON CONFLICT DO NOTHING",
                SQL.identifier(relation.relation),
                SQL.identifier(relation.column1),
                SQL.identifier(relation.column2),
                [digest_id for digest_id, _notice_id in pairs],
                [notice_id for _digest_id, notice_id in pairs],
            )
        )
        self.env["salestech.deadline.digest"].invalidate_model(["notice_ids"])
        self.env["salestech.deadline.notice"].invalidate_model(["digest_ids"])
