from odoo import api, fields, models


class CalendarEvent(models.Model):
    """A meeting that was held remembers the group the client was with."""

    _name = "calendar.event"
    _inherit = ["calendar.event", "salestech.indicator.trigger"]

    _indicator_owners = ("meeting_team_id", "user_id")

    meeting_team_id = fields.Many2one(
        "crm.team", compute="_compute_meeting_team_id", store=True, index="btree_not_null", ondelete="set null"
    )

    @api.depends("meeting_state")
    def _compute_meeting_team_id(self):
        for event in self:
            held = event.meeting_state == "held"
            # sudo: a fact of the client, whoever met him
            event.meeting_team_id = held and (event.meeting_team_id or event.opportunity_id.sudo().team_id)

    def _indicator_counted(self):
        """Held meetings; and the others of their clients, one of which may have been the first until now."""
        held = self.filtered(lambda event: event.meeting_state == "held")
        others = [("opportunity_id", "in", held.opportunity_id.ids), ("meeting_state", "=", "held")]
        return held | (self.search(others) if held.opportunity_id else held)
