from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

PROCESS = "4.3"
POSSIBLE = 5
# the three faces of the rating addon, worst first
SCORES = (1, 3, 5)
RUNNING = ("planned", "queued", "sent")


class SalestechSatisfaction(models.Model):
    """One person asked once about one thing, and what that person answered.

    The answer is also a rating (`rating.rating`) of this record, written when the client has answered. That rating
    has no access token, so the rating addon's own pages can neither give nor change it; the client answers by a
    personal link whose hash alone is kept. Rows are written by the system only.

    How satisfied clients are is points over possible points, in every grouping: a sum over a sum.
    """

    _name = "salestech.satisfaction"
    _description = "Satisfaction of a Client"
    _inherit = ["rating.mixin", "salestech.process.guard", "salestech.reasoned.mixin", "salestech.history.mixin"]
    _order = "date_due desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    kind_id = fields.Many2one(
        "salestech.satisfaction.kind",
        string="Asked about",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    source_model = fields.Char(readonly=True, export_string_translation=False)
    source_id = fields.Many2oneReference(model_field="source_model", readonly=True, export_string_translation=False)
    source_key = fields.Char(
        required=True, readonly=True, copy=False, export_string_translation=False, help="The same is asked once only."
    )
    source_name = fields.Char(string="What it was about", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, readonly=True, index=True, ondelete="cascade"
    )
    segment_id = fields.Many2one(related="partner_id.segment_id", store=True, index="btree_not_null")
    contact_id = fields.Many2one(
        "res.partner", string="Person", required=True, readonly=True, index=True, ondelete="cascade"
    )
    contract_id = fields.Many2one("salestech.contract", readonly=True, index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True, index=True, ondelete="set null")
    team_id = fields.Many2one("crm.team", string="Group", readonly=True, index="btree_not_null", ondelete="set null")

    state = fields.Selection(
        [
            ("planned", "To be asked"),
            ("queued", "E-mail on its way"),
            ("sent", "Asked"),
            ("answered", "Answered"),
            ("expired", "No answer"),
            ("skipped", "Not asked"),
            ("failed", "E-mail failed"),
        ],
        required=True,
        readonly=True,
        default="planned",
        index=True,
        group_expand=True,
    )
    reason = fields.Char(string="Why not asked", readonly=True)
    date_event = fields.Date(string="Happened on", required=True, readonly=True)
    date_due = fields.Date(string="To be asked on", required=True, readonly=True, index=True)
    date_last = fields.Date(string="Not asked later than", required=True, readonly=True)
    email = fields.Char(string="Asked at", readonly=True)
    date_sent = fields.Datetime(string="Asked on", readonly=True)
    date_expiry = fields.Datetime(string="Link works until", readonly=True)
    mail_id = fields.Many2one("mail.mail", readonly=True, index="btree_not_null", ondelete="set null")
    tries = fields.Integer(readonly=True, aggregator=None, export_string_translation=False)
    # no user at all may read it, not even as a filter
    token_hash = fields.Char(readonly=True, size=64, groups=fields.NO_ACCESS, copy=False)

    score = fields.Integer(string="Points", readonly=True, aggregator="sum")
    possible = fields.Integer(string="Possible points", readonly=True, aggregator="sum")
    level = fields.Float(string="Satisfaction, %", compute="_compute_level", aggregator="avg", digits=(5, 1))
    feedback = fields.Text(string="What the client wrote", readonly=True)
    date_answered = fields.Datetime(string="Answered on", readonly=True)
    day_answered = fields.Date(string="Day answered", readonly=True, index=True)
    incident_id = fields.Many2one("salestech.incident", string="Situation", readonly=True, ondelete="set null")

    _source_uniq = models.Constraint("UNIQUE (source_key)", "This was asked already.")
    _token_hash_uniq = models.UniqueIndex("(token_hash) WHERE token_hash IS NOT NULL")
    _score_known = models.Constraint(
        "CHECK ((state = 'answered') = (COALESCE(score, 0) > 0) AND COALESCE(score, 0) BETWEEN 0 AND 5)",
        "An answer has 1 to 5 points, what is not answered has none.",
    )
    _possible_known = models.Constraint(
        "CHECK ((COALESCE(score, 0) > 0) = (COALESCE(possible, 0) > 0))", "Points come with the possible points."
    )
    _due_idx = models.Index("(company_id, date_due) WHERE state = 'planned'")

    @api.depends("score", "possible")
    def _compute_level(self):
        for row in self:
            row.level = 100 * row.score / row.possible if row.possible else 0

    @api.depends("kind_id", "partner_id")
    def _compute_display_name(self):
        for row in self:
            # sudo: which occasion and whose answer, said to who may read the answer
            row.display_name = f"{row.sudo().partner_id.name or ''}: {row.sudo().kind_id.name or ''}"

    def _by_hand_sentence(self):
        return self.env._("Clients' answers are written by the system and not by hand.")

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """A level of several answers is the sum of points over the sum of possible points."""
        if aggregate_spec != "level:avg":
            return super()._read_group_select(aggregate_spec, query)
        points = self._field_to_sql(self._table, "score", query)
        possible = self._field_to_sql(self._table, "possible", query)
        return SQL("(100.0 * SUM(%s) / NULLIF(SUM(%s), 0))::float8", points, possible)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_ask_now(self):
        """Send the questions that are planned for later at once; who was asked lately is not asked again."""
        self._require_work()
        for row in self.filtered(lambda row: row.state != "planned"):
            raise UserError(self.env._("“%s” is not waiting to be asked any more. Reload the page.", row.display_name))
        # sudo: facts, closed to everybody; reach, process and state were checked just now
        for company, rows in self.sudo().grouped("company_id").items():
            taken = rows._take(company, limit=len(rows))
            taken._queue()
            left = rows - taken
            if left:
                raise UserError(left[0]._why_not_taken())
        return True

    def action_cancel(self):
        """Open the dialog that asks why this client is not asked."""
        self.ensure_one()
        self._require_work()
        return self._ask_reason("cancel")

    def action_open_source(self):
        """Open what it is about."""
        self.ensure_one()
        self.check_access("read")
        source = self._source()
        if not source:
            raise UserError(self.env._("What it was about is gone."))
        source.check_access("read")
        return source._get_records_action()

    def action_open_incident(self):
        """Open the situation that a low mark became."""
        self.ensure_one()
        self.check_access("read")
        self.incident_id.check_access("read")
        return self.incident_id._get_records_action()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _reasoned(self):
        return {"cancel": (self.env._("Not asked: why?"), self._cancel)}

    def _cancel(self, reason):
        self._require_work()
        for row in self.filtered(lambda row: row.state not in RUNNING):
            raise UserError(self.env._("“%s” is finished already. Reload the page.", row.display_name))
        # sudo: a fact; reach, process and state were checked just now. Its link stops working with it.
        self.sudo().write({"state": "skipped", "reason": reason})
        self.sudo().mail_id.filtered(lambda mail: mail.state in ("outgoing", "exception")).cancel()

    def _require_work(self):
        self.check_access("write")
        self._require_process(PROCESS)

    def _source(self):
        if self.source_model not in self.env or not self.source_id:
            return None
        return self.env[self.source_model].browse(self.source_id).exists()
