from odoo import api, fields, models
from odoo.tools import SQL

from .plan_weight import days_within

KEPT_UP = 45  # so many days after its end a plan's actuals are still refreshed: invoices and signatures come late


class SalestechPlanLine(models.Model):
    """What was reached beside what was planned; refreshed for all open plans in one statement over the cube."""

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
        [("green", "On course"), ("amber", "Behind"), ("red", "Far behind")], compute="_compute_pace"
    )

    @api.depends("target", "actual", "has_actual")
    def _compute_percent(self):
        for line in self:
            line.percent = 100 * line.actual / line.target if line.target and line.has_actual else 0

    @api.depends("target", "actual", "has_actual", "date_from", "date_to")
    def _compute_pace(self):
        passed = self._passed()
        for line in self:
            share = passed[line.company_id.id, line.date_from, line.date_to]
            adds_up = line.kind == "flow"
            line.expected = line.target * (share if adds_up else bool(share))
            line.forecast = line.actual / share if adds_up and share else line.actual
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

    # ------------------------------------------------------------
    # REFRESH
    # ------------------------------------------------------------

    @api.model
    def _cron_refresh_actuals(self):
        """Refresh the actuals of all plans that have begun and are not long over."""
        for company in self.env["res.company"].search([]):
            self._refresh_actuals(company)

    @api.model
    def _refresh_actuals(self, company):
        """Refresh the actuals of a company's open plans, in one statement."""
        today = company._local_day(fields.Datetime.now())
        actual = self.env["salestech.actual"].with_context(allowed_company_ids=company.ids)
        indicators = self.env["salestech.indicator"].search([])
        state = {id_: value for id_, value in actual._state_of(indicators).items() if value[1]}
        if not state:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """WITH stand AS (
                       SELECT * FROM unnest(%(ids)s::int[], %(moments)s::timestamp[], %(days)s::date[])
                              AS stand(indicator_id, moment, day)
                   ), reached AS (
                       SELECT line.id, stand.moment, indicator.kind, indicator.unit,
                              SUM(cell.amount) AS flow,
                              SUM(cell.amount) FILTER (WHERE cell.date = LEAST(line.date_to, stand.day)) AS stock,
                              SUM(cell.weight) FILTER (
                                  WHERE indicator.weight_rule = 'sum' OR cell.date = line.date_from) AS weight
                         FROM salestech_plan_line line
                         JOIN stand ON stand.indicator_id = line.indicator_id
                         JOIN salestech_indicator indicator ON indicator.id = line.indicator_id
                         LEFT JOIN salestech_actual cell
                           ON cell.company_id = line.company_id AND cell.indicator_id = line.indicator_id
                          AND cell.date BETWEEN line.date_from AND line.date_to
                          AND (line.team_id IS NULL OR cell.team_id = line.team_id)
                          AND (line.user_id IS NULL OR cell.user_id = line.user_id)
                          AND (line.segment_id IS NULL OR cell.segment_id = line.segment_id)
                          AND (line.category_id IS NULL OR cell.category_id = line.category_id)
                        WHERE line.company_id = %(company)s AND line.date_from <= LEAST(%(today)s, stand.day)
                          AND line.date_to >= %(since)s
                        GROUP BY line.id, stand.moment, indicator.kind, indicator.unit
                   ), figure AS (
                       SELECT id, moment, COALESCE(flow, 0) AS amount, COALESCE(weight, 0) AS weight, CASE kind
                              WHEN 'flow' THEN COALESCE(flow, 0)
                              WHEN 'stock' THEN COALESCE(stock, 0)
                              ELSE flow / NULLIF(weight, 0) * CASE unit WHEN 'percent' THEN 100 ELSE 1 END END AS value
                         FROM reached
                   )
                   UPDATE salestech_plan_line line
                      SET actual = ROUND(COALESCE(figure.value, 0)::numeric, 3),
                          has_actual = figure.value IS NOT NULL, actual_at = figure.moment,
                          actual_amount = figure.amount, actual_weight = figure.weight
                     FROM figure WHERE figure.id = line.id
                      AND (line.actual, line.has_actual, line.actual_at, line.actual_amount, line.actual_weight)
                          IS DISTINCT FROM
                          (ROUND(COALESCE(figure.value, 0)::numeric, 3), figure.value IS NOT NULL, figure.moment,
                           figure.amount, figure.weight)""",
                ids=list(state),
                moments=[value[0] for value in state.values()],
                days=[value[1] for value in state.values()],
                company=company.id,
                today=today,
                since=fields.Date.subtract(today, days=KEPT_UP),
            )
        )
        self.invalidate_model(["actual", "has_actual", "actual_at", "actual_amount", "actual_weight"])
