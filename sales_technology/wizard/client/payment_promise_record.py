from odoo import api, fields, models


class SalestechPaymentPromiseRecord(models.TransientModel):
    """Takes a client's promise: which documents, how much, by when, who said it."""

    _name = "salestech.payment.promise.record"
    _description = "Record of a Promise of Payment"
    _inherit = ["salestech.amount.guard"]

    item_ids = fields.Many2many("salestech.receivable", string="Documents")
    partner_id = fields.Many2one("res.partner", compute="_compute_from_items", string="Organisation")
    currency_id = fields.Many2one("res.currency", compute="_compute_from_items")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False, precompute=True, required=True)
    date = fields.Date(string="Will pay by", required=True)
    person_id = fields.Many2one(
        "res.partner",
        string="Who promised",
        domain="[('commercial_partner_id', '=', partner_id), ('is_company', '=', False)]",
    )
    note = fields.Text(string="Notes")
    task_id = fields.Many2one("salestech.receivable.task", ondelete="cascade")

    @api.depends("item_ids")
    def _compute_from_items(self):
        for wizard in self:
            wizard.partner_id = wizard.item_ids.partner_id[:1]
            wizard.currency_id = wizard.item_ids.currency_id[:1]

    @api.depends("item_ids")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = sum(wizard.item_ids.mapped("amount_open_currency"))

    def action_record(self):
        """Record the promise; all checks are the promise's."""
        self.ensure_one()
        self.env["salestech.payment.promise"]._record(
            self.item_ids, self.amount, self.date, self.person_id, self.note, self.task_id
        )
        return {"type": "ir.actions.act_window_close"}
