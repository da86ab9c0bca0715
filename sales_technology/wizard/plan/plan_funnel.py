from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Date

from ...tools.funnel import THIN, needed, per_part
from ...tools.money import amount_fault
from ...tools.period import month_end, period_of

# From the last step before the contract to the first: the step's indicator, and the field of its conversion.
STEPS = (
    ("terms_meeting_count", "rate_terms"),
    ("needs_meeting_count", "rate_needs"),
    ("cold_meeting_count", "rate_meeting"),
    ("cold_call_count", "rate_call"),
)
FOLLOWING = ("contract_count", *(code for code, _rate in STEPS))
RATES = tuple(rate for _code, rate in STEPS)


class SalestechPlanFunnel(models.TransientModel):
    """Reckons back from the contracts wanted to the calls they need; nothing is written until it is taken over."""

    _name = "salestech.plan.funnel"
    _description = "Funnel Calculator"
    _inherit = ["salestech.amount.guard", "salestech.process.guard"]

    plan_id = fields.Many2one(
        "salestech.plan",
        string="Plan that takes the answer",
        domain="[('state', '=', 'draft'), ('level', 'in', ('month', 'week'))]",
        ondelete="cascade",
    )
    team_id = fields.Many2one("crm.team", string="Group", compute="_compute_team_id", store=True, readonly=False)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    months = fields.Integer(string="Conversions of the last … months", default=6)
    people = fields.Integer(string="Managers", compute="_compute_people", store=True, readonly=False)

    working_days = fields.Integer(
        string="Working days of the month",
        compute="_compute_working_days",
        store=True,
        readonly=False,
        help="By the working time of the company, less public holidays. A month of one's own may have fewer.",
    )
    week_days = fields.Integer(compute="_compute_working_days", store=True, export_string_translation=False)

    goal_by = fields.Selection(
        [("count", "Number of contracts"), ("amount", "Amount of contracts")],
        string="Goal",
        default="count",
        required=True,
    )
    goal_count = fields.Integer(string="Contracts wanted a month", default=3)
    goal_amount = fields.Monetary(string="Amount wanted a month")
    average_amount = fields.Monetary(
        string="Average amount of a contract", compute="_compute_history", store=True, readonly=False
    )
    rate_terms = fields.Float(
        string="Meeting on terms → contract, %", digits=(5, 1), compute="_compute_history", store=True, readonly=False
    )
    rate_needs = fields.Float(
        string="Meeting on needs → meeting on terms, %",
        digits=(5, 1),
        compute="_compute_history",
        store=True,
        readonly=False,
    )
    rate_meeting = fields.Float(
        string="Cold meeting → meeting on needs, %",
        digits=(5, 1),
        compute="_compute_history",
        store=True,
        readonly=False,
    )
    rate_call = fields.Float(
        string="Cold call → cold meeting, %", digits=(5, 1), compute="_compute_history", store=True, readonly=False
    )
    warning = fields.Char(compute="_compute_history", store=True)

    contracts = fields.Integer(compute="_compute_answer")
    answer = fields.Html(compute="_compute_answer", sanitize=False)

    @api.depends("plan_id")
    def _compute_team_id(self):
        for funnel in self:
            teams = funnel.plan_id.team_id or self.env["salestech.actual"]._board_teams()[:1]
            funnel.team_id = funnel.plan_id.team_id or funnel.team_id or teams

    @api.depends("team_id", "plan_id")
    def _compute_people(self):
        for funnel in self:
            # sudo: how many work in the group, not what they do
            funnel.people = 1 if funnel.plan_id.level == "week" else len(funnel.team_id.sudo().member_ids) or 1

    @api.depends("plan_id", "company_id")
    def _compute_working_days(self):
        """Count the days of the plan's month, or of the present one, and on how many days of a week people work."""
        for funnel in self:
            plan = funnel.plan_id
            month = period_of(plan.date_from or plan._today(), "month")
            worked = plan._working_days(funnel.company_id, plan.user_id, month.date_from, month.date_to)
            days = worked[plan.user_id.id]
            funnel.working_days = len(days)
            funnel.week_days = len({day.weekday() for day in days})

    @api.depends("team_id", "plan_id", "months")
    def _compute_history(self):
        """Take conversions and the average amount from what was counted, and say where that is too thin to trust."""
        for funnel in self:
            counts = funnel._counts()
            thin = []
            for (code, rate), following in zip(STEPS, FOLLOWING, strict=False):
                base = counts.get(code) or 0
                funnel[rate] = min(100 * (counts.get(following) or 0) / base, 100) if base else 0
                if base < THIN:
                    thin.append(f"{funnel._fields[rate].get_description(self.env, ['string'])['string']} ({base:.0f})")
            contracts = counts.get("contract_count") or 0
            funnel.average_amount = (counts.get("contract_amount") or 0) / contracts if contracts else 0
            funnel.warning = thin and self.env._(
                "Too few cases to trust: %(rates)s. At least %(least)s are needed; type what you know.",
                rates=", ".join(thin),
                least=THIN,
            )

    def _counts(self):
        """Return {code: what was counted in the last months} of the person, the group or the company."""
        today = self.env.company._local_day(fields.Datetime.now())
        months = min(max(self.months or 1, 1), 36)
        last = Date.subtract(today.replace(day=1), days=1)
        period = (Date.subtract(last.replace(day=1), months=months - 1), month_end(last))
        user = self.plan_id.user_id
        by, key = ("user_id", user.id) if user else ("team_id", self.team_id.id)
        if not key:
            by, key = "company_id", self.env.company.id
        codes = [*FOLLOWING, "contract_amount"]
        figures = self.env["salestech.actual"].get_figures(codes, [period], by, [key])["figures"][key]
        return {code: values[0] for code, values in figures.items()}

    @api.depends(*RATES, "goal_by", "goal_count", "goal_amount", "average_amount", "people", "working_days")
    def _compute_answer(self):
        for funnel in self:
            funnel.contracts = funnel._contracts()
            rates = [funnel[rate] for rate in RATES]
            if not all(0 < rate <= 100 for rate in rates) or not funnel.contracts:
                funnel.answer = Markup("<p>%s</p>") % self.env._(
                    "Enter what you want, and each conversion above 0 and at most 100 %."
                )
                continue
            funnel.answer = funnel._answer_table(needed(funnel.contracts, rates))

    def _contracts(self):
        if self.goal_by == "count":
            return max(self.goal_count, 0)
        if amount_fault(self.goal_amount) or amount_fault(self.average_amount) or not self.average_amount:
            return 0
        return per_part(round(self.goal_amount), round(self.average_amount, 2))

    def _answer_table(self, counts):
        labels = {i.code: i.name for i in self.env["salestech.indicator"].search([("code", "in", list(FOLLOWING))])}
        heads = (
            *("", self.env._("A month, all"), self.env._("Each manager a month"), self.env._("a week")),
            self.env._("a day"),
        )
        rows = [("contract_count", self.contracts), *((step[0], n) for step, n in zip(STEPS, counts, strict=True))]
        body = Markup("").join(
            Markup("<tr><th>%s</th>%s</tr>")
            % (labels.get(code, code), Markup("").join(Markup("<td>%s</td>") % n for n in self._per_person(count)))
            for code, count in rows
        )
        head = Markup("").join(Markup("<th>%s</th>") % label for label in heads)
        return Markup('<table class="table table-sm"><thead><tr>%s</tr></thead><tbody>%s</tbody></table>') % (
            head,
            body,
        )

    def _per_person(self, count):
        people, days = max(self.people, 1), max(self.working_days, 1)
        week = per_part(count * max(self.week_days, 1), people * days)
        return count, per_part(count, people), week, per_part(count, people * days)

    def _week_target(self, count):
        """Return what a manager's week needs: as much of the month as it has of its working days."""
        plan = self.plan_id
        worked = plan._working_days(plan.company_id, plan.user_id, plan.date_from, plan.date_to)[plan.user_id.id]
        return per_part(count * len(worked), max(self.people, 1) * max(self.working_days, 1))

    def action_apply(self):
        """Write the answer into the plan's figures: a month of the group, or a week of a manager.

        :raises UserError: where there is no answer, or the plan has no such figures, or is no draft any more
        """
        self.ensure_one()
        plan = self.plan_id
        if not plan:
            raise UserError(self.env._("Choose the draft of a month or a week that takes the answer."))
        rates = [self[rate] for rate in RATES]
        if not all(0 < rate <= 100 for rate in rates) or not self.contracts:
            raise UserError(self.env._("Enter what you want, and each conversion above 0 and at most 100 %."))
        plan._open_for_figures()
        steps = zip((code for code, _rate in STEPS), needed(self.contracts, rates), strict=True)
        targets = {"contract_count": self.contracts, **dict(steps)}
        if self.average_amount and not amount_fault(self.average_amount):
            targets["contract_amount"] = round(self.contracts * self.average_amount)
        lines = plan.line_ids.filtered(lambda line: line.indicator_id.code in targets and not line.is_held)
        if not lines:
            raise UserError(self.env._("“%s” has no figure that the calculator knows.", plan.display_name))
        for line in lines:
            target = targets[line.indicator_id.code]
            line.target = self._week_target(target) if plan.level == "week" else target
        plan._message_log(body=self.env._("Figures from the funnel calculator: %s contracts a month.", self.contracts))
        return plan._get_records_action()
