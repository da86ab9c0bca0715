from odoo import models


class ProductCategory(models.Model):
    _name = "product.category"
    _inherit = ["product.category", "salestech.actual.axis"]

    _actual_axis = "category_id"
