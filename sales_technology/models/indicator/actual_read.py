from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

BY = ("user_id", "team_id", "company_id")
MOST_PERIODS = 400
TEAM = "salestech_actual_team"  # context key: of people, only what they reached in this group


class SalestechActual(models.Model):
    """The reading side: any people or groups, any indicators, any periods, in one statement over the cube."""

    _inherit = "salestech.actual"

    @api.model
    @api.readonly
    def get_figures(self, codes, periods, by="user_id", keys=None):
        """Return the figures of people, groups or the company.

        Under the record rules of the reader. The reader's own figures of today hold what he saved a second ago;
        everything else is as of the last refresh.

        :param codes: codes of indicators
        :param periods: list of (first day, last day), as dates or ISO strings
        :param by: `user_id`, `team_id` or `company_id`: whose figures the rows are
        :param keys: ids of those; None: all that have figures
        :returns: {"figures": {id: {code: [value, …]}}, "as_of": {code: moment or None}}; one value a period: a number
            in the indicator's unit, or None for “no data”
        :raises UserError: for an indicator, an axis or a period that there is not
        """
        indicators = self._asked_indicators(codes)
        days = self._asked_periods(periods)
        if by not in BY:
            raise UserError(self.env._("Figures can be read by person, by group or by company."))
        if keys is not None and not all(isinstance(key, int) for key in keys):
            raise UserError(self.env._("Name people, groups or companies by their ids."))
        state = self._state_of(indicators)
        rows = self._figure_rows(indicators, days, by, keys, state)
        empty = {i.code: [self._empty(i, period, state[i.id]) for period in days] for i in indicators}
        readings = {i.id: (i.code, empty[i.code], i._reading()) for i in indicators}
        found = {key: {} for key in keys or ()}
        for key, indicator_id, *sums in rows:
            code, blank, reading = readings[indicator_id]
            found.setdefault(key or False, {})[code] = [
                nothing if amount is None else reading(amount, weight)
                for nothing, amount, weight in zip(blank, sums[::2], sums[1::2], strict=True)
            ]
        figures = {key: {**empty, **row} for key, row in found.items()}
        return {
            "figures": figures,
            "as_of": {
                i.code: fields.Datetime.to_string(state[i.id][0]) if state[i.id][0] else None for i in indicators
            },
        }

    def _asked_indicators(self, codes):
        indicators = self.env["salestech.indicator"]
        indicators = indicators.search_fetch([("code", "in", list(codes))], ["code", "kind", "unit", "weight_rule"])
        lacking = set(codes) - set(indicators.mapped("code"))
        if lacking:
            raise UserError(self.env._("There is no indicator “%s”.", ", ".join(sorted(map(str, lacking)))))
        return indicators

    def _asked_periods(self, periods):
        if not periods or len(periods) > MOST_PERIODS:
            raise UserError(self.env._("Ask for one to %s periods at a time.", MOST_PERIODS))
        try:
            days = [(fields.Date.to_date(first), fields.Date.to_date(last)) for first, last in periods]
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("A period is a pair of days, such as 2026-11-01 and 2026-11-30.")) from error
        if any(not first or not last or first > last for first, last in days):
            raise UserError(self.env._("A period ends on or after the day on which it begins."))
        return days

    def _state_of(self, indicators):
        """Return {indicator id: (as of, last day counted, feeds)} in the reader's companies, the oldest of its
        sources.
        """
        sources = self.env["salestech.indicator"]._sources()
        feeds = self.env["salestech.indicator.feed"]._as_of(sources, self.env.companies)
        state = dict.fromkeys(indicators.ids, (None, None))
        for source, codes in sources.items():
            found = [value for (name, _company), value in feeds.items() if name == source and value[1]]
            if not found:
                continue
            as_of, last = min(value[0] for value in found), min(value[1] for value in found)
            for id_ in codes.values():
                if id_ in state:
                    old = state[id_]
                    state[id_] = (min(filter(None, (old[0], as_of))), min(filter(None, (old[1], last))))
        return state

    def _empty(self, indicator, period, state):
        """Return what no rows mean: nothing happened, or nothing is known."""
        last = state[1]
        return None if indicator.kind == "ratio" or not last or period[0] > last else 0.0

    # ------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------

    def _figure_rows(self, indicators, days, by, keys, state):
        """Return [(key, indicator id, amount, weight, amount, weight, …)], one pair a period."""
        opening = indicators.filtered(lambda indicator: indicator.weight_rule == "opening").ids
        closing = {}
        for indicator in indicators.filtered(lambda indicator: indicator.kind == "stock"):
            closing.setdefault(state[indicator.id][1], []).append(indicator.id)
        domain = Domain("indicator_id", "in", indicators.ids)
        domain &= Domain("date", ">=", min(first for first, _last in days))
        domain &= Domain("date", "<=", max(last for _first, last in days))
        if keys is not None:
            domain &= Domain(by, "in", list(keys))
        if self.env.context.get(TEAM):  # narrows only
            domain &= Domain("team_id", "=", self.env.context[TEAM])
        query = self._search(domain)
        live = self._live_rows(indicators, days, by, keys)
        if live:
            query.add_where(live[1])
        columns = [SQL.identifier(self._table, name) for name in (by, "indicator_id", "date", "amount", "weight")]
        source = SQL("(%s)", query.select(*columns))
        if live:
            source = SQL("(%s UNION ALL %s)", query.select(*columns), live[0])
        edges = self._edges(days, closing, opening)
        sums = []
        for first, last in days:
            within = self._between(edges, first, last)
            sums.append(
                SQL("SUM(part.amount) FILTER (WHERE %s)::float8", self._stock_rule(edges, within, closing, last))
            )
            sums.append(
                SQL("SUM(part.weight) FILTER (WHERE %s)::float8", self._opening_rule(edges, within, opening, first))
            )
        self._without_jit()
        # Each row of the cube is added up once, by stretches of days that lie wholly in or out of every period; periods
        # are made of the stretches, of which there are few.
        return self.env.execute_query(
            SQL(
                """SELECT part.key, part.indicator_id, %s
                     FROM (SELECT row.%s AS key, row.indicator_id, width_bucket(row.date, %s::date[]) AS stretch,
                                  SUM(row.amount) AS amount, SUM(row.weight) AS weight
                             FROM %s row GROUP BY 1, 2, 3) part
                    GROUP BY 1, 2""",
                SQL(", ").join(sums),
                SQL.identifier(by),
                edges,
                source,
            )
        )

    def _edges(self, days, closing, opening):
        """Return the days, in order, on which a stretch begins: of a period, of a stock's last day, of a first day."""
        edges = set()
        for first, last in days:
            single = {min(last, counted) for counted in closing if counted} | ({first} if opening else set())
            for begin, end in ((first, last), *((day, day) for day in single)):
                edges |= {begin, fields.Date.add(end, days=1)}
        return sorted(edges)

    def _between(self, edges, first, last):
        """Return the condition that a stretch lies between two days, of which the first and the day after the last are
        edges.
        """
        return SQL(
            "part.stretch BETWEEN %s AND %s",
            edges.index(first) + 1,
            edges.index(fields.Date.add(last, days=1)),
        )

    def _stock_rule(self, edges, within, closing, last):
        if not closing:
            return within
        ids = [id_ for found in closing.values() for id_ in found]
        ends = [
            SQL(
                "(part.indicator_id = ANY(%s) AND %s)",
                found,
                self._between(edges, min(last, counted), min(last, counted)),
            )
            for counted, found in closing.items()
            if counted
        ]
        others = SQL("(%s AND part.indicator_id <> ALL(%s))", within, ids)
        return SQL(" OR ").join([others, *(SQL("(%s AND %s)", within, end) for end in ends)])

    def _opening_rule(self, edges, within, opening, first):
        if not opening:
            return within
        on_first = self._between(edges, first, first)
        return SQL("%s AND (part.indicator_id <> ALL(%s) OR %s)", within, opening, on_first)

    def _live_rows(self, indicators, days, by, keys):
        """Return (SELECT, condition) that count the reader's own day at once, in place of its rows in the cube.

        Only where something of today waits to be counted, and the reader asks for himself alone: the figures of others
        are a minute old, and nobody counts other people's records under his own rights.
        """
        if by != "user_id" or list(keys or ()) != [self.env.uid] or self.env.context.get(TEAM):
            return None
        today = self.env.company._open_days()[1]
        if not any(first <= today <= last for first, last in days):
            return None
        wanted = {
            name
            for name, codes in self.env["salestech.indicator"]._sources().items()
            if set(codes.values()) & set(indicators.ids) and not self._is_stock(name)
        }
        # sudo: only asks whether anything waits
        waiting = self.env["salestech.indicator.dirty"].sudo()
        waiting = waiting._read_group(
            [("company_id", "=", self.env.company.id), ("date", "=", today), ("source", "in", list(wanted))], ["source"]
        )
        names = [name for (name,) in waiting]
        refresh = self.env["salestech.indicator.refresh"].sudo()  # sudo: of the reader's own records, see above
        selects = [refresh._fresh(name, self.env.company, today, today) for name in names]
        selects = [SQL("(%s)", select) for select in selects if select]
        if not selects:
            return None
        feeds = self.env["salestech.indicator.feed"].sudo()
        feeds = feeds.search([("source", "in", names), ("company_id", "=", self.env.company.id)])
        rows = SQL(
            """SELECT live.user_id, live.indicator_id, live.date, live.amount, live.weight
                 FROM (%s) live(indicator_id, date, user_id, team_id, segment_id, category_id, amount, weight)
                WHERE live.user_id = %s AND live.indicator_id = ANY(%s)""",
            SQL(" UNION ALL ").join(selects),
            self.env.uid,
            indicators.ids,
        )
        replaced = SQL("NOT (salestech_actual.date = %s AND salestech_actual.feed_id = ANY(%s))", today, feeds.ids)
        return rows, replaced
