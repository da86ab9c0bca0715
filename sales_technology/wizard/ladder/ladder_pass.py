from odoo import fields, models


class SalestechLadderPass(models.TransientModel):
    """Ask for the reason of a move back, or of passing over what is missing."""

    _name = "salestech.ladder.pass"
    _description = "Reason of a Move on the Ladder"

    lead_ids = fields.Many2many("crm.lead", string="Clients", required=True)
    stage_id = fields.Many2one("crm.stage", string="To step", required=True)
    override = fields.Boolean()
    missing = fields.Text(readonly=True)
    reason = fields.Char(required=True)

    def action_pass(self):
        """Move, under the rights of the user; `ladder_move_to` checks them."""
        self.ensure_one()
        self.lead_ids.ladder_move_to(self.stage_id.id, self.reason, override=self.override)
        return {"type": "ir.actions.act_window_close"}
