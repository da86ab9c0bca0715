from odoo import models


class SalestechPlanLine(models.Model):
    _inherit = "salestech.plan.line"

    def _axis_key(self):
        """Return what the figure is about as one word, by which the sheet tells its rows apart."""
        return "-".join(str(id_ or 0) for id_ in self._axis())

    def _is_seen(self, seen):
        """Return whether the line still is what somebody read: (target, whether it is held, denominator or None)."""
        if not seen:
            return False
        target, held, weight = seen
        return (target, held) == (self.target, self.is_held) and weight in (None, self.weight)
