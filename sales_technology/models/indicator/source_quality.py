from odoo import models
from odoo.tools import SQL


class SalestechIndicatorSourceQuality(models.AbstractModel):
    """Service commitments kept on time, of all that fell due: one source a kind of commitment adds its part."""

    _name = "salestech.indicator.quality"
    _description = "Commitments of One Kind"
    _inherit = ["salestech.indicator.source"]

    _codes = ("quality_level",)

    def _commitments(self, company, first, last, model, domain, *, date, kept, **paths):
        """Return the scans of commitments that fall due on `date` and were `kept`, a condition in SQL."""
        amount = SQL("CASE WHEN %s THEN 1 ELSE 0 END", kept)
        measures = {"quality_level": ((), amount, None)}
        return [self._scan(company, first, last, model, domain, date=date, measures=measures, **paths)]
