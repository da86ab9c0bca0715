from odoo import api, fields, models
from odoo.tools import format_duration

from .meeting_kind import KINDS, LOOKS_AT, SELECTION

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]
# What, when changed, makes meetings that are still to come other ones.
COURSE = frozenset(
    {
        *("kind", "team_id", "company_id", "user_id", "extra_user_ids", "hour", "duration", "weekday", "month_day"),
        *("looks_at", "date_from", "place", "active"),
    }
)


class SalestechMeetingSeries(models.Model):
    """When a group or the department meets again and again: each meeting is opened ahead as a record of its own.

    Odoo's own recurrence keeps one list of guests and knows no public holidays; here each meeting has the people of
    its day, and those of days off are left out. The calendar stays the place where it is seen and moved.
    """

    _name = "salestech.meeting.series"
    _description = "Series of Meetings"
    _inherit = ["mail.thread", "salestech.process.guard", "salestech.recorded.facts"]
    _order = "company_id, team_id, kind, id"
    _check_company_auto = True
    _facts = frozenset({"opened_until"})

    active = fields.Boolean(default=True, tracking=True)
    kind = fields.Selection(SELECTION, required=True, default="standup", tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True, ondelete="cascade"
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Group",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="Its members and its head meet. Without a group: the heads of all groups and the head of the department.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Led by",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="By default the head of the group; for the department, its head.",
    )
    extra_user_ids = fields.Many2many(
        "res.users",
        "salestech_meeting_series_extra_rel",
        string="Also invited",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    hour = fields.Float(string="Begins at", default=9.5, required=True, tracking=True, help="In the company's time.")
    duration = fields.Float(string="Hours", default=0.25, required=True)
    weekday = fields.Selection(WEEKDAYS, string="On", default="0", required=True)
    month_day = fields.Integer(
        string="Day of the month", default=3, help="In a month that is shorter: its last day. Moved off days off."
    )
    looks_at = fields.Selection(
        LOOKS_AT, string="Looks at", compute="_compute_looks_at", store=True, readonly=False, precompute=True
    )
    place = fields.Char()
    date_from = fields.Date(string="From", required=True, default=fields.Date.context_today)
    opened_until = fields.Date(string="Opened until", readonly=True, copy=False)
    meeting_ids = fields.One2many("salestech.meeting", "series_id", string="Meetings")

    _hours_range = models.Constraint(
        "CHECK (hour >= 0 AND hour < 24 AND duration >= 0.05 AND duration <= 12)",
        "A meeting begins between 0:00 and 23:59 and takes between three minutes and twelve hours.",
    )
    _month_day_range = models.Constraint(
        "CHECK (month_day BETWEEN 1 AND 31)", "The day of the month lies between 1 and 31."
    )
    _scope_uniq = models.UniqueIndex(
        "(company_id, kind, (COALESCE(team_id, 0))) WHERE active IS TRUE",
        "There is a series of this kind for the group already. Change that one.",
    )

    @api.depends("kind", "weekday", "month_day")
    def _compute_looks_at(self):
        for series in self:
            early = (series.kind == "week" and series.weekday in ("0", "1")) or (
                series.kind == "month" and series.month_day <= 15
            )
            series.looks_at = "previous" if early else "current"

    @api.depends("kind", "team_id", "hour", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for series in self:
            # sudo: who may see the series may know whose it is
            owner = series.team_id.sudo().name or series.company_id.sudo().name
            series.display_name = " · ".join(
                filter(None, (kinds.get(series.kind), owner, format_duration(series.hour)))
            )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        series = super().create(vals_list)
        series._require_own_process()
        series._open_ahead()
        return series

    def write(self, vals):
        if self.env.su or self._is_mail_only(vals):
            result = super().write(vals)
        else:
            self._require_own_process()
            result = super().write(vals)
            self._require_own_process()
        if COURSE & vals.keys():
            self._open_anew()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_own_process(self):
        self._require_own_process()

    def unlink(self):
        # what was held stays; what is still to come goes with the series
        self._drop_coming()
        return super().unlink()

    def _require_own_process(self):
        for kind in set(self.mapped("kind")):
            self._require_process(KINDS[kind].process)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_meetings(self):
        """Open the meetings of the series."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_meeting_action")
        return {**action, "domain": [("series_id", "=", self.id)], "context": {"default_series_id": self.id}}

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _leader(self):
        """Return who leads the meetings: whom the series names, else the head of the group or of the department."""
        self.ensure_one()
        # sudo: who heads what is no secret to who meets there
        heads = self.user_id | self.team_id.sudo().user_id
        if not self.team_id:
            heads |= self.env["salestech.deadline.rule"]._department_heads(self.company_id)
        return self._present(heads)[:1]

    def _people(self):
        """Return who meets today, archived people left out."""
        self.ensure_one()
        # sudo: who works in the group is no secret to who meets there
        team = self.team_id.sudo()
        people = self._leader() | self.extra_user_ids.sudo()
        if team:
            people |= team.user_id | team.crm_team_member_ids.user_id
        else:
            teams = self.env["crm.team"].sudo().search([("company_id", "=", self.company_id.id)])
            people |= teams.user_id | self.env["salestech.deadline.rule"]._department_heads(self.company_id)
        return self._present(people)

    def _present(self, users):
        company = self.company_id
        return users.sudo().filtered(lambda u: u.active and not u.share and company in u.company_ids).sudo(False)
