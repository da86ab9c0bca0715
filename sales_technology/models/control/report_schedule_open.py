from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ...tools.due import in_following_month, weekday_from, yearly_after
from ...tools.period import next_period, period_of

MOST_PERIODS = 400  # that a run opens of one schedule: more than a year of days
COLUMNS = (
    *("schedule_id", "company_id", "kind", "level", "scope", "demands", "threshold", "date_from", "date_to"),
    *("team_id", "user_id", "responsible_id", "deadline_at", "date_deadline", "is_late"),
)


class SalestechReportSchedule(models.Model):
    """Opening what is due: by what the schedule says and what is there, not by when the job last ran."""

    _inherit = "salestech.report.schedule"

    def _open_due(self):
        """Open the reports of this schedule whose time has come; return those that were new.

        One statement with a unique key behind it, so that two nodes at once, or a job that was killed, neither double
        nor lose one. After a time without the job all periods that were missed are opened, late ones as late.
        """
        self.ensure_one()
        self = self.sudo().with_company(self.company_id)  # sudo: reports are opened for everybody
        today = self.company_id._local_day(fields.Datetime.now())
        rows, last = [], None
        for period, due in self._periods_due(today):
            rows += self._report_rows(period, due)
            last = period.date_from
        if last and last != self.opened_to:
            self.opened_to = last
        reports = self._insert_reports(rows)
        reports._fill()
        reports._deadline_wake()
        return reports

    def _periods_due(self, today):
        """Yield (period, day on which it is due) of what is to be opened by a day, the last opened one again:
        somebody may have joined since.
        """
        first_month = self.company_id._first_month()
        period = period_of(self.opened_to or self.date_start, self.level, first_month)
        for _number in range(MOST_PERIODS):
            if period.date_from > today:
                return
            due = self._due_day(period)
            if due:
                if max(period.date_from, due - timedelta(days=self.days_ahead)) > today:
                    return
                yield period, due
            period = next_period(period, first_month)

    def _due_day(self, period):
        """Return the working day on which the report of a period is due; None for one without any working day."""
        self.ensure_one()
        company = self.company_id
        plans = self.env["salestech.plan"]
        worked = plans._working_days(company, self.env["res.users"], period.date_from, period.date_to)[False]
        if not worked:
            return None
        if self.rule == "same_day":
            return worked[-1]
        if self.rule == "month_day" and self.counting == "working":
            begin = in_following_month(period.date_to, 1)
            return company._working_day_after(begin - timedelta(days=1), self.day)
        day = {
            "weekday": lambda: weekday_from(worked[-1], int(self.weekday)),
            "month_day": lambda: in_following_month(period.date_to, self.day),
            "yearly": lambda: yearly_after(period.date_to, self.month, self.day),
        }[self.rule]()
        return company._working_day_after(day, 0)

    def _report_rows(self, period, due):
        """Return the rows to insert for a period, one for each who has to report."""
        company = self.company_id
        moment = company._moment_at(due, self.hour)
        late = moment < fields.Datetime.now()
        reports = self.env["salestech.report"]
        return [
            (
                *(self.id, company.id, self.kind, self.level, self.scope, self.demands, self._threshold()),
                *(period.date_from, period.date_to, team.id or None, user.id or None),
                reports._who_writes(company, self.scope, team, user).id or None,
                *(moment, due, late),
            )
            for team, user in self._owners(period)
        ]

    def _threshold(self):
        return self.threshold if self.has_own_threshold else self.company_id.deviation_threshold

    def _owners(self, period):
        """Return [(group, person)] that report about a period; who is off all of it does not."""
        teams = self.env["crm.team"]
        if self.scope == "department":
            return [(teams, self.env["res.users"])]
        # as in planning: a group that keeps its own pipeline is left alone
        domain = [("company_id", "=", self.company_id.id), ("member_ids", "!=", False), ("ladder_id", "!=", False)]
        if self.team_ids:
            domain.append(("id", "in", self.team_ids.ids))
        teams = teams.search(domain, order="sequence, id")
        if self.scope == "group":
            return [(team, self.env["res.users"]) for team in teams]
        owners = {}
        for team in teams:
            for user in team.member_ids:
                owners.setdefault(user, team)
        users = self.env["res.users"].union(*owners)
        days = self.env["salestech.plan"]._working_days(self.company_id, users, period.date_from, period.date_to)
        return [(team, user) for user, team in owners.items() if self._reports(user) and days[user.id]]

    def _reports(self, user):
        process = self.env["salestech.process"]._get_group_id(self._process_code())
        groups = user._get_group_ids()
        role = self.role_id.group_id
        return user.active and process in groups and (not role or role.id in groups)

    def _insert_reports(self, rows):
        reports = self.env["salestech.report"]
        if not rows:
            return reports
        self.env.flush_all()
        types = dict.fromkeys(("date_from", "date_to", "date_deadline"), "date")
        types |= {"deadline_at": "timestamp", "is_late": "bool", "threshold": "float8"}
        arrays = []
        for name, values in zip(COLUMNS, zip(*rows, strict=True), strict=True):
            kind = types.get(name) or ("int4" if name.endswith("_id") else "varchar")
            arrays.append(SQL("%s::%s[]", list(values), SQL.identifier(kind)))
        found = self.env.execute_query(
            SQL(
                """INSERT INTO salestech_report
                       (%(columns)s, state, lock_version, create_uid, create_date, write_uid, write_date)
                   SELECT row.*, 'open', 0, %(uid)s, now() at time zone 'UTC', %(uid)s, now() at time zone 'UTC'
                     FROM unnest(%(arrays)s) AS row(%(columns)s)
                   ON CONFLICT DO NOTHING RETURNING id""",
                columns=SQL(", ").join(map(SQL.identifier, COLUMNS)),
                uid=self.env.uid,
                arrays=SQL(", ").join(arrays),
            )
        )
        return reports.browse([id_ for (id_,) in found])
