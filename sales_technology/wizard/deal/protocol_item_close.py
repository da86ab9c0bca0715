from odoo import fields, models


class SalestechProtocolItemClose(models.TransientModel):
    _name = "salestech.protocol.item.close"
    _description = "Close an Agreed Item"

    item_ids = fields.Many2many("salestech.protocol.item", required=True, readonly=True)
    state = fields.Selection([("done", "Done"), ("cancelled", "Cancelled")], required=True, readonly=True)
    text = fields.Text(string="Result or reason", required=True)

    def action_save(self):
        """Close the items."""
        self.ensure_one()
        self.item_ids._close(self.state, self.text)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
