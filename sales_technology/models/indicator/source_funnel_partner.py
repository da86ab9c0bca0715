from odoo import models
from odoo.tools import SQL

from .scan import ZERO, Measure, SpanScan
from .source_funnel_client import COUNTS, CURRENT, POTENTIAL


class SalestechIndicatorSourceFunnelPartner(models.AbstractModel):
    """Partners being won, and what is in work with those we have, by day."""

    _name = "salestech.indicator.source.funnel_partner"
    _description = "Partners in Work"
    _inherit = ["salestech.indicator.stock"]

    _codes = ("potential_partner_count", "potential_partner_amount", "current_partner_amount_in_work")
    _kind = "partner"
    _types = ("partner_agreement",)

    def _scans(self, company, first, last):
        measures = {
            "potential_partner_count": Measure(None, ZERO, COUNTS),
            "potential_partner_amount": Measure(SQL("span.revenue"), ZERO, POTENTIAL),
            "current_partner_amount_in_work": Measure(SQL("span.revenue"), ZERO, CURRENT),
        }
        return [SpanScan("crm.lead", self._being_won(company, first, last), measures)]
