from collections import defaultdict
from typing import NamedTuple

from odoo import fields, models
from odoo.fields import Domain

from ..plan.plan_board import COMPANY_LEVEL, PERSON_LEVEL, READ, TEAM_LEVEL
from .report import OPEN

PLANS_OF = {"person": PERSON_LEVEL, "group": TEAM_LEVEL, "department": COMPANY_LEVEL}
BY = {"person": "user_id", "group": "team_id", "department": "company_id"}


class Figure(NamedTuple):
    """One row of a report; `target` and `actual` are None where nothing was planned, nothing is known."""

    indicator: object
    segment_id: int
    category_id: int
    target: float | None
    actual: float | None
    expected: float
    light: str | bool


class SalestechReport(models.Model):
    """Filling: targets from the plans, actuals from the cube, all reports about a period at once."""

    _inherit = "salestech.report"

    def _fill(self):
        """Fill those of these reports that are open; what was submitted stays as it was. Superuser only."""
        for (company, level, date_from), reports in self.grouped(
            lambda report: (report.company_id, report.level, report.date_from)
        ).items():
            reports = reports.filtered(lambda report: report.state in OPEN)
            if not reports:
                continue
            reports = reports.with_company(company).with_context(allowed_company_ids=company.ids)
            cells = reports._plan_cells(level)
            figures = {scope: reports._figures(scope, level) for scope in set(reports.mapped("scope"))}
            indicators = self._indicators(level)
            rows = [
                (report, figure)
                for report in reports
                for figure in report._figures_of(cells, figures[report.scope], indicators)
            ]
            reports._write_figures(rows)
            reports._note_days(date_from)

    def _owner_key(self):
        """Return by what the figures of this report are found: (scope, id of whom it is about)."""
        owner = {"person": self.user_id, "group": self.team_id, "department": self.company_id}[self.scope]
        return self.scope, owner.id

    def _plan_cells(self, level):
        """Return {(scope, id): {axis: figures of plans}} that the reports of one period come from, as the board does.

        One search, however many reports there are.
        """
        company, first, last = self.company_id, min(self.mapped("date_from")), max(self.mapped("date_to"))
        levels = {PLANS_OF[scope][level] for scope in self.mapped("scope")}
        domain = Domain("company_id", "=", company.id) & Domain("level", "in", sorted(levels))
        domain &= Domain("date_from", ">=", first) & Domain("date_to", "<=", last)
        cells = defaultdict(lambda: defaultdict(list))
        for line in self.env["salestech.plan.line"].search_fetch(domain, READ):
            keys = {"person": line.user_id.id, "group": line.team_id.id, "department": company.id}
            for scope, key in keys.items():
                if key and line.level == PLANS_OF[scope][level]:
                    cells[scope, key][line._axis()].append(line)
        return cells

    def _figures(self, scope, level):
        """Return {id of whom a report is about: {code: actual or None}} for the indicators of a level; one statement.

        A ratio of several plans is no mean of ratios: it comes from the cube, and so does what nobody planned.
        """
        indicators = self._indicators(level)
        reports = self.filtered(lambda report: report.scope == scope)
        keys = [report._owner_key()[1] for report in reports]
        period = (reports[0].date_from, reports[0].date_to)
        if not indicators:
            return {}
        actual = self.env["salestech.actual"].get_figures(indicators.mapped("code"), [period], BY[scope], keys)
        return {key: {code: values[0] for code, values in found.items()} for key, found in actual["figures"].items()}

    def _indicators(self, level):
        return self.env["salestech.indicator"].search([(f"level_{level}", "=", True), ("breakdown", "=", False)])

    def _figures_of(self, cells, figures, indicators):
        """Yield the Figures of this report: what was planned, then what was reached though nobody planned it."""
        key = self._owner_key()
        known = figures.get(key[1], {})
        planned = cells.get(key, {})
        for lines in planned.values():
            figure = self._planned_figure(lines)
            if figure.target or figure.actual:
                yield figure
        told = {lines[0].indicator_id for lines in planned.values()}
        for indicator in indicators - self.env["salestech.indicator"].union(*told):
            if known.get(indicator.code):
                reached = round(known[indicator.code], self._digits_of(indicator))
                yield Figure(indicator, False, False, None, reached, 0.0, False)

    def _planned_figure(self, lines):
        first = lines[0]
        cell = first.plan_id._board_cell(lines)
        indicator, actual = first.indicator_id, cell["actual"]
        digits = self._digits_of(indicator)
        return Figure(
            *(indicator, first.segment_id.id, first.category_id.id),
            *(round(cell["target"], digits), None if actual is None else round(actual, digits)),
            *(round(cell["expected"], 3), cell["light"]),
        )

    def _digits_of(self, indicator):
        """Return how many decimals figures of an indicator have: screen, PDF and sheet show all of them."""
        return max(-indicator._unit_of(self.company_id).normalize().as_tuple().exponent, 0)

    def _is_off(self, figure):
        """Return whether a figure is further behind than the threshold: of what was expected by today.

        Only on the bad side: more than planned is no deviation, unless less is better. No data is none either.
        """
        if figure.target is None or figure.actual is None or fields.Date.context_today(self) < self.date_from:
            return False
        part = self.threshold / 100
        if figure.indicator.direction == "up":
            return figure.actual < figure.expected * (1 - part)
        return figure.actual > figure.expected * (1 + part)
