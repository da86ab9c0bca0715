from odoo import fields, models


class SalestechReceivableTaskLine(models.Model):
    """A document in a step of the control plan, as it stood then. The UNIQUE key is what makes a step come once."""

    _name = "salestech.receivable.task.line"
    _description = "Document of a Reminder"
    _order = "date_due, id"
    _rec_name = "number"

    task_id = fields.Many2one("salestech.receivable.task", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="task_id.company_id", store=True, precompute=True, index=True)
    step_id = fields.Many2one(
        "salestech.receivable.step", required=True, readonly=True, index=True, ondelete="restrict"
    )
    # A document that goes back to draft loses its lines; then document and due date say which one it was.
    move_line_id = fields.Many2one("account.move.line", readonly=True, index="btree_not_null", ondelete="set null")
    move_id = fields.Many2one("account.move", readonly=True, index="btree_not_null", ondelete="set null")
    number = fields.Char(string="Document", readonly=True)
    date_due = fields.Date(string="Due", required=True, readonly=True)
    days_late = fields.Integer(string="Days late then", readonly=True, aggregator="max")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount_open_currency = fields.Monetary(string="Open then, in the document's currency", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company currency")
    amount_open = fields.Monetary(string="Open then", currency_field="company_currency_id", readonly=True)

    _once_uniq = models.Constraint("UNIQUE (move_line_id, step_id)", "A step comes once for a document.")
