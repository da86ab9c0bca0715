from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    salestech_touch_days = fields.Integer(related="company_id.salestech_touch_days", readonly=False)
    salestech_registration_days = fields.Integer(related="company_id.salestech_registration_days", readonly=False)
