from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..plan.day_common import DayCommon
from .meeting_common import MeetingCommon


@tagged("post_install", "-at_install")
class TestMeeting(MeetingCommon):
    """Begun, who was there, minutes, closed."""

    def test_items_become_activities_when_it_is_closed(self):
        meeting = self._started()
        item = self._item(meeting)
        minutes = meeting.protocol_ids
        self.assertRecordValues(
            minutes, [{"kind": "internal", "state": "draft", "team_id": self.team_north.id, "meeting_id": meeting.id}]
        )
        self.assertFalse(item.activity_ids)
        meeting.action_all_present()
        meeting.attendance_ids.filtered(lambda row: row.user_id == self.user_colleague).is_present = False
        rows = self.env["salestech.meeting.attendance"]
        share = rows._read_group([("meeting_id", "=", meeting.id)], [], ["presence:avg"])[0][0]
        self.assertAlmostEqual(share, 100 * (len(meeting.attendance_ids) - 1) / len(meeting.attendance_ids))
        meeting.action_close()
        self.assertEqual((meeting.state, minutes.state, item.state), ("closed", "closed", "open"))
        self.assertEqual(item.activity_ids.user_id, self.user_manager)
        self.assertNotIn(self.user_colleague.partner_id, minutes.our_participant_ids)
        self.assertIn(self.user_manager.partner_id, minutes.our_participant_ids)
        self.assertEqual((meeting.present_count, meeting.invited_count), (3, 4))

    def test_a_meeting_without_minutes_leaves_none(self):
        meeting = self._started("standup")
        self._item(meeting).unlink()
        self._close(meeting)
        self.assertEqual(meeting.state, "closed")
        self.assertFalse(meeting.protocol_ids)

    def test_the_next_one_speaks_about_what_was_promised(self):
        first = self._started("standup", date=self.today - timedelta(days=1))
        done, late = self._item(first, "Send the offer"), self._item(first, "Find the decision maker")
        self._close(first)
        done.with_user(self.user_manager)._close("done", "Sent at noon")
        second = self._started("standup")
        promises = second.topic_ids.filtered(lambda topic: topic.kind == "promise")
        self.assertEqual(
            {t.name: (t.is_done, t.result) for t in promises},
            {"Send the offer": (True, "Sent at noon"), "Find the decision maker": (False, False)},
        )
        overdue = second.topic_ids.filtered(lambda topic: topic.kind == "overdue" and topic.res_model == late._name)
        self.assertEqual((overdue.res_id, overdue.user_id), (late.id, self.user_manager))
        self.assertEqual(overdue.action_open_record()["res_model"], "salestech.protocol.item")

    def test_late_activities_are_spoken_about_by_name_only_where_one_may_look(self):
        self._adopt_ladder()
        yesterday = self.today - timedelta(days=1)
        lead = self._lead(self.user_manager, name="Ural")
        lead.activity_schedule("mail.mail_activity_data_todo", date_deadline=yesterday, user_id=self.user_manager.id)
        foreign = self._lead(self.user_south_manager, self.team_south, name="Secret")
        foreign.activity_schedule("mail.mail_activity_data_todo", date_deadline=yesterday, user_id=self.user_manager.id)
        topics = self._started().topic_ids.filtered(lambda t: t.user_id == self.user_manager)
        self.assertEqual(set(topics.mapped("name")), {"Ural", "A task of his own"})
        self.assertFalse(topics.filtered(lambda t: t.name != "Ural").res_id)

    def test_only_on_its_day_and_only_once(self):
        later = self._meeting(date=self.today + timedelta(days=3))
        with self.assertRefused("still to come", error=UserError):
            later.action_start()
        meeting = self._started()
        with self.assertRefused("In progress", error=UserError):
            meeting.action_start()
        with self.assertRefused("Tick who was there", error=UserError):
            meeting.action_close()
        self._close(meeting)
        for call in (meeting.action_close, meeting.action_refresh, lambda: self._item(meeting)):
            with self.assertRaises(UserError):
                call()
        with self.assertRefused("closed", error=UserError):
            meeting.attendance_ids[0].is_present = False

    def test_not_held_says_why_and_leaves_the_calendar(self):
        meeting = self._meeting()
        self.assertEqual(meeting.action_cancel()["res_model"], "salestech.document.reason")
        meeting._cancel("Everybody is at the fair")
        self.assertEqual((meeting.state, meeting.cancel_reason), ("cancelled", "Everybody is at the fair"))
        self.assertFalse(meeting.sudo().event_id.active)

    def test_a_meeting_that_nobody_closed_is_late(self):
        kinds = self.env["salestech.deadline.rule"].search([("kind", "=", "salestech.meeting")])
        self.assertEqual(set(kinds.mapped("level")), {"responsible", "department_head"})
        meeting = self._meeting(date=self.today - timedelta(days=9))
        self.assertIn(meeting, meeting._deadline_open())
        meeting.action_start()
        self._close(meeting)
        self.assertFalse(meeting._deadline_open())

    def test_who_is_invited_reads_and_who_leads_works(self):
        meeting = self._started()
        with self.assertRaises(AccessError):
            meeting.with_user(self.user_south_head).read(["state"])
        self.assertEqual(meeting.with_user(self.user_manager).state, "held")
        with self.assertRaises(AccessError):
            meeting.with_user(self.user_manager).action_all_present()
        with self.assertRaises(AccessError):
            self._item(meeting.with_user(self.user_manager))
        with self.assertRefused("buttons"):
            meeting.state = "closed"
        with self.assertRefused("cannot change"):
            meeting.date = self.today + timedelta(days=1)
        meeting.user_id = self.user_leading_manager
        meeting.with_user(self.user_leading_manager).action_all_present()
        self._tick("3.3", "leading_manager", False)
        with self.assertRefused("access matrix"):
            meeting.with_user(self.user_leading_manager).action_close()

    def test_a_guest_comes_and_goes_the_invited_stay(self):
        meeting = self._started()
        rows = meeting.attendance_ids
        guest = rows.create({"meeting_id": meeting.id, "user_id": self.user_department_head.id})
        self.assertTrue(guest.is_guest)
        guest.unlink()
        with self.assertRefused("stays on the list", error=UserError):
            rows[0].unlink()
        with self.assertRefused("cannot change"):
            rows[0].user_id = self.user_director

    def test_minutes_of_another_ones_meeting_are_refused(self):
        meeting = self._started()
        with self.assertRaises(AccessError):
            self.env["salestech.protocol"].with_user(self.user_manager).create(
                {"kind": "internal", "meeting_id": meeting.id, "title": "Mine"}
            )

    def test_the_answer_in_the_calendar_is_shown(self):
        meeting = self._started()
        attendee = meeting.sudo().event_id.attendee_ids.filtered(lambda a: a.partner_id == self.user_manager.partner_id)
        attendee.state = "declined"
        row = meeting.attendance_ids.filtered(lambda r: r.user_id == self.user_manager)
        self.assertEqual(row.answer, "No")

    def test_history_stays(self):
        series = self._series()
        with self.assertRefused("stays in the history", error=UserError):
            series.meeting_ids[:1].unlink()
        meeting = self._meeting()
        event = meeting.sudo().event_id
        meeting.unlink()
        self.assertFalse(event.exists())
        with self.assertRaises(UserError):
            self._started().unlink()
        with self.assertRaises(UserError):
            self._meeting().copy()


@tagged("post_install", "-at_install")
@freeze_time("2027-01-13 08:00:00")
class TestMeetingFigures(DayCommon):
    """Figures of the day, the week and the month, as the board reads them."""

    def _begin(self, kind, user, team, **vals):
        meeting = (
            self.env["salestech.meeting"]
            .with_user(user)
            .create({"kind": kind, "team_id": team.id, "company_id": self.company.id, "date": "2027-01-13", **vals})
        )
        meeting.action_start()
        return meeting

    def _seen(self, meeting, user):
        return self.env["salestech.meeting.figure"].with_user(user).search([("meeting_id", "=", meeting.id)])

    def test_of_each_person_and_the_group(self):
        self._week(cold_call_count=20)
        self._cell("cold_call_count", "2027-01-12", 9)
        self.lines._refresh_actuals(self.company)
        meeting = self._begin("week", self.user_group_head, self.team_north)
        figures = meeting.figure_ids.filtered(lambda f: f.indicator_id.code == "cold_call_count")
        own = figures.filtered(lambda f: f.user_id == self.user_manager)
        self.assertRecordValues(own, [{"target": 20, "actual": 9, "has_actual": True, "percent": 45, "light": "red"}])
        # a week of a group is what its people planned
        self.assertEqual(own.owner, "Manager")
        self.assertEqual((str(meeting.date_from), str(meeting.date_to)), ("2027-01-11", "2027-01-17"))
        seen = self._seen(meeting, self.user_colleague)
        self.assertFalse(seen.filtered(lambda f: f.user_id == self.user_manager))
        with self.assertRefused("by the system"):
            own.with_user(self.user_group_head).actual = 20

    def test_of_each_group_and_the_department(self):
        self._week(cold_call_count=20)
        meeting = self._begin("month", self.user_department_head, self.env["crm.team"], looks_at="current")
        figures = meeting.figure_ids.filtered(lambda f: f.indicator_id.code == "contract_count")
        by_owner = {f.owner: f.target for f in figures}
        self.assertEqual(by_owner["Total"], by_owner["North"] + by_owner["South"])
        self.assertEqual(set(self._seen(meeting, self.user_group_head).mapped("owner")), {"North", "Total"})

    def test_more_people_cost_the_same(self):
        self._week(cold_call_count=20)

        def cost(user, team):
            meeting = (
                self.env["salestech.meeting"]
                .with_user(user)
                .create({"kind": "week", "team_id": team.id, "company_id": self.company.id, "date": "2027-01-13"})
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            meeting._fill()
            return self.env.cr.sql_log_count - before

        for user, team in ((self.user_south_head, self.team_south), (self.user_group_head, self.team_north)):
            cost(user, team)  # each one's rules are read once
        self.assertLessEqual(
            cost(self.user_group_head, self.team_north), cost(self.user_south_head, self.team_south) + 4
        )
