from odoo import models


class SalestechActual(models.Model):
    _inherit = "salestech.actual"

    def _empty_figures(self, indicators, period):
        """Return {indicator id: what no rows mean}: 0 where nothing happened, None where nothing is known."""
        state = self._state_of(indicators)
        days = (period.date_from, period.date_to)
        return {indicator.id: self._empty(indicator, days, state[indicator.id]) for indicator in indicators}
