from odoo import api, fields, models

from .crm_lead_scenario import ROLE


class CrmLead(models.Model):
    """Needs and risks of a client (process 2.1.6)."""

    _inherit = "crm.lead"

    need_ids = fields.One2many("salestech.need", "lead_id", string="Needs and risks", groups=ROLE)
    open_need_count = fields.Integer(string="Open needs and risks", compute="_compute_open_need_count", groups=ROLE)

    @api.depends("need_ids.state")
    def _compute_open_need_count(self):
        for lead in self:
            lead.open_need_count = len(lead.need_ids.filtered(lambda need: need.state == "open"))

    def _action_new_need(self, kind):
        self.ensure_one()
        self.check_access("write")
        self._require_process("2.1.6")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("A need") if kind == "need" else self.env._("A risk"),
            "res_model": "salestech.need",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_lead_id": self.id, "default_kind": kind, "dialog_size": "medium"},
        }

    def _mend_needs(self, gate):
        return self._action_new_need("need")

    def _mend_risks(self, gate):
        return self._action_new_need("risk")

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        if not self.env["crm.stage"]._ladder_steps():
            return
        # sudo: core merges what the user may see and deletes the rest as superuser.
        opportunities.sudo().need_ids.write({"lead_id": self.id})
