from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..plan.day_common import DayCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-01-13 12:00:00")
class TestStandup(DayCommon):
    """The stand-up screen: one call, the reader's rights, the same cost for more people."""

    def _standup(self, user, *args):
        meetings = self.env["salestech.meeting"].with_context(allowed_company_ids=user.company_id.ids)
        return meetings.with_user(user).get_standup(*args)

    def _row(self, board, name):
        return next(row for row in board["people"] if row["name"] == name)

    def _played(self):
        self._week(cold_call_count=20)
        self._evening("2027-01-11")
        self._evening("2027-01-12")
        self._cell("cold_call_count", "2027-01-13", 3)

    def test_a_persons_day(self):
        self._played()
        board = self._standup(self.user_group_head)
        self.assertEqual((board["title"], board["day"]), ("North", "2027-01-13"))
        number = [one["name"] for one in board["indicators"]].index("Cold calls")
        row = self._row(board, "Manager")
        target = self._line(self._day("2027-01-13"), "cold_call_count").target
        self.assertEqual(row["cells"][number], {"target": target, "actual": 3, "is_done": False})
        self.assertEqual(row["missed"], self._day("2027-01-12").missed_count)
        self.assertGreater(row["missed"], 0)
        self.assertEqual(board["total"]["cells"][number]["actual"], 3)
        self.assertEqual(len(board["people"]), 3)

    def test_calls_meetings_and_what_is_overdue(self):
        lead = self._lead(
            self.user_manager, name="Ural", partner_id=self.env["res.partner"].create({"name": "Ural"}).id
        )
        call = lead.activity_schedule(
            "mail.mail_activity_data_call", date_deadline="2027-01-12", user_id=self.user_manager.id
        )
        late = lead.activity_schedule(
            "mail.mail_activity_data_todo", date_deadline="2027-01-11", user_id=self.user_manager.id
        )
        self.env["calendar.event"].create(
            {
                "name": "Needs",
                "opportunity_id": lead.id,
                "user_id": self.user_manager.id,
                "start": "2027-01-13 14:00:00",
                "stop": "2027-01-13 15:00:00",
            }
        )
        row = self._row(self._standup(self.user_group_head), "Manager")
        self.assertEqual((row["calls"], row["meetings"], row["overdue"]), (0, [0, 1], 1), "one lead, spoken of once")
        call.action_done()
        call.date_done = "2027-01-13"
        row = self._row(self._standup(self.user_group_head), "Manager")
        self.assertEqual((row["calls"], row["overdue"]), (1, 1))
        late.unlink()
        self.assertEqual(self._row(self._standup(self.user_group_head), "Manager")["overdue"], 0)

    def test_a_reader_sees_what_he_may(self):
        self._played()
        self.assertEqual([row["name"] for row in self._standup(self.user_manager)["people"]], ["Manager"])
        board = self._standup(self.user_group_head, self.team_south.id)
        self.assertEqual(board["title"], "North")
        self.assertEqual(self._standup(self.user_department_head, self.team_south.id)["title"], "South")
        self.assertEqual(self._standup(self.user_director, self.team_north.id)["title"], "North")
        with self.assertRaises(AccessError):
            self._standup(self.user_salesman)

    def test_a_group_without_anything_is_no_error(self):
        board = self._standup(self.user_abroad_head)
        self.assertEqual(board["promises"], [])
        self.user_abroad_manager.active = False
        self.assertEqual(self._standup(self.user_abroad_head)["total"]["calls"], 0)

    def test_one_call_of_constant_cost(self):
        self._played()

        def cost(user):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._standup(user)
            return self.env.cr.sql_log_count - before

        cost(self.user_group_head)  # rules are read once
        few = cost(self.user_group_head)
        self.team_north.member_ids = [Command.link(self._user(f"more_{n}", self.ROLES["manager"]).id) for n in range(5)]
        cost(self.user_group_head)  # new users make all rules be read again
        self.assertLessEqual(cost(self.user_group_head), few, "eight people and three")
        self.assertEqual(len(self._standup(self.user_group_head)["people"]), 8)
        self.assertLessEqual(few, 40)
