from odoo import fields, models


class ResCompany(models.Model):
    """How often clients are asked, and what counts as a low mark."""

    _inherit = "res.company"

    salestech_satisfaction_days = fields.Integer(
        string="Ask a person once in, days",
        default=30,
        help="Whatever happens: nobody is asked how satisfied he is more often than that.",
    )
    salestech_satisfaction_low = fields.Selection(
        [("1", "The unhappy face"), ("3", "The unhappy or the neutral face")],
        string="Low mark",
        default="1",
        required=True,
        help="A low mark becomes a non-standard situation at once.",
    )

    _salestech_satisfaction_days_range = models.Constraint(
        "CHECK (salestech_satisfaction_days IS NULL OR salestech_satisfaction_days BETWEEN 1 AND 730)",
        "A person is asked once in 1 to 730 days.",
    )
