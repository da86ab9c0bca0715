from datetime import date, timedelta

from odoo.tests import BaseCase

from ...tools.working_days import WorkingDays

START = date(2026, 1, 1)
DAYS = [START + timedelta(days=i) for i in range(400)]
HOLIDAYS = {date(2026, 5, 1), date(2026, 5, 4), date(2026, 5, 11)}


class TestWorkingDays(BaseCase):
    def setUp(self):
        super().setUp()
        self.days = WorkingDays(day for day in DAYS if day.weekday() < 5 and day not in HOLIDAYS)

    def test_weekend_is_passed_over(self):
        monday = date(2026, 6, 8)
        self.assertEqual(self.days.before(monday, 1), date(2026, 6, 5))
        self.assertEqual(self.days.before(monday, 0), monday)
        self.assertEqual(self.days.after(date(2026, 6, 5), 1), monday)
        self.assertEqual(self.days.after(date(2026, 6, 6), 1), monday, "A deadline on a Saturday is missed on Monday")

    def test_holidays_are_passed_over(self):
        self.assertEqual(self.days.before(date(2026, 5, 5), 1), date(2026, 4, 30))
        self.assertEqual(self.days.after(date(2026, 4, 30), 1), date(2026, 5, 5))

    def test_latest_is_the_inverse_of_when_a_rule_speaks(self):
        for today in DAYS[100:200]:
            for count in range(8):
                reminded = max(day for day in DAYS[40:350] if self.days.before(day, count) <= today)
                self.assertEqual(self.days.latest_reminded(today, count), reminded, (today, count))
                if count:
                    missed = max(day for day in DAYS[40:350] if self.days.after(day, count) <= today)
                    self.assertEqual(self.days.latest_missed(today, count), missed, (today, count))

    def test_nothing_past_the_ends_of_the_list(self):
        self.assertEqual(self.days.after(DAYS[-1], 30), self.days.days[-1])
        self.assertEqual(self.days.before(START, 5), self.days.days[0])
