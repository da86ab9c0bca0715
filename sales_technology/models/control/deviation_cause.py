from odoo import fields, models


class SalestechDeviationCause(models.Model):
    """Why figures are missed: a short list, so that causes can be counted. Data: tuned by the administrator."""

    _name = "salestech.deviation.cause"
    _description = "Cause of a Deviation"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE (name)", "There is such a cause already.")
