from datetime import MAXYEAR, MINYEAR

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ...tools.period import LEVELS as LEVEL_NAMES
from ...tools.period import period_of
from .level import LEVELS

# What the buttons record, and what a plan is: neither can be written from outside.
FACTS = frozenset(
    {
        *("state", "parent_id", "lock_version", "submitted_by_id", "submitted_at", "decided_by_id", "decided_at"),
        *("return_reason", "checked_at", "missed_count", "missed_reason", "explained_at"),
    }
)
IDENTITY = frozenset({"level", "date_from", "date_to", "company_id", "team_id", "user_id"})


class SalestechPlan(models.Model):
    """The figures to be reached by a company, a group or a person in one period. Plans form one tree.

    Year and quarter are the company's, a month is a group's, weeks and days are a person's in a group. What a plan
    is about never changes; its state changes by buttons alone; an approved plan changes by corrections alone.
    """

    _name = "salestech.plan"
    _description = "Plan"
    _inherit = ["mail.thread", "mail.activity.mixin", "salestech.process.guard", "salestech.reasoned.mixin"]
    _order = "date_from desc, id"
    _parent_name = "parent_id"
    _check_company_auto = True

    level = fields.Selection(
        [("year", "Year"), ("quarter", "Quarter"), ("month", "Month"), ("week", "Week"), ("day", "Day")],
        required=True,
        default="year",
        index=True,
    )
    date_from = fields.Date(
        string="First day",
        required=True,
        default=lambda self: self.env.company._local_day(fields.Datetime.now()),
        index=True,
        help="Any day of the period: it is set to the first one.",
    )
    date_to = fields.Date(string="Last day", required=True, compute="_compute_date_to", store=True, precompute=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict", index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_id = fields.Many2one(
        "crm.team", string="Group", ondelete="restrict", index="btree_not_null", check_company=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Manager",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    parent_id = fields.Many2one(
        "salestech.plan", string="Part of", readonly=True, copy=False, ondelete="restrict", index=True
    )
    child_ids = fields.One2many("salestech.plan", "parent_id", string="Plans under it", readonly=True)
    line_ids = fields.One2many("salestech.plan.line", "plan_id", string="Figures", copy=False)
    note = fields.Text(string="Notes", copy=False)

    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Submitted"), ("approved", "Approved")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    submitted_by_id = fields.Many2one("res.users", string="Submitted by", readonly=True, copy=False)
    submitted_at = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    decided_at = fields.Datetime(string="Approved at", readonly=True, copy=False)
    return_reason = fields.Char(string="Why returned", readonly=True, copy=False, tracking=True)
    # Whoever changes figures or decides updates this first: of two at once one waits and is run again with what the
    # other left behind. Reading with a lock would keep the old picture.
    lock_version = fields.Integer(readonly=True, copy=False, default=0, export_string_translation=False)

    can_draft = fields.Boolean(compute="_compute_rights", export_string_translation=False)
    can_approve = fields.Boolean(compute="_compute_rights", export_string_translation=False)
    can_build = fields.Boolean(compute="_compute_rights", export_string_translation=False)
    can_propose = fields.Boolean(compute="_compute_rights", export_string_translation=False)

    _scope_fits = models.Constraint(
        """CHECK (CASE WHEN level IN ('year', 'quarter') THEN team_id IS NULL AND user_id IS NULL
                       WHEN level = 'month' THEN team_id IS NOT NULL AND user_id IS NULL
                       ELSE team_id IS NOT NULL AND user_id IS NOT NULL END)""",
        "A year or quarter is planned for the company, a month for a group, a week or day for a manager of a group.",
    )
    _dates_fit = models.Constraint("CHECK (date_from <= date_to)", "A period ends on or after its first day.")
    _scope_uniq = models.UniqueIndex(
        "(company_id, level, date_from, (COALESCE(team_id, 0)), (COALESCE(user_id, 0)))",
        "There is a plan for this period already. Open that one.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("level", "date_from", "company_id")
    def _compute_date_to(self):
        for plan in self:
            plan.date_to = plan._period().date_to if plan.level and plan.date_from else plan.date_from

    @api.depends("level", "date_from", "team_id", "user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            # sudo: who may see the plan may know whose it is
            owner = plan.user_id.sudo().name or plan.team_id.sudo().name
            plan.display_name = " · ".join(filter(None, (plan._period_label(), owner)))

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_rights(self):
        for plan in self:
            plan.can_draft = plan.state == "draft" and plan._may_draft()
            plan.can_approve = plan.state == "submitted" and plan._may_approve()
            plan.can_build = LEVELS[plan.level].covers and plan._may_draft_below()
            plan.can_propose = plan._may_draft()

    def _period(self):
        """Return the period of planning the plan is for."""
        self.ensure_one()
        return period_of(self.date_from, self.level, self.company_id._first_month())

    def _period_label(self):
        self.ensure_one()
        first, last = self.date_from, self.date_to
        if not first or not last:
            return self.env._("New plan")
        if self.level == "year":
            return str(first.year) if first.year == last.year else f"{first.year}/{last.year}"
        if self.level == "quarter":
            begin = self.company_id._first_month()
            number = (first.month - begin) % 12 // 3 + 1
            return self.env._("Quarter %(number)s, %(year)s", number=number, year=first.year)
        if self.level == "month":
            return format_date(self.env, first, date_format="LLLL yyyy")
        if first == last:
            return format_date(self.env, first, date_format="d MMMM yyyy")
        return f"{first.day}–{format_date(self.env, last, date_format='d MMMM yyyy')}"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        companies = self.env["res.company"]
        for vals in vals_list:
            if not self.env.su:
                self._refuse_facts({name for name in FACTS if self._given(vals, name)})
            company = companies.browse(vals.get("company_id") or self.env.company.id)
            self._snap(vals, company)
        plans = super().create(vals_list)
        if not self.env.su:
            plans._require_draft()
        plans._refuse_past()
        # those that are built below a plan have their parent, and get their lines from it
        single = plans.filtered(lambda plan: not plan.parent_id)
        single._find_parent()
        single.filtered(lambda plan: not plan.line_ids)._add_lines()
        return plans

    def write(self, vals):
        if not self.env.su and not self._is_mail_only(vals):
            self._refuse_facts(FACTS & vals.keys())
            self._refuse_identity(IDENTITY & vals.keys())
            self._require_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        if not self.env.su:
            self._require_draft()
        for plan in self:
            if plan.state != "draft":
                raise UserError(self.env._("“%s” was submitted and stays in the history.", plan.display_name))
            if plan.child_ids:
                raise UserError(self.env._("“%s” has plans under it. Delete those first.", plan.display_name))

    def copy_data(self, default=None):
        raise UserError(self.env._("A plan cannot be duplicated: make one for another period."))

    def _given(self, vals, name):
        value = vals.get(name, self.env.context.get(f"default_{name}"))
        return value and (name, value) != ("state", "draft")

    def _snap(self, vals, company):
        """Set a day to the first one of the period it lies in."""
        level = vals.get("level") or self.env.context.get("default_level") or "year"
        given = vals.get("date_from") or self.env.context.get("default_date_from")
        day = self._asked_day(given, company)
        if level in LEVEL_NAMES:  # what is none is refused by the field itself
            vals["date_from"] = period_of(day, level, company._first_month()).date_from

    def _is_mail_only(self, vals):
        return all(name.startswith(("message_", "activity_")) for name in vals)

    def _refuse_facts(self, names):
        if names:
            labels = ", ".join(self._fields[name].get_description(self.env, ["string"])["string"] for name in names)
            raise AccessError(self.env._("%s: recorded by the buttons of the plan, not by hand.", labels))

    def _refuse_identity(self, names):
        if names:
            raise AccessError(
                self.env._("Whose plan it is and for when cannot change. Delete the draft and make another plan.")
            )

    def _refuse_past(self):
        for plan in self:
            if plan.date_to < plan._today():
                raise UserError(self.env._("“%s” is over. Plans are made for periods that are not.", plan.display_name))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _today(self):
        return (self.company_id[:1] or self.env.company)._local_day(fields.Datetime.now())

    def _asked_day(self, day, company=None):
        """Return a day that somebody asked for; today where he named none.

        :raises UserError: where it is none, or the calendar ends beside it
        """
        try:
            day = fields.Date.to_date(day) or (company or self.env.company)._local_day(fields.Datetime.now())
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("That is no day. Choose one from the calendar.")) from error
        if not MINYEAR < day.year < MAXYEAR:
            raise UserError(self.env._("That is no day. Choose one from the calendar."))
        return day

    def _lock(self):
        """Be the only one who decides on these plans until the transaction ends; those above first."""
        ids = sorted(set(self.ids))
        if ids:
            self.env.flush_all()
            self.env.cr.execute(
                SQL("UPDATE salestech_plan SET lock_version = lock_version + 1 WHERE id = ANY(%s)", ids)
            )
            self.invalidate_recordset()
