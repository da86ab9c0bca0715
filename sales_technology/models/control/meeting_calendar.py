from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import models
from odoo.fields import Command


class SalestechMeeting(models.Model):
    """A meeting in the calendars of those who belong to it."""

    _inherit = "salestech.meeting"

    def _put_in_calendar(self):
        """Make the event of each meeting and invite who belongs to it, without a mail: the calendar shows it."""
        people = {series: series._people() for series in self.series_id}
        invited = {m: people[m.series_id] if m.series_id else m._own_people() for m in self}
        self.env["salestech.meeting.attendance"].create(
            [{"meeting_id": m.id, "user_id": user.id} for m, users in invited.items() for user in users]
        )
        events = self.env["calendar.event"].with_context(**self._quietly())
        events = events.create([m._prepare_event(users) for m, users in invited.items()])
        for meeting, event in zip(self, events, strict=True):
            meeting.event_id = event

    def _own_people(self):
        """Return who belongs to a meeting outside a series."""
        series = self.env["salestech.meeting.series"].sudo()
        return series.new({"team_id": self.team_id.id, "company_id": self.company_id.id})._people() | self.user_id

    def _prepare_event(self, users):
        start = self._start()
        name = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        return {
            "name": f"{name}: {self.team_id.name or self.company_id.name}",
            "start": start,
            "stop": start + timedelta(hours=self.duration),
            "user_id": self.user_id.id or self.env.uid,
            "partner_ids": [Command.set(users.sudo().partner_id.ids)],
            "location": self.place or False,
        }

    def _start(self):
        """Return the moment in UTC at which it begins by the company's clock, also when that clock was changed."""
        minutes = round(self.hour * 60)
        local = datetime.combine(
            self.date, time(minutes // 60 % 24, minutes % 60), ZoneInfo(self.company_id._zone_name())
        )
        return local.astimezone(UTC).replace(tzinfo=None)

    def _invite(self, people):
        """Let just these people be invited; who was ticked already stays."""
        for meeting in self:
            rows = meeting.attendance_ids
            rows.filtered(lambda row: row.user_id not in people and not row.is_guest).unlink()
            missing = people - meeting.attendance_ids.user_id
            rows.create([{"meeting_id": meeting.id, "user_id": user.id} for user in missing])
            event = meeting.event_id.with_context(**self._quietly())
            event.write({"partner_ids": [Command.set(meeting.attendance_ids.user_id.sudo().partner_id.ids)]})

    def _quietly(self):
        """Return the context in which meetings of ours come and go without a mail to each."""
        return {
            "no_mail_to_attendees": True,
            "dont_notify": True,
            "tracking_disable": True,
            "mail_create_nosubscribe": True,
            "mail_notrack": True,
        }
