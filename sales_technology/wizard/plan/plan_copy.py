from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Date

from ...tools.period import period_of
from ...tools.sharing import in_units

GROWTH = (-90, 1000)  # per cent; beyond that it is a slip of the pen


class SalestechPlanCopy(models.TransientModel):
    """Fills a draft with last year's figures, planned or reached, and some growth."""

    _name = "salestech.plan.copy"
    _description = "Copy of Last Year's Figures"

    plan_id = fields.Many2one("salestech.plan", required=True, ondelete="cascade")
    source = fields.Selection(
        [("actual", "What was reached last year"), ("plan", "What was planned last year")],
        string="Based on",
        required=True,
        default="actual",
    )
    growth = fields.Float(
        default=0.0, help="Added to flows and stocks. Ratios, and what is better avoided, stay as they are."
    )

    def action_copy(self):
        """Write the figures into the draft.

        :raises UserError: where there is nothing to copy, or the growth is no sensible figure
        """
        self.ensure_one()
        plan = self.plan_id
        plan._open_for_figures()
        if not GROWTH[0] <= self.growth <= GROWTH[1]:
            least, most = GROWTH
            raise UserError(self.env._("The growth lies between %(least)s and %(most)s %%.", least=least, most=most))
        figures = self._planned() if self.source == "plan" else self._reached()
        lines = plan.line_ids.filtered(lambda line: not line.is_held and figures.get(line._axis()) is not None)
        if not lines:
            raise UserError(self.env._("There are no figures of a year before “%s” to copy.", plan.display_name))
        for line in lines:
            line.target = self._grown(line, figures[line._axis()])
        plan._message_log(
            body=self.env._(
                "Figures copied from last year: %(origin)s, %(growth)s %%.",
                origin=dict(self._fields["source"]._description_selection(self.env))[self.source],
                growth=f"{self.growth:+g}",
            )
        )
        return {"type": "ir.actions.act_window_close"}

    def _grown(self, line, figure):
        unit = line.indicator_id._unit_of(line.company_id)
        grows = line.kind != "ratio" and line.direction == "up"
        grown = Decimal(str(figure)) * (1 + Decimal(str(self.growth)) / 100 if grows else 1)
        return float(max(in_units(grown, unit), 0) * unit)

    def _period_before(self):
        """Return the period of the same level a year before; weeks are compared with the week 52 weeks before."""
        plan = self.plan_id
        back = {"days": 364} if plan.level in ("week", "day") else {"years": 1}
        return period_of(Date.subtract(plan.date_from, **back), plan.level, plan.company_id._first_month())

    def _lines_before(self):
        plan = self.plan_id
        before = plan.search(
            [
                ("level", "=", plan.level),
                ("date_from", "=", self._period_before().date_from),
                ("company_id", "=", plan.company_id.id),
                ("team_id", "=", plan.team_id.id),
                ("user_id", "=", plan.user_id.id),
            ],
            limit=1,
        )
        return before.line_ids

    def _planned(self):
        return {line._axis(): line.target for line in self._lines_before()}

    def _reached(self):
        """Return {axis: what was reached}: the whole from the cube; by segment and product from last year's plan."""
        plan, period = self.plan_id, self._period_before()
        figures = {line._axis(): line.actual for line in self._lines_before() if line.has_actual}
        by = next(name for name in ("user_id", "team_id", "company_id") if plan[name])
        actual = self.env["salestech.actual"].with_context(allowed_company_ids=plan.company_id.ids)
        indicators = plan.line_ids.indicator_id.filtered(lambda indicator: not indicator.breakdown)
        key = plan[by].id
        read = actual.get_figures(indicators.mapped("code"), [period[1:]], by, [key])["figures"][key]
        for indicator in indicators:
            if read[indicator.code][0] is not None:
                figures[indicator.id, False, False] = read[indicator.code][0]
        return figures
