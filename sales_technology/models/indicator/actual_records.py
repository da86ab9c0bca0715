from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

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
        :returns: list of {"model", "label", "count", "action"}, one for each kind of record that adds to the figure
        :raises UserError: for an indicator that there is not
        """
        self.browse().check_access("read")
        indicator = self._asked_indicators([code])
        [(first, last)] = self._asked_periods([(date_from, date_to)])
        result = []
        for model, facts in self._facts(indicator, first, last, axes or {}).items():
            ids = sorted({id_ for id_, _amount, _weight in facts})
            records = self.env[model].with_context(active_test=False)
            visible = records.search([("id", "in", ids)]) if records.has_access("read") else records.browse()
            if visible:
                result.append(self._prepare_record_set(indicator, visible, first, last))
        return result

    def action_open_records(self):
        """Open the records behind a row of the cube."""
        self.ensure_one()
        self.check_access("read")
        axes = {axis: self[axis].id for axis in AXES if self[axis]}
        found = self.get_records(self.indicator_id.code, self.date, self.date, axes)
        if not found:
            raise UserError(self.env._("You may see the figure, but none of the records behind it."))
        return max(found, key=lambda records: records["count"])["action"]

    def _prepare_record_set(self, indicator, records, first, last):
        label = self.env["ir.model"]._get(records._name).name
        period = fields.Date.to_string(first) + (f" – {fields.Date.to_string(last)}" if last != first else "")
        return {
            "model": records._name,
            "label": label,
            "count": len(records),
            "action": {
                "type": "ir.actions.act_window",
                "name": f"{indicator.name}, {period}",
                "res_model": records._name,
                "views": [[False, "list"], [False, "form"]],
                "domain": [["id", "in", records.ids]],
                "context": {"active_test": False, "create": False},
            },
        }

    @api.model
    def _facts(self, indicator, first, last, axes):
        """Return {model: [(record id, amount, weight)]} of what adds to a cell, whoever may see it.

        A stock is asked on the last day that was counted; what a ratio is divided by “as the period began” on the
        first.
        """
        if indicator.kind == "stock":
            counted = self._state_of(indicator)[indicator.id][1]
            first = last = min(last, counted or last)
        unknown = set(axes) - set(AXES)
        if unknown:
            raise UserError(self.env._("A figure has no “%s”.", ", ".join(sorted(unknown))))
        where = [SQL("fact.day BETWEEN %s AND %s", first, last)]
        if indicator.weight_rule == "opening":
            where.append(SQL("(fact.amount <> 0 OR fact.day = %s)", first))
        for axis, id_ in axes.items():
            where.append(SQL("fact.%s IS NOT DISTINCT FROM %s", SQL.identifier(axis), id_ or None))
        result = {}
        self.env.flush_all()
        # sudo: which records count does not depend on who looks; the caller shows him only his
        indicators = self.env["salestech.indicator"].sudo()
        for name in indicators._sources():
            if indicator.code not in indicators._sources()[name]:
                continue
            for scan in indicators._source_scans(name, self.env.company.sudo(), first, last):
                if indicator.code in scan.measures:
                    facts = SQL(
                        "SELECT fact.id, fact.amount::numeric, fact.weight::numeric FROM (%s) fact WHERE %s",
                        scan.facts(indicator.code),
                        SQL(" AND ").join(where),
                    )
                    result.setdefault(scan.model, []).extend(self.env.execute_query(facts))
        return result
