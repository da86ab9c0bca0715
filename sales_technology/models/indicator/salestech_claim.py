from odoo import models


class SalestechClaim(models.Model):
    _name = "salestech.claim"
    _inherit = ["salestech.claim", "salestech.indicator.trigger"]
