from odoo import fields, models

OUTCOMES = [
    ("none", "Nothing"),
    ("relations", "Better relations"),
    ("lead", "New opportunity"),
    ("contract", "Contract"),
]


class SalestechRepresentationExpense(models.Model):
    """What came of it: often known long after the receipts are in, so it stays open when everything else is closed."""

    _inherit = "salestech.representation.expense"

    outcome = fields.Selection(OUTCOMES, copy=False, tracking=True, help="What came of it. The report groups by it.")
    result = fields.Char(copy=False, help="What came of it, in words.")
