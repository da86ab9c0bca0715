from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models


class ResCompany(models.Model):
    """From when on a figure is a deviation, and the schedules a company begins with."""

    _inherit = "res.company"

    deviation_threshold = fields.Float(
        string="Deviations from, %",
        default=10.0,
        help="A figure that is further behind its target than this has to be explained in the report.",
    )

    _deviation_threshold_range = models.Constraint(
        "CHECK (deviation_threshold > 0 AND deviation_threshold <= 1000)",
        "The threshold of deviations is more than 0 % and at most 1000 %. With 0 % every figure would have to be"
        " explained.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._seed_report_schedules()
        return companies

    def _seed_report_schedules(self):
        """Give these companies the usual reports (control section), unless they have some of their own."""
        schedules = self.env["salestech.report.schedule"].sudo().with_context(active_test=False)
        known = schedules.search([("company_id", "in", self.ids)]).company_id
        schedules.create(
            [{**vals, "company_id": company.id} for company in self - known for vals in schedules._usual_schedules()]
        )

    def _moment_at(self, day, hour):
        """Return the moment, naive in UTC, at which it is so late on a local day.

        An hour that the clock change leaves out counts as the one after it; one that comes twice is its first.

        :param hour: hours and their parts, 0 to below 24
        """
        self.ensure_one()
        minutes = min(round(hour * 60), 24 * 60 - 1)
        local = datetime.combine(day, time(minutes // 60, minutes % 60), ZoneInfo(self.sudo()._zone_name()))
        return local.astimezone(UTC).replace(tzinfo=None)
