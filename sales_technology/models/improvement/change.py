from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

PROCESS = "4.1"
TO_ASSESS = ("new", "assessing")


class SalestechChange(models.Model):
    """What changed outside or inside, what it means for our sales, and what was decided about it.

    It has two deadlines one after the other: of assessing it, then of carrying out what was decided; and the one who
    has to act at the moment is `responsible_id`. Everybody in the company reads the register.
    """

    _name = "salestech.change"
    _description = "Recorded Change"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "salestech.process.guard",
        "salestech.reasoned.mixin",
        "salestech.recorded.facts",
        "salestech.deadline.mixin",
    ]
    _order = "impact desc, date_noticed desc, id desc"
    _check_company_auto = True

    _deadline_open_states = (*TO_ASSESS, "decided")
    _deadline_user_field = "responsible_id"
    _deadline_team_field = "team_id"
    _facts = frozenset(
        {
            *("state", "decided_by_id", "date_decided", "date_done", "result", "dismiss_reason", "responsible_id"),
            "date_deadline",
        }
    )
    _content = frozenset({"name", "kind", "origin", "description", "impact", "impact_note", "decision", "company_id"})

    name = fields.Char(string="What changed", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("market", "Market"),
            ("competitor", "Competitor"),
            ("law", "Law and rules"),
            ("client", "Client"),
            ("product", "Product"),
            ("inside", "Our own organisation"),
            ("other", "Other"),
        ],
        required=True,
        default="market",
        index=True,
        tracking=True,
    )
    origin = fields.Selection(
        [("outside", "Outside"), ("inside", "Inside")], string="Where", required=True, default="outside"
    )
    description = fields.Text()
    source = fields.Char(string="Where we know it from", help="A person, a newspaper, a tender, a call.")
    source_url = fields.Char(string="Link")
    date_noticed = fields.Date(
        string="Noticed on", required=True, default=lambda self: self._today(), index=True, copy=False
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True, ondelete="cascade"
    )
    impact = fields.Selection(
        [("0", "None"), ("1", "Low"), ("2", "Medium"), ("3", "High")], default="1", required=True, tracking=True
    )
    impact_note = fields.Text(string="What it means for us", copy=False)

    user_id = fields.Many2one(
        "res.users",
        string="Who assesses",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    executor_id = fields.Many2one(
        "res.users",
        string="Who carries it out",
        tracking=True,
        copy=False,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    responsible_id = fields.Many2one(
        "res.users", string="Whose turn", compute="_compute_responsible_id", store=True, precompute=True, index=True
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Group",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
    )
    date_assess = fields.Date(string="Assess by", required=True, copy=False, default=lambda self: self._today(5))
    date_do = fields.Date(string="Carry out by", copy=False, tracking=True)
    date_deadline = fields.Date(compute="_compute_date_deadline", store=True, string="Due by")

    state = fields.Selection(
        [
            ("new", "Noticed"),
            ("assessing", "Being assessed"),
            ("decided", "Decided"),
            ("done", "Carried out"),
            ("dismissed", "Nothing to do"),
        ],
        required=True,
        readonly=True,
        default="new",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    decision = fields.Text(copy=False, tracking=True, help="What we do about it.")
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    date_decided = fields.Date(string="Decided on", readonly=True, copy=False)
    date_done = fields.Date(string="Carried out on", readonly=True, copy=False)
    result = fields.Char(readonly=True, copy=False, tracking=True)
    dismiss_reason = fields.Char(string="Why nothing is to be done", readonly=True, copy=False, tracking=True)

    process_ids = fields.Many2many(
        "salestech.process", string="Processes it touches", domain="[('kind', '=', 'process')]"
    )
    partner_ids = fields.Many2many("res.partner", string="Clients it touches", check_company=True)
    lead_ids = fields.Many2many("crm.lead", string="Opportunities it touches", check_company=True)
    plan_ids = fields.Many2many("salestech.plan", string="Plans it touches", check_company=True)

    _decided_with_words = models.Constraint(
        "CHECK (state NOT IN ('decided', 'done') OR (decision IS NOT NULL AND date_do IS NOT NULL))",
        "A decision has words and a day by which it is carried out.",
    )

    @api.depends("state", "user_id", "executor_id")
    def _compute_responsible_id(self):
        for change in self:
            change.responsible_id = change.executor_id if change.state == "decided" else change.user_id

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        for change in self:
            change.team_id = change.user_id._salestech_group(change.company_id) or change.team_id

    @api.depends("state", "date_assess", "date_do")
    def _compute_date_deadline(self):
        for change in self:
            change.date_deadline = change.date_do if change.state == "decided" else change.date_assess

    @api.constrains("date_noticed")
    def _check_date_noticed(self):
        for change in self:
            if change.date_noticed > change._today():
                raise ValidationError(self.env._("“Noticed on” lies in the future. Enter when we heard of it."))

    @api.constrains("source_url")
    def _check_source_url(self):
        for change in self:
            if change.source_url and not change.source_url.lower().startswith(("http://", "https://")):
                raise ValidationError(
                    self.env._("A link begins with http:// or https://. Write other sources as words.")
                )

    @api.model
    def _today(self, days=0):
        company = self.company_id[:1] or self.env.company
        day = company._local_day(fields.Datetime.now())
        return company._working_day_after(day, days) if days else day

    # ------------------------------------------------------------
    # DEADLINES
    # ------------------------------------------------------------

    @api.model
    def _deadline_kinds(self):
        return {
            f"{self._name}/assess": self.env._("Change: to be assessed"),
            self._name: self.env._("Change: to be carried out"),
        }

    @api.model
    def _deadline_domain(self, kind):
        states = TO_ASSESS if kind.endswith("/assess") else ("decided",)
        return super()._deadline_domain(kind) & Domain("state", "in", states)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._require_process(PROCESS)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and self and not self._is_mail_only(vals):
            self._require_process(PROCESS)
            if self._content & vals.keys():
                for change in self.filtered(lambda change: change.state in ("done", "dismissed")):
                    raise UserError(self.env._("“%s” is closed. Reopen it first, with the reason.", change.name))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_new(self):
        if self.env.su:
            return
        self._require_process(PROCESS)
        for change in self.filtered(lambda change: change.state != "new"):
            raise UserError(self.env._("“%s” is in work and stays in the register.", change.name))
