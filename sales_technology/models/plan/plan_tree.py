from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.period import parent
from .level import LEVELS


class SalestechPlan(models.Model):
    """Where a plan hangs in the tree, and which figures it has from there."""

    _inherit = "salestech.plan"

    child_count = fields.Integer(string="Plans below", compute="_compute_child_count")

    def _compute_child_count(self):
        counts = dict(self._read_group([("parent_id", "in", self.ids)], ["parent_id"], ["__count"]))
        for plan in self:
            plan.child_count = counts.get(plan, 0)

    def _find_parent(self):
        """Hang plans under the plan of the level above in which their period lies.

        :raises UserError: where there is none yet
        """
        for plan in self:
            above = parent(plan._period(), plan.company_id._first_month())
            if not above:
                continue
            scope = LEVELS[above.level].scope
            domain = [
                ("level", "=", above.level),
                ("date_from", "=", above.date_from),
                ("company_id", "=", plan.company_id.id),
                ("team_id", "=", scope != "company" and plan.team_id.id),
                ("user_id", "=", scope == "user" and plan.user_id.id),
            ]
            # sudo: a group's month lies under the company's quarter, which its head does not see
            found = self.sudo().search(domain, limit=1)
            if not found:
                raise UserError(self.env._("“%s” needs the plan above it first.", plan.display_name))
            plan.sudo().parent_id = found

    def _add_lines(self):
        """Give plans a line for each indicator of their level, and one for each segment where it goes by segment."""
        # sudo: of a plan whose drafter was checked
        indicators = self.env["salestech.indicator"].sudo().search([])
        rows = [(plan.id, *axis, 0) for plan in self for axis in plan._axes_of(indicators._planned_on(plan.level))]
        self._insert_lines(rows)

    def _axes_of(self, indicators):
        """Return [(indicator, segment, category)] of the lines that these indicators have without anybody's doing.

        Which product categories are worth a figure is for the drafter to say.
        """
        self.ensure_one()
        # sudo: segments are the company's
        segments = self.env["salestech.segment"].sudo().search([("company_id", "in", [False, self.company_id.id])])
        axes = []
        for indicator in indicators.filtered(lambda indicator: indicator.breakdown != "category"):
            by = segments.ids if indicator.breakdown == "segment" else [None]
            axes += [(indicator.id, segment_id, None) for segment_id in by]
        return axes

    @api.model
    @api.readonly
    def hierarchy_read(self, domain, specification, parent_field, child_field=None, order=None):
        """Return the tree below what the domain finds.

        A single plan is shown with the one above it only to whoever may see that one: a group's month hangs under a
        quarter that its head does not see.
        """
        found = self.search(domain, order=order)
        above = found.sudo()[parent_field] if len(found) == 1 else None  # sudo: only whether it may be seen is asked
        if not above or above.sudo(False).has_access("read"):
            return super().hierarchy_read(domain, specification, parent_field, child_field, order)
        shown = found | self.search([(parent_field, "=", found.id)], order=order)
        return shown.web_read({parent_field: {"fields": {"display_name": {}}}, **specification})

    def action_open_children(self):
        """Open the plans under this one."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_plan_action")
        action["domain"] = [("parent_id", "=", self.id)]
        action["context"] = {}
        action["display_name"] = self.display_name
        return action
