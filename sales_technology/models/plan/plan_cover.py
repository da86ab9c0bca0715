from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.cover import Parts, is_covered
from ...tools.sharing import in_units

SHOWN = 5  # figures named in a refusal


class SalestechPlan(models.Model):
    """Whether the parts of a plan cover it."""

    _inherit = "salestech.plan"

    open_count = fields.Integer(string="Figures still to share", compute="_compute_open_count")

    @api.depends("line_ids.target", "child_ids")
    def _compute_open_count(self):
        for plan in self:
            plan.open_count = len(plan.line_ids.filtered(lambda line: line.cover in ("none", "short")))

    def _require_cover(self):
        """Refuse where the plans below do not cover one of these plans (planning section: cover).

        :raises UserError: names the figures and what is missing
        """
        lines = self.sudo().line_ids  # sudo: what is shared out counts, whoever sees it
        parts = lines._parts()
        for plan in self:
            short = [
                line
                for line in plan.sudo().line_ids
                if line._is_shared_out()
                and not is_covered(line.kind, line.direction, Decimal(str(line.target)), parts.get(line.id, Parts()))
                and not (line.target == 0 and line.direction == "up")
            ]
            if short:
                raise UserError(
                    self.env._(
                        "The plans under “%(plan)s” do not cover it yet: %(figures)s. Share out the rest first.",
                        plan=plan.display_name,
                        figures="; ".join(plan._short_sentence(line) for line in short[:SHOWN]),
                    )
                )

    def _short_sentence(self, line):
        return self.env._(
            "%(figure)s %(shared)s of %(target)s",
            figure=line.display_name,
            shared=line._formatted(line.shared),
            target=line._formatted(line.target),
        )

    def _check_breakdowns(self):
        """Refuse where the figures by segment or product do not add up to the total, and both are planned."""
        for plan in self:
            lines = plan.line_ids
            for total in lines.filtered(lambda line: not line.indicator_id.breakdown and line.target):
                parts = lines.filtered(lambda line, own=total: line.indicator_id.total_id == own.indicator_id)
                for indicator in parts.indicator_id:
                    figures = parts.filtered(lambda line, own=indicator: line.indicator_id == own and line.target)
                    unit = indicator._unit_of(plan.company_id)
                    sum_ = sum(in_units(Decimal(str(line.target)), unit) for line in figures)
                    if figures and sum_ != in_units(Decimal(str(total.target)), unit):
                        raise UserError(
                            self.env._(
                                "“%(parts)s” adds up to %(sum)s, but “%(total)s” is %(target)s.",
                                parts=indicator.name,
                                sum=total._formatted(float(sum_ * unit)),
                                total=total.indicator_id.name,
                                target=total._formatted(total.target),
                            )
                        )
