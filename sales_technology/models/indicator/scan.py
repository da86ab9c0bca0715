"""What a source of an indicator hands over: which records count on which day, and how much. Made into SQL here
alone.
"""

from typing import NamedTuple

from odoo.tools import SQL

ZERO, TRUE, NULL = SQL("0"), SQL("TRUE"), SQL("NULL::int")
AXES = ("user_id", "team_id", "segment_id", "category_id")


class Measure(NamedTuple):
    """What one record adds to an indicator.

    amount: added up; None: the record counts as one. weight: what a ratio is divided by; where: which records.
    """

    amount: SQL | None = None
    weight: SQL | None = ZERO
    where: SQL = TRUE

    def total(self, part, sign=None):
        """Return the aggregate of `amount` or `weight` over a group."""
        value = getattr(self, part)
        if value is ZERO:
            return ZERO
        if sign is not None:
            value = sign if value is None else SQL("%s * (%s)", sign, value)
        total = SQL("COUNT(*)") if value is None else SQL("SUM(%s)", value)
        return SQL("COALESCE(%s FILTER (WHERE %s), 0)", total, self.where)

    def each(self, part):
        value = getattr(self, part)
        return SQL("1") if value is None else value


class Scan(NamedTuple):
    """Records of one table that each count on one day.

    source: `FROM … WHERE …`, held to the company and the days asked already. Axes that are not given stay empty.
    """

    model: str
    record: SQL
    source: SQL
    day: SQL
    measures: dict
    user_id: SQL = NULL
    team_id: SQL = NULL
    segment_id: SQL = NULL
    category_id: SQL = NULL
    currency: SQL | None = None  # of the amounts, where they may be of several

    def axes(self):
        return [SQL("%s AS %s", getattr(self, axis), SQL.identifier(axis)) for axis in AXES]

    def of(self, codes):
        """Return the scan with the measures of these indicators only, or None."""
        measures = {code: measure for code, measure in self.measures.items() if code in codes}
        return self._replace(measures=measures) if measures else None

    def rows(self, ids, first, last):
        """Return a SELECT of the cube's rows (indicator, day, axes, amount, weight).

        Several indicators of one table share its scan: one aggregate each, then one row each.

        :param ids: {code: id of the indicator}
        """
        totals = []
        for number, measure in enumerate(self.measures.values()):
            totals += [
                SQL("%s AS %s", measure.total("amount"), SQL.identifier(f"a{number}")),
                SQL("%s AS %s", measure.total("weight"), SQL.identifier(f"w{number}")),
            ]
        return SQL(
            """SELECT value.indicator_id, fact.day, fact.user_id, fact.team_id, fact.segment_id, fact.category_id,
                      value.amount, value.weight
                 FROM (SELECT %(day)s AS day, %(axes)s, %(totals)s %(source)s GROUP BY 1, 2, 3, 4, 5) fact
                CROSS JOIN LATERAL (VALUES %(values)s) value(indicator_id, amount, weight)
                WHERE value.amount <> 0 OR value.weight <> 0""",
            day=self.day,
            axes=SQL(", ").join(self.axes()),
            totals=SQL(", ").join(totals),
            source=self.source,
            values=_values(self.measures, ids, "fact"),
        )

    def facts(self, code):
        """Return a SELECT (id, day, axes, amount, weight) of the single records behind an indicator."""
        measure = self.measures[code]
        return SQL(
            "SELECT %s AS id, %s AS day, %s, %s AS amount, %s AS weight %s AND (%s)",
            self.record,
            self.day,
            SQL(", ").join(self.axes()),
            measure.each("amount"),
            measure.each("weight"),
            self.source,
            measure.where,
        )


class SpanScan(NamedTuple):
    """Records that each count on all days of a stretch: what a stock is made of.

    spans: a SELECT of `id, date_from, date_to, user_id, team_id, segment_id, category_id` and whatever the measures
    name, `date_to` being the first day that no longer counts; held to the company and the days asked already.
    """

    model: str
    spans: SQL
    measures: dict

    def of(self, codes):
        """Return the scan with the measures of these indicators only, or None."""
        measures = {code: measure for code, measure in self.measures.items() if code in codes}
        return self._replace(measures=measures) if measures else None

    def rows(self, ids, first, last):
        """Return a SELECT of the cube's rows for every day.

        Beginnings and ends are added up to runs of equal figures, and only the runs are spread over their days: the
        work grows with what changed, not with records × days.
        """
        steps, sums = [], []
        for number, measure in enumerate(self.measures.values()):
            for part, letter in (("amount", "a"), ("weight", "w")):
                name = SQL.identifier(f"{letter}{number}")
                if getattr(measure, part) is ZERO:
                    sums.append(SQL("0 AS %s", name))
                    continue
                steps.append(SQL("%s AS %s", measure.total(part, SQL("edge.sign")), name))
                sums.append(SQL("SUM(step.%s) OVER run AS %s", name, name))
        return SQL(
            """SELECT value.indicator_id, day.day::date, run.user_id, run.team_id, run.segment_id, run.category_id,
                      value.amount, value.weight
                 FROM (SELECT step.user_id, step.team_id, step.segment_id, step.category_id, step.day AS date_from,
                              LEAD(step.day, 1, %(end)s::date) OVER run AS date_to, %(sums)s
                         FROM (SELECT span.user_id, span.team_id, span.segment_id, span.category_id, edge.day, %(steps)s
                                 FROM (%(spans)s) span
                                CROSS JOIN LATERAL (VALUES (GREATEST(span.date_from, %(first)s::date), 1),
                                                           (span.date_to, -1)) edge(day, sign)
                                WHERE edge.day < %(end)s::date AND span.date_to > span.date_from
                                  AND span.date_to > %(first)s::date
                                GROUP BY 1, 2, 3, 4, 5) step
                       WINDOW run AS (PARTITION BY step.user_id, step.team_id, step.segment_id, step.category_id
                                      ORDER BY step.day)) run
                CROSS JOIN LATERAL generate_series(run.date_from, run.date_to - 1, INTERVAL '1 day') day(day)
                CROSS JOIN LATERAL (VALUES %(values)s) value(indicator_id, amount, weight)
                WHERE value.amount <> 0 OR value.weight <> 0""",
            first=first,
            end=_after(last),
            spans=self.spans,
            steps=SQL(", ").join(steps),
            sums=SQL(", ").join(sums),
            values=_values(self.measures, ids, "run"),
        )

    def facts(self, code):
        """Return a SELECT (id, day, axes, amount, weight) of the records, one row for each day they count on."""
        measure = self.measures[code]
        return SQL(
            """SELECT span.id, day.day::date AS day, span.user_id, span.team_id, span.segment_id, span.category_id,
                      %s AS amount, %s AS weight
                 FROM (%s) span
                CROSS JOIN LATERAL generate_series(span.date_from, span.date_to - 1, INTERVAL '1 day') day(day)
                WHERE %s""",
            measure.each("amount"),
            measure.each("weight"),
            self.spans,
            measure.where,
        )


def _values(measures, ids, alias):
    return SQL(", ").join(
        SQL(
            "(%s, %s::numeric, %s::numeric)",
            ids[code],
            SQL.identifier(alias, f"a{number}"),
            SQL.identifier(alias, f"w{number}"),
        )
        for number, code in enumerate(measures)
    )


def _after(day):
    return day.fromordinal(day.toordinal() + 1)
