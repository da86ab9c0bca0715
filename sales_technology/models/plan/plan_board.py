from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.period import LEVELS, period_of
from .plan_line_pipeline import PIPELINE

# Which plans a period's figures of people and of groups are read from: the highest level that is theirs.
PERSON_LEVEL = {"day": "day", "week": "week", "month": "week", "quarter": "week", "year": "week"}
TEAM_LEVEL = {"day": "day", "week": "week", "month": "month", "quarter": "month", "year": "month"}
COMPANY_LEVEL = {**TEAM_LEVEL, "quarter": "quarter", "year": "year"}
READ = [
    *("indicator_id", "user_id", "team_id", "company_id", "plan_id", "date_from", "date_to", "level"),
    *("target", "weight", "actual", "has_actual", "actual_at", "actual_amount", "actual_weight"),
    *("segment_id", "category_id"),
]


class SalestechPlan(models.Model):
    """Plan and actual of a group's people, or of the department's groups, as one matrix; screen, XLSX and PDF lay it
    out.
    """

    _inherit = "salestech.plan"

    @api.model
    @api.readonly
    def get_board(self, level="month", day=None, team_id=False):
        """Return targets and actuals of one period, as far as the reader may see them.

        :param level: the period of planning (`day` … `year`) in which `day` lies
        :param day: a day of the period, ISO; today by default
        :param team_id: the group whose people are the columns; else the columns are the groups
        :returns: {"title", "period", "level", "day", "date_from", "date_to", "team_id", "teams", "currency", "as_of",
            "columns", "rows"}; a row
            has `cells`: None where nothing is planned, else {"target", "actual" (None: no data), "expected", "percent",
            "light", "forecast", "pipeline" (None: no such forecast)}; the first column is the whole
        :raises UserError: for a period that there is not
        """
        self.browse().check_access("read")
        if level not in LEVELS:
            raise UserError(self.env._("Choose a day, week, month, quarter or year."))
        day = self._asked_day(day)
        period = period_of(day, level, self.env.company._first_month())
        teams = self.env["salestech.actual"]._board_teams()
        team = teams.filtered(lambda found: found.id == team_id) or (teams if len(teams) == 1 else teams.browse())
        lines = self._board_lines(period, level, team)
        columns, cells = self._board_columns(lines, level, team)
        moments = [line.actual_at for line in lines if line.actual_at]
        return {
            "title": team.name or self.env.company.name,
            "period": self.new(
                {"level": level, "date_from": period.date_from, "date_to": period.date_to}
            )._period_label(),
            "level": level,
            "day": fields.Date.to_string(day),
            "date_from": fields.Date.to_string(period.date_from),
            "date_to": fields.Date.to_string(period.date_to),
            "team_id": team.id,
            "teams": [{"id": found.id, "name": found.name} for found in teams],
            "currency": self.env.company.currency_id.symbol,
            "as_of": fields.Datetime.to_string(min(moments)) if moments else False,
            "columns": columns,
            "rows": self._board_rows(cells, columns),
        }

    def _board_lines(self, period, level, team):
        levels = {PERSON_LEVEL[level], TEAM_LEVEL[level]} | (set() if team else {COMPANY_LEVEL[level]})
        domain = Domain("company_id", "=", self.env.company.id) & Domain("level", "in", sorted(levels))
        domain &= Domain("date_from", ">=", period.date_from) & Domain("date_to", "<=", period.date_to)
        if team:
            domain &= Domain("team_id", "=", team.id)
        elif level != "day" and level != "week":
            domain &= Domain("level", "!=", "week")
        return self.env["salestech.plan.line"].search_fetch(domain, READ)

    def _board_columns(self, lines, level, team):
        """Return the columns, and {(column key, indicator, segment, category): its lines}."""
        cells, found = defaultdict(list), {}
        part = (PERSON_LEVEL if team else TEAM_LEVEL)[level]
        whole = (TEAM_LEVEL if team else COMPANY_LEVEL)[level]
        for line in lines:
            axis, own = line._axis(), line.level
            owner = line.user_id if team else line.team_id
            if own == part and (owner or not team):
                found[owner.id] = owner
                cells[(owner.id, *axis)].append(line)
            if own == whole:
                cells[(False, *axis)].append(line)
        # sudo: whose plans the reader may see, their names he may know
        columns = [
            {"key": key, "label": owner.sudo().name}
            for key, owner in sorted(found.items(), key=lambda pair: pair[1].sudo().name or "")
        ]
        return [{"key": False, "label": self.env._("Total")}, *columns], cells

    def _board_rows(self, cells, columns):
        axes = {key[1:]: found[0] for key, found in cells.items() if any(line.target for line in found)}
        rows = []
        for axis, line in sorted(axes.items(), key=lambda pair: (pair[1].indicator_id.sequence, pair[0])):
            indicator = line.indicator_id
            rows.append(
                {
                    "key": line._axis_key(),
                    "code": indicator.code,
                    "segment_id": line.segment_id.id,
                    "category_id": line.category_id.id,
                    "name": line._label(),
                    "unit": indicator.unit,
                    "digits": indicator.digits,
                    "direction": indicator.direction,
                    "cells": [self._board_cell(cells.get((column["key"], *axis))) for column in columns],
                }
            )
        return rows

    def _board_cell(self, lines):
        """Return what some plans come to together: flows add up, a stock stands at the last, a ratio is a sum over a
        sum.
        """
        if not lines:
            return None
        first, known = lines[0], [line for line in lines if line.has_actual]
        kind = first.indicator_id.kind
        if kind == "stock":
            last = max(line.date_to for line in lines)
            reached = max((line.date_to for line in known), default=None)
            # what it has to stand at by now is what the latest period that was counted asks
            due = [line for line in lines if line.date_to == (reached or last)]
            lines = [line for line in lines if line.date_to == last]
            known = [line for line in known if line.date_to == reached]
        else:
            due = lines
        if kind == "ratio":
            target, expected = self._board_mean(lines, "target"), self._board_mean(lines, "expected")
            actual = forecast = self._board_ratio(known)
        else:
            target, expected = sum(line.target for line in lines), sum(line.expected for line in due)
            actual, forecast = sum(line.actual for line in known), sum(line.forecast for line in known)
        return {
            "target": target,
            "actual": actual if known else None,
            "expected": expected,
            "percent": round(100 * actual / target) if target and known else None,
            "light": self._board_light(first, actual, expected) if known and expected else False,
            "forecast": forecast if known else None,
            "pipeline": self._board_pipeline(lines),
        }

    def _board_mean(self, lines, name):
        """Return the mean of planned ratios, by their planned denominators where each has one."""
        weights = [line.weight for line in lines]
        if not all(weights):
            weights = [1] * len(lines)
        return sum(weight * line[name] for weight, line in zip(weights, lines, strict=True)) / sum(weights)

    def _board_ratio(self, lines):
        """Return the sum of what was counted over the sum of what it is divided by.

        Where that is a stock at the beginning (current clients at the period's start) only the first plans have it.
        """
        begun = min((line.date_from for line in lines), default=None)
        divided = [line for line in lines if line.indicator_id.weight_rule == "sum" or line.date_from == begun]
        if not all(line.actual_weight for line in divided):
            # counted before both sides were kept
            return sum(line.actual for line in lines) / (len(lines) or 1)
        scale = 100 if lines and lines[0].indicator_id.unit == "percent" else 1
        weight = sum(line.actual_weight for line in divided)
        return scale * sum(line.actual_amount for line in lines) / (weight or 1)

    def _board_pipeline(self, lines):
        """Return what these plans come to with what the open clients promise; None where nothing is promised.

        Of several periods only the one that runs counts clients; those that are over keep what was reached.
        """
        if lines[0].indicator_id.code not in PIPELINE or not any(line.pipeline_forecast for line in lines):
            return None
        return sum(line.pipeline_forecast or line.actual for line in lines)

    def _board_light(self, line, actual, expected):
        ratio = actual / expected if line.indicator_id.direction == "up" else expected / actual if actual else 1
        company = self.env.company.sudo()  # sudo: settings that everybody is measured by
        for light, bound in (("green", company.plan_green_from), ("amber", company.plan_amber_from)):
            if ratio * 100 >= bound:
                return light
        return "red"

    def _board_pdf(self, board):
        """Return the PDF of what `get_board` returned; printed as it stands, so that nothing is fetched for it."""
        reference = "sales_technology.action_report_plan_board"
        # sudo: only lays out what the reader was given
        reports = self.env["ir.actions.report"].sudo()
        html, _kind = reports._render_qweb_html(reference, [], {"board": board})
        return reports._run_wkhtmltopdf([html.decode()], report_ref=reference, landscape=True)
