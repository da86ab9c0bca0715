from odoo import fields, models


class SalestechProtocolChangeLine(models.Model):
    """One item as the client would like to have it."""

    _name = "salestech.protocol.change.line"
    _description = "Proposed Change of an Item"
    _order = "id"

    change_id = fields.Many2one(
        "salestech.protocol.change", required=True, readonly=True, index=True, ondelete="cascade"
    )
    item_id = fields.Many2one("salestech.protocol.item", required=True, readonly=True, index=True, ondelete="cascade")
    old_name = fields.Char(string="Agreed text", related="item_id.name")
    old_date = fields.Date(string="Agreed date", related="item_id.date_deadline")
    new_name = fields.Char(string="Proposed text", readonly=True)
    new_date = fields.Date(string="Proposed date", readonly=True)
