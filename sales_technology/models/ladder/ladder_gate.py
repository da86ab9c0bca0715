import logging
import re
from ast import literal_eval

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, Query

_logger = logging.getLogger(__name__)

# What means something else tomorrow, or when records change: the SQL of such a condition is not kept.
UNSTABLE = re.compile(r"child_of|parent_of|['\"](?:today|now|[-+]\d|=(?!i?like)\w)")

# The leads whose gates are asked, picked out once for all gates of a statement.
CLIMBERS = "salestech_climber"


class SalestechLadderGate(models.Model):
    """One thing that must be there before a client leaves a step. All of it is data."""

    _name = "salestech.ladder.gate"
    _description = "Gate of a Ladder Step"
    _order = "stage_id, sequence, id"

    stage_id = fields.Many2one(
        "crm.stage",
        string="Step",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("ladder_id", "!=", False)],
        context={"active_test": False},
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(string="What must be there", required=True, translate=True)
    sentence = fields.Char(
        string="What to say when it is missing",
        required=True,
        translate=True,
        help="Read by the salesperson who is held up: say what is missing and how to mend it.",
    )
    domain = fields.Char(string="Holds where", required=True, default="[]")
    condition = fields.Char(string="Is asked where", default="[]", help="Empty: of every client.")
    mend = fields.Selection(selection="_selection_mend", string="Button that mends it")

    @api.model
    def _selection_mend(self):
        """Return (key, text of the button); `crm.lead._mend_<key>` opens what is needed."""
        return [
            ("organisation", self.env._("Enter the organisation")),
            ("segment", self.env._("Choose the segment")),
            ("responsible", self.env._("Choose who is responsible")),
            ("decision_maker", self.env._("Enter the decision maker")),
            ("scenario", self.env._("Choose the scenario")),
            ("communication_plan", self.env._("Plan the next touch")),
            ("call", self.env._("Log the call")),
            ("meeting", self.env._("Plan a meeting")),
            ("meeting_held", self.env._("Mark the meeting as held")),
            ("needs", self.env._("Write down a need")),
            ("risks", self.env._("Write down a risk")),
        ]

    @api.constrains("domain", "condition")
    def _check_domains(self):
        for gate in self:
            self._validate_domain(gate.domain, gate.name)
            self._validate_domain(gate.condition, gate.name)

    @api.constrains("stage_id")
    def _check_stage(self):
        for gate in self:
            if not gate.stage_id.ladder_id:
                raise ValidationError(
                    self.env._("“%s” is not a step of a ladder: only steps have gates.", gate.stage_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        gates = super().create(vals_list)
        self.env.registry.clear_cache()
        return gates

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _parse_domain(self, text):
        """Return the Domain that `text` spells. ValueError or SyntaxError where it spells none."""
        value = literal_eval((text or "").strip() or "[]")
        if not isinstance(value, (list, tuple)):
            raise ValueError(text)
        return Domain(list(value))

    @api.model
    def _validate_domain(self, text, name):
        """Refuse a condition that the database could not answer for opportunities."""
        lead = self.env["crm.lead"].sudo()  # only asks whether the condition can be read: no record is
        try:
            domain = self._parse_domain(text)
            domain.validate(lead)
            with self.env.cr.savepoint(flush=False), tools.mute_logger("odoo.sql_db"):
                lead.search(domain, limit=1)
        except Exception as error:  # whatever is wrong with it, the administrator gets one sentence
            raise ValidationError(
                self.env._(
                    "The condition of “%(name)s” cannot be read: %(error)s. Build it with the condition editor.",
                    name=name,
                    error=str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__,
                )
            ) from error

    @api.model
    @tools.ormcache()
    def _gates_by_stage(self):
        """Return {stage id: ((gate id, domain text, condition text), …)} of the gates in force."""
        result = {}
        for gate in self.sudo().search([]):
            result.setdefault(gate.stage_id.id, []).append((gate.id, gate.domain or "[]", gate.condition or "[]"))
        return {stage_id: tuple(gates) for stage_id, gates in result.items()}

    @api.model
    @tools.ormcache("lang")
    def _gate_texts(self, lang):
        """Return {gate id: (name, sentence, key of its button)} in a language: every reader of a client is told."""
        gates = self.sudo().with_context(lang=lang).search([])
        return {gate.id: (gate.name, gate.sentence, gate.mend) for gate in gates}

    @api.model
    def _failing(self, leads_by_stage):
        """Tell which gates of which steps do not hold, in one statement for all leads.

        :param leads_by_stage: {stage id: lead ids} whose gates of that step are asked
        :returns: {lead id: [gate id, …]} in the gates' order, of what is missing only.
            A gate that can no longer be read (its field is gone) counts as missing for all:
            the way up stays shut until the administrator mends it, and nothing crashes.
        """
        gates_by_stage = self._gates_by_stage()
        selects, broken = [], []
        for stage_id, lead_ids in leads_by_stage.items():
            for gate_id, domain, condition in gates_by_stage.get(stage_id, ()):
                try:
                    selects.append(self._failing_select(gate_id, lead_ids, domain, condition))
                except Exception:  # noqa: BLE001  a stored condition may break in any way when fields go
                    _logger.info("Gate %s cannot be read and counts as missing", gate_id, exc_info=True)
                    broken += [(gate_id, lead_id) for lead_id in lead_ids]
        rows = self._execute_failing(selects, leads_by_stage) if selects else []
        order = {gate[0]: i for i, gate in enumerate(g for gates in gates_by_stage.values() for g in gates)}
        result = {}
        for gate_id, lead_id in sorted([*rows, *broken], key=lambda row: order[row[0]]):
            result.setdefault(lead_id, []).append(gate_id)
        return result

    @api.model
    def _execute_failing(self, selects, leads_by_stage):
        """Return the (gate id, lead id) of what is missing. The leads are picked out once, for all gates:
        where each of twenty conditions went to the table itself, planning took longer than the answer.
        """
        lead_ids = list(set().union(*leads_by_stage.values()))
        return self.env.execute_query(
            SQL(
                "WITH %s AS MATERIALIZED (SELECT * FROM crm_lead WHERE id = ANY(%s)) %s",
                SQL.identifier(CLIMBERS),
                lead_ids,
                SQL(" UNION ALL ").join(selects),
            )
        )

    @api.model
    def _failing_select(self, gate_id, lead_ids, domain, condition):
        if UNSTABLE.search(domain) or UNSTABLE.search(condition):
            source, where = self._compile_failing.__wrapped__(self, gate_id, domain, condition)
        else:
            source, where = self._compile_failing(gate_id, domain, condition)
        return SQL(
            "SELECT %s AS gate_id, %s FROM %s WHERE %s = ANY(%s) AND %s",
            gate_id,
            SQL.identifier("crm_lead", "id"),
            source,
            SQL.identifier("crm_lead", "id"),
            list(lead_ids),
            where,
        )

    @api.model
    @tools.ormcache("gate_id", "domain", "condition", "self.env.lang", "self.env.company.id")
    def _compile_failing(self, gate_id, domain, condition):
        """Return (FROM, WHERE) of the leads for which a gate does not hold.

        Kept in the registry's cache, which every change of a gate or of the models clears: to make SQL of
        twenty conditions took as long as the database needed for its answer. The answer is turned round in SQL: a
        domain turned round would look through all contacts for those that do not match.
        """
        # sudo: the gate is the company's rule and holds for what is there, not for what the one who
        # moves the lead may see; the caller checked his right to the leads, and only ids come back.
        lead = self.env["crm.lead"].sudo()
        query = Query(self.env, lead._table, SQL.identifier(CLIMBERS))
        asked, holds = (
            self._parse_domain(text).optimize_full(lead)._to_sql(lead, lead._table, query)
            for text in (condition, domain)
        )
        return query.from_clause, SQL("(%s) AND (%s) IS NOT TRUE", asked, holds)
