from odoo import api, fields, models


class SalestechPilotGoal(models.Model):
    """What a pilot is to show, in a figure: a goal nobody measured yet is neither met nor missed."""

    _name = "salestech.pilot.goal"
    _description = "Goal of a Pilot"
    _inherit = ["salestech.pilot.part"]
    _order = "pilot_id, sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(string="Criterion", required=True)
    better = fields.Selection(
        selection=[("higher", "At least"), ("lower", "At most")], string="Met when", required=True, default="higher"
    )
    target = fields.Float(required=True, digits=(16, 2))
    unit = fields.Char(size=32)
    actual = fields.Float(digits=(16, 2))
    is_measured = fields.Boolean(
        string="Measured",
        compute="_compute_is_measured",
        store=True,
        readonly=False,
        copy=False,
        help="Set when the actual figure is entered. Tick it where the figure is really zero.",
    )
    met = fields.Selection(
        selection=[("open", "Not measured"), ("met", "Met"), ("missed", "Missed")],
        string="Outcome",
        compute="_compute_met",
        store=True,
    )

    _figures_finite = models.Constraint(
        "CHECK (target >= 0 AND target < 'Infinity'::float8"
        " AND (actual IS NULL OR (actual >= 0 AND actual < 'Infinity'::float8)))",
        "A goal's figures are zero or more.",
    )

    @api.depends("actual")
    def _compute_is_measured(self):
        for goal in self:
            goal.is_measured = goal.is_measured or bool(goal.actual)

    @api.depends("is_measured", "actual", "target", "better")
    def _compute_met(self):
        for goal in self:
            reached = goal.actual >= goal.target if goal.better == "higher" else goal.actual <= goal.target
            goal.met = ("met" if reached else "missed") if goal.is_measured else "open"
