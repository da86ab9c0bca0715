from odoo import api, fields, models


class SalestechTenderLot(models.Model):
    _name = "salestech.tender.lot"
    _description = "Lot of a Tender"
    _inherit = ["salestech.document.part"]
    _order = "tender_id, sequence, id"

    _document_field = "tender_id"
    _open_after = frozenset({"result", "winner", "winner_amount"})

    tender_id = fields.Many2one("salestech.tender", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="tender_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="tender_id.currency_id")
    sequence = fields.Integer(default=10)
    number = fields.Char(string="Lot no.")
    name = fields.Char(string="What is bought", required=True)
    category_id = fields.Many2one(
        "product.category", string="Product category", ondelete="restrict", index="btree_not_null"
    )
    start_amount = fields.Monetary(string="Starting price")
    bid_amount = fields.Monetary(string="Our bid")
    floor_amount = fields.Monetary(string="Floor price")
    is_below_floor = fields.Boolean(compute="_compute_is_below_floor", store=True)
    result = fields.Selection([("won", "Lot won"), ("lost", "Lot lost")], copy=False)
    winner = fields.Char(copy=False)
    winner_amount = fields.Monetary(string="Winning bid", copy=False)

    _amounts_finite = models.Constraint(
        """CHECK (
            COALESCE(start_amount, 0) >= 0 AND COALESCE(start_amount, 0) < 'Infinity'
            AND COALESCE(bid_amount, 0) >= 0 AND COALESCE(bid_amount, 0) < 'Infinity'
            AND COALESCE(floor_amount, 0) >= 0 AND COALESCE(floor_amount, 0) < 'Infinity'
            AND COALESCE(winner_amount, 0) >= 0 AND COALESCE(winner_amount, 0) < 'Infinity'
        )""",
        "Prices are numbers of zero or more.",
    )

    @api.depends("bid_amount", "floor_amount")
    def _compute_is_below_floor(self):
        for lot in self:
            lot.is_below_floor = bool(lot.bid_amount and lot.floor_amount and lot.bid_amount < lot.floor_amount)

    @api.model_create_multi
    def create(self, vals_list):
        tenders = self.env["salestech.tender"].browse(
            {vals["tender_id"] for vals in vals_list if vals.get("tender_id")}
        )
        floors = tenders._floors()
        lots = super().create(vals_list)
        lots.tender_id._settle_floor(floors)
        return lots

    def write(self, vals):
        floors = self.tender_id._floors()
        if "floor_amount" in vals and not self.env.su:
            for lot in self:
                lot.tender_id._refuse_lower_floor(lot.floor_amount, vals["floor_amount"])
        result = super().write(vals)
        if vals.keys() & {"bid_amount", "floor_amount", "tender_id"}:
            self.tender_id._settle_floor(floors)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_floor_stays(self):
        if not self.env.su:
            for lot in self:
                lot.tender_id._refuse_lower_floor(lot.floor_amount, 0)
