from odoo import fields, models


class SalestechContractLine(models.Model):
    _name = "salestech.contract.line"
    _description = "Line of a Contract"
    _inherit = ["salestech.document.part"]
    _order = "contract_id, sequence, id"

    _document_field = "contract_id"

    contract_id = fields.Many2one("salestech.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    sequence = fields.Integer(default=10)
    category_id = fields.Many2one(
        "product.category", string="Product category", required=True, ondelete="restrict", index=True
    )
    name = fields.Char(string="What")
    amount = fields.Monetary(help="Net of tax.")

    _amount_finite = models.Constraint(
        "CHECK (amount IS NULL OR (amount >= 0 AND amount < 'Infinity'))", "The amount is a number of zero or more."
    )
