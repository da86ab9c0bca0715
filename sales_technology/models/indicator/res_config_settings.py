from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    salestech_actual_since = fields.Date(related="company_id.actual_since", readonly=False)
    salestech_turnover_from = fields.Selection(related="company_id.turnover_from", readonly=False)
