from odoo import fields, models


class SalestechQualityCause(models.Model):
    """Why commitments are missed: a short list, so that causes can be counted. Data: tuned by the administrator."""

    _name = "salestech.quality.cause"
    _description = "Cause of a Missed Commitment"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE (name)", "There is such a cause already.")
