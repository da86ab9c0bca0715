from odoo.tests import freeze_time

from .common import NOW, PlanCommon


class DayCommon(PlanCommon):
    """A week of January 2027, 11th to 17th, five working days, accepted by its manager before it begins.

    `_week(**figures)` sets the manager's week; `_cell(code, day, amount)` puts what he reached into the cube;
    `_evening(day)` is the job on the evening of a day; `_day(day)` is his plan of a day.
    """

    def setUp(self):
        super().setUp()
        self.company.actual_since = "2026-01-01"
        self.feed = self.env["salestech.indicator.feed"]
        for source in self.env["salestech.indicator"]._sources():
            self.feed._of(source, self.company).write({"as_of": "2027-01-31 11:00:00", "date_to": "2027-01-31"})

    def _week(self, **figures):
        with freeze_time(NOW):
            *_above, weeks = self._season()
            mine = weeks.filtered(lambda plan: plan.user_id == self.user_manager and plan.date_from.day == 11)
            self._fill(mine, **figures)
            # what is better avoided is allowed by the month too
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE salestech_plan_line SET target = 30 WHERE level = 'month' AND indicator_id = %s",
                [self._indicator("incident_count").id],
            )
            self.env.invalidate_all()
            self._approve(mine)
        return mine

    def _cell(self, code, day, amount, user=None, team=None, weight=0):
        self.env.cr.execute(
            """INSERT INTO salestech_actual (feed_id, company_id, indicator_id, date, user_id, team_id, amount, weight)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s)""",
            [
                self.feed.search([("company_id", "=", self.company.id)], limit=1).id,
                self.company.id,
                self._indicator(code).id,
                day,
                (user or self.user_manager).id,
                (team or self.team_north).id,
                amount,
                weight,
            ],
        )
        self.env.invalidate_all()

    def _evening(self, day, hour=20):
        with freeze_time(f"{day} {hour}:00:00"):
            self.plans._evening(self.company)
            self.env.flush_all()
            self.env.invalidate_all()

    def _day(self, day, user=None):
        return self.plans.search(
            [("level", "=", "day"), ("date_from", "=", day), ("user_id", "=", (user or self.user_manager).id)]
        )
