from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    salestech_claim_alias_name = fields.Char(related="company_id.salestech_claim_alias_name", readonly=False)
    salestech_claim_team_id = fields.Many2one(related="company_id.salestech_claim_team_id", readonly=False)
