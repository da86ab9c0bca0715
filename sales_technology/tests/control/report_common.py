from datetime import datetime

from odoo.fields import Command
from odoo.tests import freeze_time

from ..common import SalestechCommon

SINCE = "2026-10-01"


class ReportCommon(SalestechCommon):
    """A department whose reports are looked at in late 2026; it lies in UTC and works Monday to Friday.

    Only the schedules of a test are in force: `_schedule(kind, **vals)` makes one, `_open(schedule, moment)` opens
    what is due by then. `_plan(level, first, owner, code=target)` makes an approved plan, `_cell(code, day, amount,
    user)` puts what was reached into the cube.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "UTC"
        cls._adopt_ladder()
        cls.Report = cls.env["salestech.report"]
        cls.Schedule = cls.env["salestech.report.schedule"]
        cls.Schedule.search([]).active = False
        cls.company.actual_since = "2026-01-01"
        cls.feed = cls.env["salestech.indicator.feed"]
        for source in cls.env["salestech.indicator"]._sources():
            cls.feed._of(source, cls.company).write({"as_of": "2027-01-31 11:00:00", "date_to": "2027-01-31"})
        cls.cause = cls.env.ref("sales_technology.deviation_cause_1")
        cls.kind = cls.env.ref("sales_technology.decision_kind_1")

    @classmethod
    def _schedule(cls, kind, **vals):
        usual = {found["kind"]: found for found in cls.Schedule._usual_schedules()}
        given = {**usual.get(kind, {"kind": kind}), "company_id": cls.company.id, "date_start": SINCE, **vals}
        return cls.Schedule.create(given)

    def _open(self, schedule, moment):
        with freeze_time(moment):
            reports = schedule._open_due()
            self.env.flush_all()
        self.env.invalidate_all()
        return reports

    @classmethod
    def _indicator(cls, code):
        return cls.env["salestech.indicator"].search([("code", "=", code)])

    @classmethod
    def _plan(cls, level, first, team=None, user=None, **figures):
        cls._plans_above(level, first)
        vals = {"level": level, "date_from": first, "team_id": team and team.id, "user_id": user and user.id}
        with freeze_time(datetime.fromisoformat(f"{first} 06:00:00")):
            lines = [
                Command.create({"indicator_id": cls._indicator(code).id, "target": target})
                for code, target in figures.items()
            ]
            plan = cls.env["salestech.plan"].create({**vals, "company_id": cls.company.id, "line_ids": lines})
        plan.state = "approved"
        return plan

    @classmethod
    def _plans_above(cls, level, first):
        """Make the department's year and quarter, where they are not there yet."""
        plans = cls.env["salestech.plan"]
        if level in ("year", "quarter") or plans.search_count(
            [("level", "=", "quarter"), ("company_id", "=", cls.company.id)]
        ):
            return
        for above in ("year", "quarter"):
            with freeze_time(f"{first} 06:00:00"):
                plans.create({"level": above, "date_from": first, "company_id": cls.company.id}).state = "approved"

    @classmethod
    def _cell(cls, code, day, amount, user=None):
        user = user or cls.user_manager
        cls.env.cr.execute(
            """INSERT INTO salestech_actual (feed_id, company_id, indicator_id, date, user_id, team_id, amount, weight)
               VALUES (%s, %s, %s, %s, %s, %s, %s, 0)""",
            [
                *(cls.feed.search([("company_id", "=", cls.company.id)], limit=1).id, cls.company.id),
                *(cls._indicator(code).id, day, user.id, (user.sale_team_id or cls.team_north).id, amount),
            ],
        )
        cls.env.invalidate_all()

    def _refresh(self, moment):
        with freeze_time(moment):
            self.env["salestech.plan.line"]._refresh_actuals(self.company)

    def _month(self, **schedule):
        """Return the open month report of the department about November: turnover at half, calls as planned."""
        self._plan("month", "2026-11-01", self.team_north, turnover=1000, cold_call_count=20)
        self._plan("month", "2026-11-01", self.team_south, turnover=500)
        self._cell("turnover", "2026-11-10", 700)
        self._cell("cold_call_count", "2026-11-10", 20)
        self._refresh("2026-12-01 08:00:00")
        reports = self._open(self._schedule("monthly", date_start="2026-11-01", **schedule), "2026-12-01 09:00:00")
        return reports.filtered(lambda report: str(report.date_from) == "2026-11-01")
