from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class SalestechMeetingAttendance(models.Model):
    """One person at a meeting: invited, and there or not. Ticked while the meeting is in progress."""

    _name = "salestech.meeting.attendance"
    _description = "Attendance at a Meeting"
    _order = "meeting_id, user_id"
    _rec_name = "user_id"
    _check_company_auto = True

    meeting_id = fields.Many2one("salestech.meeting", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="meeting_id.company_id", store=True, precompute=True, index=True)
    date = fields.Date(related="meeting_id.date", store=True, precompute=True)
    kind = fields.Selection(related="meeting_id.kind", store=True, precompute=True)
    team_id = fields.Many2one(related="meeting_id.team_id", store=True, precompute=True)
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    is_present = fields.Boolean(string="There")
    presence = fields.Float(
        string="Was there, %",
        compute="_compute_presence",
        store=True,
        precompute=True,
        digits=(5, 1),
        aggregator="avg",
        help="Of several meetings: the share of them.",
    )
    is_guest = fields.Boolean(string="Guest", readonly=True, help="Added to this meeting alone.")
    answer = fields.Char(string="Answer in the calendar", compute="_compute_answer")
    note = fields.Char(string="Why absent")

    _person_uniq = models.UniqueIndex("(meeting_id, user_id)", "This person is on the list already.")

    @api.depends("meeting_id.event_id.attendee_ids.state", "user_id")
    def _compute_answer(self):
        # sudo: whether somebody said that he comes is no secret to who meets him
        attendees = self.sudo().meeting_id.event_id.attendee_ids
        labels = dict(attendees._fields["state"]._description_selection(self.env))
        answers = {(a.event_id.id, a.partner_id.id): a.state for a in attendees}
        for row in self:
            state = answers.get((row.sudo().meeting_id.event_id.id, row.user_id.sudo().partner_id.id))
            row.answer = labels.get(state, "") if state != "needsAction" else ""

    @api.depends("is_present")
    def _compute_presence(self):
        for row in self:
            row.presence = 100 if row.is_present else 0

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        rows = super().create([{**vals, "is_guest": True} for vals in vals_list])
        rows._require_lead()
        return rows

    def write(self, vals):
        if not self.env.su:
            self._require_lead()
            if {"meeting_id", "user_id", "is_guest", "presence", "date", "kind", "team_id"} & vals.keys():
                raise AccessError(self.env._("Whose line it is cannot change. Add another line instead."))
            if vals.get("is_present") and any(row.meeting_id.state != "held" for row in self):
                raise UserError(self.env._("Begin the meeting first, then tick who is there."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_open(self):
        if not self.env.su:
            self._require_lead()
            if any(not row.is_guest for row in self):
                raise UserError(self.env._("Who is invited stays on the list; leave the tick out if he was not there."))

    def _require_lead(self):
        self.meeting_id.check_access("write")
        self.meeting_id._require_own_process()
        self.meeting_id._require_open()
