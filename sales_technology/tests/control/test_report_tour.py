from odoo.fields import Date
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .report_common import ReportCommon


class MonthEndTour(ReportCommon, HttpCase):
    """The end of a month, by the clock of the wall: a browser has no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.user_manager | cls.user_department_head | cls.user_director).lang = "en_US"
        cls.env["salestech.deadline.rule"].search([("kind", "not like", "salestech.report")]).active = False
        cls.today = cls.company._local_day(cls.env.cr.now())
        cls.first = Date.subtract(cls.today, months=1).replace(day=1)
        for source in cls.env["salestech.indicator"]._sources():
            cls.feed._of(source, cls.company).write({"date_to": cls.today})
        cls._plan("month", str(cls.first), cls.team_north, turnover=1000)
        cls._cell("turnover", Date.add(cls.first, days=9), 300)
        cls.env["salestech.plan.line"]._refresh_actuals(cls.company)

    def _form(self, record, tour, user):
        url = f"/odoo/{'due-reports' if record._name == 'salestech.report' else 'decisions'}/{record.id}"
        self.start_tour(url, tour, login=user.login, timeout=120)
        self.env.invalidate_all()

    def _play(self):
        ago = Date.subtract(self.today, days=9)
        days = self._schedule("daily", date_start=ago)._open_due()
        mine = days.filtered(lambda report: report.user_id == self.user_manager)
        self.start_tour("/odoo/my-reports", "salestech_month_end_day", login=self.user_manager.login, timeout=120)
        self.env.invalidate_all()
        self.assertEqual(
            mine.filtered(lambda report: report.state == "submitted").comment, "Two clients put off their calls"
        )

        months = self._schedule("monthly", date_start=self.first, days_ahead=0, day=1)._open_due()
        month = months.filtered(lambda report: report.date_from == self.first)
        self.assertEqual(month.deviation_ids.indicator_id.code, "turnover")
        head, director = self.user_department_head, self.user_director
        self._form(month, "salestech_month_end_month", head)
        self.assertEqual(month.deviation_ids.explanation, "Two large orders slipped into the next month")
        url = f"/odoo/deviations/{month.deviation_ids.id}"
        self.start_tour(url, "salestech_month_end_decide", login=head.login, timeout=120)
        self.env.invalidate_all()
        month.decision_ids.write({"cause_id": self.cause.id, "kind_id": self.kind.id})
        self._form(month, "salestech_month_end_submit", head)
        self._form(month, "salestech_month_end_accept", director)
        self._form(month.decision_ids, "salestech_month_end_agree", director)
        self.assertRecordValues(month, [{"state": "accepted", "decided_by_id": director.id}])
        self.assertRecordValues(month.decision_ids, [{"state": "agreed", "agreed_by_id": director.id}])
        self._escalates(days.filtered(lambda report: report.state == "open").sorted("date_deadline")[0])

    def _escalates(self, late):
        """What nobody wrote has gone up, one level after the other."""
        with mute_logger("odoo.addons.base.models.ir_cron"):
            self.env.ref("sales_technology.ir_cron_deadlines").method_direct_trigger()
        self.env.invalidate_all()
        notices = self.env["salestech.deadline.notice"].search(
            [("res_model", "=", "salestech.report"), ("res_id", "=", late.id)]
        )
        told = notices.digest_ids.user_id
        self.assertEqual(told, late.user_id | late.team_id.user_id | self.user_department_head)
        self.assertEqual(len(notices), 3)


@tagged("post_install", "-at_install")
class TestMonthEndTourDesk(MonthEndTour):
    browser_size = "1440x900"

    def test_end_of_a_month(self):
        self._play()


@tagged("post_install", "-at_install")
class TestMonthEndTourPhone(MonthEndTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_end_of_a_month(self):
        self._play()
