from odoo import fields, models


class SalestechClaim(models.Model):
    """A claim: the client says that what we delivered, did or wrote is not as agreed."""

    _name = "salestech.claim"
    _description = "Claim"
    _inherit = ["salestech.case.mixin"]

    category = fields.Selection(
        [
            ("quality", "Quality"),
            ("time", "Late delivery or work"),
            ("quantity", "Quantity"),
            ("documents", "Documents"),
            ("price", "Price and payment"),
            ("service", "Service and behaviour"),
            ("other", "Other"),
        ],
        required=True,
        default="quality",
        index=True,
        tracking=True,
    )
