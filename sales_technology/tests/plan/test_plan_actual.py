from datetime import date, timedelta
from itertools import product
from random import Random

from odoo.tests import freeze_time, tagged

from .common import NOW, PlanCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-01-18 12:00:00")
class TestPlanActual(PlanCommon):
    """Actuals beside targets: refreshed in one statement, the same as the cube's own reading."""

    def setUp(self):
        super().setUp()
        with freeze_time(NOW):
            self.year, self.quarters, self.months, self.weeks = self._season()
        self.company.actual_since = "2026-01-01"
        self.feed = self.env["salestech.indicator.feed"]
        for source in self.env["salestech.indicator"]._sources():
            self.feed._of(source, self.company).write({"as_of": "2027-01-18 11:00:00", "date_to": "2027-01-18"})

    def _cell(self, code, day, amount, weight=0, user=None, team=None):
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

    def _refresh(self):
        self.lines._refresh_actuals(self.company)
        self.env.invalidate_all()

    def test_each_level_reads_its_own_part_of_the_cube(self):
        self._cell("contract_count", "2027-01-05", 2)
        self._cell("contract_count", "2027-01-06", 1, user=self.user_south_manager, team=self.team_south)
        self._cell("current_client_count", "2027-01-17", 7)
        self._cell("current_client_count", "2027-01-18", 8)
        self._cell("quality_level", "2027-01-05", 3, 4)
        self._refresh()
        north = self.months.filtered(lambda plan: plan.date_from.month == 1 and plan.team_id == self.team_north)
        self.assertEqual(self._line(self.year, "contract_count").actual, 3)
        self.assertEqual(self._line(north, "contract_count").actual, 2)
        self.assertEqual(self._line(north, "current_client_count").actual, 8)
        self.assertEqual(self._line(self.year, "quality_level").actual, 75)
        week = self.weeks.filtered(lambda plan: plan.user_id == self.user_manager and plan.date_from.day == 11)
        self.assertEqual(self._line(week, "current_client_count").actual, 7)
        self.assertTrue(self._line(self.year, "contract_count").actual_at)

    def test_no_data_is_not_nothing(self):
        self._refresh()
        self.assertTrue(self._line(self.year, "contract_count").has_actual)
        self.assertFalse(self._line(self.year, "quality_level").has_actual)
        february = self.months.filtered(lambda plan: plan.date_from.month == 2)[:1]
        self.assertFalse(self._line(february, "contract_count").has_actual)

    def test_pace_and_light(self):
        north = self.months.filtered(lambda plan: plan.date_from.month == 1 and plan.team_id == self.team_north)
        line = self._line(north, "contract_count")
        self.env.cr.execute("UPDATE salestech_plan_line SET target = 21 WHERE id = %s", [line.id])
        for reached, light in ((12, "green"), (10, "amber"), (5, "red")):
            self.env.cr.execute("DELETE FROM salestech_actual WHERE company_id = %s", [self.company.id])
            self._cell("contract_count", "2027-01-05", reached)
            self._refresh()
            # 12 of January's 21 working days are over
            self.assertAlmostEqual(line.expected, 12, places=3)
            self.assertEqual(line.light, light)
            self.assertAlmostEqual(line.forecast, reached * 21 / 12, places=3)

    def test_refreshing_twice_writes_nothing(self):
        self._cell("contract_count", "2027-01-05", 2)
        self._refresh()
        self.env.cr.execute("SELECT id, ctid::text FROM salestech_plan_line WHERE company_id = %s", [self.company.id])
        before = set(self.env.cr.fetchall())
        self._refresh()
        self.env.cr.execute("SELECT id, ctid::text FROM salestech_plan_line WHERE company_id = %s", [self.company.id])
        self.assertEqual(set(self.env.cr.fetchall()), before)

    def test_each_line_holds_what_its_days_come_to(self):
        """Against the plainest reading, line by line and day by day, of a cube with people and groups of all kinds."""
        rng, owners = (
            Random(6),
            [
                (self.user_manager, self.team_north),
                (self.user_manager, self.team_south),
                (self.user_south_manager, self.team_south),
            ],
        )
        late = self._indicator("contract_count")
        source = next(name for name, ids in late._sources().items() if late.code in ids)
        self.feed._of(source, self.company).date_to = "2027-01-12"
        indicators = self.lines.search([("company_id", "=", self.company.id)]).indicator_id
        days = [date(2026, 12, 28) + timedelta(days=number) for number in range(24)]
        cells = [
            (indicator, day, rng.randint(0, 9), rng.randint(0, 5), *owner)
            for indicator, day, owner in product(indicators, days, owners)
            if rng.random() < 0.4
        ]
        for indicator, day, amount, weight, user, team in cells:
            self._cell(indicator.code, day, amount, weight, user, team)
        self._refresh()
        stand = {i: date(2027, 1, 12) if i.code in late._sources()[source] else date(2027, 1, 18) for i in indicators}
        checked = 0
        for line in self.lines.search([("company_id", "=", self.company.id), ("segment_id", "=", False)]):
            indicator = line.indicator_id
            if line.date_from > stand[indicator] or indicator.breakdown:
                self.assertFalse(line.has_actual)
                continue
            found = [
                (day, amount, weight)
                for other, day, amount, weight, user, team in cells
                if other == indicator
                and line.date_from <= day <= line.date_to
                and line.user_id <= user
                and line.team_id <= team
            ]
            first, last = line.date_from, min(line.date_to, stand[indicator])
            summed = indicator.weight_rule == "sum"
            below = sum(weight for day, _amount, weight in found if summed or day == first)
            above = sum(amount for _day, amount, _weight in found)
            value = {
                "flow": above,
                "stock": sum(amount for day, amount, _weight in found if day == last),
                "ratio": below and above / below * (100 if indicator.unit == "percent" else 1),
            }[line.kind]
            self.assertAlmostEqual(line.actual, value, places=3, msg=line.display_name)
            self.assertEqual(line.has_actual, line.kind != "ratio" or bool(below))
            self.assertEqual((line.actual_amount, line.actual_weight), (above, below))
            checked += bool(found)
        self.assertGreater(checked, 100)
