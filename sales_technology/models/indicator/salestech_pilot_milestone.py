from odoo import models


class SalestechPilotMilestone(models.Model):
    _name = "salestech.pilot.milestone"
    _inherit = ["salestech.pilot.milestone", "salestech.indicator.trigger"]

    def _indicator_company(self):
        return self.pilot_id.company_id
