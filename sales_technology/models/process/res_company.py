from datetime import UTC, date
from zoneinfo import ZoneInfo

from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _local_day(self, moment) -> date:
        """Return the day on which a moment falls for this company.

        The company's time zone decides, not the viewer's: otherwise one deal would lie in two
        different years for two people (control section: local days).

        :param moment: naive datetime in UTC
        """
        self.ensure_one()
        zone = self.resource_calendar_id.tz or self.partner_id.tz or "UTC"
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
