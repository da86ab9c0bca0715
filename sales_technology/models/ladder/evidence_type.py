from odoo import fields, models


class SalestechEvidenceType(models.Model):
    _name = "salestech.evidence.type"
    _description = "Kind of Evidence on the Ladder"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Gates ask for it by this word.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    process_id = fields.Many2one(
        "salestech.process",
        required=True,
        ondelete="restrict",
        domain=[("kind", "=", "process")],
        help="Who may carry out this process may record the evidence.",
    )
    needs_file = fields.Boolean(string="A file is asked for", default=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "There is a kind of evidence with this code already.")
