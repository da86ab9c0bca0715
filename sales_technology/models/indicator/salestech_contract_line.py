from odoo import api, fields, models


class SalestechContractLine(models.Model):
    """What a line is worth in the company's currency: its part of what the contract is worth."""

    _inherit = "salestech.contract.line"

    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company currency")
    amount_company = fields.Monetary(
        string="Amount in company currency",
        currency_field="company_currency_id",
        compute="_compute_amount_company",
        store=True,
    )

    @api.depends("amount", "contract_id.amount_company")
    def _compute_amount_company(self):
        for contract, lines in self.grouped("contract_id").items():
            date = contract.date_signed or contract.date_prepared or contract.date_request
            for line in lines:
                line.amount_company = contract._to_company_currency(line.amount, date)
