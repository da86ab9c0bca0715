from decimal import Decimal
from typing import Any, NamedTuple

from odoo import fields, models
from odoo.fields import Date

from ...tools.sharing import SharingError, climb, in_units, share_out
from .plan_weight import days_within


class Part(NamedTuple):
    """A plan below, as sharing out sees it.

    :param key: (first day, group id, person id)
    :param weight: working days of those who carry it out
    """

    key: tuple
    date_to: Any
    weight: int


class SalestechPlan(models.Model):
    """How each kind of figure is shared out over periods and people."""

    _inherit = "salestech.plan"

    def _share_line(self, line, parts, held, opening, turn):
        """Return {key of a part: target} for the parts of a plan.

        :param line: the figure that is shared out
        :param held: {key: target} of the parts that stay as they are
        :param opening: what a stock stands at before the first period; None: not known
        """
        unit = line.indicator_id._unit_of(line.company_id)
        target = in_units(Decimal(str(line.target)), unit) * unit
        if line.kind == "ratio":
            return {part.key: held.get(part.key, target) for part in parts}
        if line.kind == "flow":
            return _shares(target, parts, held, unit, turn)
        return self._share_stock(target, parts, held, unit, turn, opening)

    def _share_stock(self, target, parts, held, unit, turn, opening):
        """Let a stock climb from period to period, and share each stand out between people."""
        ends = sorted({part.date_to for part in parts})
        by_end = {end: [part for part in parts if part.date_to == end] for end in ends}
        weights = [sum(part.weight for part in by_end[end]) for end in ends]
        stands = climb(target if opening is None else opening, target, weights, unit)
        result = {}
        for end, stand in zip(ends, stands, strict=True):
            result |= _shares(stand, by_end[end], held, unit, turn)
        return result

    def _parts_below(self, periods, owners, days):
        """Return the Parts of this plan: each period by each owner, weighted by working days.

        :param owners: [(group, person)], each maybe empty
        """
        parts = []
        for period in periods:
            for team, user in owners:
                people = user or team.member_ids
                weight = sum(
                    days_within(days.get(person.id, days[False]), period.date_from, period.date_to) for person in people
                )
                if not people:
                    weight = days_within(days[False], period.date_from, period.date_to)
                parts.append(Part((period.date_from, team.id, user.id), period.date_to, weight))
        return parts

    def _openings(self):
        """Return {indicator id: what its stock stood at before this plan's period}, where that is known.

        As counted; for a period yet to come, as planned for the end of the period before.
        """
        self.ensure_one()
        stocks = self.line_ids.indicator_id.filtered(lambda indicator: indicator.kind == "stock")
        before = Date.subtract(self.date_from, days=1)
        if not stocks:
            return {}
        planned = self.search(
            [
                ("level", "=", self.level),
                ("date_to", "=", before),
                ("company_id", "=", self.company_id.id),
                ("team_id", "=", self.team_id.id),
            ],
            limit=1,
        )
        openings = {line.indicator_id.id: line.target for line in planned.line_ids if line.kind == "stock"}
        if openings and before >= self._today():
            return openings
        by, key = ("team_id", self.team_id.id) if self.team_id else ("company_id", self.company_id.id)
        day = fields.Date.to_string(min(before, self._today()))
        actual = self.env["salestech.actual"].with_context(allowed_company_ids=self.company_id.ids)
        figures = actual.get_figures(stocks.mapped("code"), [(day, day)], by, [key])["figures"].get(key, {})
        for indicator in stocks:
            counted = figures.get(indicator.code, [None])[0]
            if counted is not None:
                openings[indicator.id] = counted
        return openings


def _shares(target, parts, held, unit, turn):
    """Return {key: share} that add up to the target; where more is held than that, the others get nothing."""
    fixed = {index: held[part.key] for index, part in enumerate(parts) if part.key in held}
    try:
        shares = share_out(target, [part.weight for part in parts], unit, fixed, turn)
    except SharingError:
        shares = [fixed.get(index, Decimal(0)) for index in range(len(parts))]
    return {part.key: share for part, share in zip(parts, shares, strict=True)}
