from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .report_common import ReportCommon


@tagged("post_install", "-at_install")
class TestReportFill(ReportCommon):
    """What stands in a report when it is opened, refreshed and frozen."""

    def _line(self, report, code):
        return report.line_ids.filtered(lambda line: line.indicator_id.code == code)

    def test_targets_actuals_and_deviations(self):
        report = self._month()
        turnover, calls = self._line(report, "turnover"), self._line(report, "cold_call_count")
        self.assertRecordValues(
            turnover | calls,
            [
                {
                    "target": 1500,
                    "actual": 700,
                    "percent": 46.7,
                    "deviation": -800,
                    "light": "red",
                    "is_deviation": True,
                },
                {"target": 20, "actual": 20, "percent": 100, "deviation": 0, "light": "green", "is_deviation": False},
            ],
        )
        self.assertRecordValues(report.deviation_ids, [{"target": 1500, "actual": 700, "percent": 46.7}])
        board = self.env["salestech.plan"].with_user(self.user_department_head)
        with freeze_time("2026-12-01 09:00:00"):
            rows = {row["name"]: row["cells"][0] for row in board.get_board("month", "2026-11-10")["rows"]}
        for line in turnover | calls:
            cell = rows[line.display_name]
            self.assertEqual((line.target, line.actual, line.light), (cell["target"], cell["actual"], cell["light"]))

    def test_the_threshold_is_the_companys_or_the_schedules(self):
        report = self._month(has_own_threshold=True, threshold=60)
        self.assertFalse(report.deviation_ids)

    def test_refreshed_while_open_and_frozen_when_submitted(self):
        report = self._month(demands="explanation")
        deviation = report.deviation_ids
        deviation.with_user(self.user_department_head).explanation = "Invoices are late"
        self._cell("turnover", "2026-11-20", 800)
        self._refresh("2026-12-01 10:00:00")
        with freeze_time("2026-12-01 10:00:00"):
            report.with_user(self.user_department_head).action_refresh()
            self.assertEqual(self._line(report, "turnover").actual, 1500)
            self.assertFalse(report.deviation_ids)
            # what was said is kept, out of sight
            self.assertEqual((deviation.active, deviation.explanation), (False, "Invoices are late"))
            report.with_user(self.user_department_head).action_submit()
        self._cell("turnover", "2026-11-21", 100)
        self._refresh("2026-12-01 11:00:00")
        report._fill()
        self.assertEqual(self._line(report, "turnover").actual, 1500)

    def test_reached_without_a_plan_is_told_too(self):
        self._cell("cross_sale_count", "2026-11-10", 3)
        report = self._month()
        line = self._line(report, "cross_sale_count")
        self.assertEqual((line.has_target, line.actual, line.is_deviation), (False, 3, False))

    def test_no_data_is_no_zero_and_no_deviation(self):
        self.feed.search([("company_id", "=", self.company.id)]).write({"date_to": "2026-10-31"})
        report = self._month()
        line = self._line(report, "turnover")
        self.assertEqual((line.has_actual, line.is_deviation, line.light), (False, False, False))

    def test_a_month_that_runs_is_held_against_what_is_expected_by_then(self):
        self._plan("month", "2026-11-01", self.team_north, turnover=1000)
        self._cell("turnover", "2026-11-02", 500)
        self._refresh("2026-11-13 08:00:00")
        month = self._schedule("monthly", date_start="2026-11-01", days_ahead=30)
        report = self._open(month, "2026-11-13 09:00:00")
        self.assertFalse(report.deviation_ids)

    def _daily(self, day="2026-11-24", **figures):
        self._plan("month", "2026-11-01", self.team_north)
        week = self._plan("week", "2026-11-23", self.team_north, self.user_manager, cold_call_count=20)
        plan = self._plan("day", day, self.team_north, self.user_manager, **figures)
        self.assertEqual(plan.parent_id, week)
        reports = self._open(self._schedule("daily", date_start=day), f"{day} 07:00:00")
        return plan, reports.filtered(lambda report: report.user_id == self.user_manager)

    def test_the_day_writes_itself_and_asks_once(self):
        plan, report = self._daily(cold_call_count=4)
        self._cell("cold_call_count", "2026-11-24", 3)
        self._refresh("2026-11-24 16:00:00")
        mine = report.with_user(self.user_manager)
        with freeze_time("2026-11-24 16:00:00"):
            lead = self._lead(self.user_manager, partner_id=self.env["res.partner"].create({"name": "Factory"}).id)
            call = lead.activity_schedule("mail.mail_activity_data_call", user_id=self.user_manager.id)
            call.with_user(self.user_manager).action_feedback()
            with self.assertRefused("Cold calls", error=UserError):
                mine.action_submit()
            self.assertFalse(report.deviation_ids)
            mine.comment = "Two clients cancelled"
            mine.action_submit()
        self.assertIn("Calls: 1. Client", report.day_note)
        self.assertIn("Cold calls: 3 of 5", report.day_note)
        with freeze_time("2026-11-24 20:00:00"):
            self.env["salestech.plan"]._evening(self.company)
        self.assertEqual((plan.missed_count, plan.missed_reason), (1, "Two clients cancelled"))
        self.assertTrue(plan.explained_at)
        self.assertFalse(plan.activity_ids)

    def test_what_the_evening_was_told_the_report_does_not_ask_again(self):
        plan, report = self._daily(cold_call_count=4)
        self._cell("cold_call_count", "2026-11-24", 3)
        with freeze_time("2026-11-24 20:00:00"):
            self.env["salestech.plan"]._evening(self.company)
            plan.with_user(self.user_manager)._explain("The server was down")
            report.with_user(self.user_manager).action_submit()
        self.assertEqual(report.state, "submitted")

    def test_a_late_report_answers_the_evening(self):
        plan, report = self._daily(cold_call_count=4)
        self._cell("cold_call_count", "2026-11-24", 3)
        with freeze_time("2026-11-24 20:00:00"):
            self.env["salestech.plan"]._evening(self.company)
            self.assertTrue(plan.activity_ids)
            mine = report.with_user(self.user_manager)
            mine.comment = "At the dentist"
            mine.action_submit()
        self.assertEqual(plan.missed_reason, "At the dentist")
        self.assertFalse(plan.activity_ids)

    def test_filling_more_reports_costs_the_same(self):
        four = self._open(self._schedule("daily", date_start="2026-11-24"), "2026-11-24 07:00:00")
        two = four.filtered(lambda report: report.user_id in self.user_manager | self.user_south_manager)
        for user in four.user_id:
            self._cell("cold_call_count", "2026-11-24", 3, user)

        def cost(reports):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time("2026-11-24 08:00:00"):
                reports._fill()
                self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(four)
        self.assertEqual((len(two), len(four)), (2, 4))
        self.assertLessEqual(cost(four), cost(two))
