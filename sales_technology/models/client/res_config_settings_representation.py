from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    salestech_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of the limits")
    salestech_gift_person_limit = fields.Monetary(
        related="company_id.salestech_gift_person_limit", readonly=False, currency_field="salestech_currency_id"
    )
    salestech_gift_head_limit = fields.Monetary(
        related="company_id.salestech_gift_head_limit", readonly=False, currency_field="salestech_currency_id"
    )
    salestech_own_approval = fields.Boolean(related="company_id.salestech_own_approval", readonly=False)
