from odoo import api, fields, models

from .plan_weight import days_within


class SalestechPlanLine(models.Model):
    """What was reached beside what was planned."""

    _inherit = "salestech.plan.line"

    actual = fields.Float(digits=(16, 3), readonly=True, copy=False, aggregator="sum")
    has_actual = fields.Boolean(readonly=True, copy=False, help="Unset: no data, which is not the same as nothing.")
    actual_at = fields.Datetime(string="Actual as of", readonly=True, copy=False)
    # of a ratio: both sides of the division, so that several plans come to a sum over a sum
    actual_amount = fields.Float(digits=(16, 3), readonly=True, copy=False, export_string_translation=False)
    actual_weight = fields.Float(digits=(16, 3), readonly=True, copy=False, export_string_translation=False)
    percent = fields.Float(string="Reached, %", digits=(16, 1), compute="_compute_percent")
    expected = fields.Float(
        string="Expected by today",
        digits=(16, 3),
        compute="_compute_pace",
        help="The part of the target that the working days so far make up; of a ratio or a stock, all of it.",
    )
    forecast = fields.Float(
        digits=(16, 3), compute="_compute_pace", help="Where the pace of the working days so far leads by the end."
    )
    light = fields.Selection(
        [("green", "On course"), ("amber", "Behind"), ("red", "Far behind")], compute="_compute_light"
    )

    @api.depends("target", "actual", "has_actual")
    def _compute_percent(self):
        for line in self:
            line.percent = 100 * line.actual / line.target if line.target and line.has_actual else 0

    @api.depends("target", "actual", "date_from", "date_to")
    def _compute_pace(self):
        passed = self._passed()
        flows = set(self.indicator_id.filtered(lambda indicator: indicator.kind == "flow")._ids)
        for line in self:
            share, adds_up = passed[line.company_id.id, line.date_from, line.date_to], line.indicator_id.id in flows
            line.expected = line.target * (share if adds_up else bool(share))
            line.forecast = line.actual / share if adds_up and share else line.actual

    @api.depends("expected", "has_actual")
    def _compute_light(self):
        passed = self._passed()
        for line in self:
            share = passed[line.company_id.id, line.date_from, line.date_to]
            line.light = line._light() if line.has_actual and share else False

    def _light(self):
        """Return the traffic light: how the actual stands to what is expected by today, by the company's thresholds."""
        company = self.company_id.sudo()  # sudo: settings that everybody is measured by
        if self.direction == "up":
            ratio = self.actual / self.expected if self.expected else 1
        else:
            ratio = self.expected / self.actual if self.actual else 1
        if ratio * 100 >= company.plan_green_from:
            return "green"
        return "amber" if ratio * 100 >= company.plan_amber_from else "red"

    def _passed(self):
        """Return {(company id, first, last): part of its working days that is over, today's included}."""
        result = {}
        for line in self:
            key = line.company_id.id, line.date_from, line.date_to
            if key not in result:
                result[key] = line._part_passed() if all(key) else 0
        return result

    def _part_passed(self):
        today = self.plan_id._today()
        if today >= self.date_to or today < self.date_from:
            return 1 if today >= self.date_to else 0
        days = self.plan_id._working_days(self.company_id, self.env["res.users"], self.date_from, self.date_to)[False]
        return days_within(days, self.date_from, today) / len(days) if days else 0
