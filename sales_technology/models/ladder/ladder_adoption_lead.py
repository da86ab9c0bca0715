from odoo import fields, models


class SalestechLadderAdoptionLead(models.Model):
    """Where one lead stood before its group adopted a ladder; written and read by set-wise SQL."""

    _name = "salestech.ladder.adoption.lead"
    _description = "Stage of a Lead before the Adoption"
    _log_access = False

    adoption_id = fields.Many2one("salestech.ladder.adoption", required=True, index=True, ondelete="cascade")
    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    stage_id = fields.Many2one("crm.stage", ondelete="set null")
    date_last_stage_update = fields.Datetime()
