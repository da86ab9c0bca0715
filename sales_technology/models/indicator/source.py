from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .scan import NULL, ZERO, Measure, Scan

PREFIX = "salestech.indicator.source."


class SalestechIndicatorSource(models.AbstractModel):
    """Where the figures of indicators come from that a condition on one table cannot say.

    A source is an AbstractModel `salestech.indicator.source.<name>` that inherits this one; it is found by its name, in
    any addon. It tells

    * `_codes`: the codes of the indicators it feeds. One indicator may be fed by several sources, its amount by one and
      its weight by another: the cube adds them up;
    * `_watched`: {model: (date field, fields)}: saving one of these fields makes the day of the record be counted
      again,
      where the model inherits `salestech.indicator.trigger`;
    * `_onward`: a change of a day changes all days after it as well (stocks);
    * `_by_client`: whose it is, is read through the client: when he changes hands, today is counted again;
    * `_scans(company, first, last)`: list of `Scan` or `SpanScan`. Each becomes one statement for all people and days.

    Sources run as superuser: figures do not depend on who looks; who may see which rows is decided on the cube.
    """

    _name = "salestech.indicator.source"
    _description = "Source of Indicators"

    _codes = ()
    _watched = {}
    _onward = False
    _by_client = False

    @api.model
    def _scans(self, company, first, last):
        """Return the scans that answer for a company from `first` to `last`, both local days included."""
        raise NotImplementedError

    @api.model
    def _passed(self, company, since, until):
        """Return the days whose figures became others between two moments though nobody saved anything.

        Such as the day of a commitment whose moment has passed. What changes with the day alone needs nothing here:
        the last day that was counted is counted again on the next one.
        """
        return ()

    @api.model
    def _is_there(self):
        """Tell whether the models that the source reads are installed; else its indicators have no data."""
        return all(model in self.env for model in self._watched)

    @api.model
    def _names(self):
        """Return the names of all sources, without the prefix."""
        return sorted(name.removeprefix(PREFIX) for name in self.env.registry if name.startswith(PREFIX))

    @api.model
    def _get(self, name):
        """Return the source of a name, or None where its addon is gone."""
        return self.env[PREFIX + name].sudo() if PREFIX + name in self.env else None

    # ------------------------------------------------------------
    # PIECES OF SQL
    # ------------------------------------------------------------

    @api.model
    def _scan(self, company, first, last, model, domain, *, date, measures, flags=None, **paths):
        """Return the Scan of the records of a model that meet a domain.

        :param date: path of a date field (taken as it is) or a datetime field (its day by the company's clock)
        :param measures: {code: (condition, amount, weight)}; the condition is a domain or SQL; amount and weight are
            field names, SQL, None for “counts as one” or 0 for “nothing”
        :param flags: SQL of `condition AS name, …`, worked out once a record; measures name them `flag.<name>`
        :param paths: user_id, team_id, segment_id, category_id: paths of fields, or function(query, day) -> SQL. A path
            that ends in a client's `user_id` or `team_id` is read as it was on that day.
        """
        records = self.env[model].sudo().with_context(active_test=False)
        days = self._days_domain(records, date, company, first, last)
        own = Domain("company_id", "in", [company.id, False]) if "company_id" in records._fields else Domain.TRUE
        query = records._search(Domain(domain) & days & own, bypass_access=True)
        day = self._day_sql(records, query, date, company)
        axes = {
            axis: path(query, day) if callable(path) else self._path_sql(records, query, path, day)
            for axis, path in paths.items()
            if path
        }
        query.add_where(self._company_sql(records, query, axes, company))
        if flags:
            query.add_join("JOIN", "flag", SQL("LATERAL (SELECT %s OFFSET 0)", flags), SQL("TRUE"))
        return Scan(
            model=model,
            record=SQL.identifier(query.table, "id"),
            day=day,
            measures={code: self._measure(records, query, *given) for code, given in measures.items()},
            currency=self._currency_sql(records, query, measures),
            source=SQL("FROM %s WHERE %s", query.from_clause, query.where_clause),
            **axes,
        )

    def _currency_sql(self, records, query, measures):
        field = records._fields.get("currency_id")
        amounts = any(len(given) > 1 and given[1] for given in measures.values())
        return records._field_to_sql(query.table, "currency_id", query) if field and field.store and amounts else None

    def _measure(self, records, query, condition=(), amount=None, weight=0):
        if not isinstance(condition, SQL):
            domain = Domain(condition).optimize_full(records)
            condition = SQL("TRUE") if domain.is_true() else domain._to_sql(records, query.table, query)
        return Measure(self._value_sql(records, query, amount), self._value_sql(records, query, weight), condition)

    def _value_sql(self, records, query, value):
        if value is None or isinstance(value, SQL):
            return value
        if value == 0:
            return ZERO
        return SQL("COALESCE(%s, 0)::numeric", self._path_sql(records, query, value))

    def _days_domain(self, records, date, company, first, last):
        if self._is_day(records, date):
            return Domain(date, ">=", first) & Domain(date, "<=", last)
        start, end = company._utc_bounds(first, last)
        return Domain(date, ">=", start) & Domain(date, "<", end)

    def _day_sql(self, records, query, date, company):
        column = self._path_sql(records, query, date)
        if self._is_day(records, date):
            return column
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", column, company._zone_name())

    def _is_day(self, records, path):
        *steps, last = path.split(".")
        for step in steps:
            records = self.env[records._fields[step].comodel_name]
        return records._fields[last].type == "date"

    def _path_sql(self, records, query, path, day=None):
        """Return the SQL of a path of many2one fields; joins go into the query."""
        *steps, last = path.split(".")
        model, alias = records, query.table
        for step in steps:
            field = model._fields[step]
            if field.comodel_name == "crm.lead" and last in ("user_id", "team_id") and day is not None:
                return self._stand_sql(model, alias, query, field, last, day)
            model, alias = field.join(model, alias, query)
        return model._field_to_sql(alias, last, query)

    def _stand_sql(self, model, alias, query, field, name, day):
        """Return who had a client, or which group, on that day.

        Before the first day that is written down: whoever had it on that first one, which no later change moves. A
        client that never was on a ladder nor changed hands has no history: who has it now.
        """
        key = model._field_to_sql(alias, field.name, query)
        stand = query.make_alias(alias, f"{field.name}_stand")
        query.add_join("LEFT JOIN", stand, self._stand_of(key, day), SQL("TRUE"))
        lead, lead_alias = field.join(model, alias, query)
        now = lead._field_to_sql(lead_alias, name, query)
        then = SQL.identifier(stand, name)
        return SQL("CASE WHEN %s IS NULL THEN %s ELSE %s END", SQL.identifier(stand, "lead_id"), now, then)

    def _stand_of(self, lead, day):
        """Return what is joined to know how a client stood on a day: `lead_id`, `user_id`, `team_id`."""
        return SQL(
            """LATERAL (SELECT lead_id, user_id, team_id FROM salestech_lead_stand
                         WHERE lead_id = %(lead)s AND (date_to IS NULL OR date_to > %(day)s)
                         ORDER BY date LIMIT 1)""",
            lead=lead,
            day=day,
        )

    def _company_sql(self, records, query, axes, company):
        """Return the condition that a record belongs to the company: by itself, else by its group, else by its
        person.
        """
        terms = []
        if "company_id" in records._fields:
            terms.append(records._field_to_sql(query.table, "company_id", query))
            if records._fields["company_id"].required:
                axes = {}
        for axis, table in (("team_id", "crm_team"), ("user_id", "res_users")):
            if axis in axes:
                alias = query.make_alias(query.table, f"{axis}_company")
                query.add_join("LEFT JOIN", alias, table, SQL("%s = %s", SQL.identifier(alias, "id"), axes[axis]))
                terms.append(SQL.identifier(alias, "company_id"))
        return SQL("COALESCE(%s) = %s", SQL(", ").join([*terms, NULL]), company.id)
