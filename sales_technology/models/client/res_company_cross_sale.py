from odoo import fields, models


class ResCompany(models.Model):
    """From when on a company suggests cross-sales, and when they were reckoned last."""

    _inherit = "res.company"

    salestech_cross_min_share = fields.Float(
        string="Usual from a share of",
        default=0.3,
        help="A category is suggested where at least this share of the segment's clients has it (0.3: 30 in 100).",
    )
    salestech_cross_min_clients = fields.Integer(
        string="Clients of a segment, at least", default=5, help="Fewer clients are no habit: nothing is suggested."
    )
    salestech_cross_date = fields.Datetime(string="Cross-sales as of", readonly=True, copy=False)

    _salestech_cross_min_share_range = models.Constraint(
        "CHECK (salestech_cross_min_share IS NULL OR salestech_cross_min_share BETWEEN 0.01 AND 1)",
        "The share of clients from which a category is usual lies between 0.01 and 1.",
    )
    _salestech_cross_min_clients_range = models.Constraint(
        "CHECK (salestech_cross_min_clients IS NULL OR salestech_cross_min_clients BETWEEN 1 AND 100000)",
        "At least one client makes a segment.",
    )
