from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.working_days import WorkingDays

# How far around a day working days are looked up: more than the 60 that a rule may count, with holidays.
HORIZON = timedelta(days=130)


class ResCompany(models.Model):
    """What the deadlines need to know about a company: its working days and the hour of its digest."""

    _inherit = "res.company"

    deadline_digest_hour = fields.Float(
        string="Hour of the deadline digest",
        default=8.0,
        help="From this hour on, company time, everybody who has something due gets one e-mail a day.",
    )

    @api.constrains("deadline_digest_hour")
    def _check_deadline_digest_hour(self):
        for company in self:
            if not 0 <= company.deadline_digest_hour < 24:
                raise ValidationError(self.env._("The hour of the deadline digest lies between 0:00 and 23:59."))

    def _working_days_around(self, day):
        """Return the WorkingDays some months around `day`, public holidays taken out.

        A company without working time, or with flexible hours, works Monday to Friday.
        """
        self.ensure_one()
        first, last = day - HORIZON, day + HORIZON
        calendar = self.sudo().resource_calendar_id  # sudo: whoever asks, a company works when it works
        if calendar and not calendar.flexible_hours:
            zone = ZoneInfo(calendar.tz or "UTC")
            intervals = calendar._work_intervals_batch(
                datetime.combine(first, time.min, zone),
                datetime.combine(last, time.max, zone),
                domain=[("time_type", "=", "leave"), ("company_id", "in", [False, self.id])],
            )[False]
            days = {start.astimezone(zone).date() for start, _stop, _meta in intervals}
            if days:
                return WorkingDays(days)
        count = (last - first).days + 1
        return WorkingDays(d for d in (first + timedelta(days=i) for i in range(count)) if d.weekday() < 5)

    def _deadline_moment(self, day):
        """Return when, in UTC, the digest of a local day may leave.

        An hour that the clock change leaves out counts as the one after it.
        """
        self.ensure_one()
        minutes = round(self.deadline_digest_hour * 60)
        zone = ZoneInfo(self.sudo().resource_calendar_id.tz or self.sudo().partner_id.tz or "UTC")
        local = datetime.combine(day, time(min(minutes // 60, 23), minutes % 60), zone)
        return local.astimezone(UTC).replace(tzinfo=None)
