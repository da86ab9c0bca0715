from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.cover import Parts, as_good, shared
from .level import LEVELS


class SalestechPlanLine(models.Model):
    """How much of a figure is shared out to the plans below."""

    _inherit = "salestech.plan.line"

    shared = fields.Float(
        string="Shared out", digits=(16, 3), compute="_compute_shared", help="What the plans below come to."
    )
    to_share = fields.Float(
        string="Still to share", digits=(16, 3), compute="_compute_shared", help="Below zero: so much over the plan."
    )
    cover = fields.Selection(
        [("none", "Not shared out"), ("short", "Still to share"), ("exact", "Shared"), ("over", "Over")],
        string="Sharing",
        compute="_compute_shared",
    )

    @api.depends("target", "plan_id.child_ids")
    def _compute_shared(self):
        parts = self._parts()
        for line in self:
            figures = parts.get(line.id)
            if not line._is_shared_out():
                line.shared, line.to_share, line.cover = 0, 0, False
                continue
            target = Decimal(str(line.target))
            sum_ = shared(line.kind, line.direction, target, figures or Parts())
            line.shared, line.to_share = float(sum_), float(target - sum_)
            line.cover = line._cover_label(target, sum_, figures)

    def _cover_label(self, target, sum_, figures):
        if not figures or not figures.count:
            return "none"
        if sum_ == target:
            return "exact"
        return "over" if sum_ > target and as_good(self.direction, sum_, target) else "short"

    def _is_shared_out(self):
        """Return whether the indicator is planned on the level below, which has to cover this one."""
        self.ensure_one()
        level = LEVELS[self.level or self.plan_id.level]
        return level.covers and bool(self.indicator_id._planned_on(level.below))

    def _parts(self):
        """Return {line id: Parts} of what the plans below hold of the same indicator, segment and category."""
        ids = [id_ for id_ in self.ids if id_]
        if not ids:
            return {}
        self.env.flush_all()
        # Whose line it is was checked by who reads it; of the parts only their sum is told.
        rows = self.env.execute_query(
            SQL(
                """SELECT line.id, COUNT(part.id), COALESCE(SUM(part.target), 0),
                          COALESCE(SUM(part.target) FILTER (WHERE part.date_to = line.date_to), 0),
                          MIN(part.target), MAX(part.target),
                          CASE WHEN bool_and(part.weight > 0)
                               THEN SUM(part.target * part.weight) / NULLIF(SUM(part.weight), 0) END
                     FROM salestech_plan_line line
                     JOIN salestech_plan child ON child.parent_id = line.plan_id
                     JOIN salestech_plan_line part ON part.plan_id = child.id
                      AND part.indicator_id = line.indicator_id
                      AND part.segment_id IS NOT DISTINCT FROM line.segment_id
                      AND part.category_id IS NOT DISTINCT FROM line.category_id
                    WHERE line.id = ANY(%s) GROUP BY line.id""",
                ids,
            )
        )
        return {id_: Parts(*map(_exact, figures)) for id_, *figures in rows}


def _exact(value):
    return value if value is None or isinstance(value, int) else Decimal(str(value))
