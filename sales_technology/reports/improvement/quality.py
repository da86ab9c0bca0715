from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...models.client.commitment import SEVERITIES
from ...models.improvement.quality_breach import BROKEN, KINDS, PROCESS

# what the indicator “quality level” counts
COUNTED = ("claim_resolution", "stage", "milestone")


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
        now = fields.Datetime.now()
        # sudo: the company's day and zone, whoever asks
        clocks = [
            SQL("(%s, %s::date, %s)", c.id, c._local_day(now), ZoneInfo(self._zone(c)).key) for c in companies.sudo()
        ]
        parts = [
            self._cases("salestech.claim", "claim", "reaction", 0),
            self._cases("salestech.claim", "claim", "resolution", 1),
            self._cases("salestech.incident", "incident", "reaction", 2),
            self._cases("salestech.incident", "incident", "resolution", 3),
            self._stages(4),
            self._milestones(5),
        ]
        return SQL(
            """WITH clock (company_id, today, zone) AS (VALUES %(clocks)s),
                    promise AS (%(parts)s),
                    judged AS (
                        SELECT promise.*, clock.today,
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
                          FROM promise JOIN clock ON clock.company_id = promise.company_id
                    )
               SELECT judged.id, judged.name, judged.kind, judged.kind IN %(counted)s AS is_counted,
                      judged.source_model, judged.source_id, judged.company_id, judged.partner_id, client.segment_id,
                      judged.contract_id, judged.user_id, judged.team_id, judged.severity, judged.category,
                      breach.cause_id, judged.date_due, judged.date_done,
                      CASE WHEN is_kept AND is_due THEN 'kept' WHEN is_kept THEN 'ahead' WHEN is_done THEN 'missed'
                           WHEN is_due THEN 'late' ELSE 'open' END AS status,
                      CASE WHEN is_due AND NOT is_kept
                           THEN GREATEST(COALESCE(judged.date_done, judged.today) - judged.date_due, 0)
                       END AS days_late,
                      is_due::int AS due_count, (is_due AND is_kept)::int AS kept_count,
                      (is_due AND NOT is_kept)::int AS missed_count,
                      CASE WHEN is_due THEN 100.0 * is_kept::int END AS level
                 FROM judged
                 LEFT JOIN res_partner client ON client.id = judged.partner_id
                 LEFT JOIN salestech_quality_breach breach
                        ON breach.kind = judged.kind AND breach.source_id = judged.source_id""",
            clocks=SQL(", ").join(clocks or [SQL("(0, NULL::date, 'UTC')")]),
            parts=SQL(" UNION ALL ").join(parts),
            now=now,
            counted=COUNTED,
        )

    @api.model
    def _zone(self, company):
        return company.resource_calendar_id.tz or company.partner_id.tz or "UTC"

    @api.model
    def _cases(self, model, word, step, number):
        """Return the SELECT of one step of claims or situations: a row each that was promised a time."""
        done = "date_reacted" if step == "reaction" else "date_resolved"
        return SQL(
            """SELECT "case".id * 8 + %(number)s AS id, concat_ws(' ', "case".number, "case".name) AS name,
                      %(kind)s AS kind, %(model)s AS source_model, "case".id AS source_id, "case".company_id,
                      "case".partner_id, "case".contract_id, "case".user_id, "case".team_id, "case".severity,
                      "case".category, "case".%(due)s AS due_at, "case".%(done)s AS done_at,
                      NULL::date AS due_day, NULL::date AS done_day
                 FROM %(table)s "case"
                WHERE "case".state NOT IN ('unsorted', 'rejected') AND "case".%(due)s IS NOT NULL""",
            number=number,
            kind=f"{word}_{step}",
            model=model,
            due=SQL.identifier(f"{step}_deadline"),
            done=SQL.identifier(done),
            table=SQL.identifier(self.env[model]._table),
        )

    @api.model
    def _stages(self, number):
        """Return the SELECT of work stages: of signed contracts, for those of others are a plan."""
        return SQL(
            """SELECT stage.id * 8 + %s, stage.name, 'stage', 'salestech.work.stage', stage.id, stage.company_id,
                      stage.partner_id, stage.contract_id, stage.user_id, stage.team_id, NULL, NULL,
                      NULL::timestamp, NULL::timestamp, stage.date_deadline, stage.date_accepted
                 FROM salestech_work_stage stage
                 JOIN salestech_contract contract ON contract.id = stage.contract_id
                WHERE stage.state != 'cancelled' AND contract.state IN ('signed', 'terminated')""",
            number,
        )

    @api.model
    def _milestones(self, number):
        """Return the SELECT of milestones of pilots that were started."""
        return SQL(
            """SELECT milestone.id * 8 + %s, milestone.name, 'milestone', 'salestech.pilot.milestone', milestone.id,
                      milestone.company_id, pilot.partner_id, NULL::int, milestone.user_id, lead.team_id, NULL, NULL,
                      NULL::timestamp, NULL::timestamp, milestone.date_deadline, milestone.date_done
                 FROM salestech_pilot_milestone milestone
                 JOIN salestech_pilot pilot ON pilot.id = milestone.pilot_id
                 LEFT JOIN crm_lead lead ON lead.id = pilot.lead_id
                WHERE milestone.state != 'cancelled' AND pilot.state != 'draft'""",
            number,
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
