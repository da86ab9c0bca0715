from odoo import fields, models
from odoo.tools import SQL


class SalestechClientProduct(models.Model):
    """Which product categories a client has, from lines of signed contracts and from confirmed orders.

    An order that a signed contract was made from is counted with the contract alone. Amounts are net of tax, in
    company currency. Asked by client it reads that client's lines only.
    """

    _name = "salestech.client.product"
    _description = "Product Categories of Clients"
    _auto = False
    _order = "amount desc, id"
    _depends = {
        "salestech.contract": ["company_id", "partner_id", "state", "type", "date_signed", "amount", "amount_company"],
        "salestech.contract.line": ["contract_id", "category_id", "amount"],
        "sale.order": ["company_id", "partner_id", "state", "date_order", "currency_rate"],
        "sale.order.line": ["order_id", "product_id", "price_subtotal", "display_type"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    category_id = fields.Many2one("product.category", string="Product category", readonly=True)
    amount = fields.Monetary(readonly=True, currency_field="company_currency_id")
    line_count = fields.Integer(string="Lines", readonly=True)
    date_last = fields.Date(string="Last bought on", readonly=True, aggregator="max")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT MIN(line.id) AS id, line.company_id, line.partner_id, line.category_id,
                   SUM(line.amount) AS amount, COUNT(*) AS line_count, MAX(line.date) AS date_last
              FROM (%s UNION ALL %s) AS line
             GROUP BY line.company_id, line.partner_id, line.category_id
            """,
            self._contract_lines(),
            self._order_lines(),
        )

    def _contract_lines(self):
        return SQL(
            """
            SELECT l.id * 2 AS id, c.company_id, c.partner_id, l.category_id, c.date_signed AS date,
                   l.amount * CASE WHEN c.amount > 0 THEN c.amount_company / c.amount ELSE 1 END AS amount
              FROM salestech_contract_line l
              JOIN salestech_contract c ON c.id = l.contract_id
             WHERE c.state IN ('signed', 'terminated') AND c.type IN ('contract', 'guarantee_letter')
               AND c.partner_id IS NOT NULL
            """
        )

    def _order_lines(self):
        return SQL(
            """
            SELECT l.id * 2 + 1 AS id, o.company_id, p.commercial_partner_id AS partner_id, t.categ_id AS category_id,
                   o.date_order::date AS date,
                   l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount
              FROM sale_order_line l
              JOIN sale_order o ON o.id = l.order_id
              JOIN res_partner p ON p.id = o.partner_id
              JOIN product_product v ON v.id = l.product_id
              JOIN product_template t ON t.id = v.product_tmpl_id
             WHERE o.state = 'sale' AND l.display_type IS NULL AND t.categ_id IS NOT NULL
               AND NOT EXISTS (SELECT FROM salestech_contract c
                                WHERE c.order_id = o.id AND c.state IN ('signed', 'terminated'))
            """
        )
