from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import api, fields, models


class ResCompany(models.Model):
    """How often current clients are touched, and how long a partner keeps a client that he registered."""

    _inherit = "res.company"

    salestech_touch_days = fields.Integer(
        string="Touch clients every … days",
        default=30,
        help="A current client or partner who was not touched for so many calendar days is shown as due."
        " A segment may have its own number.",
    )
    salestech_registration_days = fields.Integer(
        string="A partner keeps a registered client for … days",
        default=90,
        help="For so many calendar days nobody else may register the client, nor bring it to us.",
    )

    _salestech_touch_days_range = models.Constraint(
        "CHECK (salestech_touch_days IS NULL OR salestech_touch_days BETWEEN 1 AND 3650)",
        "Clients are touched every 1 to 3650 days.",
    )
    _salestech_registration_days_range = models.Constraint(
        "CHECK (salestech_registration_days IS NULL OR salestech_registration_days BETWEEN 1 AND 3650)",
        "A partner keeps a client for 1 to 3650 days.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "salestech_touch_days" in vals:
            # sudo: when clients are due follows from the setting, whoever of the company changed it
            self.env["salestech.client"].sudo()._refresh_due([("company_id", "in", self.ids)])
        return result

    @api.model
    def _local_days(self, companies=None):
        """Return [(company id, its day today, its time zone)], of all companies or of these."""
        # sudo: what day it is in a company is no secret
        companies = (companies or self.search([])).sudo()
        now = fields.Datetime.now()
        rows = []
        for company in companies:
            zone = company.resource_calendar_id.tz or company.partner_id.tz or "UTC"
            rows.append((company.id, now.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date(), zone))
        return rows
