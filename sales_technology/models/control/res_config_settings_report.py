from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    deviation_threshold = fields.Float(related="company_id.deviation_threshold", readonly=False)
