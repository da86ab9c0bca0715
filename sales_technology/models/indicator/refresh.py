import logging
import time
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

TRIES = 3
RETRY_AFTER_MINUTES = 10
RETRIED = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)


class SalestechIndicatorRefresh(models.AbstractModel):
    """Keeps the cube what the records say.

    *Drain*, within a minute of a change: the days noted as dirty are counted again, source by source, each in a
    transaction of its own that is wholly done or not at all; a killed worker loses nothing. *Rebuild*, each night: all
    open days from nothing, compared with what the drains had left.
    """

    _name = "salestech.indicator.refresh"
    _description = "Refresh of the Figures"
    _inherit = ["salestech.process.guard"]

    @api.model
    def _cron_refresh(self):
        """Work off the dirty days of all companies."""
        self._run(self._drain_steps())

    @api.model
    def _cron_rebuild(self):
        """Count all open days anew, each night."""
        self._run(self._rebuild_steps())

    def _run(self, steps):
        run = self.sudo()  # sudo: figures are of everybody's records, whoever the action was given to
        for step in steps:
            retrying(step, run.env)  # commits; run again where it lost against another node
            run.env.invalidate_all()
            if not run.env["ir.cron"]._commit_progress(1, remaining=1):
                return  # out of time; with something remaining the action comes back at once
        run.env["ir.cron"]._commit_progress(remaining=0)

    # ------------------------------------------------------------
    # DRAIN
    # ------------------------------------------------------------

    def _drain_steps(self):
        run = self.sudo()
        for source, company_id in run._due_sources():
            yield partial(run._drain, source, company_id)

    @api.model
    def _due_sources(self):
        """Return (source, company id) of what has dirty days, and of what has not been counted today yet."""
        companies = self.env["res.company"].search([])
        sources = self.env["salestech.indicator"]._sources()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT source, company_id FROM salestech_indicator_dirty
                    WHERE tries < %s AND (date_retry IS NULL OR date_retry <= %s)""",
                TRIES,
                fields.Datetime.now(),
            )
        )
        due = {(source, company_id) for source, company_id in rows}
        fresh = self.env["salestech.indicator.feed"]._as_of(sources, companies)
        for company in companies:
            today = company._open_days()[1]
            for source in sources:
                moment, date_to = fresh.get((source, company.id), (None, None))
                if not date_to or date_to < today or self._passed(source, company, moment, fields.Datetime.now()):
                    due.add((source, company.id))
        return sorted(due)

    def _drain(self, source, company_id):
        """Count the dirty days of a source in a company; return how many keys were worked off."""
        company = self.env["res.company"].browse(company_id).exists()
        if not company:
            return 0
        feed = self.env["salestech.indicator.feed"]._of(source, company)
        passed = self._take(feed)
        keys = self.env.execute_query(
            SQL(
                """SELECT id, date, COALESCE(onward, FALSE) FROM salestech_indicator_dirty
                    WHERE source = %s AND company_id = %s AND tries < %s AND (date_retry IS NULL OR date_retry <= %s)
                    ORDER BY date FOR UPDATE SKIP LOCKED""",
                source,
                company_id,
                TRIES,
                fields.Datetime.now(),
            )
        )
        ranges = self._ranges(feed, [*passed, *((date, onward) for _id, date, onward in keys)])
        error = self._guarded(lambda: [self._count(feed, *days) for days in ranges])
        if not error:
            self._delete_keys([id_ for id_, *_key in keys])
        else:
            self._drain_one_by_one(feed, keys)
        return len(keys)

    def _take(self, feed):
        """Write the feed first: of two that count the same source at once, the database refuses the second.

        Return the keys of what has changed by time alone since figures were last taken.
        """
        since, now = feed.as_of, fields.Datetime.now()
        feed.write({"as_of": now})
        feed.flush_recordset()
        self.env["salestech.actual"]._without_jit()
        return [(day, False) for day in sorted(self._passed(feed.source, feed.company_id, since, now))]

    @api.model
    def _passed(self, source, company, since, until):
        provider = None if source.startswith("records:") else self.env["salestech.indicator.source"]._get(source)
        return provider._passed(company, since, until) if provider is not None and since else ()

    def _drain_one_by_one(self, feed, keys):
        """Work off key by key what failed as a whole: the poison alone stays, is tried again, and is then parked."""
        for id_, date, onward in keys or [(None, feed.date_to, True)]:
            error = None
            for days in self._ranges(feed, [(date, onward)] if date else []):
                error = error or self._guarded(partial(self._count, feed, *days))
            if not error:
                self._delete_keys([id_])
                continue
            feed.write({"error": error, "date_error": feed.date_error or fields.Datetime.now()})
            self.env.cr.execute(
                SQL(
                    """UPDATE salestech_indicator_dirty
                          SET tries = tries + 1, error = %s, date_retry = %s WHERE id = %s""",
                    error,
                    fields.Datetime.add(fields.Datetime.now(), minutes=RETRY_AFTER_MINUTES),
                    id_,
                )
            )

    def _delete_keys(self, ids):
        self.env.cr.execute(SQL("DELETE FROM salestech_indicator_dirty WHERE id = ANY(%s)", [i for i in ids if i]))

    def _ranges(self, feed, keys):
        """Return the stretches of days (first, last) that are to be counted: no day twice, none of the future.

        :param keys: [(day, whether all days after it change as well)], by day. Closed days come as stretches of their
            own: their figures stay, what would differ is listed.
        """
        first_open, today = feed.company_id._open_days()
        onward = self._is_onward(feed.source)
        since = feed.company_id.actual_since or first_open
        if not feed.date_to or feed.date_to < today:
            keys = [*keys, (feed.date_to or first_open, True)]
        ranges = []
        for day, rest in sorted(keys):
            if day > today or (day < since and not (rest or onward)):
                continue
            start, end = max(day, since), today if rest or onward else day
            if ranges and start <= ranges[-1][1].fromordinal(ranges[-1][1].toordinal() + 1):
                ranges[-1][1] = max(ranges[-1][1], end)
            else:
                ranges.append([start, end])
        return [part for days in ranges for part in self._split_closed(*days, first_open)]

    def _split_closed(self, first, last, first_open):
        before = first_open.fromordinal(first_open.toordinal() - 1)
        if first < first_open:
            yield first, min(last, before)
        if last >= first_open:
            yield max(first, first_open), last

    @api.model
    def _is_onward(self, source):
        if source.startswith("records:"):
            return False
        provider = self.env["salestech.indicator.source"]._get(source)
        return bool(provider is not None and provider._onward)

    # ------------------------------------------------------------
    # COUNT
    # ------------------------------------------------------------

    def _count(self, feed, first, last):
        """Count the days of one source anew, in one statement; return how many rows changed."""
        started = time.perf_counter()
        company = feed.company_id
        first_open, today = company._open_days()
        fresh = self._fresh(feed.source, company, first, last)
        if last < first_open:
            return self.env["salestech.actual.late"]._note(feed, fresh, first, last) if fresh else 0
        actual = self.env["salestech.actual"]
        if fresh:
            changed = actual._fill(feed, fresh, first, last, whole=actual._is_empty(feed, first, last))
        else:
            changed = 0
            codes = self.env["salestech.indicator"]._sources().get(feed.source, {})
            actual._remove(company, codes.values(), first, feed)
        vals = {"seconds": time.perf_counter() - started, "error": False, "date_error": False}
        if last >= today:
            vals["date_to"] = today
        doubt = self._doubt(feed, first, last)
        if doubt or first <= first_open and last >= today:
            vals["doubt"] = doubt
        feed.write(vals)
        self.env["salestech.actual"].invalidate_model()
        return changed

    @api.model
    def _fresh(self, source, company, first, last):
        """Return the SELECT that counts a source over days, or None where it counts nothing."""
        self.env.flush_all()
        company = company.sudo()
        indicators = self.env["salestech.indicator"].with_company(company).sudo()
        ids = indicators._sources().get(source, {})
        scans = indicators._source_scans(source, company, first, last)
        if not scans:
            return None
        rows = SQL(" UNION ALL ").join(SQL("(%s)", scan.rows(ids, first, last)) for scan in scans)
        codes = [code for scan in scans for code in scan.measures]
        if len(codes) == len(set(codes)):
            return rows
        # several tables add to one indicator, so one cell may come from each of them
        return SQL(
            """SELECT indicator_id, day, user_id, team_id, segment_id, category_id, SUM(amount), SUM(weight)
                 FROM (%s) row GROUP BY 1, 2, 3, 4, 5, 6""",
            rows,
        )

    def _guarded(self, function):
        """Run function in a savepoint; return its error in one line, or None.

        Losing against another node is none: it goes up, and the whole step is run again.
        """
        try:
            with self.env.cr.savepoint():
                function()
        except RETRIED:
            raise
        except Exception as error:  # noqa: BLE001  one bad day must not hold up the others
            self.env.invalidate_all(flush=False)
            _logger.info("Indicators: a source failed", exc_info=True)
            return (str(error).strip().splitlines() or [type(error).__name__])[0][:500]
        return None
