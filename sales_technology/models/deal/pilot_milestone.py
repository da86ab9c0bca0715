from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SalestechPilotMilestone(models.Model):
    """A day by which something of a pilot is there. Kept on time or not: the quality level counts it."""

    _name = "salestech.pilot.milestone"
    _description = "Milestone of a Pilot"
    _inherit = ["mail.thread", "mail.activity.mixin", "salestech.pilot.part", "salestech.deadline.mixin"]
    _order = "date_deadline, id"

    _facts = frozenset({"state", "date_done"})
    _deadline_open_states = ("open",)
    _deadline_team_field = "pilot_id.lead_id.team_id"

    name = fields.Char(string="Milestone", required=True)
    date_deadline = fields.Date(string="By", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        domain="[('share', '=', False)]",
    )
    state = fields.Selection(
        selection=[("open", "To be done"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
    )
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    is_on_time = fields.Boolean(string="On time", compute="_compute_is_on_time", store=True)

    @api.depends("pilot_id")
    def _compute_user_id(self):
        for milestone in self:
            milestone.user_id = milestone.user_id or milestone.pilot_id.user_id

    @api.depends("date_done", "date_deadline")
    def _compute_is_on_time(self):
        for milestone in self:
            milestone.is_on_time = bool(milestone.date_done and milestone.date_done <= milestone.date_deadline)

    def _deadline_title(self):
        # sudo: of which pilot and client it is, told to who may read it
        pilot = self.pilot_id.sudo()
        return " · ".join(filter(None, (self.display_name, pilot.name, pilot.partner_id.name)))

    @api.model
    def _deadline_domain(self, kind):
        return super()._deadline_domain(kind) & Domain("pilot_id.state", "=", "running")

    @api.constrains("date_deadline", "pilot_id")
    def _check_date_deadline(self):
        for milestone in self:
            if milestone.date_deadline < milestone.pilot_id.date_start:
                raise UserError(
                    self.env._("The milestone “%s” lies before the pilot starts. Correct its day.", milestone.name)
                )

    def action_done(self):
        """Note that the milestone is reached, today."""
        self._close("done")

    def action_cancel(self):
        """Drop a milestone that is no longer needed."""
        self._close("cancelled")

    def _close(self, state):
        self._require_open_document()
        for milestone in self:
            if milestone.state != "open":
                raise UserError(self.env._("The milestone “%s” is closed already.", milestone.name))
            milestone.pilot_id._require_running()
            done = milestone.pilot_id._today() if state == "done" else False
            # sudo: facts, closed to everybody; reach, process and state were checked just now
            milestone.sudo().write({"state": state, "date_done": done})
