from datetime import timedelta
from functools import partial

from odoo import api, fields, models

from ...tools.meeting_days import meeting_days
from ...tools.period import month_end
from .meeting_kind import KINDS

# The calendar shows who leads a meeting; an e-mail for each of a series would be noise.
UNTOLD = {"mail_auto_subscribe_no_notify": True}


class SalestechMeetingSeries(models.Model):
    """Meetings opened ahead: each day of a series once, whoever opens it, also after a time without the job."""

    _inherit = "salestech.meeting.series"

    @api.model
    def _cron_open_meetings(self):
        """Open what is due of all companies, one transaction each."""
        cron = self.env["ir.cron"]
        cron._salestech_watch()
        companies = self.env["res.company"].search([])
        for number, company in enumerate(companies, start=1):
            cron._salestech_step(partial(self._open_company, company))
            cron._commit_progress(1, remaining=len(companies) - number)

    def _open_company(self, company):
        series = self.with_context(allowed_company_ids=company.ids).search([("company_id", "=", company.id)])
        series._open_ahead()
        series._follow_people()

    def _open_ahead(self):
        """Open the meetings of these series from where they were left off; return those that were opened."""
        # sudo: what follows from a series, whoever may write the calendars of the others
        found = self.sudo().filtered("active")
        vals_list = []
        for company in found.company_id:
            vals_list += found.filtered(lambda s, own=company: s.company_id == own)._prepare_coming(company)
        return self.env["salestech.meeting"].sudo().with_context(**UNTOLD).create(vals_list)

    def _prepare_coming(self, company):
        """Return the values of meetings to open; says at once until when, so that of two nodes one starts anew."""
        today = company._local_day(fields.Datetime.now())
        spans = {}
        for series in self:
            since = max(series.date_from, (series.opened_until or today - timedelta(days=1)) + timedelta(days=1))
            until = today + timedelta(days=KINDS[series.kind].ahead)
            if since <= until:
                spans[series] = (since, until)
                series.opened_until = until
        if not spans:
            return []
        self.env.flush_all()
        first = min(since for since, _until in spans.values()).replace(day=1) - timedelta(days=7)
        last = month_end(max(until for _since, until in spans.values())) + timedelta(days=7)
        plans = self.env["salestech.plan"]
        working = plans._working_days(company, self.env["res.users"], first, last)[False]
        known = {
            (series.id, day)
            for series, day in self.env["salestech.meeting"]._read_group(
                [("series_id", "in", self.ids), ("date", ">=", first)], ["series_id", "date:day"]
            )
        }
        return [
            series._prepare_meeting(day)
            for series, (since, until) in spans.items()
            for day in meeting_days(series.kind, since, until, working, int(series.weekday), series.month_day)
            if (series.id, day) not in known
        ]

    def _prepare_meeting(self, day):
        return {
            "series_id": self.id,
            "kind": self.kind,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "user_id": self._leader().id,
            "date": day,
            "hour": self.hour,
            "duration": self.duration,
            "looks_at": self.looks_at,
            "place": self.place,
        }

    def _open_anew(self):
        """Let the meetings that are still to come follow a changed series; today's stays as people know it."""
        self._drop_coming()
        for series in self.sudo():  # sudo: a fact, closed to everybody
            today = series.company_id._local_day(fields.Datetime.now())
            series.opened_until = today if series.opened_until else False
        self._open_ahead()

    def _drop_coming(self):
        # sudo: meetings go with the series, whose writer may change it
        coming = self.env["salestech.meeting"].sudo().search([("series_id", "in", self.ids), ("state", "=", "planned")])
        coming = coming.filtered(lambda m: m.date > m._today() and not m.protocol_ids)
        coming.event_id.with_context(**coming._quietly()).unlink()
        coming.unlink()

    def _follow_people(self):
        """Let who joined or left a group join or leave its meetings that are still to come."""
        meetings = self.env["salestech.meeting"].sudo().with_context(**UNTOLD)  # sudo: see _open_ahead
        for company in self.company_id:
            today = company._local_day(fields.Datetime.now())
            own = self.filtered(lambda s, own=company: s.company_id == own)
            domain = [("series_id", "in", own.ids), ("state", "=", "planned"), ("date", ">=", today)]
            for series, found in meetings.search(domain).grouped("series_id").items():
                people = series._people()
                changed = found.filtered(lambda m, now=people: m.attendance_ids.user_id != now)
                changed._invite(people)
                leader = series._leader()
                found.filtered(lambda m, now=leader: m.user_id != now).write({"user_id": leader.id})
