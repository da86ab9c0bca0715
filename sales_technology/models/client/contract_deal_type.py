from odoo import api, models


class SalestechContract(models.Model):
    _inherit = "salestech.contract"

    @api.depends("lead_id.deal_type")
    def _compute_deal_type(self):
        """A contract is of the kind its opportunity was made for."""
        super()._compute_deal_type()
        for contract in self.filtered(lambda contract: contract.state == "requested" and not contract.previous_id):
            deal_type = contract.lead_id.sudo().deal_type  # sudo: the kind of deal, of the client that is named anyway
            contract.deal_type = deal_type or contract.deal_type
