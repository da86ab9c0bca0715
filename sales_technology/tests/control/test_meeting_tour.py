from odoo import fields
from odoo.tests import HttpCase, tagged

from .meeting_common import MeetingCommon


class MeetingTour(MeetingCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.user_group_head | cls.user_manager).lang = "en_US"
        # the tour picks "today" in the browser, whose clock runs in UTC: late in the evening Berlin is a day ahead
        cls.company.resource_calendar_id.tz = "UTC"
        cls.today = cls.company._local_day(fields.Datetime.now())

    def _play_week(self):
        """Begin, tick, write down an item, close; then the stand-up screen."""
        meeting = self._meeting("week")
        self.start_tour(
            f"/odoo/group-meetings/{meeting.id}",
            "salestech_week_meeting",
            login=self.user_group_head.login,
            timeout=120,
        )
        self.env.invalidate_all()
        self.assertRecordValues(meeting, [{"state": "closed", "present_count": 3}])
        item = meeting.item_ids
        self.assertRecordValues(item, [{"name": "Call Ural back", "state": "open", "user_id": self.user_manager.id}])
        self.assertEqual(item.activity_ids.user_id, self.user_manager)
        self.start_tour("/odoo/stand-up", "salestech_standup_wall", login=self.user_group_head.login)


@tagged("post_install", "-at_install")
class TestMeetingTourDesk(MeetingTour):
    browser_size = "1440x900"

    def test_week(self):
        self._play_week()


@tagged("post_install", "-at_install")
class TestMeetingTourPhone(MeetingTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_week(self):
        self._play_week()
