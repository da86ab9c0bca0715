from odoo import models


class SalestechPlanLine(models.Model):
    _inherit = "salestech.plan.line"

    def _axis_key(self):
        """Return what the figure is about as one word, by which a sheet knows its rows."""
        return "-".join(str(part or 0) for part in self._axis())
