from odoo import fields, models


class SalestechLadderAdoptionLine(models.Model):
    _name = "salestech.ladder.adoption.line"
    _description = "Stage mapped to a Step"
    _order = "adoption_id, id"

    adoption_id = fields.Many2one("salestech.ladder.adoption", required=True, index=True, ondelete="cascade")
    stage_id = fields.Many2one("crm.stage", string="Stage before", ondelete="cascade")
    step_id = fields.Many2one("crm.stage", required=True, ondelete="cascade")
    lead_count = fields.Integer(string="Clients")
