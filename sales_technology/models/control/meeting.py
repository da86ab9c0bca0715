from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date

from ...tools.period import period_of, previous_period
from .meeting_kind import KINDS, LOOKS_AT, SELECTION

IDENTITY = frozenset({"series_id", "kind", "company_id", "team_id", "date", "looks_at"})
CLOSED = ("closed", "cancelled")


class SalestechMeeting(models.Model):
    """A meeting of a group or of the department: figures of the period, what is overdue, who was there, its minutes.

    Planned → in progress → closed; or not held, with the reason. The event in the calendar is where it is seen; the
    minutes are internal protocols, whose items become activities.
    """

    _name = "salestech.meeting"
    _description = "Meeting of the Group"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "salestech.process.guard",
        "salestech.reasoned.mixin",
        "salestech.recorded.facts",
        "salestech.deadline.mixin",
    ]
    _order = "date desc, hour desc, id desc"
    _check_company_auto = True

    _deadline_open_states = ("planned", "held")
    _deadline_team_field = "team_id"
    _facts = frozenset(
        {
            *("state", "date_from", "date_to", "date_deadline", "opened_at", "opened_by_id", "figures_at"),
            *("closed_at", "closed_by_id", "cancel_reason", "event_id"),
        }
    )

    kind = fields.Selection(SELECTION, required=True, default="standup", index=True)
    series_id = fields.Many2one(
        "salestech.meeting.series", index="btree_not_null", ondelete="set null", readonly=True, copy=False
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True, ondelete="cascade"
    )
    team_id = fields.Many2one(
        "crm.team", string="Group", index="btree_not_null", ondelete="restrict", check_company=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Led by",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    date = fields.Date(required=True, index=True, default=fields.Date.context_today)
    date_deadline = fields.Date(compute="_compute_date_deadline", store=True, precompute=True)
    hour = fields.Float(string="Begins at", default=9.5, required=True)
    duration = fields.Float(string="Hours", default=0.5, required=True)
    looks_at = fields.Selection(LOOKS_AT, string="Looks at", required=True, default="current")
    date_from = fields.Date(string="Figures from", compute="_compute_period", store=True, precompute=True)
    date_to = fields.Date(string="Figures to", compute="_compute_period", store=True, precompute=True)
    place = fields.Char()
    event_id = fields.Many2one(
        "calendar.event", string="In the calendar", index="btree_not_null", ondelete="set null", copy=False
    )
    note = fields.Text(string="Notes", copy=False)

    state = fields.Selection(
        [("planned", "Planned"), ("held", "In progress"), ("closed", "Closed"), ("cancelled", "Not held")],
        required=True,
        readonly=True,
        default="planned",
        copy=False,
        index=True,
        tracking=True,
    )
    opened_at = fields.Datetime(string="Begun at", readonly=True, copy=False)
    opened_by_id = fields.Many2one("res.users", string="Begun by", readonly=True, copy=False)
    figures_at = fields.Datetime(string="Figures as of", readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", string="Closed by", readonly=True, copy=False)
    cancel_reason = fields.Char(string="Why not held", readonly=True, copy=False, tracking=True)

    attendance_ids = fields.One2many("salestech.meeting.attendance", "meeting_id", string="Who is there")
    figure_ids = fields.One2many("salestech.meeting.figure", "meeting_id", string="Figures", readonly=True)
    topic_ids = fields.One2many("salestech.meeting.topic", "meeting_id", string="Overdue and promised", readonly=True)
    protocol_ids = fields.One2many("salestech.protocol", "meeting_id", string="Minutes", readonly=True)
    item_ids = fields.One2many(
        "salestech.protocol.item", "meeting_id", string="Items", domain=[("state", "!=", "replaced")], copy=False
    )
    present_count = fields.Integer(string="Were there", compute="_compute_counts")
    invited_count = fields.Integer(string="Invited", compute="_compute_counts")
    item_count = fields.Integer(string="Agreed", compute="_compute_counts")
    can_lead = fields.Boolean(compute="_compute_can_lead", export_string_translation=False)

    _hours_range = models.Constraint(
        "CHECK (hour >= 0 AND hour < 24 AND duration >= 0.05 AND duration <= 12)",
        "A meeting begins between 0:00 and 23:59 and takes between three minutes and twelve hours.",
    )
    _series_day_uniq = models.UniqueIndex(
        "(series_id, date) WHERE series_id IS NOT NULL", "This day's meeting of the series is there already."
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("date")
    def _compute_date_deadline(self):
        for meeting in self:
            meeting.date_deadline = meeting.date

    @api.depends("kind", "date", "looks_at", "company_id")
    def _compute_period(self):
        for meeting in self:
            meeting._require_near(meeting.date)
            if not meeting.kind or not meeting.date:
                meeting.date_from = meeting.date_to = meeting.date
                continue
            first_month = meeting.company_id._first_month()
            period = period_of(meeting.date, KINDS[meeting.kind].level, first_month)
            if meeting.looks_at == "previous":
                period = previous_period(period, first_month)
            meeting.date_from, meeting.date_to = period.date_from, period.date_to

    @api.depends("kind", "team_id", "date", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for meeting in self:
            # sudo: who may see the meeting may know whose it is
            owner = meeting.team_id.sudo().name or meeting.company_id.sudo().name
            day = format_date(self.env, meeting.date) if meeting.date else ""
            meeting.display_name = " · ".join(filter(None, (kinds.get(meeting.kind), owner, day)))

    @api.depends("attendance_ids.is_present", "item_ids")
    def _compute_counts(self):
        rows = self.env["salestech.meeting.attendance"]._read_group(
            [("meeting_id", "in", self.ids)], ["meeting_id", "is_present"], ["__count"]
        )
        counts = {(meeting.id, present): count for meeting, present, count in rows}
        items = self.env["salestech.protocol.item"]._read_group(
            [("meeting_id", "in", self.ids), ("state", "!=", "replaced")], ["meeting_id"], ["__count"]
        )
        items = {meeting.id: count for meeting, count in items}
        for meeting in self:
            meeting.present_count = counts.get((meeting.id, True), 0)
            meeting.invited_count = meeting.present_count + counts.get((meeting.id, False), 0)
            meeting.item_count = items.get(meeting.id, 0)

    @api.depends_context("uid")
    @api.depends("state", "kind", "user_id", "team_id")
    def _compute_can_lead(self):
        for meeting in self:
            process = meeting.kind and self._may_process(KINDS[meeting.kind].process)
            meeting.can_lead = process and meeting.state not in CLOSED and meeting.has_access("write")

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        meetings._require_own_process()
        # sudo: the event and the rows of who is invited follow from the meeting
        meetings.sudo()._put_in_calendar()
        return meetings

    def write(self, vals):
        if not self.env.su and not self._is_mail_only(vals):
            self._require_own_process()
            self._require_open()
            if IDENTITY & {name for name in vals if self._changes(name, vals[name])}:
                raise AccessError(
                    self.env._("Whose meeting it is and on which day cannot change. Cancel it and plan another.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_planned(self):
        if not self.env.su:
            self._require_own_process()
            for meeting in self.filtered(lambda m: m.state != "planned" or m.series_id):
                raise UserError(
                    self.env._("“%s” stays in the history. Say why it is not held instead.", meeting.display_name)
                )

    def unlink(self):
        if not self.env.su:
            # sudo: the event of a meeting that its leader deletes
            self.check_access("unlink")
            self.sudo().event_id.with_context(**self._quietly()).unlink()
        return super().unlink()

    def copy_data(self, default=None):
        raise UserError(self.env._("A meeting cannot be duplicated: plan another one."))

    def _changes(self, name, value):
        field = self._fields[name]
        return any(field.convert_to_write(meeting[name], meeting) != value for meeting in self)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _today(self):
        return (self.company_id[:1] or self.env.company)._local_day(fields.Datetime.now())

    def _require_own_process(self):
        for kind in set(self.mapped("kind")):
            self._require_process(KINDS[kind].process)

    def _require_open(self):
        for meeting in self.filtered(lambda m: m.state in CLOSED):
            raise UserError(self.env._("“%s” is closed and can no longer be changed.", meeting.display_name))
