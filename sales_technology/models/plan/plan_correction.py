from odoo import fields, models
from odoo.exceptions import UserError

from .level import LEVELS


class SalestechPlan(models.Model):
    """What a plan has to do with its corrections."""

    _inherit = "salestech.plan"

    correction_ids = fields.One2many("salestech.plan.correction", "plan_id", string="Corrections")
    correction_count = fields.Integer(string="Count of corrections", compute="_compute_correction_count")
    can_correct = fields.Boolean(compute="_compute_can_correct", export_string_translation=False)

    def _compute_correction_count(self):
        counts = self.env["salestech.plan.correction"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id"], ["__count"]
        )
        counts = dict(counts)
        for plan in self:
            plan.correction_count = counts.get(plan, 0)

    def _compute_can_correct(self):
        for plan in self:
            plan.can_correct = plan.state == "approved" and plan._is_coming() and plan._may_draft()

    def _is_coming(self):
        self.ensure_one()
        return self.date_from > self._today()

    def _require_coming(self):
        if not self._is_coming():
            raise UserError(
                self.env._("“%s” has begun. Only plans of coming periods are corrected.", self.display_name)
            )

    def _sharer(self):
        """Return who shares this plan out: the group's head, or who submitted it."""
        self.ensure_one()
        below = LEVELS[self.level].below
        head = below and LEVELS[below].drafter == "head" and self.team_id.user_id
        return head or self.submitted_by_id

    def action_open_corrections(self):
        """Open the corrections of this plan."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_plan_correction_action")
        action["domain"] = [("plan_id", "=", self.id)]
        action["context"] = {"default_plan_id": self.id}
        return action

    def action_correct(self):
        """Open an empty correction of this plan."""
        self.ensure_one()
        self.check_access("read")
        self._require_draft()
        self._require_coming()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correction"),
            "res_model": "salestech.plan.correction",
            "views": [(False, "form")],
            "context": {"default_plan_id": self.id},
        }
