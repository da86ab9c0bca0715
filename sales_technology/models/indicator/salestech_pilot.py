from odoo import models


class SalestechPilot(models.Model):
    _name = "salestech.pilot"
    _inherit = ["salestech.pilot", "salestech.indicator.trigger"]

    _indicator_parts = {"milestone_ids": frozenset({"state", "lead_id"})}
