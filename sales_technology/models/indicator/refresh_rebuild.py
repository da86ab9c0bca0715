import logging
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError

_logger = logging.getLogger(__name__)


class SalestechIndicatorRefresh(models.AbstractModel):
    """All open days counted from nothing: each night, and when somebody asks for it."""

    _inherit = "salestech.indicator.refresh"

    # ------------------------------------------------------------
    # REBUILD
    # ------------------------------------------------------------

    def _rebuild_steps(self):
        run = self.sudo()
        yield from run._drain_steps()
        for company in run.env["res.company"].search([]):
            yield partial(run.env["salestech.lead.stand"]._backfill, company)
            for source in run.env["salestech.indicator"]._sources():
                yield partial(run._rebuild, source, company.id)

    def _rebuild(self, source, company_id):
        """Count all open days of a source, and note how many rows the refreshes had left wrong.

        The comparison is by checksum; only where it differs does the number of rows tell by how much. Days that were
        not counted yet are no difference.
        """
        company = self.env["res.company"].browse(company_id)
        feed = self.env["salestech.indicator.feed"]._of(source, company)
        counted = feed.date_to
        passed = self._take(feed)
        first, today = company._open_days()
        actual = self.env["salestech.actual"]
        last = min(counted or today, today)
        error = counted and self._guarded(lambda: [self._count(feed, *days) for days in self._ranges(feed, passed)])
        before = actual._checksum(feed, first, last)
        changed = []
        error = error or self._guarded(lambda: changed.append(self._count(feed, first, today)))
        if error:
            feed.write({"error": error, "date_error": feed.date_error or fields.Datetime.now()})
            return 0
        after = actual._checksum(feed, first, last)
        wrong = sum(changed) if counted and before != after else 0
        if wrong:
            _logger.warning("Indicators: the rebuild of %s in %s changed %s rows", source, company.name, wrong)
        feed.write({"checked": fields.Datetime.now(), "checksum": after, "mismatch_count": wrong})
        return sum(changed)

    @api.model
    def _count_demo(self):
        """Count the figures of the demo department, whose history was made within a second and then spread by SQL."""
        self.env.cr.flush()
        self.env.cr.execute("DELETE FROM salestech_lead_stand")
        for company in self.env["res.company"].search([]):
            self.env["salestech.lead.stand"]._backfill(company)
            for source in self.env["salestech.indicator"]._sources():
                self._rebuild(source, company.id)

    # ------------------------------------------------------------
    # BY HAND
    # ------------------------------------------------------------

    @api.model
    def _may_refresh(self):
        return self.env.su or self.env.user.has_groups(
            "sales_technology.group_salestech_administrator,sales_technology.group_reach_company"
        )

    @api.model
    def _require_right(self):
        if not self._may_refresh():
            raise AccessError(
                self.env._(
                    "Only those who see the whole company, and the administrator, may have figures counted anew."
                )
            )

    @api.model
    def get_sources(self):
        """Return the sources to be counted in the user's company: [name]; the screen asks for them one by one.

        :raises AccessError: without the right to refresh
        """
        self._require_right()
        return list(self.env["salestech.indicator"]._sources())

    @api.model
    def refresh_source(self, source):
        """Count all open days of one source in the user's company, now.

        :raises AccessError: without the right to refresh
        """
        self._require_right()
        if source not in self.env["salestech.indicator"]._sources():
            return False
        # sudo: figures are of everybody's records; the right to have them counted was checked just now
        self.sudo()._drain(source, self.env.company.id)
        self.sudo()._rebuild(source, self.env.company.id)
        return True
