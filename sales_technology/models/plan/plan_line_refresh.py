from bisect import bisect_left
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

KEPT_UP = 45  # so many days after its end a plan's actuals are still refreshed: invoices and signatures come late
DAY = timedelta(days=1)

# Which of a line's axes are given, as one number; what is not given counts whatever the cube says there.
AXES = SQL(
    """(line.team_id IS NOT NULL)::int + 2 * (line.user_id IS NOT NULL)::int
       + 4 * (line.segment_id IS NOT NULL)::int + 8 * (line.category_id IS NOT NULL)::int"""
)


class SalestechPlanLine(models.Model):
    """The actuals of all open plans, brought up to date in one statement over the cube.

    Plans of many people share few periods. So the cube is added up once, by stretches of days that lie wholly in or
    out of every period, and each plan is made of its stretches; looking days up plan by plan took ten times as long.
    """

    _inherit = "salestech.plan.line"

    @api.model
    def _cron_refresh_actuals(self):
        """Refresh the actuals of all plans that have begun and are not long over."""
        for company in self.env["res.company"].search([]):
            self._refresh_actuals(company)

    @api.model
    def _refresh_actuals(self, company):
        """Refresh the actuals of a company's open plans."""
        today = company._local_day(fields.Datetime.now())
        actual = self.env["salestech.actual"].with_context(allowed_company_ids=company.ids)
        indicators = self.env["salestech.indicator"].search([])
        state = {id_: value for id_, value in actual._state_of(indicators).items() if value[1]}
        if not state:
            return
        self.env.flush_all()
        shapes = self._open_shapes(company, today, state)
        if not shapes:
            return
        actual._without_jit()
        self._write_reached(company, shapes, *self._stretches(shapes, indicators))
        self.invalidate_model(["actual", "has_actual", "actual_at", "actual_amount", "actual_weight"])

    def _open_shapes(self, company, today, state):
        """Return [(indicator, first day, last day, axes, as of, last day counted)] that open plans have in common."""
        return self.env.execute_query(
            SQL(
                """SELECT DISTINCT line.indicator_id, line.date_from, line.date_to, %(axes)s,
                          stand.moment, LEAST(line.date_to, stand.day)
                     FROM salestech_plan_line line
                     JOIN unnest(%(ids)s::int[], %(moments)s::timestamp[], %(days)s::date[])
                          AS stand(indicator_id, moment, day) ON stand.indicator_id = line.indicator_id
                    WHERE line.company_id = %(company)s AND line.date_from <= LEAST(%(today)s, stand.day)
                      AND line.date_to >= %(since)s""",
                axes=AXES,
                ids=list(state),
                moments=[value[0] for value in state.values()],
                days=[value[1] for value in state.values()],
                company=company.id,
                today=today,
                since=fields.Date.subtract(today, days=KEPT_UP),
            )
        )

    def _stretches(self, shapes, indicators):
        """Return (first days, [(number of a shape, indicator, axes, stretch, whether it ends on the last day counted,
        whether its first day is divided by alone, whether it is left out of the division)]); stretches count from 1.
        """
        edges = sorted({day for _id, first, end, _axes, _at, last in shapes for day in (first, last + DAY, end + DAY)})
        summed = set(indicators.filtered(lambda indicator: indicator.weight_rule == "sum").ids)
        parts = []
        for number, (indicator, first, end, axes, _at, last) in enumerate(shapes):
            begin, stop = bisect_left(edges, first), bisect_left(edges, end + DAY)
            for place in range(begin, stop):
                is_last = edges[place + 1] == last + DAY
                is_start = indicator not in summed and place == begin
                is_after = indicator not in summed and place > begin
                parts.append((number, indicator, axes, place + 1, is_last, is_start, is_after))
        return edges, parts

    def _write_reached(self, company, shapes, edges, parts):
        """Write what the stretches come to where it differs from what the lines hold."""
        indicators, firsts, ends, axes, moments, _lasts = map(list, zip(*shapes, strict=True))
        numbers, of, kinds, stretches, are_last, are_start, are_after = map(list, zip(*parts, strict=True))
        self.env.cr.execute(
            SQL(
                """WITH cell AS (
                       SELECT indicator_id, width_bucket(date, %(edges)s::date[]) AS stretch,
                              team_id, user_id, segment_id, category_id, SUM(amount) AS flow,
                              SUM(amount) FILTER (
                                  WHERE date + 1 = (%(edges)s::date[])[width_bucket(date, %(edges)s::date[]) + 1]
                              ) AS stock,
                              SUM(weight) AS weight,
                              SUM(weight) FILTER (
                                  WHERE date = (%(edges)s::date[])[width_bucket(date, %(edges)s::date[])]
                              ) AS start
                         FROM salestech_actual
                        WHERE company_id = %(company)s AND date >= %(first)s AND date < %(end)s
                        GROUP BY 1, 2, 3, 4, 5, 6
                   ), reached AS (
                       SELECT part.shape,
                              CASE WHEN part.axes & 1 > 0 THEN COALESCE(cell.team_id, -1) ELSE 0 END AS team_id,
                              CASE WHEN part.axes & 2 > 0 THEN COALESCE(cell.user_id, -1) ELSE 0 END AS user_id,
                              CASE WHEN part.axes & 4 > 0 THEN COALESCE(cell.segment_id, -1) ELSE 0 END AS segment_id,
                              CASE WHEN part.axes & 8 > 0 THEN COALESCE(cell.category_id, -1) ELSE 0 END
                              AS category_id,
                              SUM(cell.flow) AS flow, SUM(cell.stock) FILTER (WHERE part.is_last) AS stock,
                              SUM(CASE WHEN part.is_start THEN cell.start ELSE cell.weight END)
                                  FILTER (WHERE NOT part.is_after) AS weight
                         FROM unnest(%(numbers)s::int[], %(of)s::int[], %(kinds)s::int[], %(stretches)s::int[],
                                     %(are_last)s::bool[], %(are_start)s::bool[], %(are_after)s::bool[])
                              AS part(shape, indicator_id, axes, stretch, is_last, is_start, is_after)
                         JOIN cell ON cell.indicator_id = part.indicator_id AND cell.stretch = part.stretch
                        GROUP BY 1, 2, 3, 4, 5
                   ), figure AS (
                       SELECT line.id, shape.moment,
                              COALESCE(reached.flow, 0) AS amount, COALESCE(reached.weight, 0) AS weight,
                              CASE indicator.kind
                              WHEN 'flow' THEN COALESCE(reached.flow, 0)
                              WHEN 'stock' THEN COALESCE(reached.stock, 0)
                              ELSE reached.flow / NULLIF(reached.weight, 0)
                                   * CASE indicator.unit WHEN 'percent' THEN 100 ELSE 1 END END AS value
                         FROM salestech_plan_line line
                         JOIN unnest(%(indicators)s::int[], %(firsts)s::date[], %(ends)s::date[], %(axes)s::int[],
                                     %(moments)s::timestamp[])
                              WITH ORDINALITY AS shape(indicator_id, date_from, date_to, axes, moment, number)
                           ON shape.indicator_id = line.indicator_id AND shape.date_from = line.date_from
                          AND shape.date_to = line.date_to AND shape.axes = %(own)s
                         JOIN salestech_indicator indicator ON indicator.id = line.indicator_id
                         LEFT JOIN reached ON reached.shape = shape.number - 1
                          AND reached.team_id = COALESCE(line.team_id, 0)
                          AND reached.user_id = COALESCE(line.user_id, 0)
                          AND reached.segment_id = COALESCE(line.segment_id, 0)
                          AND reached.category_id = COALESCE(line.category_id, 0)
                        WHERE line.company_id = %(company)s
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
                edges=edges,
                company=company.id,
                first=edges[0],
                end=edges[-1],
                own=AXES,
                numbers=numbers,
                of=of,
                kinds=kinds,
                stretches=stretches,
                are_last=are_last,
                are_start=are_start,
                are_after=are_after,
                indicators=indicators,
                firsts=firsts,
                ends=ends,
                axes=axes,
                moments=moments,
            )
        )
