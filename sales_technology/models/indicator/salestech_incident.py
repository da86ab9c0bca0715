from odoo import models


class SalestechIncident(models.Model):
    _name = "salestech.incident"
    _inherit = ["salestech.incident", "salestech.indicator.trigger"]
