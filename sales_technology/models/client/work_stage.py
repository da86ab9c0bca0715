from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

PROCESS = "2.2.2"
# once signed, a contract is carried out; also what was done before it ended early is accepted
SIGNED = ("signed", "terminated")


class SalestechWorkStage(models.Model):
    """A stage of the work under a contract: due by a day, worth an amount, closed by an act that the client signed.

    Billing stays Odoo's: a contract made from a quotation is invoiced from its order. Whether stages are
    closed on time is what the quality level counts: the act's day against the deadline.
    """

    _name = "salestech.work.stage"
    _description = "Work Stage of a Contract"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "salestech.process.guard",
        "salestech.reasoned.mixin",
        "salestech.amount.guard",
        "salestech.recorded.facts",
        "salestech.deadline.mixin",
    ]
    _order = "contract_id, sequence, date_deadline, id"
    _check_company_auto = True

    _deadline_open_states = ("open",)
    _deadline_team_field = "team_id"
    _facts = frozenset(
        {
            *("state", "date_accepted", "accepted_by_id", "cancel_reason"),
            *("act_number", "act_date", "act_file", "act_file_name", "has_act"),
        }
    )
    _content = frozenset({"contract_id", "name", "amount", "date_deadline"})

    name = fields.Char(string="Stage", required=True, tracking=True)
    sequence = fields.Integer(default=10)
    contract_id = fields.Many2one(
        "salestech.contract",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('type', '!=', 'partner_agreement'), ('state', 'not in', ['refused'])]",
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Organisation", store=True, precompute=True, index=True
    )
    lead_id = fields.Many2one(related="contract_id.lead_id")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    team_id = fields.Many2one(
        "crm.team", string="Group", compute="_compute_team_id", store=True, precompute=True, index="btree_not_null"
    )
    date_deadline = fields.Date(string="Due by", required=True, tracking=True)
    amount = fields.Monetary(tracking=True, help="Net of tax, in the contract's currency.")
    currency_id = fields.Many2one(related="contract_id.currency_id", store=True, precompute=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company currency")
    amount_company = fields.Monetary(
        string="Amount in company currency",
        currency_field="company_currency_id",
        compute="_compute_amount_company",
        store=True,
        help="At the rate of the day the contract was signed; until then, of today.",
    )
    state = fields.Selection(
        [("open", "To be accepted"), ("accepted", "Accepted"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    contract_state = fields.Selection(related="contract_id.state", string="State of the contract")
    order_id = fields.Many2one(related="contract_id.order_id", string="Quotation")
    order_invoice_status = fields.Selection(related="contract_id.order_id.invoice_status", string="Invoicing")

    date_accepted = fields.Date(string="Accepted on", readonly=True, copy=False, index="btree_not_null")
    accepted_by_id = fields.Many2one("res.users", string="Acceptance recorded by", readonly=True, copy=False)
    act_number = fields.Char(string="Act no.", readonly=True, copy=False)
    act_date = fields.Date(string="Act of", readonly=True, copy=False)
    act_file = fields.Binary(string="Signed act", attachment=True, readonly=True, copy=False)
    act_file_name = fields.Char(string="Name of the act's file", readonly=True, copy=False)
    has_act = fields.Boolean(string="Act is here", readonly=True, copy=False)
    cancel_reason = fields.Char(string="Why cancelled", readonly=True, copy=False, tracking=True)
    is_on_time = fields.Boolean(string="On time", compute="_compute_is_on_time", store=True)
    is_late = fields.Boolean(compute="_compute_is_late", string="Late")

    _amount_finite = models.Constraint(
        "CHECK (amount IS NULL OR (amount >= 0 AND amount < 'Infinity'))", "The amount is a number of zero or more."
    )
    _accepted_dated = models.Constraint(
        "CHECK ((state = 'accepted') = (date_accepted IS NOT NULL))", "An accepted stage has the day of its act."
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("contract_id")
    def _compute_user_id(self):
        for stage in self:
            stage.user_id = stage.user_id or stage.contract_id.user_id or self.env.user

    @api.depends("contract_id", "user_id")
    def _compute_team_id(self):
        for stage in self:
            # sudo: which group it is, of a client that the contract names anyway
            stage.team_id = stage.contract_id.sudo().lead_id.team_id or stage.user_id.sudo().sale_team_id

    @api.depends("amount", "contract_id.currency_id", "contract_id.date_signed")
    def _compute_amount_company(self):
        for stage in self:
            contract = stage.contract_id.sudo()  # its currency and company, known from the stage itself
            stage.amount_company = contract and contract._to_company_currency(stage.amount, contract.date_signed)

    @api.depends("date_accepted", "date_deadline")
    def _compute_is_on_time(self):
        for stage in self:
            stage.is_on_time = bool(stage.date_accepted and stage.date_accepted <= stage.date_deadline)

    @api.depends("state", "date_deadline", "contract_id.state")
    def _compute_is_late(self):
        for stage in self:
            due = stage.state == "open" and stage.contract_id.state in SIGNED and stage.date_deadline
            stage.is_late = bool(due and stage.date_deadline < stage._today())

    # ------------------------------------------------------------
    # DEADLINES
    # ------------------------------------------------------------

    @api.model
    def _deadline_domain(self, kind):
        # stages of a contract that is not signed are a plan: nothing of it is due
        return super()._deadline_domain(kind) & Domain("contract_id.state", "in", SIGNED)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._require_process(PROCESS)
        stages = super().create(vals_list)
        stages._check_contract()
        return stages

    def write(self, vals):
        if not self.env.su and self and not self._is_mail_only(vals):
            self._require_process(PROCESS)
            if self._content & vals.keys():
                self._refuse_closed()
        result = super().write(vals)
        if "contract_id" in vals:
            self._check_contract()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_planned_only(self):
        if self.env.su:
            return
        self._require_process(PROCESS)
        for stage in self:
            if stage.contract_id.state in SIGNED:
                raise UserError(
                    self.env._(
                        "“%s” belongs to a signed contract and stays in its history. Cancel it, with the reason.",
                        stage.name,
                    )
                )

    def _check_contract(self):
        if not self.env.su:
            self.contract_id.check_access("read")
        for stage in self:
            if stage.contract_id.type == "partner_agreement":
                raise ValidationError(
                    self.env._("An agreement with a partner has no work stages. Choose a contract or a letter.")
                )

    def _refuse_closed(self):
        for stage in self.filtered(lambda stage: stage.state != "open"):
            raise UserError(
                self.env._(
                    "“%(stage)s” is %(state)s and can no longer be changed.",
                    stage=stage.name,
                    state=stage._state_label(),
                )
            )

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env)).get(self.state, "").lower()

    def _today(self):
        return (self.company_id[:1] or self.env.company)._local_day(fields.Datetime.now())
