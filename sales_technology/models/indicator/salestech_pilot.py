from odoo import models


class SalestechPilot(models.Model):
    _name = "salestech.pilot"
    _inherit = ["salestech.pilot", "salestech.indicator.trigger"]
