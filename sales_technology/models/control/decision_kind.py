from odoo import fields, models


class SalestechDecisionKind(models.Model):
    """What is done about deviations: a short list that shows which kinds work. Data: tuned by the administrator."""

    _name = "salestech.decision.kind"
    _description = "Kind of Corrective Decision"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE (name)", "There is such a kind already.")
