from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.period import LEVELS, children, period_of
from .plan_board import PERSON_LEVEL, READ

# Whose plans the periods within a figure are read from.
SCOPE_LEVEL = {"year": "quarter", "quarter": "month", "month": "week", "week": "day"}


class SalestechPlan(models.Model):
    """What lies behind a cell of the board: the periods within it, and the plan itself."""

    _inherit = "salestech.plan"

    @api.model
    @api.readonly
    def get_board_periods(self, level, day, key, team_id=False, user_id=False):
        """Return a figure of the board period by period, one level lower, as far as the reader may see it.

        :param level: the board's level, `week` … `year`; a day has nothing within it
        :param key: which figure: the `key` of the board's row
        :returns: {"plan_id": the plan the figure stands in, or False, "level", "periods": [{"label", "day", "cell"}]},
            with cells as in `get_board`
        :raises UserError: for a level or a day that there is not
        """
        self.browse().check_access("read")
        if level not in LEVELS:
            raise UserError(self.env._("Choose a day, week, month, quarter or year."))
        day = self._asked_day(day)
        first_month = self.env.company._first_month()
        period, below = period_of(day, level, first_month), SCOPE_LEVEL.get(level)
        team_id, user_id = (id_ if isinstance(id_, int) else False for id_ in (team_id, user_id))
        owner = Domain("company_id", "=", self.env.company.id)
        owner &= Domain("team_id", "=", team_id) if team_id else Domain.TRUE
        owner &= Domain("user_id", "=", user_id) if user_id else Domain.TRUE
        periods = []
        for part in children(period, below, first_month) if below else ():
            # a person's or a group's quarter has no plan: its months and weeks stand for it
            levels = [PERSON_LEVEL[below]] if user_id else self._levels_within(below, bool(team_id))
            lines = self._lines_of(owner, levels, part, key)
            label = self.new({"level": below, "date_from": part.date_from, "date_to": part.date_to})._period_label()
            first = fields.Date.to_string(part.date_from)
            periods.append({"label": label, "day": first, "cell": self._board_cell(lines)})
        exact = Domain("level", "=", level) & Domain("date_from", "=", period.date_from)
        exact &= Domain("user_id", "=", user_id) & Domain("team_id", "=", team_id)
        plan = self.search(Domain("company_id", "=", self.env.company.id) & exact, limit=1)
        return {"plan_id": plan.id, "level": below, "periods": periods}

    def _levels_within(self, below, of_group):
        return [
            "quarter" if below == "quarter" and not of_group else "month" if below in ("month", "quarter") else below
        ]

    def _lines_of(self, owner, levels, period, key):
        domain = owner & Domain("level", "in", levels)
        domain &= Domain("date_from", ">=", period.date_from) & Domain("date_to", "<=", period.date_to)
        lines = self.env["salestech.plan.line"].search_fetch(domain, READ)
        return lines.filtered(lambda line: line._axis_key() == key)
