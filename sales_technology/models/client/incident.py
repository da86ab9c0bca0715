from odoo import fields, models


class SalestechIncident(models.Model):
    """A non-standard situation: something that no instruction foresees and that needs a decision, maybe before the
    client complains."""

    _name = "salestech.incident"
    _description = "Non-standard Situation"
    _inherit = ["salestech.case.mixin"]

    date_received = fields.Datetime(string="Reported on")
    day_received = fields.Date(string="Day reported")
    category = fields.Selection(
        [
            ("client", "At the client's"),
            ("supply", "Supply and logistics"),
            ("technical", "Technical"),
            ("people", "People"),
            ("legal", "Law and documents"),
            ("force", "Force majeure"),
            ("other", "Other"),
        ],
        required=True,
        default="client",
        index=True,
        tracking=True,
    )
