from odoo import fields, models


class SalestechPlanReturn(models.TransientModel):
    """Asks why a plan goes back to who submitted it."""

    _name = "salestech.plan.return"
    _description = "Return of a Plan"

    plan_id = fields.Many2one("salestech.plan", required=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_return(self):
        """Give the plan back, with the reason."""
        self.ensure_one()
        self.plan_id._return(self.reason)
        return {"type": "ir.actions.act_window_close"}
