from odoo.tests import freeze_time, tagged

from .day_common import DayCommon


@tagged("post_install", "-at_install")
class TestPlanPipeline(DayCommon):
    """What open clients promise stands beside what the pace promises."""

    def _open(self, amount, probability, closes, user=None, team=None, **vals):
        vals |= {"expected_revenue": amount, "probability": probability, "date_deadline": closes}
        lead = self._lead(user or self.user_manager, team, **vals)
        lead.probability = probability
        return lead

    @freeze_time("2027-01-15 12:00:00")
    def test_actual_so_far_and_open_clients_that_close_in_the_period(self):
        self._week()
        self._open(1000, 50, "2027-01-20")
        self._open(400, 25, "2027-01-31", self.user_colleague)
        self._open(9000, 90, "2027-02-01")  # next month's
        self._open(9000, 90, "2027-01-10")  # should have closed
        self._open(9000, 90, False)
        self._open(300, 50, "2027-01-20", deal_type="cross_sale")
        self._open(7000, 50, "2027-01-20", self.user_south_manager, self.team_south)
        self._cell("contract_amount", "2027-01-12", 2000)
        self.lines._refresh_actuals(self.company)
        self.env.invalidate_all()
        months = self.plans.search([("level", "=", "month"), ("date_from", "=", "2027-01-01")])
        north = months.filtered(lambda plan: plan.team_id == self.team_north)
        self.assertEqual(self._line(north, "contract_amount").pipeline_forecast, 2600)
        self.assertEqual(self._line(north, "cross_sale_amount").pipeline_forecast, 150)
        self.assertEqual(self._line(north, "turnover").pipeline_forecast, 0)
        quarter = north.parent_id
        self.assertEqual(self._line(quarter, "contract_amount").pipeline_forecast, 2000 + 500 + 100 + 8100 + 3500)
        later = north.search([("level", "=", "month"), ("date_from", "=", "2027-02-01")], limit=1)
        self.assertEqual(self._line(later, "contract_amount").pipeline_forecast, 0)
        (north | quarter).line_ids._write({"target": 1})
        self.env.invalidate_all()
        board = self.plans.with_user(self.user_department_head).get_board("month")
        row = next(row for row in board["rows"] if row["code"] == "contract_amount")
        self.assertEqual([cell["pipeline"] for cell in row["cells"]], [6100, 2600, 3500])

    @freeze_time("2027-01-15 12:00:00")
    def test_more_figures_cost_the_same(self):
        self._week()
        lines = self.lines.search([("indicator_id.code", "in", ("contract_amount", "cross_sale_amount"))])
        lines.mapped("indicator_id.code")

        def cost(some):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            some._compute_pipeline_forecast()
            return self.env.cr.sql_log_count - before

        running = lines.filtered(lambda line: line.date_from <= self.plans._today() <= line.date_to)
        self.assertGreater(len(running), 4)
        cost(running)
        self.assertLessEqual(cost(running), cost(running[:1]))
