from odoo import fields, models


class SalestechPaymentPromiseLine(models.Model):
    """A document that a promise is about, as it stood when the promise was given."""

    _name = "salestech.payment.promise.line"
    _description = "Document of a Promise"
    _order = "date_due, id"
    _rec_name = "number"

    promise_id = fields.Many2one(
        "salestech.payment.promise", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="promise_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="promise_id.currency_id")
    move_line_id = fields.Many2one("account.move.line", readonly=True, index="btree_not_null", ondelete="set null")
    move_id = fields.Many2one("account.move", readonly=True, index="btree_not_null", ondelete="set null")
    number = fields.Char(string="Document", readonly=True)
    date_due = fields.Date(string="Due", required=True, readonly=True)
    amount_open = fields.Monetary(string="Open then", readonly=True)
