from odoo import fields, models

from .calendar_event import NEXT_PURPOSE


class CrmLead(models.Model):
    """Meetings with a client (process 2.1.5)."""

    _inherit = "crm.lead"

    def _check_meeting_access(self):
        """Refuse to decide about the meetings of clients one may not work with.

        Core lets every employee write every event, so the event's own access says nothing.
        """
        if self and not self.env.su:
            self._require_process("2.1.5")
            self.check_access("write")

    def _next_purpose(self):
        """Return the purpose a new meeting most likely has, by what was held with this client."""
        self.ensure_one()
        held = (
            self.env["calendar.event"]
            .sudo()
            .search(
                [
                    ("opportunity_id", "=", self.id),
                    ("meeting_state", "=", "held"),
                    ("purpose", "in", list(NEXT_PURPOSE)),
                ]
            )
        )
        purposes = list(NEXT_PURPOSE)
        highest = max((purposes.index(event.purpose) for event in held), default=-1)
        return NEXT_PURPOSE[purposes[highest]] if held else "introduction"

    def action_plan_meeting(self):
        """Open the calendar with everything known of the meeting filled in."""
        self.ensure_one()
        self.check_access("write")
        self._require_process("2.1.5")
        touch = self._open_touches("meeting").filtered(lambda a: not a.calendar_event_id)[:1]
        if touch:
            return touch._action_book_meeting()
        action = self.action_schedule_meeting()
        action["context"] = {**action["context"], **self._prepare_meeting_context()}
        return action

    def _prepare_meeting_context(self, day=None):
        """Return the defaults of a meeting with this client: purpose, decision maker invited.

        :param day: where the calendar opens; by default on the next working day
        """
        company = self.company_id or self.env.company
        guests = self.env.user.partner_id | (self.decision_maker_id or self.partner_id)
        return {
            "default_opportunity_id": self.id if self.type == "opportunity" else False,
            "default_partner_ids": guests.ids,
            "default_purpose": self._next_purpose(),
            "default_name": self.env._("Meeting: %s", self.partner_name or self.partner_id.name or self.name),
            "initial_date": day or company._working_day_after(fields.Date.context_today(self), 1),
        }

    def _mend_meeting(self, gate):
        return self.action_plan_meeting()

    def _mend_meeting_held(self, gate):
        """Open the meeting that waits to be marked, or plan one."""
        planned = self.calendar_event_ids.filtered(lambda e: e.meeting_state == "planned")
        past = planned.filtered(lambda e: e.start <= fields.Datetime.now()).sorted("start")
        meeting = past[-1:] or planned.sorted("start")[:1]
        return meeting._action_open_form() if meeting else self.action_plan_meeting()
