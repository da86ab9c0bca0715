from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..plan.level import APPROVAL
from .report_schedule import PERIODS

OPEN = ("open", "returned")
# What its author writes; all the rest is recorded by the schedule and by the buttons.
AUTHORED = frozenset({"comment", "deviation_ids"})


class SalestechReport(models.Model):
    """A report that is due exists before it is written: opened by its schedule with deadline, author and figures.

    The author adds what he has to say and submits it; the next one above accepts it or returns it with the reason.
    """

    _name = "salestech.report"
    _description = "Due Report"
    _inherit = ["mail.thread", "mail.activity.mixin", "salestech.process.guard", "salestech.deadline.mixin"]
    _order = "date_deadline desc, team_id, user_id, id"
    _check_company_auto = True

    _deadline_open_states = OPEN
    _deadline_user_field = "responsible_id"
    _deadline_team_field = "team_id"

    schedule_id = fields.Many2one(
        "salestech.report.schedule", required=True, readonly=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(lambda self: self.env["salestech.report.schedule"]._fields["kind"].selection, readonly=True)
    level = fields.Selection(PERIODS, readonly=True)
    scope = fields.Selection(
        [("person", "Manager"), ("group", "Group"), ("department", "Department")], string="About", readonly=True
    )
    demands = fields.Selection(
        lambda self: self.env["salestech.report.schedule"]._fields["demands"].selection, readonly=True
    )
    threshold = fields.Float(string="Deviations from, %", readonly=True, aggregator=None)
    date_from = fields.Date(string="From", required=True, readonly=True, index=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    team_id = fields.Many2one("crm.team", string="Group", readonly=True, ondelete="restrict", index="btree_not_null")
    user_id = fields.Many2one("res.users", string="Manager", readonly=True, ondelete="restrict", index="btree_not_null")
    responsible_id = fields.Many2one(
        "res.users",
        string="Author",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Whoever it is about or who heads it; where that person has left, the next one above.",
    )
    deadline_at = fields.Datetime(string="Due by", required=True, readonly=True)
    date_deadline = fields.Date(string="Due on", readonly=True)

    state = fields.Selection(
        [("open", "To be written"), ("returned", "Returned"), ("submitted", "Submitted"), ("accepted", "Accepted")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
    )
    is_late = fields.Boolean(
        string="Late", readonly=True, help="It was not there at its deadline. That stays recorded."
    )
    comment = fields.Text(string="What I have to say", copy=False)
    day_note = fields.Text(
        string="The day", readonly=True, help="Calls, meetings and results of the day, by themselves."
    )
    filled_at = fields.Datetime(string="Figures as of", readonly=True)
    submitted_by_id = fields.Many2one("res.users", string="Submitted by", readonly=True)
    submitted_at = fields.Datetime(string="Handed in", readonly=True)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    return_reason = fields.Char(string="Why returned", readonly=True, tracking=True)
    sent_at = fields.Datetime(string="Sent at", readonly=True)
    lock_version = fields.Integer(readonly=True, default=0, export_string_translation=False)

    line_ids = fields.One2many("salestech.report.line", "report_id", string="Figures", readonly=True)
    deviation_ids = fields.One2many("salestech.deviation", "report_id", string="Deviations")
    decision_ids = fields.One2many("salestech.decision", "report_id", string="Decisions", readonly=True)
    deviation_count = fields.Integer(compute="_compute_counts")
    decision_count = fields.Integer(compute="_compute_counts")
    decider_ids = fields.Many2many("res.users", string="Decided on by", compute="_compute_rights")
    can_write = fields.Boolean(compute="_compute_rights", export_string_translation=False)
    can_decide = fields.Boolean(compute="_compute_rights", export_string_translation=False)
    is_over = fields.Boolean(compute="_compute_rights", export_string_translation=False)

    _once_uniq = models.UniqueIndex(
        """(schedule_id, date_from, (COALESCE(user_id, 0)),
            (CASE WHEN user_id IS NULL THEN COALESCE(team_id, 0) ELSE 0 END))""",
        "There is a report about this period already.",
    )
    _dates_fit = models.Constraint("CHECK (date_from <= date_to)", "A period ends on or after its first day.")
    _open_idx = models.Index("(company_id, deadline_at) WHERE state IN ('open', 'returned')")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("schedule_id", "level", "date_from", "team_id", "user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        plans = self.env["salestech.plan"]
        for report in self:
            vals = {"level": report.level, "date_from": report.date_from, "date_to": report.date_to}
            label = plans.new({**vals, "company_id": report.company_id.id})._period_label() if report.date_from else ""
            # sudo: who may see the report may know whose it is, and by which schedule
            names = (report.schedule_id.sudo().display_name, label, report._owner_name())
            report.display_name = " · ".join(filter(None, names))

    def _owner_name(self):
        # sudo: who may see the report may know whose it is
        return self.user_id.sudo().name or self.team_id.sudo().name or self.company_id.sudo().name

    @api.depends("deviation_ids", "decision_ids")
    def _compute_counts(self):
        for report in self:
            report.deviation_count = len(report.deviation_ids)
            report.decision_count = len(report.decision_ids)

    @api.depends_context("uid")
    @api.depends("state", "responsible_id", "team_id", "scope")
    def _compute_rights(self):
        now = fields.Datetime.now()
        for report in self:
            report.decider_ids = report._deciders()
            report.can_write = report.state in OPEN and report._is_author()
            report.can_decide = report.state == "submitted" and report._may_decide()
            report.is_over = bool(report.deadline_at) and report.state in OPEN and report.deadline_at < now

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Reports are opened by their schedule, not by hand."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and self and not all(name.startswith(("message_", "activity_")) for name in vals):
            self._refuse_facts(vals.keys() - AUTHORED)
            self._require_author()
            for report in self:
                report._require_state(*OPEN)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise AccessError(self.env._("Reports stay: they are the department's history."))

    def copy_data(self, default=None):
        raise UserError(self.env._("A report cannot be duplicated."))

    def _refuse_facts(self, names):
        if names:
            labels = ", ".join(self._fields[name].get_description(self.env, ["string"])["string"] for name in names)
            raise AccessError(self.env._("%s: recorded by the schedule and the buttons, not by hand.", labels))

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    @api.model
    def _who_writes(self, company, scope, team, user):
        """Return who writes a report: whom it is about, else the first above who is there; nobody where there is none.

        :param team: the group, maybe empty
        :param user: the person it is about; a person who has left or works in no group any more does not write it
        """
        if scope == "person" and user.active and company in user.company_ids and user.crm_team_member_ids:
            return user
        head = team.user_id
        if scope != "department" and head.active:
            return head
        heads = self._department_heads(company)
        return heads[:1] or self._approvers(company)[:1]

    @api.model
    def _department_heads(self, company):
        return self.env["salestech.deadline.rule"]._department_heads(company).sorted("id")

    @api.model
    def _approvers(self, company):
        """Return the holders of the right to approve, before all the director, who are there in a company."""
        # sudo: who holds the right, which the one who submits need not be able to look up
        group = self.env["res.groups"].sudo().browse(self.env["salestech.process"]._get_group_id(APPROVAL))
        return group.all_user_ids.filtered(lambda user: user.active and company in user.company_ids).sorted("id")

    def _levels_above(self):
        """Return the sets of users above this report, the next one first: none of them empty, the author in none.

        The company's setting that lets people approve what they drafted holds here too: then he may be among them.
        """
        self.ensure_one()
        report = self.sudo()  # sudo: who heads what, which whoever reads the report need not be able to look up
        company = report.company_id
        levels = [report._department_heads(company), report._approvers(company)]
        if report.scope == "person":
            levels.insert(0, report.team_id.user_id.filtered("active"))
        elif report.scope == "department":
            levels = levels[1:]
        if not company.plan_self_approval:
            levels = [level - report.responsible_id for level in levels]
        return [level for level in levels if level]

    def _deciders(self):
        """Return who decides on this report: the next level above that is there."""
        return (self._levels_above() or [self.env["res.users"]])[0].with_env(self.env)

    def _may_decide(self):
        """Return whether the user decides on this report: he is the next one above, or stands above that one."""
        self.ensure_one()
        return self.env.su or any(self.env.user in level for level in self._levels_above())

    def _is_author(self):
        self.ensure_one()
        return self.responsible_id == self.env.user and self._may_process(self.schedule_id.sudo()._process_code())

    def _require_author(self):
        """Raise AccessError unless the user writes these reports."""
        for report in self:
            if report.responsible_id != self.env.user:
                who = report.responsible_id.sudo().name or "–"
                raise AccessError(
                    self.env._("“%(report)s” is written by %(who)s.", report=report.display_name, who=who)
                )
            self._require_process(report.schedule_id.sudo()._process_code())  # sudo: only the kind of its period

    def _require_state(self, *states):
        self.ensure_one()
        if self.state in states:
            return
        if self.state == "submitted":
            raise UserError(
                self.env._(
                    "“%(report)s” was submitted already by %(who)s and waits for %(decider)s.",
                    report=self.display_name,
                    who=self.submitted_by_id.sudo().name or "–",
                    decider=", ".join(self._deciders().sudo().mapped("name")) or "–",
                )
            )
        label = dict(self._fields["state"]._description_selection(self.env))[self.state].lower()
        raise UserError(
            self.env._(
                "“%(report)s” is in state “%(state)s” by now. Reload the page.", report=self.display_name, state=label
            )
        )

    def _lock(self):
        """Be the only one who acts on these reports until the transaction ends."""
        if self:
            self.env.flush_all()
            self.env.cr.execute(
                SQL("UPDATE salestech_report SET lock_version = lock_version + 1 WHERE id = ANY(%s)", sorted(self.ids))
            )
            self.invalidate_recordset()

    # ------------------------------------------------------------
    # DEADLINES
    # ------------------------------------------------------------

    @api.model
    def _deadline_kinds(self):
        return {
            f"{self._name}/day": self.env._("Daily report"),
            self._name: self.env._("Report: week and longer"),
        }

    @api.model
    def _deadline_domain(self, kind):
        daily = Domain("level", "=", "day")
        return super()._deadline_domain(kind) & (daily if kind.endswith("/day") else ~daily)

    def _deadline_users(self, level):
        """Escalate one level at a time: the levels are those above this report, not those of the rule's names."""
        if level == "responsible":
            return super()._deadline_users(level)
        levels = self._levels_above()
        index = {"group_head": 0, "department_head": 1}[level]
        return levels[min(index, len(levels) - 1)] if levels else self.env["res.users"]
