from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .plan_weight import days_within

LOOK_AHEAD = timedelta(days=21)  # the longest time off over which the next working day is looked for


class SalestechPlan(models.Model):
    """A day's plan: made from what is left of the week; the manager may plan more, never less."""

    _inherit = "salestech.plan"

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        # sudo: norms are nobody's to write; who may draft the day was checked
        days = plans.sudo().filtered(lambda plan: plan.level == "day" and plan.line_ids)
        for company in days.company_id:
            days.filtered(lambda plan, own=company: plan.company_id == own)._set_norms()
        return plans

    def action_approve(self):
        """Approve the plans; of a week that runs, the next day's plan is made at once."""
        result = super().action_approve()
        # sudo: a manager who accepts his week gets his day, whatever he may draft himself
        weeks = self.sudo().filtered(lambda plan: plan.level == "week")
        for company in weeks.company_id:
            weeks.filtered(lambda plan, own=company: plan.company_id == own)._plan_next_days()
        return result

    def _plan_next_days(self, after=None):
        """Make the plan of each owner's next working day, where it lies in one of these approved weeks.

        :param after: the day after which the next one is looked for; by default the last that was closed
        :returns: the plans of days that were made
        """
        days = self.browse()
        if not self:
            return days
        company = self.company_id.ensure_one()
        after = after or max(company.plan_day_closed or self._today() - timedelta(days=1), self._yesterday())
        worked = self._working_days(company, self.user_id, after + timedelta(days=1), after + LOOK_AHEAD)
        wanted = {}
        for week in self:
            following = worked[week.user_id.id][:1]
            if following and week.state == "approved" and week.date_from <= following[0] <= week.date_to:
                wanted[week] = following[0]
        known = {(day.parent_id.id, day.date_from) for day in self.child_ids}
        quiet = self.with_context(tracking_disable=True, mail_create_nosubscribe=True, mail_create_nolog=True)
        days = quiet.create(
            [
                {
                    "level": "day",
                    "date_from": day,
                    "company_id": company.id,
                    "team_id": week.team_id.id,
                    "user_id": week.user_id.id,
                    "parent_id": week.id,
                }
                for week, day in wanted.items()
                if (week.id, day) not in known
            ]
        )
        weeks = self.browse([week.id for week in wanted])
        weeks.invalidate_recordset(["child_ids"])
        weeks._add_lines_below()
        # those that were planned before, by hand, follow what the days before them brought
        weeks.child_ids.filtered(lambda day: day.state == "draft" and day.date_from > after)._set_norms()
        return days

    def _yesterday(self):
        return self._today() - timedelta(days=1)

    def _set_norms(self):
        """Reckon what these days owe; what the manager planned above it stays."""
        weeks = self.parent_id
        if not weeks:
            return
        company = self.company_id.ensure_one()
        worked = self._working_days(company, self.user_id, min(weeks.mapped("date_from")), max(weeks.mapped("date_to")))
        reached = self._reached_before()
        of_week = {(week.id, *line._axis()): line for week in weeks for line in week.line_ids}
        rows = []
        for day in self:
            days, week = worked[day.user_id.id], day.parent_id
            left = days_within(days, day.date_from, week.date_to)
            whole = days_within(days, week.date_from, week.date_to)
            for line in day.line_ids:
                total = of_week.get((week.id, *line._axis()))
                if total:
                    rows.append((line.id, *line._norm_of(total, reached.get(line.id, 0), left, whole)))
        self.env["salestech.plan.line"]._update_norms(rows)

    def _reached_before(self):
        """Return {id of a day's line: what its week brought before that day}; one statement over the cube."""
        self.env.flush_all()
        # Whose days they are was checked by the caller; the figures are the owner's own.
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT line.id, SUM(cell.amount)
                         FROM salestech_plan_line line
                         JOIN salestech_plan day ON day.id = line.plan_id
                         JOIN salestech_plan week ON week.id = day.parent_id
                         JOIN salestech_actual cell
                           ON cell.company_id = line.company_id AND cell.indicator_id = line.indicator_id
                          AND cell.user_id = line.user_id AND cell.team_id = line.team_id
                          AND cell.date >= week.date_from AND cell.date < day.date_from
                          AND (line.segment_id IS NULL OR cell.segment_id = line.segment_id)
                          AND (line.category_id IS NULL OR cell.category_id = line.category_id)
                        WHERE day.id = ANY(%s) GROUP BY line.id""",
                    self.ids,
                )
            )
        )
