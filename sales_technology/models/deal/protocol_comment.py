from odoo import fields, models


class SalestechProtocolComment(models.Model):
    """What the client wrote on the page about an item or the whole; plain text."""

    _name = "salestech.protocol.comment"
    _description = "Client's Comment on a Protocol"
    _order = "id"
    _rec_name = "text"

    protocol_id = fields.Many2one("salestech.protocol", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="protocol_id.company_id", store=True, precompute=True, index=True)
    item_id = fields.Many2one("salestech.protocol.item", readonly=True, index="btree_not_null", ondelete="cascade")
    partner_id = fields.Many2one("res.partner", required=True, readonly=True, index=True, ondelete="restrict")
    text = fields.Text(required=True, readonly=True)
