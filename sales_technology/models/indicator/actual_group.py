from odoo import api, models
from odoo.fields import Date, Domain
from odoo.tools import SQL

VALUE = "value:sum"
GRAIN = "salestech_actual_grain"  # context key of our own
GRAINS = ("year", "quarter", "month", "week", "day")


class SalestechActual(models.Model):
    """Groups of the cube in pivot, graph and list: `value` is right in every one of them.

    A flow is added up. A ratio is the sum of its amounts divided by the sum of its weights, never an average of ratios.
    A stock is what stood on the last day of the group. Different indicators have no common figure: such a group has
    none.
    """

    _inherit = "salestech.actual"

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        if VALUE in aggregates and not self._given_grain():
            self = self.with_context(**{GRAIN: self._grain_of(domain, groupby)})
        return super()._read_group(domain, groupby, aggregates, having, offset, limit, order)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        """One grouping at a time where `value` is asked: which day is the last one differs between them."""
        if VALUE not in aggregates:
            return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)
        result = []
        for groupby in grouping_sets:
            kept = [part for part in (order or "").split(",") if part.strip().split(" ")[0] in (*groupby, *aggregates)]
            result.append(self._read_group(domain, groupby, aggregates, order=",".join(kept) or None))
        return result

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != VALUE:
            return super()._read_group_select(aggregate_spec, query)
        alias = query.make_alias(self._table, "indicator_rule")
        if alias not in query._joins:
            on = SQL("%s = %s", SQL.identifier(alias, "id"), SQL.identifier(self._table, "indicator_id"))
            query.add_join("JOIN", alias, "salestech_indicator", on)
        return SQL(
            """CASE WHEN MIN(%(indicator)s) <> MAX(%(indicator)s) THEN NULL
                    WHEN MIN(%(kind)s) = 'ratio' THEN
                        SUM(%(amount)s) * MIN(CASE %(unit)s WHEN 'percent' THEN 100 ELSE 1 END)
                        / NULLIF(SUM(%(weight)s) FILTER (WHERE %(rule)s = 'sum' OR %(is_first)s), 0)
                    WHEN MIN(%(kind)s) = 'stock' THEN COALESCE(SUM(%(amount)s) FILTER (WHERE %(is_last)s), 0)
                    ELSE SUM(%(amount)s) END""",
            indicator=SQL.identifier(alias, "id"),
            kind=SQL.identifier(alias, "kind"),
            unit=SQL.identifier(alias, "unit"),
            rule=SQL.identifier(alias, "weight_rule"),
            amount=SQL.identifier(self._table, "amount"),
            weight=SQL.identifier(self._table, "weight"),
            is_first=self._edge_sql("first"),
            is_last=self._edge_sql("last"),
        )

    def _grain_of(self, domain, groupby):
        """Return (finest unit of time grouped by or None, first day or None, last day) of what is read."""
        grains = [spec.split(":")[1] for spec in groupby if spec.startswith("date:") and spec.split(":")[1] in GRAINS]
        first, last = None, None
        for condition in Domain(domain).iter_conditions():
            if condition.field_expr == "date" and condition.operator in (">=", ">", "<=", "<", "="):
                day = Date.to_date(condition.value) if isinstance(condition.value, str) else condition.value
                if condition.operator in (">=", ">", "="):
                    first = Date.add(day, days=1) if condition.operator == ">" else day
                if condition.operator in ("<=", "<", "="):
                    last = Date.subtract(day, days=1) if condition.operator == "<" else day
        return max(grains, key=GRAINS.index, default=None), first, last

    def _given_grain(self):
        """Return what a reading of ours has found out, or None: a client's context holds no tuple, and core asks
        outside of any reading whether the field can be summed up at all.
        """
        grain = self.env.context.get(GRAIN)
        return grain if isinstance(grain, tuple) else None

    def _edge_sql(self, edge):
        """Return the condition that a row is of the first or the last day of its group."""
        grain, first, last = self._given_grain() or (None, None, None)
        date = SQL.identifier(self._table, "date")
        today = self._last_day()
        last = min(last, today) if last else today
        if edge == "last":
            if not grain:
                return SQL("%s = %s", date, last)
            end = SQL("(date_trunc(%s, %s) + %s::interval)::date - 1", grain, date, _length(grain))
            return SQL("%s = LEAST(%s, %s)", date, end, last)
        if not grain:
            return SQL("%s = %s", date, first or self.env.company._open_days()[0])
        start = SQL("date_trunc(%s, %s)::date", grain, date)
        return SQL("%s = GREATEST(%s, %s)", date, start, first) if first else SQL("%s = %s", date, start)

    def _last_day(self):
        """Return the last day that the stocks were counted on: what stands now."""
        feeds = self.env["salestech.indicator.feed"]._as_of(
            [name for name in self.env["salestech.indicator"]._sources() if self._is_stock(name)], self.env.company
        )
        days = [day for _moment, day in feeds.values() if day]
        return min(days, default=self.env.company._open_days()[1])

    def _is_stock(self, source):
        return self.env["salestech.indicator.refresh"]._is_onward(source)


def _length(grain):
    return {"quarter": "3 months"}.get(grain, f"1 {grain}")
