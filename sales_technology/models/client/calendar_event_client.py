from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def _close_touches(self):
        """A meeting that was held is a touch of the client, on the day it was held."""
        super()._close_touches()
        for event in self.filtered(lambda e: e.meeting_state == "held"):
            # sudo: that the client was touched is noted; who may decide the meeting was checked
            event.opportunity_id.sudo()._note_touch(event.start)
