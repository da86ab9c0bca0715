from odoo import api, fields, models
from odoo.exceptions import UserError

TASKS = 60  # more than that nobody does in a day
MOST_TAKEN = 40
COLD_STEPS = (1, 2, 3)  # where on a ladder clients stand who are still to be won over by a call


class SalestechPlan(models.Model):
    """The tasks of a manager's day: touches and other activities, meetings, and clients to call."""

    _inherit = "salestech.plan"

    def _my_tasks(self, today):
        """Return the reader's activities that are due, the oldest first."""
        activities = self.env["mail.activity"].search(
            [("user_id", "=", self.env.uid), ("date_deadline", "<=", today)],
            order="date_deadline, id",
            limit=TASKS,
        )
        leads = self.env["crm.lead"].browse(
            [activity.res_id for activity in activities if activity.res_model == "crm.lead"]
        )
        # sudo: phones of clients whose touch is the reader's own
        phones = {lead.id: lead.decision_maker_phone or lead.phone for lead in leads.sudo().exists()}
        return [
            {
                "id": activity.id,
                "name": activity.summary or activity.activity_type_id.name or "",
                # an own task is its own record
                "client": activity.res_name if activity.res_name != activity.summary else "",
                "kind": activity.touch_kind or "",
                "overdue": activity.date_deadline < today,
                "date": fields.Date.to_string(activity.date_deadline),
                "phone": phones.get(activity.res_id, "") if activity.res_model == "crm.lead" else "",
            }
            for activity in activities
        ]

    def _my_meetings(self, today):
        """Return the reader's meetings of the day."""
        first, last = self.env.company._utc_bounds(today, today)
        events = self.env["calendar.event"].search(
            [
                ("start", ">=", first),
                ("start", "<", last),
                "|",
                ("user_id", "=", self.env.uid),
                ("partner_ids", "in", self.env.user.partner_id.ids),
            ],
            order="start, id",
        )
        now = fields.Datetime.now()
        return [
            {
                "id": event.id,
                "name": event.name or "",
                "client": event.opportunity_id.name or "",
                "start": fields.Datetime.to_string(event.start),
                "purpose": event.purpose or "",
                "state": event.meeting_state or "",
                "is_over": event.start <= now,
            }
            for event in events
        ]

    @api.model
    def take_clients(self, count):
        """Plan calls for today with so many of one's own clients nobody has planned anything with.

        The most important ones first, of those that stand on the first steps of their ladder.

        :returns: how many calls were planned
        :raises UserError: for what is no small number, and where there is no such client
        """
        self.browse().check_access("read")
        self._require_process("2.1.4")
        if not isinstance(count, int) or not 0 < count <= MOST_TAKEN:
            raise UserError(self.env._("Take between 1 and %s clients at a time.", MOST_TAKEN))
        leads = self.env["crm.lead"].search(
            [
                ("user_id", "=", self.env.uid),
                ("company_id", "in", [self.env.company.id, False]),
                ("stage_id.ladder_id", "!=", False),
                ("stage_id.step_no", "in", COLD_STEPS),
                ("activity_ids", "=", False),
            ],
            order="priority desc, id",
            limit=count,
        )
        if not leads:
            raise UserError(
                self.env._("No client of yours on the first steps is without a plan. Add clients to the register.")
            )
        leads.activity_schedule(
            "mail.mail_activity_data_call", date_deadline=self.browse()._today(), user_id=self.env.uid
        )
        return len(leads)
