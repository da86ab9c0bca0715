from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.cover import as_good

VALUE = "value:sum"


class SalestechDecision(models.Model):
    """Measured when its period is over: the indicator before and after, and whether it came to what was wanted."""

    _inherit = "salestech.decision"

    @api.model
    def _measure_due(self, company):
        """Measure the decisions of a company that were carried out and whose period is over; return them."""
        today = company._local_day(fields.Datetime.now())
        due = self.search([("company_id", "=", company.id), ("state", "=", "done"), ("date_to", "<", today)])
        due = due.with_company(company).with_context(allowed_company_ids=company.ids)
        groups = due.grouped(
            lambda decision: (
                decision._owner_field(),
                decision._axis_field(),
                decision._period_before(),
                decision._period(),
            )
        )
        for (by, axis, before, after), decisions in groups.items():
            decisions._measure(by, axis, before, after)
        return due

    def _owner_field(self):
        """Return by what the figures are the decision's own: person, group or company."""
        return "user_id" if self.user_id else "team_id" if self.team_id else "company_id"

    def _axis_field(self):
        return "segment_id" if self.segment_id else "category_id" if self.category_id else None

    def _measure(self, by, axis, before, after):
        """Measure decisions of one kind of owner and the same periods: two readings, however many there are."""
        figures = [self._measured_figures(by, axis, period) for period in (before, after)]
        now, effects = fields.Datetime.now(), defaultdict(self.browse)
        for decision in self:
            key = decision[by].id, decision.indicator_id.id, decision[axis].id if axis else False
            old, new = (found.get(key) for found in figures)
            effects[decision._effect(new)] |= decision
            decision.write(
                {
                    **{"figure_before": old or 0, "has_before": old is not None},
                    **{"figure_after": new or 0, "has_after": new is not None},
                }
            )
        for effect, decisions in effects.items():
            decisions.write({"effect": effect, "state": "measured", "measured_at": now})

    def _effect(self, figure):
        if figure is None:
            return "unknown"
        return "yes" if as_good(self.direction, figure, self.goal) else "no"

    def _measured_figures(self, by, axis, period):
        """Return {(id of the owner, indicator id, id of the axis): figure or None} of a period."""
        actual, owners = self.env["salestech.actual"], self[by].ids
        if not axis:
            codes = {indicator.code: indicator.id for indicator in self.indicator_id}
            found = actual.get_figures(list(codes), [(period.date_from, period.date_to)], by, owners)["figures"]
            empty = actual._empty_figures(self.indicator_id, period)
            return {
                (owner, id_, False): found[owner][code][0] if owner in found else empty[id_]
                for owner in owners
                for code, id_ in codes.items()
            }
        domain = Domain("company_id", "=", self.company_id.id) & Domain("indicator_id", "in", self.indicator_id.ids)
        domain &= Domain("date", ">=", period.date_from) & Domain("date", "<=", period.date_to)
        domain &= Domain(by, "in", owners) & Domain(axis, "in", self[axis].ids)
        rows = actual._read_group(domain, [by, "indicator_id", axis], [VALUE])
        return {(owner.id, indicator.id, part.id): value for owner, indicator, part, value in rows}
