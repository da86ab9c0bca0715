from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.money import amount_fault
from ...tools.period import period_of
from .report_schedule import PERIODS

CONTENT = frozenset(
    {
        *("deviation_id", "company_id", "team_id", "user_id", "indicator_id", "segment_id", "category_id", "cause_id"),
        *("kind_id", "description", "goal", "responsible_id", "level", "date_from"),
    }
)
# What begins with what the deviation says and may be changed from there.
FROM_DEVIATION = {"compute": "_compute_from_deviation", "store": True, "readonly": False, "precompute": True}


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
            *("figure_before", "figure_after", "has_before", "has_after", "effect", "measured_at", "effective_part"),
            *("date_to", "date_deadline", "report_id"),
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
        index=True,
        ondelete="cascade",
        **FROM_DEVIATION,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_id = fields.Many2one(
        "crm.team",
        string="Group",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Empty: the whole department.",
        **FROM_DEVIATION,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Manager",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="For whom the decision is. Empty: for the group.",
        **FROM_DEVIATION,
    )
    indicator_id = fields.Many2one(
        "salestech.indicator",
        required=True,
        ondelete="restrict",
        index=True,
        **FROM_DEVIATION,
    )
    segment_id = fields.Many2one(
        "salestech.segment",
        ondelete="restrict",
        **FROM_DEVIATION,
    )
    category_id = fields.Many2one(
        "product.category",
        string="Product category",
        ondelete="restrict",
        **FROM_DEVIATION,
    )
    unit = fields.Selection(related="indicator_id.unit")
    direction = fields.Selection(related="indicator_id.direction")
    cause_id = fields.Many2one(
        "salestech.deviation.cause",
        ondelete="restrict",
        **FROM_DEVIATION,
    )
    kind_id = fields.Many2one("salestech.decision.kind", string="What is done", ondelete="restrict", index=True)
    description = fields.Text(string="Decision", tracking=True)
    goal = fields.Float(
        string="Measure of success",
        digits=(16, 3),
        aggregator=None,
        help="What the indicator shall come to in the period in which the decision is carried out.",
        **FROM_DEVIATION,
    )
    responsible_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        **FROM_DEVIATION,
    )
    level = fields.Selection(
        PERIODS,
        string="Period",
        required=True,
        **FROM_DEVIATION,
    )
    date_from = fields.Date(
        string="Carried out from",
        required=True,
        index=True,
        help="Any day of the period: the period it lies in counts. By default the next one.",
        **FROM_DEVIATION,
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
    figure_before = fields.Float(string="Figure before", digits=(16, 3), readonly=True, copy=False, aggregator=None)
    has_before = fields.Boolean(readonly=True, copy=False)
    figure_after = fields.Float(string="Figure after", digits=(16, 3), readonly=True, copy=False, aggregator=None)
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

    _goal_range = models.Constraint("CHECK (goal >= 0 AND goal < 1e13)", "The measure of success is zero or more.")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("date_from", "level", "company_id")
    def _compute_date_to(self):
        for decision in self:
            decision._require_near(decision.date_from)
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

    def _period(self):
        self.ensure_one()
        return period_of(self.date_from, self.level, self.company_id._first_month())

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

    @api.constrains("user_id", "responsible_id", "company_id")
    def _check_people(self):
        for decision in self:
            # sudo: whether somebody works in a company, which whoever works the decision out need not see
            for user in (decision.user_id | decision.responsible_id).sudo():
                if user.share or decision.company_id not in user.company_ids:
                    raise ValidationError(
                        self.env._(
                            "%(who)s does not work in “%(company)s”. Choose somebody who does.",
                            who=user.name,
                            company=decision.company_id.sudo().name,
                        )
                    )

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
