from odoo import api, fields, models
from odoo.exceptions import UserError

from .actual_fact import CELL
from .scan import AXES


class SalestechActual(models.Model):
    """From a figure to the records behind it."""

    _inherit = "salestech.actual"

    @api.model
    @api.readonly
    def get_records(self, code, date_from, date_to, axes=None):
        """Return the records behind a cell, as far as the reader may see them.

        :param code: code of the indicator
        :param axes: {"user_id": id, "team_id": id, …} of the cell; left out: all of the company
        :returns: {"count", "hidden": how many more add to the figure whose records are closed to the reader, "amount",
            "weight": what the shown ones add up to, "action": opens their list}
        :raises UserError: for an indicator, an axis or a period that there is not
        """
        self.browse().check_access("read")
        indicator = self._asked_indicators([code])
        [(first, last)] = self._asked_periods([(date_from, date_to)])
        facts = self.env["salestech.actual.fact"]._of_cell(code, first, last, axes)
        [(count, amount, weight)] = facts._read_group([], [], ["__count", "amount:sum", "weight:sum"])
        return {
            "count": count,
            "hidden": facts._whole().search_count([]) - count,
            "amount": amount or 0.0,
            "weight": weight or 0.0,
            "action": self._prepare_records_action(indicator, first, last, facts.env.context[CELL]),
        }

    def action_open_records(self):
        """Open the records behind a row of the cube."""
        self.ensure_one()
        self.check_access("read")
        axes = {axis: self[axis].id for axis in AXES}
        found = self.with_company(self.company_id).get_records(self.indicator_id.code, self.date, self.date, axes)
        if not found["count"]:
            raise UserError(self.env._("You may see the figure, but none of the records behind it."))
        return found["action"]

    def _prepare_records_action(self, indicator, first, last, cell):
        period = fields.Date.to_string(first) + (f" – {fields.Date.to_string(last)}" if last != first else "")
        return {
            "type": "ir.actions.act_window",
            "name": f"{indicator.name}, {period}",
            "res_model": "salestech.actual.fact",
            "views": [[False, "list"]],
            "context": {CELL: cell, "show_weight": indicator.kind == "ratio"},
        }
