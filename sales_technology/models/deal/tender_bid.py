from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalestechTenderBid(models.Model):
    """What a competitor bids, as far as it is known."""

    _name = "salestech.tender.bid"
    _description = "Competitor's Bid"
    _inherit = ["salestech.document.part"]
    _order = "tender_id, lot_id, amount, id"

    _document_field = "tender_id"
    # Competitors' bids become known when the bids are opened.
    _open_after = frozenset({"name", "partner_id", "lot_id", "amount", "is_winner", "note"})

    tender_id = fields.Many2one("salestech.tender", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="tender_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="tender_id.currency_id")
    lot_id = fields.Many2one(
        "salestech.tender.lot",
        domain="[('tender_id', '=', tender_id)]",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Known contact", ondelete="restrict", index="btree_not_null", check_company=True
    )
    name = fields.Char(
        string="Competitor", compute="_compute_name", store=True, readonly=False, precompute=True, required=True
    )
    amount = fields.Monetary(string="Bid")
    is_winner = fields.Boolean(string="This bid won")
    note = fields.Char()

    _amount_finite = models.Constraint(
        "CHECK (amount IS NULL OR (amount >= 0 AND amount < 'Infinity'))", "A bid is a number of zero or more."
    )

    @api.depends("partner_id")
    def _compute_name(self):
        for bid in self:
            bid.name = bid.partner_id.name or bid.name

    @api.constrains("lot_id", "tender_id")
    def _check_lot(self):
        for bid in self:
            if bid.lot_id and bid.lot_id.tender_id != bid.tender_id:
                raise ValidationError(self.env._("The lot “%s” belongs to another tender.", bid.lot_id.name))

    def _require_open_document(self, late=False):
        super()._require_open_document(late=True)
