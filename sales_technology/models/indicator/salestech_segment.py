from odoo import models


class SalestechSegment(models.Model):
    _name = "salestech.segment"
    _inherit = ["salestech.segment", "salestech.actual.axis"]

    _actual_axis = "segment_id"
