from odoo import api, fields, models
from odoo.exceptions import UserError

PROCESS = "2.2.6"


class SalestechRepresentationExpense(models.Model):
    """A gift, or an expense of representation: asked for, approved, made, and shown by receipts.

    What is approved is reserved in the budgets; what was spent takes its place. The limits are checked when it is
    asked for, so that one learns early, and again with the budgets locked when it is approved.
    """

    _name = "salestech.representation.expense"
    _description = "Gift or Representation Expense"
    _inherit = ["salestech.document.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["number", "name", "partner_id"]

    _start_state = "draft"
    _closed_states = ("submitted", "approved", "done", "refused")
    _facts = frozenset(
        {
            *("state", "number", "company_id", "refuse_reason", "approver_id", "date_submitted", "date_approved"),
            *("date_done", "planned_company", "actual_amount", "actual_company", "committed_amount"),
            "amount_per_person",
        }
    )
    _content = frozenset(
        {
            *("kind", "name", "what", "contact_ids", "partner_id", "lead_id", "date", "planned_amount", "currency_id"),
            *("user_id", "team_id"),
        }
    )

    kind = fields.Selection(
        [("gift", "Gift"), ("hospitality", "Representation")], required=True, default="gift", index=True, tracking=True
    )
    name = fields.Char(string="Occasion", required=True, tracking=True)
    what = fields.Char(help="What is given, or where the meeting takes place.")
    # chosen where there is no opportunity that tells it
    company_id = fields.Many2one(readonly=False)
    lead_id = fields.Many2one(required=False, string="Opportunity", ondelete="set null")
    contact_ids = fields.Many2many(
        "res.partner",
        "salestech_representation_person_rel",
        "expense_id",
        "partner_id",
        string="For whom",
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id), ('id', '!=', partner_id)]",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Group",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    date = fields.Date(string="When", required=True, default=lambda self: self._today(), index=True, tracking=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "To be approved"),
            ("approved", "Approved"),
            ("done", "Done"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    planned_amount = fields.Monetary(tracking=True)
    planned_company = fields.Monetary(
        string="Planned, in company currency",
        compute="_compute_planned_company",
        store=True,
        currency_field="company_currency_id",
        help="At the rate of the day.",
    )
    receipt_ids = fields.One2many("salestech.representation.receipt", "expense_id", string="Receipts")
    actual_amount = fields.Monetary(compute="_compute_actual_amount", store=True, help="The sum of the receipts.")
    actual_company = fields.Monetary(
        string="Actual, in company currency",
        compute="_compute_actual_amount",
        store=True,
        currency_field="company_currency_id",
    )
    committed_amount = fields.Monetary(
        string="Counts in the budget",
        compute="_compute_committed_amount",
        store=True,
        currency_field="company_currency_id",
        help="What is planned until it is done, then what was spent; in company currency.",
    )
    amount_per_person = fields.Monetary(
        compute="_compute_committed_amount", store=True, currency_field="company_currency_id", aggregator="avg"
    )
    budget_sentence = fields.Text(string="Budget", compute="_compute_budget_sentence")
    remaining_amount = fields.Monetary(
        string="Remains", compute="_compute_budget_sentence", currency_field="company_currency_id"
    )
    needs_department_head = fields.Boolean(compute="_compute_needs_department_head")

    date_submitted = fields.Date(string="Asked for on", readonly=True, copy=False)
    approver_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False, tracking=True)
    date_approved = fields.Date(string="Approved on", readonly=True, copy=False)
    date_done = fields.Date(string="Done on", readonly=True, copy=False)

    _amount_finite = models.Constraint(
        "CHECK (planned_amount IS NULL OR (planned_amount >= 0 AND planned_amount < 'Infinity'))",
        "The amount is a number of zero or more.",
    )
    _number_uniq = models.UniqueIndex("(company_id, number) WHERE number IS NOT NULL", "This number is taken already.")
    _budget_idx = models.Index("(company_id, date) WHERE state IN ('approved', 'done')")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("user_id")
    def _compute_team_id(self):
        for expense in self:
            # sudo: to which group somebody belongs, not what is in it
            own = expense.user_id.sudo().sale_team_id
            fits = own.filtered(lambda team, e=expense: team.company_id in (e.company_id, self.env["res.company"]))
            expense.team_id = fits or expense.lead_id.sudo().team_id or expense.team_id

    @api.depends("planned_amount", "currency_id", "company_id", "date")
    def _compute_planned_company(self):
        for expense in self:
            expense.planned_company = expense._to_company_currency(expense.planned_amount, expense.date)

    @api.depends("receipt_ids.amount", "currency_id", "company_id", "date")
    def _compute_actual_amount(self):
        for expense in self:
            expense.actual_amount = sum(expense.receipt_ids.mapped("amount"))
            expense.actual_company = expense._to_company_currency(expense.actual_amount, expense.date)

    @api.depends("state", "planned_company", "actual_company", "contact_ids")
    def _compute_committed_amount(self):
        for expense in self:
            amount = expense.actual_company if expense.state == "done" else expense.planned_company
            expense.committed_amount = amount
            expense.amount_per_person = amount / max(len(expense.contact_ids), 1)

    @api.depends("partner_id", "user_id", "date", "company_id")
    def _compute_budget_sentence(self):
        for expense in self:
            ceilings = expense._ceilings()
            expense.budget_sentence = "\n".join(expense._ceiling_sentence(ceiling) for ceiling in ceilings)
            expense.remaining_amount = min((ceiling["remains"] for ceiling in ceilings), default=0.0)

    @api.depends("planned_company", "company_id")
    def _compute_needs_department_head(self):
        for expense in self:
            limit = expense.company_id.sudo().salestech_gift_head_limit  # sudo: a setting everybody is held by
            expense.needs_department_head = expense.planned_company > limit

    @api.depends("number", "name")
    def _compute_display_name(self):
        for expense in self:
            expense.display_name = " ".join(filter(None, (expense.number, expense.name)))

    # ------------------------------------------------------------
    # CRUD AND HOOKS OF THE DOCUMENT
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        expenses = super().create(vals_list)
        for expense in expenses.filtered(lambda expense: not expense.number):
            # sudo: the number is a fact, closed to everybody; creating was checked just now
            expense.sudo().number = expense.company_id._next_document_number(self._name)
        return expenses

    def _process_codes(self):
        return [PROCESS]

    def _default_responsible(self):
        """Return who asks; for what the machine makes, the client's manager."""
        user = self.env.user
        return user if not self.env.su else self.lead_id.sudo().user_id or user

    def _log_in_history(self, text):
        of_lead = self.filtered("lead_id")
        super(SalestechRepresentationExpense, of_lead)._log_in_history(text)
        for expense in (self - of_lead).filtered("partner_id"):
            body = self.env._("%(expense)s: %(text)s", expense=expense._get_html_link(), text=text)
            expense.partner_id.sudo()._message_log(body=body)  # sudo: history is written whoever works on it

    def _reasoned(self):
        return {
            "refuse": (self.env._("Refused: why?"), self._refuse),
            "rework": (self.env._("Back to the draft: what is to be changed?"), self._rework),
        }

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_submit(self):
        """Ask for the approval; over a budget or a limit is refused at once, with the figures."""
        self._require_work()
        for expense in self:
            missing = expense._missing_to_submit()
            if missing:
                raise UserError(
                    self.env._(
                        "“%(expense)s” cannot be asked for yet. %(missing)s",
                        expense=expense.display_name,
                        missing=" ".join(missing),
                    )
                )
            expense._check_limits(expense.planned_company)
        self._become("submitted", ("draft",), date_submitted=self._today())
        self._ask_approvers()
        return True

    def _missing_to_submit(self):
        self.ensure_one()
        missing = []
        if not self.partner_id:
            missing.append(self.env._("Choose the client."))
        if not self.contact_ids:
            missing.append(self.env._("Choose for whom it is."))
        if not self.planned_amount:
            missing.append(self.env._("Enter the planned amount."))
        if self.kind == "gift" and not (self.what or "").strip():
            missing.append(self.env._("Write down what is given."))
        return missing

    def action_approve(self):
        """Approve, with the budgets locked so that two approvals at once cannot pass one ceiling together."""
        self.check_access("read")
        for expense in self:
            expense._require_approver()
            if expense.state != "submitted":
                raise UserError(self._wrong_state_sentence(expense))
            expense._lock_limits()
            expense._check_limits(expense.planned_company)
            # sudo: facts, closed to everybody; who may approve, the state and the limits were checked
            expense.sudo().write({"state": "approved", "approver_id": self.env.uid, "date_approved": self._today()})
            expense.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self._log_in_history(self.env._("approved"))
        return True

    def action_done(self):
        """Close it with its receipts."""
        self._require_work()
        for expense in self:
            if not expense.receipt_ids:
                raise UserError(self.env._("Add the receipts of “%s” first.", expense.display_name))
            if expense.currency_id.compare_amounts(expense.actual_amount, expense.planned_amount) > 0:
                raise UserError(
                    self.env._(
                        "%(actual)s were spent and %(planned)s approved: %(over)s too much. Take “%(expense)s” back to"
                        " the draft, plan the amount anew and have it approved.",
                        actual=expense._money(expense.actual_amount, expense.currency_id),
                        planned=expense._money(expense.planned_amount, expense.currency_id),
                        over=expense._money(expense.actual_amount - expense.planned_amount, expense.currency_id),
                        expense=expense.display_name,
                    )
                )
        self._become("done", ("approved",), date_done=self._today())
        self._log_in_history(self.env._("done"))
        return True

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _refuse(self, reason):
        """An approver refuses what waits for him; who asked calls his own off."""
        for expense in self:
            if expense.state == "submitted" and expense.user_id != self.env.user:
                expense._require_approver()
        self._become("refused", ("draft", "submitted", "approved"), refuse_reason=reason)
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])  # sudo: the approvers' activities end with it
        self._log_in_history(self.env._("refused: %s", reason))

    def _rework(self, reason):
        facts = dict.fromkeys(("date_submitted", "approver_id", "date_approved"), False)
        self._become("draft", ("submitted", "approved"), **facts)
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])  # sudo: the approvers' activities end with it
        self._message_log_batch({expense.id: self.env._("Back to the draft: %s", reason) for expense in self})
