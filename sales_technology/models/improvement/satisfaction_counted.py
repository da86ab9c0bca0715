from odoo import models


class SalestechSatisfaction(models.Model):
    """An answer is counted within a minute; the indicator itself is data alone."""

    _name = "salestech.satisfaction"
    _inherit = ["salestech.satisfaction", "salestech.indicator.trigger"]
