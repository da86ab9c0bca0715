from odoo import api, models
from odoo.fields import Command


class SalestechContract(models.Model):
    """What a contract is worth: its lines by product category, its quotation, the company's currency."""

    _inherit = "salestech.contract"

    @api.depends("line_ids.amount", "order_id.amount_untaxed", "order_id.currency_id", "company_id")
    def _compute_amount(self):
        for contract in self:
            if contract.state in self._closed_states:
                continue
            if contract.line_ids:
                contract.amount = sum(contract.line_ids.mapped("amount"))
            elif contract.order_id:
                contract.amount = contract.order_id.amount_untaxed

    @api.depends("amount", "currency_id", "date_signed", "date_prepared", "company_id")
    def _compute_amount_company(self):
        for contract in self:
            date = contract.date_signed or contract.date_prepared or contract.date_request
            contract.amount_company = contract._to_company_currency(contract.amount, date)

    def _settle_amount(self):
        """Where there are lines the amount is their sum, whatever was given along with them."""
        for contract in self.filtered(lambda c: c.line_ids and c.state not in c._closed_states):
            total = sum(contract.line_ids.mapped("amount"))
            if contract.currency_id.compare_amounts(contract.amount, total):
                contract.amount = total

    def _take_lines_from_order(self):
        """Sum the quotation up by product category, where the contract has no lines of its own."""
        for contract in self.filtered(lambda c: c.order_id and not c.line_ids and c.state not in c._closed_states):
            contract.currency_id = contract.order_id.currency_id
            contract.line_ids = [Command.create(vals) for vals in contract._prepare_lines()]

    def _prepare_lines(self):
        amounts = {}
        # sudo: the quotation that the user chose; its products' categories only
        for line in self.order_id.sudo().order_line.filtered(lambda line: not line.display_type):
            category = line.product_id.categ_id
            amounts[category] = amounts.get(category, 0.0) + line.price_subtotal
        return [{"category_id": category.id, "amount": amount} for category, amount in amounts.items() if category]
