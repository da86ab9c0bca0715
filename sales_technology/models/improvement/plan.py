from odoo import api, fields, models


class SalestechPlan(models.Model):
    """What changed while the plan was made or carried out, and may be why it has to be corrected."""

    _inherit = "salestech.plan"

    change_ids = fields.Many2many("salestech.change", string="Recorded changes", copy=False)
    change_count = fields.Integer(string="Number of changes", compute="_compute_change_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_change_count(self):
        rows = self.env["salestech.change"]._read_group([("plan_ids", "in", self.ids)], ["plan_ids"], ["__count"])
        counts = {plan.id: count for plan, count in rows}
        for plan in self:
            plan.change_count = counts.get(plan.id, 0)

    def action_open_changes(self):
        """Open the changes that touch this plan; a new one is of it."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_change_action")
        return {
            **action,
            "domain": [("plan_ids", "in", self.ids)],
            "context": {"default_plan_ids": self.ids, "default_company_id": self.company_id.id},
        }
