from odoo import fields, models


class SalestechLadderAdoption(models.Model):
    _inherit = "salestech.ladder.adoption"

    def _apply(self):
        super()._apply()
        self._touches_follow()

    def action_undo(self):
        result = super().action_undo()
        self._touches_follow()
        return result

    def _touches_follow(self):
        """Planned activities and meetings of the group become touches with the ladder, and cease to be with it."""
        # sudo: the group's clients are moved as a whole, whoever of the group planned something with them;
        # the right to adopt was checked.
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)._search([("team_id", "=", self.team_id.id)])
        activities = self.env["mail.activity"].sudo().search([("res_model", "=", "crm.lead"), ("res_id", "in", leads)])
        self.env.add_to_compute(activities._fields["touch_kind"], activities)
        meetings = (
            self.env["calendar.event"]
            .sudo()
            .search([("opportunity_id", "in", leads), ("start", ">=", fields.Datetime.now())])
        )
        if self.state == "active":
            meetings._become_client_meetings()
        else:
            meetings.filtered(lambda e: e.meeting_state == "planned").write({"meeting_state": False, "purpose": False})
