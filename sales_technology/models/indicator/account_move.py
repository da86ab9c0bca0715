from odoo import models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "salestech.indicator.trigger"]

    _indicator_owners = ("company_id",)

    def _indicator_counted(self):
        return self.filtered(lambda move: move.state == "posted" and move.move_type in ("out_invoice", "out_refund"))
