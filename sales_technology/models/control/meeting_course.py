from odoo import fields, models
from odoo.exceptions import UserError

from .meeting import CLOSED


class SalestechMeeting(models.Model):
    """The course of a meeting: begun with the figures of its period, who is there, closed with its minutes."""

    _inherit = "salestech.meeting"

    def action_start(self):
        """Begin a meeting on its day or later: its figures and what is overdue are put down as they stand now."""
        self.ensure_one()
        self._require_lead("planned")
        if self.date > self._today():
            raise UserError(self.env._("“%s” is still to come. Begin it on its day.", self.display_name))
        self._record({"state": "held", "opened_at": fields.Datetime.now(), "opened_by_id": self.env.uid})
        self._fill()
        return True

    def action_refresh(self):
        """Put down the figures and what is overdue anew, as they stand now."""
        self.ensure_one()
        self._require_lead("held")
        self._fill()
        return True

    def action_all_present(self):
        """Tick everybody who is invited; who is missing is unticked by hand."""
        self.ensure_one()
        self._require_lead("held")
        self.attendance_ids.write({"is_present": True})
        return True

    def action_close(self):
        """Close a meeting: the minutes are frozen, their items become activities of those responsible."""
        self.ensure_one()
        self._require_lead("held")
        present = self.attendance_ids.filtered("is_present")
        if not present:
            raise UserError(self.env._("Tick who was there first. “All here” ticks everybody."))
        for protocol in self.protocol_ids.filtered(lambda p: p.state == "draft"):
            self._close_minutes(protocol, present)
        self._record({"state": "closed", "closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid})
        return True

    def action_cancel(self):
        """Open the dialog that asks why the meeting is not held."""
        self.ensure_one()
        self._require_lead("planned")
        return self._ask_reason("cancel")

    def action_open_event(self):
        """Open the meeting in the calendar."""
        self.ensure_one()
        self.check_access("read")
        if not self.event_id:
            raise UserError(self.env._("The event was deleted from the calendar; the meeting itself stays here."))
        return self.event_id._action_open_form()

    def action_open_minutes(self):
        """Open the minutes of the meeting."""
        self.ensure_one()
        self.check_access("read")
        if not self.protocol_ids:
            raise UserError(self.env._("There are no minutes yet: add what was agreed under “Minutes”."))
        return self.protocol_ids.sorted("version")[-1]._action_open_form()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _reasoned(self):
        return super()._reasoned() | {"cancel": (self.env._("Why is the meeting not held?"), self._cancel)}

    def _cancel(self, reason):
        self._require_lead("planned")
        self._record(
            {
                "state": "cancelled",
                "cancel_reason": reason,
                "closed_at": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
            }
        )
        # sudo: the event is the meeting's shadow in the calendars; who may cancel the meeting was checked
        self.sudo().event_id.with_context(**self._quietly()).active = False

    def _require_lead(self, state):
        """Refuse unless the user leads this meeting and it stands where he believes it to stand."""
        self.check_access("write")
        self._require_own_process()
        self._lock()
        if self.state != state:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(meeting)s” is in state “%(state)s” by now. Reload the page.",
                    meeting=self.display_name,
                    state=labels[self.state],
                )
            )

    def _lock(self):
        """Be the only one who moves this meeting until the transaction ends."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE salestech_meeting SET write_date = write_date WHERE id = %s", [self.id])
        self.invalidate_recordset()

    def _record(self, facts):
        # sudo: facts, closed to everybody; reach, process and state were checked by the callers
        self.sudo().write(facts)

    def _fill(self):
        self._fill_figures()
        self._fill_topics()
        self._record({"figures_at": fields.Datetime.now()})

    def _is_closed(self):
        return self.state in CLOSED
