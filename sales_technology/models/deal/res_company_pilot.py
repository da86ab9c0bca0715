from odoo import api, models


class ResCompany(models.Model):
    """Pilots have numbers of their own in each company."""

    _inherit = "res.company"

    @api.model
    def _document_sequences(self):
        return {
            **super()._document_sequences(),
            "salestech.pilot": (self.env._("Pilots"), "PL", "standard"),
        }
