from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    plan_self_approval = fields.Boolean(related="company_id.plan_self_approval", readonly=False)
    plan_green_from = fields.Integer(related="company_id.plan_green_from", readonly=False)
    plan_amber_from = fields.Integer(related="company_id.plan_amber_from", readonly=False)
    plan_evening_hour = fields.Integer(related="company_id.plan_evening_hour", readonly=False)
