from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .report import OPEN

REFRESHED_AFTER = timedelta(hours=1)
BATCH = 500


class SalestechReport(models.Model):
    """What the scheduled action does with reports that are there."""

    _inherit = "salestech.report"

    @api.model
    def _hand_over(self, company):
        """Give open reports whose author has left, or heads the group no more, to who writes them now."""
        reports = self.search([("company_id", "=", company.id), ("state", "in", OPEN)])
        wanted = {}
        for report in reports:
            who = self._who_writes(company, report.scope, report.team_id, report.user_id)
            if who and who != report.responsible_id:
                wanted[report] = who
        for who in self.env["res.users"].union(*wanted.values()):
            mine = self.browse([report.id for report, found in wanted.items() if found == who])
            notes = {
                report.id: self.env._(
                    "%(left)s does not write this report any more; %(who)s does.",
                    left=report.responsible_id.name or self.env._("Nobody"),
                    who=who.name,
                )
                for report in mine
            }
            mine.write({"responsible_id": who.id})
            mine.deviation_ids.write({"responsible_id": who.id})
            mine._message_log_batch(notes)

    @api.model
    def _mark_late(self, company):
        """Record that reports were not there at their deadline."""
        late = [("is_late", "=", False), ("state", "=", "open"), ("deadline_at", "<", fields.Datetime.now())]
        self.search([("company_id", "=", company.id), *late]).write({"is_late": True})

    @api.model
    def _refill(self, company):
        """Fill open reports again whose figures are of more than an hour ago."""
        old = Domain("filled_at", "=", False) | Domain("filled_at", "<", fields.Datetime.now() - REFRESHED_AFTER)
        domain = Domain([("company_id", "=", company.id), ("state", "in", OPEN)]) & old
        self.search(domain, order="date_from, level, filled_at, id", limit=BATCH)._fill()
