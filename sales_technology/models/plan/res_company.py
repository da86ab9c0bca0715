from odoo import fields, models


class ResCompany(models.Model):
    """Who may approve what he drafted, and from when on a figure is behind."""

    _inherit = "res.company"

    plan_self_approval = fields.Boolean(
        string="Who drafted a plan may approve it",
        help="For small companies where one person is group head and department head. Otherwise four eyes are needed.",
    )
    plan_green_from = fields.Integer(
        string="On course from, %", default=95, help="Of what is expected by today, by working days."
    )
    plan_amber_from = fields.Integer(string="Behind from, %", default=80, help="Below it: far behind.")

    plan_evening_hour = fields.Integer(
        string="The day ends at, o'clock",
        default=19,
        help="In the company's time. From then on missed figures are marked and the next working day's plans made.",
    )
    plan_day_closed = fields.Date(
        string="Last day that was closed", readonly=True, copy=False, help="Whose missed figures are marked already."
    )

    _plan_evening_range = models.Constraint(
        "CHECK (plan_evening_hour BETWEEN 0 AND 23)", "The hour at which the day ends lies between 0 and 23."
    )
    _plan_lights_range = models.Constraint(
        "CHECK (plan_amber_from BETWEEN 1 AND plan_green_from AND plan_green_from <= 200)",
        "“Behind” begins at 1 % or more, and not above “on course”, which is 200 % at most.",
    )
