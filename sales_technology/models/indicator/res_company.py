from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.period import period_of


class ResCompany(models.Model):
    """From when on figures are kept, until when they are closed, and what turnover means."""

    _inherit = "res.company"

    actual_since = fields.Date(
        string="Figures kept since",
        compute="_compute_actual_since",
        store=True,
        readonly=False,
        help="Indicators are computed from this day on. By default from the beginning of the last financial year.",
    )
    actual_closed_until = fields.Date(
        string="Figures closed until", compute="_compute_actual_closed_until", store=True, readonly=True
    )
    actual_closing_ids = fields.One2many("salestech.actual.closing", "company_id", string="Closings")
    turnover_from = fields.Selection(
        [("invoices", "Posted invoices less credit notes"), ("orders", "Confirmed sales orders")],
        string="Turnover counts",
        default="invoices",
        required=True,
    )

    @api.depends("fiscalyear_last_month", "fiscalyear_last_day")
    def _compute_actual_since(self):
        for company in self:
            if not company.actual_since:
                today = company._local_day(fields.Datetime.now())
                year = period_of(today, "year", company._first_month())
                company.actual_since = period_of(year.date_from - timedelta(days=1), "year", company._first_month())[1]

    @api.depends("actual_closing_ids.date_to", "actual_closing_ids.state")
    def _compute_actual_closed_until(self):
        for company in self:
            closings = company.actual_closing_ids.filtered(lambda closing: closing.state == "closed")
            company.actual_closed_until = max(closings.mapped("date_to"), default=False)

    @api.constrains("actual_since")
    def _check_actual_since(self):
        for company in self:
            if company.actual_since and company.actual_since.year < 1990:
                raise ValidationError(self.env._("Figures cannot be kept from before 1990. Enter a later day."))

    def write(self, vals):
        before = {company.id: (company.actual_since, company.turnover_from) for company in self}
        result = super().write(vals)
        # sudo: what follows from a setting that its writer had the right to change
        indicators, actual = self.env["salestech.indicator"].sudo(), self.env["salestech.actual"].sudo()
        for company in self:
            since, turnover = before[company.id]
            if "turnover_from" in vals and company.turnover_from != turnover:
                indicators._rebuild_soon(["turnover"], company)
            if "actual_since" in vals and company.actual_since != since:
                actual._remove_before(company)
                indicators._rebuild_soon(list(indicators._sources()), company)
        return result

    def _first_month(self):
        """Return the month in which the financial year begins."""
        return int(self.fiscalyear_last_month or 12) % 12 + 1

    def _zone_name(self):
        """Return the name of the company's time zone; the one that `_local_day` goes by."""
        return self.resource_calendar_id.tz or self.partner_id.tz or "UTC"

    def _utc_bounds(self, first, last):
        """Return the moments, naive in UTC, between which the local days from `first` to `last` lie (end excluded)."""
        zone = ZoneInfo(self._zone_name())

        def midnight(day):
            return datetime.combine(day, time.min, zone).astimezone(UTC).replace(tzinfo=None)

        return midnight(first), midnight(last + timedelta(days=1))

    def _open_days(self):
        """Return the first and the last local day whose figures may change."""
        self.ensure_one()
        today = self._local_day(fields.Datetime.now())
        first = self.actual_since or today.replace(month=1, day=1)
        if self.actual_closed_until:
            first = max(first, self.actual_closed_until + timedelta(days=1))
        return first, today
