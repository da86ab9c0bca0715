from odoo import models
from odoo.fields import Command


class SalestechMeeting(models.Model):
    """The minutes of a meeting: begun with the first item, frozen with who was there."""

    _inherit = "salestech.meeting"

    def _require_minutes(self):
        """Refuse minutes to whoever may not lead the meeting."""
        if self and not self.env.su:
            self.check_access("write")
            self._require_own_process()

    def _minutes(self):
        """Return the minutes that are being written; begin them where there are none."""
        self.ensure_one()
        self._require_minutes()
        self._require_open()
        return self.protocol_ids.filtered(lambda p: p.state == "draft")[:1] or self.env["salestech.protocol"].create(
            {
                "kind": "internal",
                "meeting_id": self.id,
                "event_id": self.event_id.id,
                "title": self.display_name,
                "date": self.date,
                "place": self.place,
                "team_id": self.team_id.id,
                "user_id": self.user_id.id or self.env.uid,
                "company_id": self.company_id.id,
            }
        )

    def _close_minutes(self, protocol, present):
        """Freeze the minutes with who was there; minutes that nothing was put into go."""
        if not protocol.item_ids:
            protocol.unlink()
            return
        protocol.write(
            {
                # sudo: who was there, by name
                "our_participant_ids": [Command.set(present.user_id.sudo().partner_id.ids)],
                "note": self.note or protocol.note,
            }
        )
        protocol.action_close()
