from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    salestech_file_limit = fields.Integer(related="company_id.salestech_file_limit", readonly=False)
    salestech_proposal_days = fields.Integer(related="company_id.salestech_proposal_days", readonly=False)
