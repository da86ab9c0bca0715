from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .day_common import DayCommon


@tagged("post_install", "-at_install")
class TestPlanBoard(DayCommon):
    """Plan and actual as one matrix."""

    def _board(self, user, *args):
        return self.plans.with_user(user).get_board(*args)

    def _cell_of(self, board, name, label):
        row = next(row for row in board["rows"] if row["name"] == name)
        return row["cells"][[column["label"] for column in board["columns"]].index(label)]

    @freeze_time("2027-01-15 12:00:00")
    def test_department_and_group(self):
        self._week(cold_call_count=20)
        self._cell("contract_count", "2027-01-05", 1)
        self._cell("cold_call_count", "2027-01-12", 9)
        self.lines._refresh_actuals(self.company)
        board = self._board(self.user_department_head, "month")
        self.assertEqual([column["label"] for column in board["columns"]], ["Total", "North", "South"])
        north, south, total = (self._cell_of(board, "New contracts", label) for label in ("North", "South", "Total"))
        self.assertEqual(total["target"], north["target"] + south["target"])
        self.assertEqual((north["actual"], south["actual"], total["actual"]), (1, 0, 1))
        week = self._board(self.user_group_head, "week")
        self.assertEqual(week["title"], "North")
        mine = self._cell_of(week, "Cold calls", "Manager")
        # the whole week's working days are over on Friday
        self.assertEqual((mine["target"], mine["actual"], mine["expected"], mine["light"]), (20, 9, 20, "red"))
        quarter = self._board(self.user_director, "quarter")
        self.assertEqual(quarter["period"], "Quarter 1, 2027")

    @freeze_time("2027-01-15 12:00:00")
    def test_only_what_the_reader_may_see(self):
        self._week(cold_call_count=20)
        board = self._board(self.user_group_head, "month", False, self.team_south.id)
        self.assertEqual(board["title"], "North")
        names = {row["name"] for row in self._board(self.user_south_head, "week")["rows"]}
        self.assertNotIn("Cold calls", names)
        with self.assertRaises(AccessError):
            self._board(self.user_salesman, "week")
        for args in (("century",), ("month", "no day")):
            with self.subTest(args), self.assertRaises(UserError):
                self._board(self.user_department_head, *args)

    @freeze_time("2027-01-15 12:00:00")
    def test_a_stock_is_held_against_what_is_due_by_now(self):
        week = self._week()
        later = week.search([("level", "=", "week"), ("user_id", "=", self.user_manager.id)]) - week
        stock = self._indicator("current_client_count")
        self.lines.search([("indicator_id", "=", stock.id), ("plan_id", "in", (week | later).ids)])._write(
            {"target": 9}
        )
        self._line(week, "current_client_count")._write({"target": 4})
        self._cell("current_client_count", "2027-01-17", 4)
        self.lines._refresh_actuals(self.company)
        mine = self._cell_of(self._board(self.user_group_head, "month"), "Current clients in work", "Manager")
        self.assertEqual((mine["target"], mine["expected"], mine["actual"], mine["light"]), (9, 4, 4, "green"))

    @freeze_time("2027-01-15 12:00:00")
    def test_a_ratio_is_a_sum_over_a_sum(self):
        """1 of 2 in the north and 1 of 8 in the south are 2 of 10, and not the mean of 50 and 12.5 %."""
        self._week()
        code = "cold_call_conversion"
        lines = self.lines.search([("indicator_id.code", "=", code), ("level", "=", "month")])
        lines = lines.filtered(lambda line: line.date_from.month == 1)
        lines._write({"target": 30})
        lines.filtered(lambda line: line.team_id == self.team_north)._write({"target": 40, "weight": 30})
        lines.filtered(lambda line: line.team_id == self.team_south)._write({"target": 20, "weight": 10})
        self._cell(code, "2027-01-05", 1, weight=2)
        self._cell(code, "2027-01-06", 1, user=self.user_south_manager, team=self.team_south, weight=8)
        self.lines._refresh_actuals(self.company)
        board = self._board(self.user_department_head, "month")
        name = self._indicator(code).name
        north, south, total = (self._cell_of(board, name, label) for label in ("North", "South", "Total"))
        self.assertEqual((north["actual"], south["actual"], total["actual"]), (50, 12.5, 20))
        self.assertEqual((north["target"], south["target"], total["target"]), (40, 20, 35))

    @freeze_time("2027-01-15 12:00:00")
    def test_a_share_of_those_at_the_beginning(self):
        """Clients lost are divided by the clients at the period's beginning, once."""
        self._week()
        lines = self.lines.search([("indicator_id.code", "=", "churn_rate"), ("level", "=", "month")])
        lines.filtered(lambda line: line.date_from.month == 1)._write({"target": 5})
        self._cell("churn_rate", "2027-01-01", 0, weight=40)
        self._cell("churn_rate", "2027-01-06", 2, weight=39)
        self.lines._refresh_actuals(self.company)
        board = self._board(self.user_department_head, "month")
        cell = self._cell_of(board, self._indicator("churn_rate").name, "North")
        self.assertEqual(cell["actual"], 5)

    @freeze_time("2027-01-15 12:00:00")
    def test_periods_within_a_cell(self):
        week = self._week(cold_call_count=20)
        self._evening("2027-01-11")
        board = self._board(self.user_group_head, "week", "2027-01-15")
        key = next(row["key"] for row in board["rows"] if row["name"] == "Cold calls")
        plans = self.plans.with_user(self.user_group_head)
        mine = self.team_north.id, self.user_manager.id
        found = plans.get_board_periods("week", "2027-01-15", key, *mine)
        self.assertEqual((found["plan_id"], found["level"], len(found["periods"])), (week.id, "day", 7))
        targets = {part["day"]: part["cell"] and part["cell"]["target"] for part in found["periods"]}
        self.assertEqual((targets["2027-01-12"], targets["2027-01-13"]), (5, None))
        month = plans.get_board_periods("month", "2027-01-15", key, self.team_north.id)
        self.assertEqual([part["label"] for part in month["periods"]][1], "4–10 January 2027")
        year = self.plans.with_user(self.user_director).get_board_periods("year", "2027-01-15", "x")
        self.assertEqual([part["cell"] for part in year["periods"]], [None] * 4)
        self.assertFalse(plans.get_board_periods("day", "2027-01-15", key)["periods"])
        for args in (("century", "2027-01-15"), ("week", "no day")):
            with self.subTest(args), self.assertRaises(UserError):
                plans.get_board_periods(*args, key)

    @freeze_time("2027-01-15 12:00:00")
    def test_periods_only_of_what_the_reader_may_see(self):
        self._week(cold_call_count=20)
        key = self._line(self._day_week(), "cold_call_count")._axis_key()
        mine = self.team_north.id, self.user_manager.id
        found = self.plans.with_user(self.user_south_head).get_board_periods("month", "2027-01-15", key, *mine)
        self.assertFalse([part for part in found["periods"] if part["cell"]])
        with self.assertRaises(AccessError):
            self.plans.with_user(self.user_salesman).get_board_periods("month", "2027-01-15", key)

    def _day_week(self):
        domain = [("level", "=", "week"), ("user_id", "=", self.user_manager.id), ("date_from", "=", "2027-01-11")]
        return self.plans.search(domain)

    @freeze_time("2027-01-15 12:00:00")
    def test_a_board_of_more_people_costs_the_same(self):
        self._week(cold_call_count=20)

        def cost(user):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._board(user, "month")
            return self.env.cr.sql_log_count - before

        cost(self.user_group_head)
        self.assertLessEqual(cost(self.user_group_head), cost(self.user_south_head) + 1)


@tagged("post_install", "-at_install")
class TestPlanBoardFiles(DayCommon, HttpCase):
    @freeze_time("2027-01-15 12:00:00")
    def test_sheet_and_pdf_show_the_same(self):
        self._week(cold_call_count=20)
        self.user_group_head.password = "salestech_group_head"
        with freeze_time("2027-01-15 12:00:00"):
            board = self.plans.with_user(self.user_group_head).get_board("week", "2027-01-12")
        self.env.flush_all()
        self.authenticate(self.user_group_head.login, "salestech_group_head")
        answer = self.url_open("/sales_technology/plan_board.xlsx?level=week&day=2027-01-12")
        rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
        self.assertEqual([row[0] for row in rows[2:]], [row["name"] for row in board["rows"]])
        self.assertIn(20, next(row for row in rows if row[0] == "Cold calls"))
        self.assertEqual(self.url_open("/sales_technology/plan_board.xlsx?day=x").status_code, 404)
        report = self.env["ir.actions.report"]
        html, _kind = report._render_qweb_html("sales_technology.action_report_plan_board", [], {"board": board})
        self.assertIn("Cold calls", html.decode())
        self.assertEqual(self.plans._board_pdf(board)[:4], b"%PDF")
