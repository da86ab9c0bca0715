from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    salestech_satisfaction_days = fields.Integer(related="company_id.salestech_satisfaction_days", readonly=False)
    salestech_satisfaction_low = fields.Selection(related="company_id.salestech_satisfaction_low", readonly=False)
