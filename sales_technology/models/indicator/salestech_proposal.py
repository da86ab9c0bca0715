from odoo import models


class SalestechProposal(models.Model):
    _name = "salestech.proposal"
    _inherit = ["salestech.proposal", "salestech.indicator.trigger"]
