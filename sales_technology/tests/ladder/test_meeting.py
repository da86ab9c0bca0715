from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from .touch_common import NOW, TODAY, TouchCommon

TOMORROW = {"start": "2026-11-26 07:00:00", "stop": "2026-11-26 08:00:00"}


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestMeeting(TouchCommon):
    def test_meeting_with_a_client_is_planned_and_has_a_purpose(self):
        meeting = self._meeting(**TOMORROW)
        self.assertEqual(meeting.meeting_state, "planned")
        self.assertEqual(meeting.purpose, "introduction")
        self.assertTrue(meeting.is_client_meeting)

    def test_purpose_goes_on_with_what_was_held(self):
        for purpose in ("introduction", "needs", "terms", "terms"):
            meeting = self._meeting()
            self.assertEqual(meeting.purpose, purpose)
            meeting.action_held()
        self.assertEqual(self._meeting(purpose="other").purpose, "other")

    def test_other_events_are_left_alone(self):
        event = (
            self.env["calendar.event"]
            .with_user(self.user_none)
            .create({"name": "Lunch", "start": f"{TODAY} 07:00:00", "stop": f"{TODAY} 08:00:00"})
        )
        self.assertFalse(event.meeting_state)
        self.assertFalse(event.purpose)
        team = self.env["crm.team"].create({"name": "Plain", "ladder_id": False})
        self.assertFalse(self._meeting(self._lead(self.user_manager, team)).meeting_state)

    def test_held_closes_the_touch_and_the_scenario_goes_on(self):
        self._choose()
        touch = self.env["mail.activity"].create(self._touch("meeting")._prepare_touch_vals(self.lead, self.day(TODAY)))
        meeting = self._meeting(activity_ids=[(6, 0, touch.ids)])
        meeting.action_held()
        self.assertFalse(touch.active)
        thanks = self._open().filtered(lambda a: a.scenario_touch_id == self._touch("thanks"))
        self.assertEqual(thanks.date_deadline, self.day(TODAY))

    def test_meeting_to_come_cannot_be_held(self):
        with self.assertRefused("still to come", error=UserError):
            self._meeting(**TOMORROW).action_held()

    def test_held_meeting_cannot_be_moved_into_the_future(self):
        meeting = self._meeting()
        meeting.action_held()
        with self.assertRefused("still to come", error=UserError):
            meeting.write(TOMORROW)

    def test_not_held_needs_a_reason(self):
        meeting = self._meeting()
        with self.assertRefused("Say why", error=UserError):
            meeting.write({"meeting_state": "not_held"})
        action = meeting.action_not_held()
        form = Form(self.env[action["res_model"]].with_user(self.user_manager).with_context(**action["context"]))
        form.reason = "The client fell ill"
        form.save().action_save()
        self.assertEqual(meeting.meeting_state, "not_held")
        self.assertEqual(meeting.not_held_reason, "The client fell ill")
        self.assertFalse(self._open(), "the meeting is off the plan")

    def test_meeting_that_fell_through_is_agreed_anew(self):
        self._choose()
        self._open().unlink()
        touch = self.env["mail.activity"].create(self._touch("meeting")._prepare_touch_vals(self.lead, self.day(TODAY)))
        meeting = self._meeting(activity_ids=[(6, 0, touch.ids)])
        meeting.write({"meeting_state": "not_held", "not_held_reason": "Ill"})
        self.assertEqual(self._open().scenario_touch_id, self._touch("again"))
        self.assertEqual(self._open().date_deadline, self.day("2026-11-26"))

    def test_touch_marked_done_means_held(self):
        meeting = self._meeting()
        meeting.activity_ids.with_user(self.user_manager).action_done()
        self.assertEqual(meeting.meeting_state, "held")

    def test_deciding_needs_the_process_and_the_client(self):
        meeting = self._meeting()
        for user in (self.user_director, self.user_south_manager, self.user_none, self.user_salesman):
            with self.assertRefused():
                meeting.with_user(user).write({"meeting_state": "held"})
        self._tick("2.1.5", "manager", False)
        with self.assertRefused("2.1.5"):
            meeting.action_held()
        self._tick("2.1.5", "manager", True)
        meeting.action_held()

    def test_facts_of_a_held_meeting_are_for_those_of_the_client(self):
        meeting = self._meeting()
        meeting.action_held()
        for vals in (
            {"purpose": "terms"},
            {"user_id": self.user_none.id},
            {"active": False},
            {"meeting_state": "planned"},
        ):
            with self.assertRefused():
                meeting.with_user(self.user_none).write(vals)
        meeting.with_user(self.user_none).location = "Room 5"
        meeting.purpose = "needs"

    def test_event_without_a_client_cannot_be_held(self):
        event = self.env["calendar.event"].create(
            {"name": "Lunch", "start": f"{TODAY} 07:00:00", "stop": f"{TODAY} 08:00:00"}
        )
        with self.assertRefused("no meeting with a client", error=UserError):
            event.meeting_state = "held"

    def test_held_meeting_stays(self):
        meeting = self._meeting()
        meeting.action_held()
        with self.assertRefused("cannot be deleted", error=UserError):
            meeting.unlink()

    def test_gate_sees_the_held_meeting(self):
        gate = [("id", "=", self.lead.id), ("calendar_event_ids", "any", [("meeting_state", "=", "held")])]
        meeting = self._meeting()
        self.assertFalse(self.lead.search(gate))
        meeting.action_held()
        self.assertTrue(self.lead.search(gate))

    def test_mending_opens_the_meeting_that_waits(self):
        self.assertEqual(self._as(self.user_manager)._mend_meeting_held(None)["res_model"], "calendar.event")
        meeting = self._meeting()
        self.assertEqual(self._as(self.user_manager)._mend_meeting_held(None)["res_id"], meeting.id)

    def test_merge_keeps_held_meetings(self):
        meeting = self._meeting()
        meeting.action_held()
        other = self._client(name="Twin", user=self.user_manager)
        lead = (self.lead | other).with_user(self.user_department_head).merge_opportunity()
        self.assertEqual(meeting.opportunity_id.id, lead.id)
        self.assertEqual(meeting.meeting_state, "held")
