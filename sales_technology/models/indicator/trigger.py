from collections import defaultdict

from odoo import api, models, tools


class SalestechIndicatorTrigger(models.AbstractModel):
    """What a model inherits whose records are counted: saving them has their day counted again within a minute.

    Costs a look into a cached table for each save, and one INSERT a transaction where a day is concerned. Without it a
    model's indicators are counted anew each night.
    """

    _name = "salestech.indicator.trigger"
    _description = "Model that Indicators Count"

    # where the company of a record is found: its own, else that of its group, else of its person
    _indicator_owners = ("company_id", "team_id", "user_id")
    # {field: names}: what counts on days of its own, and which fields here decide about it, such as the milestones
    # of a pilot by the pilot's state
    _indicator_parts = {}

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._indicator_mark(None)
        return records

    def write(self, vals):
        parts = [field for field, names in self._indicator_parts.items() if not names.isdisjoint(vals)]
        if not parts and self._indicator_watch().keys().isdisjoint(vals):
            return super().write(vals)
        names = set(vals)
        self._indicator_mark(names)
        result = super().write(vals)
        self._indicator_mark(names)
        for field in parts:
            self.sudo()[field]._indicator_mark(None)  # sudo: whose days they are, whoever saves
        return result

    def unlink(self):
        self._indicator_mark(None)
        for field in self._indicator_parts:  # the database deletes them along
            self.sudo()[field]._indicator_mark(None)  # sudo: whose days they are, whoever saves
        return super().unlink()

    @api.model
    @tools.ormcache("self._name")
    def _indicator_watch(self):
        """Return {field: {(source, date field)}} of what concerns indicators in this model."""
        watch = defaultdict(set)
        indicators = self.env["salestech.indicator"].sudo()
        for name, codes in indicators._sources().items():
            if name.startswith("records:"):
                _kind, model, date = name.split(":")
                if model == self._name and date in self._fields:
                    read = indicators.browse(codes.values())._fields_read() | {date}
                    for field in self._indicator_with_depends(read):
                        watch[field].add((name, date))
            else:
                source = self.env["salestech.indicator.source"]._get(name)
                if source is not None and self._name in source._watched:
                    date, fields = source._watched[self._name]
                    for field in self._indicator_with_depends(fields | {date}):
                        watch[field].add((name, date))
        return dict(watch)

    def _indicator_with_depends(self, names):
        """Return the fields and what Odoo computes them from: what is computed does not pass through `write`."""
        found, queue = set(), list(names)
        while queue:
            name = queue.pop()
            if name in self._fields and name not in found:
                found.add(name)
                field = self._fields[name]
                if field.compute and field.store:
                    queue += [path.split(".")[0] for path in self.pool.field_depends[field]]
        return found

    def _indicator_mark(self, names):
        """Note the days on which these records count as they are now.

        :param names: the fields that are being saved; None: all
        """
        watch = self._indicator_watch()
        sources = set().union(*(watch[name] for name in (watch if names is None else watch.keys() & names)))
        if not sources:
            return
        keys = set()
        # sudo: on which day and in which company a record counts, whoever saves it
        for record in self.sudo()._indicator_counted():
            company = record._indicator_company()
            for source, date in sources:
                day = record._indicator_day(date, company)
                if day:
                    keys.add((source, company.id, day, False))
        self.env["salestech.indicator.dirty"]._mark(keys)

    def _indicator_counted(self):
        """Return those of the records that may count at all; narrow it to spare all the others."""
        return self

    def _indicator_company(self):
        for name in self._indicator_owners:
            if name in self._fields and self[name]:
                company = self[name] if self[name]._name == "res.company" else self[name].company_id
                if company:
                    return company
        return self.env.company

    def _indicator_day(self, date, company):
        value = self[date]
        return company._local_day(value) if value and self._fields[date].type == "datetime" else value
