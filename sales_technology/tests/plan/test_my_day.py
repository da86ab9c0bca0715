from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .day_common import DayCommon


@tagged("post_install", "-at_install")
class TestMyDay(DayCommon):
    """One screen tells a manager what the day asks and what there is to do."""

    def _today(self):
        self._week(cold_call_count=20, needs_meeting_count=5)
        self._evening("2027-01-08")
        return self.plans.with_user(self.user_manager)

    def _row(self, data, code):
        return next(row for row in data["rows"] if row["code"] == code)

    @freeze_time("2027-01-11 09:00:00")
    def test_figures_and_tasks(self):
        mine = self._today()
        lead = self._lead(self.user_manager)
        for user, day in (
            (self.user_manager, "2027-01-11"),
            (self.user_manager, "2027-01-12"),
            (self.user_colleague, "2027-01-11"),
        ):
            lead.activity_schedule("mail.mail_activity_data_call", date_deadline=day, user_id=user.id)
        self.env["calendar.event"].create(
            [
                {
                    "name": name,
                    "start": f"2027-01-11 {hour}:00:00",
                    "stop": f"2027-01-11 {hour}:30:00",
                    "user_id": self.user_manager.id,
                    "opportunity_id": lead.id,
                    "purpose": "needs",
                }
                for name, hour in (("Early", "06"), ("Late", "15"))
            ]
        )
        self._cell("cold_call_count", "2027-01-11", 3)
        data = mine.get_my_day()
        row = self._row(data, "cold_call_count")
        self.assertEqual((row["norm"], row["actual"], row["week_target"], row["week_actual"]), (4, 3, 20, 3))
        self.assertEqual(row["planned"], 1)
        self.assertEqual(self._row(data, "needs_meeting_count")["planned"], 2)
        self.assertEqual(len(data["tasks"]), 1)
        self.assertEqual([m["is_over"] for m in data["meetings"]], [True, False])
        self.assertFalse(data["hint"])

    def test_without_a_plan_it_says_why(self):
        with freeze_time("2026-11-24 09:00:00"):
            *_above, weeks = self._season()
        mine = self.plans.with_user(self.user_manager)
        with freeze_time("2027-01-11 09:00:00"):
            self.assertIn("still working", mine.get_my_day()["hint"])
            week = weeks.filtered(lambda plan: plan.user_id == self.user_manager and plan.date_from.day == 11)
            week.with_user(self.user_group_head).action_submit()
            answer = mine.get_my_day()
            self.assertIn("Accept your plan", answer["hint"])
            self.assertEqual(answer["week_id"], week.id)
        with freeze_time("2028-01-11 09:00:00"):
            self.assertIn("has not set", mine.get_my_day()["hint"])

    @freeze_time("2027-01-11 09:00:00")
    def test_clients_to_call_fill_the_day(self):
        mine = self._today()
        leads = self.env["crm.lead"].union(*(self._lead(self.user_manager) for _number in range(3)))
        self._lead(self.user_colleague)
        leads[0].activity_schedule("mail.mail_activity_data_todo", user_id=self.user_manager.id)
        self.assertEqual(mine.take_clients(5), 2)
        self.assertEqual((leads[1] | leads[2]).activity_ids.mapped("user_id"), self.user_manager)
        self.assertEqual(self._row(mine.get_my_day(), "cold_call_count")["planned"], 2)
        with self.assertRefused("without a plan", error=UserError):
            mine.take_clients(5)
        for count in (0, 1000, "x", None):
            with self.subTest(count), self.assertRefused("between 1 and", error=UserError):
                mine.take_clients(count)
        with self.assertRaises(AccessError):
            self.plans.with_user(self.user_director).take_clients(1)

    @freeze_time("2027-01-11 09:00:00")
    def test_the_day_costs_the_same_for_more_tasks(self):
        mine = self._today()

        def cost(more):
            for _number in range(more):
                lead = self._lead(self.user_manager)
                lead.activity_schedule("mail.mail_activity_data_call", user_id=self.user_manager.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            mine.get_my_day()
            return self.env.cr.sql_log_count - before

        cost(1)  # warms the caches
        few = cost(1)
        self.assertLessEqual(cost(10), few)
