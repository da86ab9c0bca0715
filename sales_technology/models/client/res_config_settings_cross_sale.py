from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    salestech_cross_min_share = fields.Float(related="company_id.salestech_cross_min_share", readonly=False)
    salestech_cross_min_clients = fields.Integer(related="company_id.salestech_cross_min_clients", readonly=False)
