from odoo import api, models


class SalestechLadderGate(models.Model):
    _inherit = "salestech.ladder.gate"

    @api.model
    def _selection_mend(self):
        return [
            *super()._selection_mend(),
            ("proposal", self.env._("Open the commercial proposal")),
            ("technical_proposal", self.env._("Open the technical proposal")),
            ("partner_terms", self.env._("Open the terms of partnership")),
            ("tender", self.env._("Open the tender")),
            ("contract", self.env._("Open the contract")),
            ("partner_agreement", self.env._("Open the partner agreement")),
        ]
