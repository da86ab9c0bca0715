from odoo import models


class SalestechWorkStage(models.Model):
    _name = "salestech.work.stage"
    _inherit = ["salestech.work.stage", "salestech.indicator.trigger"]
