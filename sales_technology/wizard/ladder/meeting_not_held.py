from odoo import fields, models


class SalestechMeetingNotHeld(models.TransientModel):
    _name = "salestech.meeting.not.held"
    _description = "Meeting Not Held"

    event_id = fields.Many2one("calendar.event", required=True, ondelete="cascade")
    reason = fields.Char(string="Why not", required=True)

    def action_save(self):
        """Mark the meeting as not held, with the reason."""
        self.ensure_one()
        self.event_id.write({"meeting_state": "not_held", "not_held_reason": self.reason.strip()})
        return {"type": "ir.actions.act_window_close"}
