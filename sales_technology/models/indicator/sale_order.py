from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "salestech.indicator.trigger"]

    def _indicator_counted(self):
        return self.filtered(lambda order: order.state == "sale")
