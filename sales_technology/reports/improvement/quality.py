from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...models.client.commitment import SEVERITIES
from ...models.improvement.quality_breach import BROKEN, COUNTED, KINDS, PROCESS

# what each kind of promise gives
PROMISE = SQL(
    "id, name, kind, source_model, source_id, company_id, partner_id, contract_id, user_id, team_id, lead_id,"
    " severity, category, due_at, done_at, due_day, done_day"
)


class SalestechQuality(models.Model):
    """Service commitments: a row for each promise of a time, kept, missed, or not due yet.

    It is read from what claims, situations, work stages and pilots record anyway. Moments of claims and situations
    were reckoned in working hours when they came in; stages and milestones have local days. A commitment falls due
    when its moment, or its whole day, has passed: until then it counts neither as kept nor as missed.

    The level is kept / due: rows that are not due have none, so its average is a sum over a sum in every grouping.
    """

    _name = "salestech.quality"
    _description = "Service Commitment Kept or Missed"
    _inherit = ["salestech.process.guard"]
    _auto = False
    _order = "date_due desc, id desc"
    _depends = {
        model: [
            *("state", "number", "name", "company_id", "partner_id", "contract_id", "user_id", "team_id", "severity"),
            *("category", "reaction_deadline", "resolution_deadline", "date_reacted", "date_resolved"),
        ]
        for model in ("salestech.claim", "salestech.incident")
    } | {
        "salestech.work.stage": [
            *("state", "name", "company_id", "partner_id", "contract_id", "user_id", "team_id"),
            *("date_deadline", "date_accepted"),
        ],
        "salestech.pilot.milestone": [
            "state",
            "name",
            "company_id",
            "pilot_id",
            "user_id",
            "date_deadline",
            "date_done",
        ],
        "salestech.pilot": ["state", "partner_id", "lead_id"],
        "salestech.contract": ["state"],
        "crm.lead": ["team_id"],
        "res.partner": ["segment_id"],
        "salestech.quality.breach": ["kind", "source_id", "cause_id"],
    }

    name = fields.Char(string="What was promised", readonly=True)
    kind = fields.Selection(KINDS, string="Commitment", readonly=True)
    is_counted = fields.Boolean(string="In the quality level", readonly=True)
    source_model = fields.Char(readonly=True, export_string_translation=False)
    source_id = fields.Many2oneReference(model_field="source_model", readonly=True, export_string_translation=False)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    segment_id = fields.Many2one("salestech.segment", readonly=True)
    contract_id = fields.Many2one("salestech.contract", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    team_id = fields.Many2one("crm.team", string="Group", readonly=True)
    severity = fields.Selection(SEVERITIES, readonly=True)
    category = fields.Selection(selection="_selection_category", string="What about", readonly=True)
    cause_id = fields.Many2one("salestech.quality.cause", string="Why missed", readonly=True)

    date_due = fields.Date(string="Due by", readonly=True)
    date_done = fields.Date(string="Done on", readonly=True)
    status = fields.Selection(
        [
            ("kept", "Kept on time"),
            ("missed", "Done late"),
            ("late", "Late, not done"),
            ("ahead", "Done, not due yet"),
            ("open", "Not due yet"),
        ],
        readonly=True,
    )
    days_late = fields.Integer(readonly=True, aggregator="max")
    due_count = fields.Integer(string="Fallen due", readonly=True)
    kept_count = fields.Integer(string="Kept on time", readonly=True)
    missed_count = fields.Integer(string="Not kept", readonly=True)
    level = fields.Float(string="Quality level, %", readonly=True, aggregator="avg", digits=(5, 1))

    @api.model
    def _selection_category(self):
        """Return the kinds of claims and of situations together; where both have one, the claims' word."""
        words = {}
        for model in ("salestech.incident", "salestech.claim"):
            words.update(self.env[model]._fields["category"]._description_selection(self.env))
        return list(words.items())

    @property
    def _table_query(self):
        return self._query_of(self.env.companies)

    @api.model
    def _query_of(self, companies):
        """Return the SELECT of the commitments of these companies, whoever asks."""
        return SQL(
            """SELECT judged.id, judged.name, judged.kind, judged.kind IN %(counted)s AS is_counted,
                      judged.source_model, judged.source_id, judged.company_id, judged.partner_id, client.segment_id,
                      judged.contract_id, judged.user_id, COALESCE(judged.team_id, lead.team_id) AS team_id,
                      judged.severity, judged.category, breach.cause_id, judged.date_due, judged.date_done,
                      CASE WHEN is_kept AND is_due THEN 'kept' WHEN is_kept THEN 'ahead' WHEN is_done THEN 'missed'
                           WHEN is_due THEN 'late' ELSE 'open' END AS status,
                      CASE WHEN is_due AND NOT is_kept
                           THEN GREATEST(COALESCE(judged.date_done, judged.today) - judged.date_due, 0)
                       END AS days_late,
                      is_due::int AS due_count, (is_due AND is_kept)::int AS kept_count,
                      (is_due AND NOT is_kept)::int AS missed_count,
                      CASE WHEN is_due THEN 100.0 * is_kept::int END AS level
                 FROM (%(judged)s) judged
                 LEFT JOIN crm_lead lead ON lead.id = judged.lead_id
                 LEFT JOIN res_partner client ON client.id = judged.partner_id
                 LEFT JOIN salestech_quality_breach breach
                        ON breach.kind = judged.kind AND breach.source_id = judged.source_id""",
            judged=self._judged(companies, [kind for kind, _label in KINDS]),
            counted=tuple(COUNTED),
        )

    @api.model
    def _judged(self, companies, kinds, days=None):
        """Return the SELECT of commitments, on which local day each falls due, and whether it has and was kept.

        The one place that says so: the report shows these rows, the indicator “quality level” counts them.

        :param kinds: of KINDS
        :param days: only what falls due from the first to the last of two local days
        """
        now = fields.Datetime.now()
        # sudo: the company's day and zone, whoever asks
        companies = companies.sudo()
        clocks = [SQL("(%s, %s::date, %s)", c.id, c._local_day(now), ZoneInfo(self._zone(c)).key) for c in companies]
        parts = [self._promises(kind, self._due_within(kind, companies, days)) for kind in kinds]
        return SQL(
            """SELECT promise.*, clock.today,
                      CASE WHEN promise.due_at IS NULL THEN promise.due_day
                           ELSE (promise.due_at AT TIME ZONE 'UTC' AT TIME ZONE clock.zone)::date
                       END AS date_due,
                      CASE WHEN promise.done_at IS NULL THEN promise.done_day
                           ELSE (promise.done_at AT TIME ZONE 'UTC' AT TIME ZONE clock.zone)::date
                       END AS date_done,
                      COALESCE(promise.due_at < %(now)s, promise.due_day < clock.today) AS is_due,
                      COALESCE(promise.done_at <= promise.due_at, promise.done_day <= promise.due_day, FALSE)
                           AS is_kept,
                      COALESCE(promise.done_at::date, promise.done_day) IS NOT NULL AS is_done
                 FROM (%(parts)s) promise (%(columns)s)
                 JOIN (VALUES %(clocks)s) clock (company_id, today, zone) ON clock.company_id = promise.company_id""",
            clocks=SQL(", ").join(clocks or [SQL("(0, NULL::date, 'UTC')")]),
            parts=SQL(" UNION ALL ").join(parts),
            now=now,
            columns=PROMISE,
        )

    @api.model
    def _promises(self, kind, within):
        """Return the SELECT of the commitments of a kind; `within` holds it to companies and days."""
        number = [code for code, _label in KINDS].index(kind)
        if kind == "stage":
            return self._stages(number, within)
        if kind == "milestone":
            return self._milestones(number, within)
        word, step = kind.split("_")
        return self._cases(f"salestech.{word}", word, step, number, within)

    def _due_within(self, kind, companies, days):
        column = "date_deadline" if kind in ("stage", "milestone") else f"{kind.split('_')[1]}_deadline"
        column = SQL.identifier("promised", column)
        within = SQL("promised.company_id = ANY(%s)", companies.ids)
        if not days:
            return within
        if kind in ("stage", "milestone"):
            return SQL("%s AND %s BETWEEN %s AND %s", within, column, *days)
        bounds = [company._utc_bounds(*days) for company in companies]
        start, end = min(start for start, _end in bounds), max(end for _start, end in bounds)
        return SQL("%s AND %s >= %s AND %s < %s", within, column, start, column, end)

    @api.model
    def _zone(self, company):
        return company.resource_calendar_id.tz or company.partner_id.tz or "UTC"

    @api.model
    def _cases(self, model, word, step, number, within):
        """Return the SELECT of one step of claims or situations: a row each that was promised a time."""
        done = "date_reacted" if step == "reaction" else "date_resolved"
        return SQL(
            """SELECT promised.id * 8 + %(number)s, concat_ws(' ', promised.number, promised.name), %(kind)s, %(model)s,
                      promised.id, promised.company_id, promised.partner_id, promised.contract_id, promised.user_id,
                      promised.team_id, NULL::int, promised.severity, promised.category, promised.%(due)s,
                      promised.%(done)s, NULL::date, NULL::date
                 FROM %(table)s promised
                WHERE %(within)s AND promised.state NOT IN ('unsorted', 'rejected') AND promised.%(due)s IS NOT NULL""",
            number=number,
            kind=f"{word}_{step}",
            model=model,
            due=SQL.identifier(f"{step}_deadline"),
            done=SQL.identifier(done),
            table=SQL.identifier(self.env[model]._table),
            within=within,
        )

    @api.model
    def _stages(self, number, within):
        """Return the SELECT of work stages: of signed contracts, for those of others are a plan."""
        return SQL(
            """SELECT promised.id * 8 + %s, promised.name, 'stage', 'salestech.work.stage', promised.id,
                      promised.company_id, promised.partner_id, promised.contract_id, promised.user_id,
                      promised.team_id, NULL::int, NULL, NULL, NULL::timestamp, NULL::timestamp,
                      promised.date_deadline, promised.date_accepted
                 FROM salestech_work_stage promised
                 JOIN salestech_contract contract ON contract.id = promised.contract_id
                WHERE %s AND promised.state != 'cancelled' AND contract.state IN ('signed', 'terminated')""",
            number,
            within,
        )

    @api.model
    def _milestones(self, number, within):
        """Return the SELECT of milestones of pilots that were started; their group is the client's."""
        return SQL(
            """SELECT promised.id * 8 + %s, promised.name, 'milestone', 'salestech.pilot.milestone', promised.id,
                      promised.company_id, pilot.partner_id, NULL::int, promised.user_id, NULL::int, pilot.lead_id,
                      NULL, NULL, NULL::timestamp, NULL::timestamp, promised.date_deadline, promised.date_done
                 FROM salestech_pilot_milestone promised
                 JOIN salestech_pilot pilot ON pilot.id = promised.pilot_id
                WHERE %s AND promised.state != 'cancelled' AND pilot.state != 'draft'""",
            number,
            within,
        )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_source(self):
        """Open what the commitment is about."""
        self.ensure_one()
        self._require_read()
        source = self.env[self.source_model].browse(self.source_id)
        if self.kind == "milestone":
            source = source.pilot_id
        source.check_access("read")
        return source._get_records_action()

    def action_explain(self):
        """Open the dialog that records why the commitment was missed."""
        self.ensure_one()
        self._require_read()
        self._require_process(PROCESS)
        if self.status not in BROKEN:
            raise UserError(self.env._("“%s” was not missed: there is nothing to explain.", self.name))
        breach = self._breach()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why missed: %s", self.name),
            "res_model": breach._name,
            "res_id": breach.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_kind": self.kind, "default_source_id": self.source_id, "dialog_size": "medium"},
        }

    def _breach(self):
        breaches = self.env["salestech.quality.breach"]
        return breaches.search([("kind", "=", self.kind), ("source_id", "=", self.source_id)], limit=1)

    def _require_read(self):
        """Raise unless these are in the user's reach: the rows are of a view, which forged ids would pass by."""
        if not self.env.su and self.search_count([("id", "in", self.ids)]) != len(self):
            raise AccessError(self.env._("This commitment is not one of yours. Load the list anew."))
