from odoo import api, models


class SalestechLadderGate(models.Model):
    _inherit = "salestech.ladder.gate"

    @api.model
    def _selection_mend(self):
        return [*super()._selection_mend(), ("pilot", self.env._("Open the pilot"))]
