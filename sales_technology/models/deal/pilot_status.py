from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class SalestechPilotStatus(models.Model):
    """How a running pilot stands, once a week. It exists before it is written: that is how it can be late."""

    _name = "salestech.pilot.status"
    _description = "Weekly Status of a Pilot"
    _inherit = ["mail.thread", "mail.activity.mixin", "salestech.pilot.part", "salestech.deadline.mixin"]
    _order = "week desc, id desc"
    _rec_name = "week"

    _facts = frozenset({"state", "date_given", "date_deadline"})
    _deadline_open_states = ("due",)
    _deadline_team_field = "pilot_id.lead_id.team_id"

    week = fields.Date(string="Week of", required=True, help="The Monday of the week.")
    date_deadline = fields.Date(string="Due on", readonly=True)
    user_id = fields.Many2one(related="pilot_id.user_id", string="Responsible")
    light = fields.Selection(
        selection=[("green", "On track"), ("yellow", "At risk"), ("red", "Off track")], string="Status"
    )
    text = fields.Text(string="What happened, what is next")
    state = fields.Selection(
        selection=[("due", "Due"), ("given", "Given")],
        compute="_compute_state",
        store=True,
        precompute=True,
        index=True,
    )
    date_given = fields.Date(string="Given on", compute="_compute_state", store=True, precompute=True)

    _week_uniq = models.Constraint("UNIQUE (pilot_id, week)", "A pilot has one status a week.")

    @api.depends("light", "text")
    def _compute_state(self):
        for status in self:
            given = bool(status.light and (status.text or "").strip())
            status.state = "given" if given else "due"
            status.date_given = (status.date_given or status.pilot_id._today()) if given else False

    @api.depends("pilot_id", "week")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for status in self:
            status.display_name = self.env._("Status of “%(pilot)s”", pilot=status.pilot_id.name)

    @api.constrains("week")
    def _check_week(self):
        for status in self:
            if status.week.weekday():
                raise ValidationError(self.env._("A week is named by its Monday: enter the Monday of the week."))

    @api.constrains("light", "text")
    def _check_text(self):
        for status in self:
            if status.light in ("yellow", "red") and not (status.text or "").strip():
                raise ValidationError(self.env._("Say what is wrong and what is done about it."))

    def _deadline_title(self):
        # sudo: of which pilot and client it is, told to who may read it
        pilot = self.pilot_id.sudo()
        return " · ".join(filter(None, (self.display_name, pilot.partner_id.name)))

    @api.model
    def _deadline_domain(self, kind):
        return super()._deadline_domain(kind) & Domain("pilot_id.state", "=", "running")

    @api.model
    def _deadline_ensure_due(self, company, today):
        """Give every running pilot its status of this week, due on the week's last working day; one statement."""
        monday = today - timedelta(days=today.weekday())
        week = [monday + timedelta(days=i) for i in range(7)]
        working = [day for day in company._working_days_around(today).days if day in week]
        due = working[-1] if working else week[4]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO salestech_pilot_status
                    (pilot_id, week, date_deadline, company_id, state, create_uid, create_date, write_uid, write_date)
                SELECT id, %(monday)s, %(due)s, company_id, 'due',
                       %(uid)s, now() at time zone 'UTC', %(uid)s, now() at time zone 'UTC'
                FROM salestech_pilot pilot
                WHERE state = 'running' AND company_id = %(company)s AND date_started <= %(due)s
                  AND NOT EXISTS (
                    SELECT FROM salestech_pilot_status status
                    WHERE status.pilot_id = pilot.id AND status.week = %(monday)s
                  )
                ON CONFLICT (pilot_id, week) DO NOTHING""",
                monday=monday,
                due=due,
                company=company.id,
                uid=self.env.uid,
            )
        )
        self.env["salestech.pilot"].invalidate_model(["status_ids"])
