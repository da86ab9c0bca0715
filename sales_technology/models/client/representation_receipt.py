from odoo import fields, models
from odoo.exceptions import UserError


class SalestechRepresentationReceipt(models.Model):
    """A receipt: what was paid really. It comes after the approval, so it stands outside of what is closed by it."""

    _name = "salestech.representation.receipt"
    _description = "Receipt of a Gift or a Representation Expense"
    _inherit = ["salestech.document.part"]
    _order = "expense_id, date, id"

    _document_field = "expense_id"

    expense_id = fields.Many2one("salestech.representation.expense", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="expense_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="expense_id.currency_id")
    name = fields.Char(string="Number and shop", required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    amount = fields.Monetary(required=True)
    file = fields.Binary(string="Receipt", attachment=True, required=True)
    file_name = fields.Char()

    _amount_finite = models.Constraint(
        "CHECK (amount >= 0 AND amount < 'Infinity')", "The amount is a number of zero or more."
    )

    def _require_open_document(self, late=False):
        """Receipts are added while the expense is approved and not yet closed."""
        if self.env.su:
            return
        expenses = self.expense_id
        expenses.check_access("write")
        expenses._require_edit()
        for expense in expenses.filtered(lambda expense: expense.state != "approved"):
            raise UserError(
                self.env._("Receipts are added once “%s” is approved, and before it is closed.", expense.display_name)
            )
