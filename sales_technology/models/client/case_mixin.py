from odoo import api, fields, models
from odoo.fields import Domain

from .commitment import SEVERITIES

PROCESS = "2.2.4"
OPEN = ("unsorted", "new", "in_work")


class SalestechCaseMixin(models.AbstractModel):
    """What went wrong at a client's, from the day we hear of it until the client confirms that it is right again.

    Claims and non-standard situations share it. What we promised, by severity and in working hours, is stored as
    two moments; the deadline mechanism goes by their local days: first reacting, then resolving.
    """

    _name = "salestech.case.mixin"
    _description = "Claim or Non-standard Situation"
    _inherit = ["salestech.document.mixin", "salestech.deadline.mixin"]
    _order = "severity desc, date_received desc, id desc"
    _rec_names_search = ["number", "name", "partner_id"]

    _start_state = "new"
    _closed_states = ("resolved", "confirmed", "rejected")
    _deadline_open_states = OPEN
    _deadline_team_field = "team_id"
    _facts = frozenset(
        {
            *("state", "number", "company_id", "refuse_reason", "date_received", "day_received", "source_key"),
            *("reaction_deadline", "resolution_deadline", "date_deadline", "date_reacted", "date_resolved"),
            *("confirmed_by_id", "date_confirmed", "confirm_note"),
        }
    )
    _given_at_creation = frozenset({"company_id", "date_received"})
    _content = frozenset(
        {
            *("name", "text", "partner_id", "contact_id", "contract_id", "lead_id", "category", "severity", "channel"),
            *("cause", "decision", "answer", "cost", "currency_id"),
        }
    )

    name = fields.Char(string="Subject", required=True, tracking=True)
    # chosen where there is no opportunity that tells it
    company_id = fields.Many2one(readonly=False)
    lead_id = fields.Many2one(required=False, string="Opportunity", ondelete="set null")
    contact_id = fields.Many2one(
        "res.partner",
        string="Person",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id), ('id', '!=', partner_id)]",
        help="Who told us; gets our answer.",
    )
    contract_id = fields.Many2one(
        "salestech.contract",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('partner_id', '=?', partner_id), ('state', 'in', ('signed', 'terminated'))]",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Group",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="set null",
        check_company=True,
        tracking=True,
    )
    state = fields.Selection(
        [
            ("unsorted", "To be sorted"),
            ("new", "Received"),
            ("in_work", "In work"),
            ("resolved", "Resolved"),
            ("confirmed", "Confirmed by the client"),
            ("rejected", "Rejected"),
        ],
        required=True,
        readonly=True,
        default="new",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    severity = fields.Selection(SEVERITIES, required=True, default="1", index=True, tracking=True)
    channel = fields.Selection(
        [
            ("phone", "By phone"),
            ("email", "By e-mail"),
            ("meeting", "At a meeting"),
            ("portal", "On the client's page"),
            ("letter", "By letter"),
            ("other", "Otherwise"),
        ],
        string="Received how",
        required=True,
        default="phone",
    )
    text = fields.Text(string="What happened")
    email_from = fields.Char(string="Sender", readonly=True, copy=False)
    source_key = fields.Char(
        readonly=True, copy=False, export_string_translation=False, help="What it came from: the same comes once only."
    )

    date_received = fields.Datetime(
        string="Received on", required=True, default=lambda self: fields.Datetime.now(), copy=False, index=True
    )
    day_received = fields.Date(
        string="Day received", compute="_compute_day_received", store=True, precompute=True, index=True
    )
    reaction_deadline = fields.Datetime(
        string="React by", compute="_compute_commitments", store=True, precompute=True, copy=False
    )
    resolution_deadline = fields.Datetime(
        string="Resolve by", compute="_compute_commitments", store=True, precompute=True, copy=False
    )
    date_deadline = fields.Date(compute="_compute_date_deadline", store=True, string="Due")
    date_reacted = fields.Datetime(string="Reacted on", readonly=True, copy=False)
    date_resolved = fields.Datetime(string="Resolved on", readonly=True, copy=False, index="btree_not_null")
    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")

    cause = fields.Text(copy=False, help="Why it happened. Seen by us only.")
    decision = fields.Text(copy=False, help="What we do about it. Seen by us only.")
    answer = fields.Text(string="Answer to the client", copy=False, help="What the client reads.")
    lessons = fields.Text(copy=False, help="What we change so that it does not happen again.")
    cost = fields.Monetary(copy=False, tracking=True, help="What it cost us.")
    cost_company = fields.Monetary(
        string="Cost in company currency",
        compute="_compute_cost_company",
        store=True,
        currency_field="company_currency_id",
        help="At the rate of the day it was received.",
    )
    confirmed_by_id = fields.Many2one("res.partner", string="Confirmed by", readonly=True, copy=False, tracking=True)
    date_confirmed = fields.Date(string="Confirmed on", readonly=True, copy=False)
    confirm_note = fields.Char(string="What the client said", readonly=True, copy=False)

    _cost_finite = models.Constraint(
        "CHECK (cost IS NULL OR (cost >= 0 AND cost < 'Infinity'))", "The cost is a number of zero or more."
    )
    _number_uniq = models.UniqueIndex("(company_id, number) WHERE number IS NOT NULL", "This number is taken already.")
    _source_uniq = models.UniqueIndex("(source_key) WHERE source_key IS NOT NULL", "This was received already.")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("contract_id")
    def _compute_partner_id(self):
        super()._compute_partner_id()
        for case in self.filtered("contract_id"):
            case.partner_id = case.contract_id.partner_id

    @api.depends("partner_id", "contract_id")
    def _compute_user_id(self):
        super()._compute_user_id()

    @api.depends("user_id", "contract_id")
    def _compute_team_id(self):
        for case in self:
            # sudo: to which group somebody belongs, not what is in it
            own = case.user_id.sudo().sale_team_id
            fits = own.filtered(lambda team, case=case: team.company_id in (case.company_id, self.env["res.company"]))
            deal = (case.lead_id or case.contract_id.lead_id).sudo()
            sorts = case.company_id.sudo().salestech_claim_team_id
            case.team_id = fits or deal.team_id or case.team_id or sorts

    @api.depends("date_received", "company_id")
    def _compute_day_received(self):
        for case in self:
            case.day_received = case.date_received and case.company_id._local_day(case.date_received)

    @api.depends("severity", "date_received", "company_id")
    def _compute_commitments(self):
        for company, cases in self.grouped("company_id").items():
            promised = self.env["salestech.commitment"]._promised(self._name, company) if company else {}
            for case in cases:
                react, resolve = promised.get(case.severity, (None, None))
                start = case.date_received
                case.reaction_deadline = company._plan_working_hours(start, react) if react and start else False
                case.resolution_deadline = company._plan_working_hours(start, resolve) if resolve and start else False

    @api.depends("date_reacted", "reaction_deadline", "resolution_deadline", "company_id")
    def _compute_date_deadline(self):
        for case in self:
            due = case._due()
            case.date_deadline = due and case.company_id._local_day(due)

    @api.depends("state", "date_reacted", "reaction_deadline", "resolution_deadline")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for case in self:
            due = case._due()
            case.is_late = bool(due and case.state in OPEN and due < now)

    def _due(self):
        return self.resolution_deadline if self.date_reacted else self.reaction_deadline

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        silent = Domain("date_reacted", "=", False) & Domain("reaction_deadline", "<", now)
        unresolved = Domain("date_reacted", "!=", False) & Domain("resolution_deadline", "<", now)
        late = Domain("state", "in", OPEN) & (silent | unresolved)
        return late if True in value else ~late

    @api.depends("cost", "currency_id", "company_id", "day_received")
    def _compute_cost_company(self):
        for case in self:
            case.cost_company = case._to_company_currency(case.cost, case.day_received)

    @api.depends("number", "name")
    def _compute_display_name(self):
        for case in self:
            case.display_name = " ".join(filter(None, (case.number, case.name)))

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._require_process(PROCESS)
        cases = super().create(vals_list)
        for case in cases.filtered(lambda case: not case.number):
            # sudo: the number is a fact, closed to everybody; creating was checked just now
            case.sudo().number = case.company_id._next_document_number(self._name)
        for case in cases.filtered("partner_id"):
            case._log_in_history(self.env._("received"))
        return cases

    # ------------------------------------------------------------
    # HOOKS OF THE DOCUMENT AND OF THE DEADLINE
    # ------------------------------------------------------------

    def _process_codes(self):
        return [PROCESS]

    def _is_numbered_for_good(self):
        return True

    def _default_responsible(self):
        """Return who looks after the client and may work on claims; nobody where there is none."""
        self.ensure_one()
        # sudo: who answers for the client is asked, not what is in it
        lead, partner, contract = self.lead_id.sudo(), self.partner_id.sudo(), self.contract_id.sudo()
        deal = lead or contract.lead_id
        group = self.env["salestech.process"]._get_group_id(PROCESS)
        for user in (deal.user_id, partner.user_id, contract.user_id, self.env.user):
            known = user and user.active and not user.share and self.company_id in user.company_ids
            if known and group in user._get_group_ids():
                return user
        return self.env["res.users"]

    def _log_in_history(self, text):
        of_lead = self.filtered("lead_id")
        super(SalestechCaseMixin, of_lead)._log_in_history(text)
        for case in (self - of_lead).filtered("partner_id"):
            body = self.env._("%(case)s: %(text)s", case=case._get_html_link(), text=text)
            case.partner_id.sudo()._message_log(body=body)  # sudo: history is written whoever works on it

    @api.model
    def _deadline_kinds(self):
        label = self.env["ir.model"]._get(self._name).name
        return {
            f"{self._name}/reaction": self.env._("%s: reaction", label),
            self._name: self.env._("%s: resolution", label),
        }

    @api.model
    def _deadline_domain(self, kind):
        operator = "=" if kind.endswith("/reaction") else "!="
        return super()._deadline_domain(kind) & Domain("date_reacted", operator, False)
