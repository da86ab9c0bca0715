from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.money import amount_fault
from ...tools.period import next_period, period_of, previous_period
from .report_schedule import PERIODS

PROCESS = "3.4"
CONTENT = frozenset(
    {
        *("deviation_id", "company_id", "team_id", "user_id", "indicator_id", "segment_id", "category_id", "cause_id"),
        *("kind_id", "description", "goal", "responsible_id", "level", "date_from"),
    }
)


class SalestechDecision(models.Model):
    """What is done about a deviation: worked out by the group head, agreed with the department head, carried out in the
    next period, then measured (planning section, rules 9 and 10).
    """

    _name = "salestech.decision"
    _description = "Corrective Decision"
    _inherit = [
        *("mail.thread", "mail.activity.mixin", "salestech.process.guard", "salestech.reasoned.mixin"),
        *("salestech.recorded.facts", "salestech.deadline.mixin"),
    ]
    _order = "date_from desc, team_id, user_id, id desc"
    _check_company_auto = True

    _deadline_open_states = ("agreed", "work")
    _deadline_user_field = "responsible_id"
    _deadline_team_field = "team_id"
    _facts = frozenset(
        {
            *("state", "proposed_by_id", "agreed_by_id", "agreed_at", "done_at", "result", "return_reason"),
            *("figure_before", "figure_after", "has_before", "has_after", "effect", "measured_at"),
        }
    )

    deviation_id = fields.Many2one(
        "salestech.deviation", index="btree_not_null", ondelete="restrict", check_company=True
    )
    report_id = fields.Many2one(
        related="deviation_id.report_id", store=True, index="btree_not_null", string="From the report"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        compute="_compute_from_deviation",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_id = fields.Many2one(
        "crm.team",
        string="Group",
        compute="_compute_from_deviation",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Empty: the whole department.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Manager",
        compute="_compute_from_deviation",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="For whom the decision is. Empty: for the group.",
    )
    indicator_id = fields.Many2one(
        "salestech.indicator",
        required=True,
        compute="_compute_from_deviation",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        index=True,
    )
    segment_id = fields.Many2one(
        "salestech.segment",
        compute="_compute_from_deviation",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    category_id = fields.Many2one(
        "product.category",
        string="Product category",
        compute="_compute_from_deviation",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    unit = fields.Selection(related="indicator_id.unit")
    direction = fields.Selection(related="indicator_id.direction")
    cause_id = fields.Many2one(
        "salestech.deviation.cause",
        compute="_compute_from_deviation",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    kind_id = fields.Many2one("salestech.decision.kind", string="What is done", ondelete="restrict", index=True)
    description = fields.Text(string="Decision", tracking=True)
    goal = fields.Float(
        string="Measure of success",
        digits=(16, 3),
        compute="_compute_from_deviation",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        help="What the indicator shall come to in the period in which the decision is carried out.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        required=True,
        compute="_compute_from_deviation",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    level = fields.Selection(
        PERIODS,
        string="Period",
        required=True,
        compute="_compute_from_deviation",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_from = fields.Date(
        string="Carried out from",
        required=True,
        compute="_compute_from_deviation",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        help="Any day of the period: the period it lies in counts. By default the next one.",
    )
    date_to = fields.Date(string="Carried out until", compute="_compute_date_to", store=True, precompute=True)
    date_deadline = fields.Date(compute="_compute_date_to", store=True, precompute=True)

    state = fields.Selection(
        [
            ("draft", "Worked out"),
            ("agreed", "Agreed"),
            ("work", "In work"),
            ("done", "Carried out"),
            ("measured", "Measured"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    proposed_by_id = fields.Many2one(
        "res.users", string="Worked out by", readonly=True, copy=False, default=lambda self: self.env.user
    )
    agreed_by_id = fields.Many2one("res.users", string="Agreed by", readonly=True, copy=False)
    agreed_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime(string="Carried out at", readonly=True, copy=False)
    result = fields.Char(string="What was done", readonly=True, copy=False, tracking=True)
    return_reason = fields.Char(string="Why returned", readonly=True, copy=False, tracking=True)
    figure_before = fields.Float(string="Before", digits=(16, 3), readonly=True, copy=False, aggregator=None)
    has_before = fields.Boolean(readonly=True, copy=False)
    figure_after = fields.Float(string="After", digits=(16, 3), readonly=True, copy=False, aggregator=None)
    has_after = fields.Boolean(readonly=True, copy=False)
    effect = fields.Selection(
        [("yes", "Effective"), ("no", "Not effective"), ("unknown", "No data")],
        string="Effective?",
        readonly=True,
        copy=False,
        tracking=True,
    )
    effective_part = fields.Float(
        string="Effective, %",
        compute="_compute_effective_part",
        store=True,
        aggregator="avg",
        help="Of those measured: 100 effective, 0 not. A mean over a group is the share that works.",
    )
    measured_at = fields.Datetime(readonly=True, copy=False)
    can_work_out = fields.Boolean(compute="_compute_rights", export_string_translation=False)
    can_agree = fields.Boolean(compute="_compute_rights", export_string_translation=False)
    can_act = fields.Boolean(compute="_compute_rights", export_string_translation=False)

    _goal_range = models.Constraint("CHECK (goal >= 0 AND goal < 1e13)", "The measure of success is zero or more.")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("deviation_id")
    def _compute_from_deviation(self):
        """A decision begins with what its deviation says; without one, with the next month of the company."""
        for decision in self:
            # sudo: of a deviation that whoever works the decision out has in front of him
            deviation = decision.deviation_id.sudo()
            company = deviation.company_id or decision.company_id or self.env.company
            decision.company_id = company
            if not deviation:
                decision.level = decision.level or "month"
                today = company._local_day(fields.Datetime.now())
                decision.date_from = decision.date_from or decision._following(today, company)
                decision.responsible_id = decision.responsible_id or self.env.user
                continue
            for name in ("team_id", "user_id", "indicator_id", "segment_id", "category_id", "cause_id", "level"):
                decision[name] = deviation[name]
            decision.goal = max(deviation.target, 0)
            decision.date_from = decision._following(deviation.date_from, company)
            decision.responsible_id = deviation.user_id or deviation.team_id.user_id or deviation.responsible_id

    def _following(self, day, company):
        first_month = company._first_month()
        return next_period(period_of(day, self.level or "month", first_month), first_month).date_from

    @api.depends("date_from", "level", "company_id")
    def _compute_date_to(self):
        for decision in self:
            decision.date_to = decision.date_deadline = decision._period().date_to if decision.date_from else False

    @api.depends("indicator_id", "user_id", "team_id", "segment_id", "category_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for decision in self:
            # sudo: who may see the decision may know for whom it is
            owner = decision.user_id.sudo().name or decision.team_id.sudo().name or decision.company_id.sudo().name
            axis = decision.segment_id.name or decision.category_id.name
            decision.display_name = " · ".join(filter(None, (decision.indicator_id.name, axis, owner)))

    @api.depends("effect")
    def _compute_effective_part(self):
        for decision in self:
            decision.effective_part = 100.0 if decision.effect == "yes" else 0.0

    @api.depends_context("uid")
    @api.depends("state", "team_id", "company_id", "responsible_id", "proposed_by_id")
    def _compute_rights(self):
        for decision in self:
            works_out = decision._may_work_out(decision.company_id, decision.team_id)
            decision.can_work_out = works_out
            decision.can_agree = decision.state == "draft" and decision._may_agree()
            decision.can_act = works_out or decision.responsible_id == self.env.user

    def _period(self):
        self.ensure_one()
        return period_of(self.date_from, self.level, self.company_id._first_month())

    def _period_before(self):
        """Return the period of the deviation; without one, the period before that in which it is carried out."""
        if self.deviation_id:
            deviation = self.deviation_id.sudo()  # sudo: only when it was
            return period_of(deviation.date_from, deviation.level, self.company_id._first_month())
        return previous_period(self._period(), self.company_id._first_month())

    # ------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------

    @api.constrains("user_id", "team_id", "segment_id", "category_id")
    def _check_scope(self):
        for decision in self:
            if decision.segment_id and decision.category_id:
                raise ValidationError(self.env._("A figure is by segment or by product category, not by both."))
            if decision.user_id and not decision.team_id:
                raise ValidationError(self.env._("Choose the group in which the manager works."))

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_goal(vals)
        decisions = super().create(vals_list)
        if not self.env.su:
            for decision in decisions:
                self._require_work_out(decision.company_id, decision.team_id)
                decision.deviation_id.check_access("read")
        return decisions

    def write(self, vals):
        self._refuse_goal(vals)
        if not self.env.su and self and not self._is_mail_only(vals):
            for decision in self:
                self._require_work_out(decision.company_id, decision.team_id)
                if CONTENT & vals.keys() and decision.state != "draft":
                    raise UserError(
                        self.env._(
                            "“%s” is agreed: it is carried out as it stands. Return it first, with the reason.",
                            decision.display_name,
                        )
                    )
        result = super().write(vals)
        if not self.env.su and {"team_id", "company_id"} & vals.keys():
            for decision in self:
                self._require_work_out(decision.company_id, decision.team_id)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        if self.env.su:
            return
        for decision in self:
            self._require_work_out(decision.company_id, decision.team_id)
            if decision.state != "draft":
                raise UserError(self.env._("“%s” was agreed and stays in the history.", decision.display_name))

    def _refuse_goal(self, vals):
        fault = amount_fault(vals.get("goal"))
        if fault:
            label = self._fields["goal"].get_description(self.env, ["string"])["string"]
            raise ValidationError(self.env["salestech.amount.guard"]._amount_sentence(fault, label))

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    @api.model
    def _may_work_out(self, company, team):
        """Return whether the user works out decisions for a group: he heads it, or reaches the company."""
        if self.env.su:
            return True
        reaches = self.env.user.has_group("sales_technology.group_reach_company")
        heads = team and team.sudo().user_id == self.env.user  # sudo: who heads the group is asked
        return bool((reaches or heads) and self._may_process(PROCESS) and company in self.env.companies)

    @api.model
    def _require_work_out(self, company, team):
        if not self._may_work_out(company, team):
            self._require_process(PROCESS)
            raise AccessError(self.env._("Corrective decisions are worked out by the head of the group."))

    def _agreeing(self):
        """Return who agrees: the department heads; to their own decisions, the holders of the right to approve."""
        self.ensure_one()
        reports, company = self.env["salestech.report"].sudo(), self.company_id.sudo()  # sudo: who heads what
        for users in (reports._department_heads(company), reports._approvers(company)):
            if not company.plan_self_approval:
                users -= self.proposed_by_id
            if users:
                return users.with_env(self.env)
        return self.env["res.users"]

    def _may_agree(self):
        self.ensure_one()
        return self.env.su or self.env.user in self._agreeing()
