from odoo import api, fields, models
from odoo.exceptions import UserError

STATE_FIELDS = frozenset({"opportunity_id", "meeting_state", "not_held_reason", "start", "start_date"})
# What would make another fact of a meeting that was held: who, when, what for.
SEALED = frozenset({"meeting_state", "not_held_reason", "purpose", "start", "start_date", "user_id", "active"})
PURPOSES = [("introduction", "Introduction"), ("needs", "Needs"), ("terms", "Terms"), ("other", "Other")]
# Which purpose comes after the highest one held.
NEXT_PURPOSE = {"introduction": "needs", "needs": "terms", "terms": "terms"}


class CalendarEvent(models.Model):
    """A meeting with a client on a ladder has a purpose and is held or not. Other events carry neither."""

    _inherit = "calendar.event"

    purpose = fields.Selection(PURPOSES)
    meeting_state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("not_held", "Not held")],
        string="Meeting",
        copy=False,
        index="btree_not_null",
    )
    not_held_reason = fields.Char(string="Why not held", copy=False)
    is_client_meeting = fields.Boolean(compute="_compute_is_client_meeting")

    _salestech_held_idx = models.Index("(start, purpose) WHERE meeting_state = 'held'")

    @api.depends("opportunity_id.stage_id")
    def _compute_is_client_meeting(self):
        steps = self.env["crm.stage"]._ladder_steps()
        for event in self:
            # sudo: only asks whether the client is on a ladder
            event.is_client_meeting = event.opportunity_id.sudo().stage_id.id in steps

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        lead_id = defaults.get("opportunity_id")
        if "purpose" in fields and lead_id and not defaults.get("purpose"):
            lead = self.env["crm.lead"].browse(lead_id)
            if lead.stage_id.id in self.env["crm.stage"]._ladder_steps():
                defaults["purpose"] = lead._next_purpose()
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._become_client_meetings()
        set_by_hand = events.filtered(lambda e: e.meeting_state in ("held", "not_held"))
        set_by_hand._check_meeting_state()
        return events

    def write(self, vals):
        if not (STATE_FIELDS | SEALED) & vals.keys():
            return super().write(vals)
        keys = set(vals)  # core takes keys out of vals
        touched = self.filtered("meeting_state")
        before = {event: event.meeting_state for event in touched}
        decided = touched.filtered(lambda e: e.meeting_state != "planned")
        if "opportunity_id" in keys and not self.env.su:
            decided.opportunity_id.check_access("write")
        if SEALED & keys:
            decided.opportunity_id._check_meeting_access()
        result = super().write(vals)
        if "opportunity_id" in keys:
            self._become_client_meetings()
        changed = (
            self.filtered(lambda e: e.meeting_state != before.get(e, False))
            if "meeting_state" in keys
            else self.browse()
        )
        (touched | changed)._check_meeting_state(changed)
        changed._close_touches()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_not_held(self):
        if not self.env.su and self.filtered(lambda e: e.meeting_state == "held" and e.opportunity_id):
            raise UserError(self.env._("A held meeting stays in the client's history and cannot be deleted."))

    def _become_client_meetings(self):
        """Give meetings with a client on a ladder their state, and a purpose where none was chosen."""
        steps = self.env["crm.stage"]._ladder_steps()
        if not steps:
            return
        # sudo: only asks whether the client is on a ladder, and what was held with him.
        for event in self.filtered("opportunity_id"):
            lead = event.opportunity_id.sudo()
            if lead.stage_id.id in steps and not event.meeting_state:
                event.sudo().write({"meeting_state": "planned", "purpose": event.purpose or lead._next_purpose()})

    def _check_meeting_state(self, changed=None):
        """Refuse states that cannot be, each in one sentence, and states set by whoever may not."""
        now = fields.Datetime.now()
        for event in self:
            if event.meeting_state in ("held", "not_held") and not event.opportunity_id:
                raise UserError(
                    self.env._("“%s” is no meeting with a client: choose the opportunity first.", event.name)
                )
            if event.meeting_state == "held" and event.start > now:
                raise UserError(
                    self.env._("“%s” is still to come: it can be marked as held once it has begun.", event.name)
                )
            if event.meeting_state == "not_held" and not (event.not_held_reason or "").strip():
                raise UserError(self.env._("Say why “%s” was not held.", event.name))
        decided = (self if changed is None else changed).filtered(lambda e: e.meeting_state != "planned")
        if decided:
            decided.opportunity_id._check_meeting_access()

    def _close_touches(self):
        """Finish the planned touch of a meeting that was held, or take it off the plan when it was not."""
        for event in self:
            # sudo: the touch is the meeting's shadow on the client; who may decide the meeting was checked.
            touches = event.sudo().activity_ids.filtered(lambda a: a.active and a.touch_kind)
            if event.meeting_state == "held":
                touches._action_done()
            elif event.meeting_state == "not_held":
                touches._not_held(event.not_held_reason)

    def _held_by_done_touch(self):
        """A meeting whose planned touch is marked as done was held, where that can be."""
        now = fields.Datetime.now()
        past = self.filtered(lambda e: e.meeting_state == "planned" and e.start <= now)
        if past and self.env["salestech.process.guard"]._may_process("2.1.5"):
            # sudo: the process and the right to the client are checked; the event may be a colleague's private one.
            past.filtered(lambda e: e.opportunity_id.has_access("write")).sudo().write({"meeting_state": "held"})

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_held(self):
        """Mark meetings as held: one click."""
        return self.write({"meeting_state": "held"})

    def action_not_held(self):
        """Ask why a meeting was not held."""
        self.ensure_one()
        self.opportunity_id._check_meeting_access()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not held"),
            "res_model": "salestech.meeting.not.held",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_event_id": self.id, "dialog_size": "medium"},
        }

    def _action_open_form(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Meeting"),
            "res_model": "calendar.event",
            "res_id": self[:1].id,
            "views": [(False, "form")],
        }
