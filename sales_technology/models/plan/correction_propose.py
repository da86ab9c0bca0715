from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.cover import as_good
from ...tools.sharing import in_units, share_out
from .plan_weight import days_within


class SalestechPlan(models.Model):
    """Corrections of the coming months, from what the present one has come to (planning section, rule 7)."""

    _inherit = "salestech.plan"

    def action_propose_corrections(self):
        """Draft corrections of the coming months that this month's actuals call for, and open them.

        What a flow will lack by the month's end is spread over the coming months of the quarter, or put on the next
        month where there is none. A stock that stands better already than a coming month has it becomes that month's
        target. Where less is better, what is over the plan comes off the coming months.

        :raises UserError: where nothing has to be corrected
        """
        self.check_access("read")
        corrections = self.env["salestech.plan.correction"]
        for plan in self:
            if plan.level != "month":
                raise UserError(self.env._("Corrections are proposed from the actuals of a month."))
            plan._require_draft()
            corrections |= plan._propose_corrections()
        if not corrections:
            raise UserError(
                self.env._(
                    "Nothing to correct: the month is on course, or no coming month of the group is approved yet."
                )
            )
        return corrections._get_records_action(name=self.env._("Proposed corrections"))

    def _propose_corrections(self):
        """Return the drafts made from one month."""
        coming = self._coming_months()
        if not coming:
            return self.env["salestech.plan.correction"]
        figures = {plan: [] for plan in coming}
        for line in self.line_ids.filtered(lambda line: line.has_actual and line.target):
            for part, target in self._better_targets(line, coming):
                figures[part.plan_id].append({"line_id": part.id, "new_target": target})
        return self.env["salestech.plan.correction"].create(
            [
                {
                    "plan_id": plan.id,
                    "reason": self.env._("From the actuals of %s", self._period_label()),
                    "line_ids": [Command.create(vals) for vals in rows],
                }
                for plan, rows in figures.items()
                if rows
            ]
        )

    def _coming_months(self):
        """Return the approved months of the group that are still to come: of this quarter, else the next one.

        Months that have an open correction already are left out.
        """
        months = self.search(
            [
                ("level", "=", "month"),
                ("state", "=", "approved"),
                ("company_id", "=", self.company_id.id),
                ("team_id", "=", self.team_id.id),
                ("date_from", ">", max(self.date_to, self._today())),
            ],
            order="date_from",
        )
        months = months.filtered(
            lambda plan: not plan.correction_ids.filtered(lambda found: found.state in ("draft", "submitted"))
        )
        return months.filtered(lambda plan: plan.parent_id == self.parent_id) or months[:1]

    def _better_targets(self, line, coming):
        """Return [(line of a coming month, new target)] where that is better than what is planned."""
        parts = [
            part for plan in coming for part in plan.line_ids.filtered(lambda other: other._axis() == line._axis())
        ]
        unit = line.indicator_id._unit_of(line.company_id)
        if not parts or line.kind == "ratio":
            return []
        if line.kind == "stock":
            stand = float(in_units(Decimal(str(line.actual)), unit) * unit)
            return [
                (part, stand) for part in parts if stand != part.target and as_good(line.direction, stand, part.target)
            ]
        short = in_units(Decimal(str(line.target - line.forecast)), unit) * unit
        if line.direction == "down":
            short = -short
        if short <= 0:
            return []
        days = self._working_days(self.company_id, self.env["res.users"], parts[0].date_from, parts[-1].date_to)
        shares = share_out(short, [days_within(days[False], part.date_from, part.date_to) for part in parts], unit)
        sign = 1 if line.direction == "up" else -1
        pairs = [
            (part, max(float(Decimal(str(part.target)) + sign * share), 0.0))
            for part, share in zip(parts, shares, strict=True)
        ]
        return [(part, target) for part, target in pairs if target != part.target]
