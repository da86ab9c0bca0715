from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    salestech_link_days = fields.Integer(
        string="Days a protocol's link works", default=30, help="After that the client asks for a new link."
    )

    _salestech_link_days_range = models.Constraint(
        "CHECK (salestech_link_days BETWEEN 1 AND 365)", "A protocol's link works between 1 and 365 days."
    )
