from datetime import date

from odoo.tests import freeze_time

from ..common import SalestechCommon

NOW = "2026-11-24 09:00:00"


@freeze_time(NOW)
class PlanCommon(SalestechCommon):
    """The department in late November 2026; it plans 2027.

    `_year()` drafts the year, `_approve(plan)` has a plan submitted and approved by those who may, `_down(level)`
    builds and approves everything from the year down to a level, `_line(plan, code)` finds a figure.
    """

    YEAR = date(2027, 1, 1)
    FIGURES = {"turnover": 1_200_000, "contract_count": 50, "current_client_count": 40, "claim_count": 11}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plans = cls.env["salestech.plan"]
        cls.lines = cls.env["salestech.plan.line"]
        cls.company.resource_calendar_id.tz = "UTC"
        cls._adopt_ladder()

    @classmethod
    def _indicator(cls, code):
        return cls.env["salestech.indicator"].search([("code", "=", code)])

    def _year(self, **figures):
        plan = self.plans.with_user(self.user_department_head).create({"level": "year", "date_from": self.YEAR})
        self._fill(plan, **(figures or self.FIGURES))
        return plan

    def _fill(self, plan, **figures):
        for code, target in figures.items():
            self._line(plan, code).target = target

    def _line(self, plan, code):
        return plan.line_ids.filtered(lambda line: line.indicator_id.code == code and not line.segment_id)

    def _approve(self, plans):
        """Submit and approve plans of one level as those who do it by the table of the levels."""
        for plan in plans:
            drafter, approver = {
                "year": (self.user_department_head, self.user_director),
                "quarter": (self.user_department_head, self.user_director),
                "month": (self.user_department_head, plan.team_id.user_id),
                "week": (plan.team_id.user_id, plan.user_id),
            }[plan.level]
            if plan.state == "draft":
                plan.with_user(drafter).action_submit()
            plan.with_user(approver).action_approve()

    def _build(self, plans, user=None):
        plans.with_user(user or self.user_department_head).action_build()
        return plans.sudo().child_ids

    def _season(self, **figures):
        """Return year, quarters, months and weeks of the first quarter, approved down to the months."""
        year = self._year(**figures)
        quarters = self._build(year)
        self._approve(year)
        months = self._build(quarters)
        self._approve(quarters.sorted("date_from"))
        first = months.filtered(lambda plan: plan.date_from.month == 1)
        weeks = self._build(first.filtered(lambda plan: plan.team_id == self.team_north), self.user_group_head)
        weeks |= self._build(first.filtered(lambda plan: plan.team_id == self.team_south), self.user_south_head)
        self._approve(first)
        return year, quarters, months, weeks

    def _sum(self, plans, code, **domain):
        return sum(self._line(plan, code).target for plan in plans)
