from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.period import LEVELS, period_of


class SalestechActual(models.Model):
    """The board: figures of a person over periods, or of a group's people in one period, as one matrix.

    Computed once; the screen and the XLSX only lay it out.
    """

    _inherit = "salestech.actual"

    @api.model
    @api.readonly
    def get_board(self, level="month", day=None, team_id=False, user_id=False):
        """Return a matrix of figures, as far as the reader may see them.

        :param level: for a group: the period of planning (`day` … `year`) in which `day` lies
        :param day: a day of the period, ISO; today by default
        :param team_id: the group whose people are the columns; else the columns are the periods of one person
        :param user_id: the person; the reader himself by default
        :returns: {"title", "level", "day", "as_of", "currency", "teams", "may_refresh", "columns", "rows"}; a row
        has `cells`,
            each a number or None for “no data”; a column has the `first` and `last` day and the axes of its cells
        """
        self.browse().check_access("read")
        if level not in LEVELS:
            raise UserError(self.env._("Choose a day, week, month, quarter or year."))
        day = fields.Date.to_date(day) if day else self.env.company._local_day(fields.Datetime.now())
        person = self.env["res.users"].browse(user_id or self.env.uid)
        team = self.env["crm.team"].browse(team_id)
        columns = self._team_columns(team, level, day) if team else self._person_columns(person, day)
        indicators = self.env["salestech.indicator"].search([])
        if team:
            indicators = indicators.filtered(f"level_{level}") or indicators
        return {
            "title": team.name if team else person.name,
            "level": level,
            "day": fields.Date.to_string(day),
            "currency": self.env.company.currency_id.symbol,
            "teams": [{"id": t.id, "name": t.name} for t in self._board_teams()],
            "team_id": team.id or False,
            "user_id": False if team else person.id,
            "may_refresh": self.env["salestech.indicator.refresh"]._may_refresh(),
            "columns": columns,
            **self._board_rows(indicators, columns, team),
        }

    def _board_teams(self):
        """Return the groups whose figures the reader sees: those he heads, or all of the company."""
        everything = self.env.user.has_groups(
            "sales_technology.group_reach_company,sales_technology.group_reach_company_read"
        )
        teams = self.env["crm.team"]
        mine = [("user_id", "=", self.env.uid)]
        return teams.search([("company_id", "in", [self.env.company.id, False])] if everything else mine)

    def _person_columns(self, person, day):
        first_month = self.env.company._first_month()
        columns = []
        for level in reversed(LEVELS):
            period = period_of(day, level, first_month)
            columns.append(self._column(self._level_label(level), period, {"user_id": person.id}))
        return columns

    def _team_columns(self, team, level, day):
        period = period_of(day, level, self.env.company._first_month())
        # sudo: who works in a group whose figures the reader may see
        people = team.sudo().crm_team_member_ids.user_id | self._people_with_figures(team, period)
        columns = [
            self._column(person.name, period, {"user_id": person.id, "team_id": team.id})
            for person in people.sorted("name")
        ]
        return [*columns, self._column(self.env._("Group"), period, {"team_id": team.id})]

    def _people_with_figures(self, team, period):
        """Those who have left the group keep their figures in it."""
        domain = [("team_id", "=", team.id), ("date", ">=", period.date_from), ("date", "<=", period.date_to)]
        rows = self._read_group([*domain, ("user_id", "!=", False)], ["user_id"])
        return self.env["res.users"].sudo().union(*(user for (user,) in rows))

    def _column(self, label, period, axes):
        first, last = (fields.Date.to_string(day) for day in period[1:])
        return {"label": label, "first": first, "last": last, "axes": axes}

    def _level_label(self, level):
        return {
            "day": self.env._("Today"),
            "week": self.env._("Week"),
            "month": self.env._("Month"),
            "quarter": self.env._("Quarter"),
            "year": self.env._("Year"),
        }[level]

    def _board_rows(self, indicators, columns, team):
        """Return the rows and as of when they are: two readings for a group, one for a person."""
        codes = indicators.mapped("code")
        if team:
            period = [(columns[0]["first"], columns[0]["last"])]
            people = [column["axes"]["user_id"] for column in columns if "user_id" in column["axes"]]
            in_team = self.with_context(salestech_actual_team=team.id)
            read = in_team.get_figures(codes, period, "user_id", people)
            whole = self.get_figures(codes, period, "team_id", [team.id])["figures"][team.id]
            cells = {code: [read["figures"][p][code][0] for p in people] + whole[code] for code in codes}
        else:
            periods = [(column["first"], column["last"]) for column in columns]
            person = columns[0]["axes"]["user_id"]
            read = self.get_figures(codes, periods, "user_id", [person])
            cells = read["figures"][person]
        moments = [moment for moment in read["as_of"].values() if moment]
        rows = [
            {
                "code": indicator.code,
                "name": indicator.name,
                "explanation": indicator.explanation or "",
                "unit": indicator.unit,
                "digits": indicator.digits,
                "cells": cells[indicator.code],
            }
            for indicator in indicators
        ]
        return {"rows": rows, "as_of": min(moments, default=False)}
