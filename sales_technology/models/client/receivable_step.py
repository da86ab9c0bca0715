from odoo import api, fields, models

LETTERS = ("letter", "claim_letter")


class SalestechReceivableStep(models.Model):
    """A step of the control plan: what we do when a document is late by so many days. Data: the company tunes it."""

    _name = "salestech.receivable.step"
    _description = "Step of the Control Plan of Receivables"
    _order = "company_id, days, id"

    name = fields.Char(string="Step", required=True, translate=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("call", "Reminder call"), ("letter", "Letter"), ("claim_letter", "Claim letter")],
        required=True,
        default="call",
    )
    days = fields.Integer(string="Days late", required=True, default=3, aggregator=None)
    template_id = fields.Many2one(
        "mail.template",
        string="Text of the letter",
        ondelete="restrict",
        domain="[('model', '=', 'salestech.receivable.task')]",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="A company with steps of its own goes by those alone."
    )

    _days_in_range = models.Constraint(
        "CHECK (days BETWEEN 1 AND 3650)", "A step comes 1 to 3650 days after the due date."
    )
    _days_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), days) WHERE active IS TRUE", "There is a step for this day already."
    )
    _letter_has_text = models.Constraint(
        "CHECK (kind = 'call' OR template_id IS NOT NULL)", "A letter needs its text. Choose the e-mail template."
    )

    @api.model
    def _plan_of(self, company):
        """Return the steps that hold for a company, the earliest first."""
        own = self.search([("company_id", "=", company.id)])
        return (own or self.search([("company_id", "=", False)])).sorted("days")
