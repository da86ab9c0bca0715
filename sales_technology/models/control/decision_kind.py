from odoo import fields, models


class SalestechDecisionKind(models.Model):
    """What is done about deviations: a short list, tuned by the administrator, so that it shows which kinds work."""

    _name = "salestech.decision.kind"
    _description = "Kind of Corrective Decision"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE (name)", "There is such a kind already.")
