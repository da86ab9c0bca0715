from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import NOW, PlanCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPlan(PlanCommon):
    """What a plan is: its period, whose it is, its lines; and what nobody can write into it."""

    def test_any_day_becomes_the_period(self):
        plan = self.plans.with_user(self.user_department_head).create({"level": "year", "date_from": "2027-05-17"})
        self.assertEqual((plan.date_from, plan.date_to), (date(2027, 1, 1), date(2027, 12, 31)))

    def test_the_financial_year_decides(self):
        self.company.sudo().fiscalyear_last_month = "3"
        plan = self._year(turnover=1)
        self.assertEqual((plan.date_from, plan.date_to), (date(2026, 4, 1), date(2027, 3, 31)))
        self.assertEqual(plan.display_name, "2026/2027")

    def test_lines_by_the_levels_of_the_catalogue(self):
        year = self._year()
        self.assertEqual(year.line_ids.indicator_id - self._all("level_year"), self.env["salestech.indicator"])
        self.assertIn(self._indicator("turnover"), year.line_ids.indicator_id)
        self.assertNotIn(self._indicator("cold_call_count"), year.line_ids.indicator_id)
        by_segment = year.line_ids.filtered(lambda line: line.indicator_id.code == "contract_count_segment")
        self.assertEqual(
            set(by_segment.segment_id.ids),
            set(self.env["salestech.segment"].search([("company_id", "in", [False, self.company.id])]).ids),
        )

    def _all(self, level):
        return self.env["salestech.indicator"].search([(level, "=", True)])

    @mute_logger("odoo.sql_db")
    def test_one_plan_for_one_scope_and_period(self):
        self._year()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.plans.with_user(self.user_department_head).create({"level": "year", "date_from": "2027-12-31"})

    def test_a_period_that_is_over_is_not_planned(self):
        with self.assertRefused("is over", error=UserError):
            self.plans.with_user(self.user_department_head).create({"level": "year", "date_from": "2025-03-01"})

    def test_a_plan_needs_the_one_above(self):
        with self.assertRefused("above it first", error=UserError):
            self.plans.with_user(self.user_department_head).create({"level": "quarter", "date_from": self.YEAR})

    @mute_logger("odoo.sql_db")
    def test_a_month_needs_a_group(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.plans.sudo().create({"level": "month", "date_from": self.YEAR, "parent_id": self._year().id})

    def test_who_may_draft(self):
        for user in (self.user_group_head, self.user_manager, self.user_director, self.user_none):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.plans.with_user(user).create({"level": "year", "date_from": self.YEAR})

    def test_facts_cannot_be_written(self):
        plan = self._year()
        other = self.plans.with_user(self.user_department_head).create({"level": "year", "date_from": "2028-01-01"})
        for vals in (
            {"state": "approved"},
            {"parent_id": other.id},
            {"decided_by_id": self.user_director.id},
            {"submitted_by_id": self.user_director.id},
            {"lock_version": 7},
            {"date_from": "2028-01-01"},
            {"level": "quarter"},
            {"company_id": self.other_company.id},
            {"team_id": self.team_north.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                plan.write(vals)

    def test_facts_cannot_be_given_at_creation(self):
        plans = self.plans.with_user(self.user_department_head)
        for vals, context in (
            ({"state": "approved"}, {}),
            ({}, {"default_state": "approved"}),
            ({"decided_by_id": self.user_director.id}, {}),
        ):
            with self.subTest(vals=vals, context=context), self.assertRaises(AccessError):
                plans.with_context(**context).create({"level": "year", "date_from": self.YEAR, **vals})

    def test_figures_that_are_none(self):
        line = self._line(self._year(), "turnover")
        for value, words in (
            (float("nan"), "no end"),
            (float("inf"), "no end"),
            (-1, "less than zero"),
            (1e15, "too large"),
            ("abc", "no number"),
        ):
            with self.subTest(value=value), self.assertRefused(words, error=ValidationError):
                line.write({"target": value})

    def test_counts_are_whole_and_money_has_its_cents(self):
        plan = self._year()
        with self.assertRefused("in steps of", error=ValidationError):
            self._line(plan, "contract_count").target = 2.5
        with self.assertRefused("in steps of", error=ValidationError):
            self._line(plan, "turnover").target = 10.001
        self._line(plan, "turnover").target = 10.01
        self.assertEqual(self._line(plan, "turnover").target, 10.01)

    def test_an_indicator_of_another_level_is_refused(self):
        plan = self._year()
        with self.assertRefused("not planned for this kind", error=ValidationError):
            self.lines.with_user(self.user_department_head).create(
                {"plan_id": plan.id, "indicator_id": self._indicator("cold_call_count").id, "target": 5}
            )

    def test_what_was_reached_cannot_be_written(self):
        line = self._line(self._year(), "turnover")
        for vals in ({"actual": 5}, {"has_actual": True}, {"date_from": "2028-01-01"}, {"company_id": 1}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                line.write(vals)

    def test_a_line_cannot_move_to_another_plan(self):
        plan = self._year()
        other = self.plans.with_user(self.user_department_head).create({"level": "year", "date_from": "2028-01-01"})
        with self.assertRaises(AccessError):
            self._line(plan, "turnover").plan_id = other

    def test_an_approved_plan_is_closed_by_every_way_in(self):
        year, *_rest = self._season()
        line = self._line(year, "turnover")
        head = self.user_department_head
        for attempt in (
            lambda: line.with_user(head).write({"target": 5}),
            lambda: line.with_user(head).unlink(),
            lambda: year.with_user(head).write({"line_ids": [Command.update(line.id, {"target": 5})]}),
            lambda: year.with_user(head).write({"line_ids": [Command.delete(line.id)]}),
            lambda: year.with_user(head).write({"line_ids": [Command.clear()]}),
            lambda: year.with_user(head).web_save({"line_ids": [[1, line.id, {"target": 5}]]}, {}),
            lambda: self.lines.with_user(head).create(
                {"plan_id": year.id, "indicator_id": line.indicator_id.id, "target": 5}
            ),
            lambda: year.with_user(head).unlink(),
        ):
            with self.assertRaises(UserError):
                attempt()
        self.assertEqual(line.target, 1_200_000)

    def test_a_plan_cannot_be_duplicated(self):
        with self.assertRefused("cannot be duplicated", error=UserError):
            self._year().copy()

    def test_a_form_of_forty_lines_costs_few_queries(self):
        year, *_rest = self._season()
        year = year.with_user(self.user_department_head)
        spec = {"line_ids": {"fields": {name: {} for name in ("target", "shared", "to_share", "cover", "light")}}}
        spec |= {name: {} for name in ("display_name", "state", "can_draft", "open_count", "child_count")}
        year.web_read(spec)
        self.env.invalidate_all()
        self.assertGreaterEqual(len(year.line_ids), 28)
        self.env.invalidate_all()
        with self.assertQueryCount(25):
            year.web_read(spec)

    def test_an_indicator_that_was_planned_is_archived_not_deleted(self):
        self._year()
        planned, other = self._indicator("turnover"), self._indicator("cold_call_count")
        with self.assertRefused("Archive it instead", error=UserError):
            (planned | other).with_user(self.user_administrator).unlink()
        planned.with_user(self.user_administrator).action_archive()
        self.assertFalse(planned.active)

    def test_the_tree_of_a_group_begins_with_its_months(self):
        *_above, months, weeks = self._season()
        month = months.filtered(lambda plan: plan.team_id == self.team_north and plan.date_from.month == 1)
        plans = self.plans.with_user(self.user_group_head)
        shown = plans.hierarchy_read([("id", "=", month.id)], {"display_name": {}}, "parent_id", "child_ids")
        own = weeks.filtered(lambda plan: plan.team_id == self.team_north)
        self.assertEqual({row["id"] for row in shown}, set((month | own).ids))
        alone = months.filtered(lambda plan: plan.team_id == self.team_north and plan.date_from.month == 2)
        shown = plans.hierarchy_read([("id", "=", alone.id)], {"display_name": {}}, "parent_id", "child_ids")
        self.assertEqual([row["id"] for row in shown], alone.ids)
        whole = self.plans.with_user(self.user_director)
        shown = whole.hierarchy_read([("id", "=", month.id)], {"display_name": {}}, "parent_id", "child_ids")
        self.assertIn(month.parent_id.id, [row["id"] for row in shown])
