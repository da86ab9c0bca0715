from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What of today's tasks fills a figure: a kind of touch, or the purpose of a meeting.
FILLED_BY = {
    "cold_call_count": ("call", None),
    "cold_meeting_count": ("meeting", "introduction"),
    "needs_meeting_count": ("meeting", "needs"),
    "terms_meeting_count": ("meeting", "terms"),
}


class SalestechPlan(models.Model):
    """My day: what the day asks, how far one is, and what there is to do, on one screen."""

    _inherit = "salestech.plan"

    @api.model
    @api.readonly
    def get_my_day(self):
        """Return the reader's own day: his figures, as counted a second ago, and his tasks.

        :returns: {"day", "label", "plans", "rows", "why", "tasks", "meetings", "may_take", "hint", "week_id"}. `rows`
            are figures of today with `norm`, `target`, `actual` (None: no data), `planned` (tasks that fill it),
            `carried`, and `week_target` and `week_actual`; `why` are days whose missed figures wait for a reason;
            `week_id` is the plan of the week that waits for the reader, where there is no day for that reason
        """
        self.browse().check_access("read")
        today = self.browse()._today()
        days = self._my_days([("date_from", "=", today)])
        meetings = self._my_meetings(today)
        tasks = self._my_tasks(today)
        return {
            "day": fields.Date.to_string(today),
            "label": days[:1]._period_label()
            if days
            else self.new({"level": "day", "date_from": today})._period_label(),
            "plans": [{"id": day.id, "name": day.team_id.name, "open": day._is_open_for_me()} for day in days],
            "rows": [row for day in days for row in day._my_rows(tasks, meetings)],
            "why": [
                {
                    "id": day.id,
                    "label": day._period_label(),
                    "words": day.missed_words,
                }
                for day in self._my_days([("missed_count", ">", 0), ("explained_at", "=", False)])
            ],
            "tasks": tasks,
            "meetings": meetings,
            "may_take": self._may_process("2.1.4"),
            **({"hint": "", "week_id": False} if days else self._hint_without_day(today)),
        }

    def _my_days(self, domain):
        mine = [("level", "=", "day"), ("user_id", "=", self.env.uid), ("company_id", "=", self.env.company.id)]
        return self.search(mine + domain, order="date_from, id")

    def _is_open_for_me(self):
        return self.state == "draft" and not self.checked_at and self._may_draft()

    def _hint_without_day(self, today):
        """Return why there is no plan for today, and the week that waits for the reader, if one does."""
        weeks = self.search(
            [
                ("level", "=", "week"),
                ("user_id", "=", self.env.uid),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ]
        )
        waiting = weeks.filtered(lambda week: week.state == "submitted")
        if not weeks:
            hint = self.env._("Your group head has not set this week's plan yet.")
        elif waiting:
            hint = self.env._("Accept your plan of the week: the day's figures follow from it.")
        elif "draft" in weeks.mapped("state"):
            hint = self.env._("Your group head is still working on this week's plan.")
        else:
            hint = self.env._("No figures today: a day off, or the plan of the week was accepted late.")
        return {"hint": hint, "week_id": waiting[:1].id}

    def _my_rows(self, tasks, meetings):
        """Return the figures of this day that anything is asked of."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.target or line.norm or line._owed())
        codes = lines.indicator_id.mapped("code")
        if not codes:
            return []
        week = self.parent_id
        reached = {line._axis(): line for line in week.line_ids}
        periods = [(self.date_from, self.date_to), (week.date_from, self.date_to)]
        actual = self.env["salestech.actual"].with_context(allowed_company_ids=self.company_id.ids)
        if len(self._my_days([("date_from", "=", self.date_from)])) > 1:
            actual = actual.with_context(salestech_actual_team=self.team_id.id)
        figures = actual.get_figures(codes, periods, "user_id", [self.env.uid])["figures"][self.env.uid]
        planned = {code: self._planned(filled, tasks, meetings) for code, filled in FILLED_BY.items()}
        return [
            {
                "id": line.id,
                "plan_id": self.id,
                "code": line.indicator_id.code,
                "name": line.display_name,
                "unit": line.unit,
                "digits": line.indicator_id.digits,
                "direction": line.direction,
                "norm": line.norm,
                "carried": line.carried,
                "target": line.target,
                "actual": figures[line.indicator_id.code][0],
                "planned": planned.get(line.indicator_id.code),
                "week_target": reached[line._axis()].target if line._axis() in reached else 0,
                "week_actual": figures[line.indicator_id.code][1],
            }
            for line in lines
        ]

    def _planned(self, filled, tasks, meetings):
        kind, purpose = filled
        if purpose:
            return sum(m["purpose"] == purpose and m["state"] == "planned" for m in meetings)
        return sum(task["kind"] == kind for task in tasks)

    def add_to_day(self, line_id, more):
        """Plan more, or less again, of one of the day's figures; never less than the norm.

        :param more: how much more, a whole number; below zero: less
        :returns: the new target
        :raises AccessError: for anybody's day but one's own
        :raises UserError: where the figure is none of this day, or would fall below the norm
        """
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user:
            raise AccessError(self.env._("Everybody plans his own day."))
        if self.level != "day":
            raise UserError(self.env._("“%s” is no plan of a day.", self.display_name))
        line = self.line_ids.filtered(lambda line: line.id == line_id)
        if not line or not isinstance(more, int) or isinstance(more, bool):
            raise UserError(self.env._("The figure is not part of this day any more. Reload the page."))
        line.target += more
        return line.target
