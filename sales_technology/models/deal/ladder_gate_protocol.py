from odoo import api, models


class SalestechLadderGate(models.Model):
    _inherit = "salestech.ladder.gate"

    @api.model
    def _selection_mend(self):
        return [
            *super()._selection_mend(),
            ("protocol", self.env._("Open the protocol")),
            ("plan", self.env._("Open the development plan")),
            ("consent", self.env._("Record the consent")),
        ]
