from zlib import crc32

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .scan import AXES

CELL = "salestech_cell"  # context key: which figure; only ever narrows what the reader may see
WHOLE = "salestech_cell_whole"
# What of a record is opened and named in its place: lines and rows of a history have no page of their own.
STANDS_FOR = {
    "salestech.contract.line": "contract_id",
    "salestech.ladder.move": "lead_id",
    "salestech.pilot.milestone": "pilot_id",
}
NOTHING = SQL(
    """SELECT NULL::text AS record_model, NULL::int AS record_id, NULL::int AS company_id, NULL::date AS day,
              NULL::int AS user_id, NULL::int AS team_id, NULL::int AS segment_id, NULL::int AS category_id,
              NULL::numeric AS amount, NULL::numeric AS weight, FALSE AS is_visible"""
)
MAX_ID = 2**53 - 1  # the largest number that a browser tells from its neighbours
_WHOLE = object()  # nothing that comes by RPC can be it


class SalestechActualFact(models.Model):
    """The records behind a figure, each with what it adds to it: their sum is the figure.

    No table: a SELECT of the cell that the context names, made of the pieces its sources are counted by. A row is
    shown to whoever may see both, the figure (by rules like those of the cube) and the record.
    """

    _name = "salestech.actual.fact"
    _description = "Record behind a Figure"
    _auto = False
    _log_access = False
    _order = "day desc, id"

    name = fields.Char(compute="_compute_name", string="What is counted")
    kind = fields.Char(compute="_compute_name", string="What it is")
    record_model = fields.Char(readonly=True, export_string_translation=False)
    record_id = fields.Many2oneReference(
        string="Number of the record", model_field="record_model", readonly=True, export_string_translation=False
    )
    company_id = fields.Many2one("res.company", readonly=True)
    day = fields.Date(readonly=True)
    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    team_id = fields.Many2one("crm.team", string="Group", readonly=True, help="The group of the person on that day.")
    segment_id = fields.Many2one("salestech.segment", readonly=True)
    category_id = fields.Many2one("product.category", string="Product category", readonly=True)
    amount = fields.Float(string="Adds", digits=(16, 2), readonly=True)
    weight = fields.Float(string="Adds to what it is divided by", digits=(16, 2), readonly=True)

    @property
    def _table_query(self):
        cell = self.env.context.get(CELL)
        facts = self._cell_sql(cell) if cell else None
        # One record adds to many figures: a row's number is made of both, so no cache takes one for the other. Where
        # one source counts it and another one divides by it, it is one row.
        return SQL(
            """SELECT hashtextextended(concat_ws('/', record_model, record_id, day, user_id, team_id, segment_id,
                                                 category_id), %s) & %s AS id,
                      record_model, record_id, company_id, day, user_id, team_id, segment_id, category_id,
                      SUM(amount) AS amount, SUM(weight) AS weight
                 FROM (%s) fact WHERE is_visible GROUP BY 2, 3, 4, 5, 6, 7, 8, 9""",
            crc32(repr(cell).encode()),
            MAX_ID,
            facts or NOTHING,
        )

    @api.depends("record_model", "record_id")
    def _compute_name(self):
        for model, facts in self.grouped("record_model").items():
            kind = self.env["ir.model"]._get(model).name if model else False
            for fact, record, target in facts._records():
                names = [found.display_name for found in (record, target) if found]
                fact.name = " – ".join(dict.fromkeys(filter(None, names)))
                fact.kind = kind

    def _records(self):
        """Yield (fact, record, what is opened in its place) of facts of one model, as far as the reader may see."""
        model = self[:1].record_model
        if not model:
            return
        records = self.env[model].with_context(active_test=False).browse(self.mapped("record_id"))
        field = STANDS_FOR.get(model)
        for fact, record in zip(self, records, strict=True):
            target = record[field] if field else record
            if model == "mail.activity" and record.res_model:
                target = self.env[record.res_model].browse(record.res_id)
            yield fact, self.browse() if field else record, target._filtered_access("read")

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_record(self):
        """Open the record, or what it is a part of."""
        self.ensure_one()
        self._require_read()
        for _fact, record, target in self._records():
            if target or record:
                return (target or record)._get_records_action()
        raise UserError(self.env._("This record is not open to you."))

    def _require_read(self):
        """Raise unless these rows are of the figure that the context names: they are of a view, ids can be forged."""
        if self.search_count([("id", "in", self.ids)]) != len(self):
            raise AccessError(self.env._("The figure has changed meanwhile. Open its records anew."))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _of_cell(self, code, first, last, axes=None):
        """Return the model with a cell in its context; searching it gives the cell's facts."""
        days = (fields.Date.to_string(first), fields.Date.to_string(last))
        company = self.env.company.id
        return self.with_context(**{CELL: {"code": code, "days": days, "axes": axes or {}, "company_id": company}})

    def _whole(self):
        """Return the same without regard to whether the reader may see the records, only the figure."""
        return self.with_context(**{WHOLE: _WHOLE})

    def _cell_sql(self, cell):
        actual = self.env["salestech.actual"]
        try:
            code, days, axes = cell["code"], cell["days"], dict(cell["axes"] or {})
            company = self.env.companies.filtered(lambda company: company.id == cell["company_id"])
        except (KeyError, TypeError, ValueError) as error:
            raise UserError(self.env._("Open the records from a figure of the board.")) from error
        self = self.with_company(company)
        indicator = actual._asked_indicators([code])
        [(first, last)] = actual._asked_periods([days])
        if set(axes) - set(AXES):
            raise UserError(self.env._("A figure has no “%s”.", ", ".join(sorted(map(str, set(axes) - set(AXES))))))
        if indicator.kind == "stock":  # what stood on the last day that was counted
            counted = actual._state_of(indicator)[indicator.id][1]
            first = last = min(last, counted or last)
        where = [SQL("fact.day BETWEEN %s AND %s", first, last)]
        if indicator.weight_rule == "opening":
            where.append(SQL("(fact.amount <> 0 OR fact.day = %s)", first))
        for axis, id_ in axes.items():
            where.append(SQL("fact.%s IS NOT DISTINCT FROM %s", SQL.identifier(axis), int(id_) if id_ else None))
        selects = [self._scan_sql(scan, indicator.code, where) for scan in self._scans_of(indicator, first, last)]
        return SQL(" UNION ALL ").join(selects) if selects else None

    def _scans_of(self, indicator, first, last):
        self.env.flush_all()
        # sudo: which records count does not depend on who looks; whoever does is shown only his
        indicators = self.env["salestech.indicator"].sudo()
        for name, codes in indicators._sources().items():
            if indicator.code in codes:
                for scan in indicators._source_scans(name, self.env.company.sudo(), first, last):
                    if indicator.code in scan.measures:
                        yield scan

    def _scan_sql(self, scan, code, where):
        facts = SQL("SELECT * FROM (%s) fact WHERE %s", scan.facts(code), SQL(" AND ").join(where))
        # counted once, then asked for who may see it: the planner would count anew for each record
        return SQL(
            """(WITH fact AS MATERIALIZED (%s)
                SELECT %s AS record_model, fact.id AS record_id, %s AS company_id, fact.day, fact.user_id, fact.team_id,
                       fact.segment_id, fact.category_id, fact.amount::numeric AS amount,
                       fact.weight::numeric AS weight, %s AS is_visible
                  FROM fact)""",
            facts,
            scan.model,
            self.env.company.id,
            self._visible_sql(scan.model, facts),
        )

    def _visible_sql(self, model, facts):
        """Return the condition that the reader may see the record of `fact`.

        Activities ask their documents when they are searched, so these are looked up at once, and only these.
        """
        if self.env.su or self.env.context.get(WHOLE) is _WHOLE:
            return SQL("TRUE")
        records = self.env[model].with_context(active_test=False)
        if not records.has_access("read"):
            return SQL("FALSE")
        ids = SQL("(SELECT id FROM fact)")
        if model == "mail.activity":
            ids = [id_ for (id_,) in self.env.execute_query(SQL("SELECT DISTINCT id FROM (%s) fact", facts))]
        return SQL("fact.id IN %s", records._search([("id", "in", ids)]).subselect())
