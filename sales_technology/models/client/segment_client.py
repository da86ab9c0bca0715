from odoo import fields, models


class SalestechSegment(models.Model):
    """How often the clients of a segment are touched."""

    _inherit = "salestech.segment"

    touch_days = fields.Integer(
        string="Touch every … days",
        help="A current client of this segment who was not touched for so many calendar days is shown as due."
        " 0: as the company's settings say.",
    )

    _touch_days_range = models.Constraint(
        "CHECK (touch_days IS NULL OR touch_days BETWEEN 0 AND 3650)",
        "Clients of a segment are touched every 1 to 3650 days; 0 leaves it to the settings.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "touch_days" in vals:
            # sudo: when clients are due follows from their segment, whoever may configure it
            self.env["salestech.client"].sudo()._refresh_due([("segment_id", "in", self.ids)])
        return result
