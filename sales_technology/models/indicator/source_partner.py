from odoo import models

from .scan import Measure, SpanScan


class SalestechIndicatorSourcePartner(models.AbstractModel):
    _name = "salestech.indicator.source.partner"
    _description = "Current Partners"
    _inherit = ["salestech.indicator.stock"]

    _codes = ("current_partner_count",)
    _kind = "partner"
    _types = ("partner_agreement",)

    def _scans(self, company, first, last):
        spans = self._in_force(company, first, last)
        return [SpanScan("salestech.contract", spans, {"current_partner_count": Measure()})]
