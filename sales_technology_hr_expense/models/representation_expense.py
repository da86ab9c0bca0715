from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.sales_technology.models.client.representation_expense import (
    SalestechRepresentationExpense as Expense,
)

# kind -> which of Odoo's expense categories
PRODUCTS = {"gift": "hr_expense.expense_product_gift", "hospitality": "hr_expense.expense_product_meal"}


class SalestechRepresentationExpense(models.Model):
    """A gift or a representation expense that is done becomes an expense of who paid it, receipts and all."""

    _inherit = "salestech.representation.expense"

    _facts = Expense._facts | {"hr_expense_id"}

    hr_expense_id = fields.Many2one(
        "hr.expense",
        string="Employee's expense",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )

    def action_post_expense(self):
        """Make the employee's expense of it, in draft, and open it; a second time opens the same.

        :raises UserError: before it is done, or where the responsible is no employee of the company
        """
        self.ensure_one()
        self._require_work()
        # Whoever presses at the same moment waits here, is run again by Odoo, and opens what the other made.
        self.lock_for_update()
        if not self.hr_expense_id:
            if self.state != "done":
                raise UserError(self._wrong_state_sentence(self))
            # sudo: the expense of the responsible himself, of what was approved and shown by receipts; reach,
            # process and state were checked
            expense = self.sudo().env["hr.expense"].create(self._prepare_expense_vals())
            self.sudo()._attach_receipts(expense)
            self.sudo().hr_expense_id = expense
            self._log_in_history(self.env._("posted as an employee's expense"))
        return self.hr_expense_id._get_records_action()

    def _prepare_expense_vals(self):
        """Return the values of the `hr.expense`; an override may choose another category or who pays."""
        self.ensure_one()
        return {
            "name": self.display_name,
            "employee_id": self._expense_employee().id,
            "product_id": self._expense_product().id,
            "date": max(self.receipt_ids.mapped("date")),
            "total_amount_currency": self.actual_amount,
            "currency_id": self.currency_id.id,
            "company_id": self.company_id.id,
            "payment_mode": "own_account",
            "description": "\n".join(filter(None, (self.what, ", ".join(self.sudo().contact_ids.mapped("name"))))),
        }

    def _expense_employee(self):
        # sudo: which employee a user is, no more of him
        employee = self.user_id.sudo().employee_ids.filtered(lambda employee: employee.company_id == self.company_id)
        if not employee:
            raise UserError(
                self.env._(
                    "“%(user)s” is no employee of “%(company)s”. Have the personnel department enter him first.",
                    user=self.user_id.name or "",
                    company=self.company_id.name,
                )
            )
        return employee[:1]

    def _expense_product(self):
        product = self.env.ref(PRODUCTS[self.kind], raise_if_not_found=False)
        # sudo: a category of expenses, which every employee may choose
        product = (product or self.env["product.product"]).sudo()
        return product.filtered(lambda p: p.active and p.company_id in (self.company_id, self.env["res.company"]))

    def _attach_receipts(self, expense):
        for receipt in self.receipt_ids.with_context(bin_size=False):
            self.env["ir.attachment"].create(
                {
                    "name": receipt.file_name or receipt.name,
                    "datas": receipt.file,
                    "res_model": expense._name,
                    "res_id": expense.id,
                }
            )
