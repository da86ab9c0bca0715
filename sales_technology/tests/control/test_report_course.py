from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .report_common import ReportCommon


@tagged("post_install", "-at_install")
class TestReportCourse(ReportCommon):
    """Written by its author, accepted or returned by the next one above."""

    def _daily(self):
        reports = self._open(self._schedule("daily", date_start="2026-11-24"), "2026-11-24 07:00:00")
        return reports.filtered(lambda report: report.user_id == self.user_manager)

    @freeze_time("2026-11-24 16:00:00")
    def test_submitted_accepted(self):
        report = self._daily()
        mine = report.with_user(self.user_manager)
        self.assertTrue(mine.can_write)
        mine.comment = "A good day"
        mine.action_submit()
        self.assertEqual(
            (report.state, report.is_late, report.submitted_by_id), ("submitted", False, self.user_manager)
        )
        self.assertEqual(report.activity_ids.user_id, self.user_group_head)
        with self.assertRefused("submitted already", "Group head", error=UserError):
            mine.action_submit()
        with self.assertRefused("submitted already", error=UserError):
            mine.comment = "Later"
        self.assertTrue(report.with_user(self.user_group_head).can_decide)
        report.with_user(self.user_group_head).action_accept()
        self.assertEqual((report.state, report.decided_by_id), ("accepted", self.user_group_head))
        self.assertFalse(report.activity_ids)
        with self.assertRefused("accepted", error=UserError):
            report.with_user(self.user_group_head).action_accept()

    @freeze_time("2026-11-24 20:00:00")
    def test_late_is_late_and_stays(self):
        report = self._daily()
        mine = report.with_user(self.user_manager)
        self.assertTrue(mine.is_over)
        mine.action_submit()
        self.assertTrue(report.is_late)
        report.with_user(self.user_group_head).action_accept()
        self.assertTrue(report.is_late)

    @freeze_time("2026-11-24 16:00:00")
    def test_returned_with_the_reason(self):
        report = self._daily()
        mine, head = report.with_user(self.user_manager), report.with_user(self.user_group_head)
        mine.action_submit()
        action = head.action_ask_return()
        wizard = self.env["salestech.report.return"].with_user(self.user_group_head).with_context(**action["context"])
        with self.assertRefused("Write down why", error=UserError):
            wizard.create({"reason": " "}).action_return()
        wizard.create({"reason": "Which clients?"}).action_return()
        self.assertEqual((report.state, report.return_reason), ("returned", "Which clients?"))
        self.assertEqual(str(report.date_deadline), "2026-11-25")
        self.assertEqual(report.activity_ids.user_id, self.user_manager)
        mine.comment = "Alpha and Beta"
        mine.action_submit()
        self.assertEqual((report.state, report.return_reason), ("submitted", False))
        self.assertFalse(report.is_late)

    @freeze_time("2026-11-24 16:00:00")
    def test_only_the_author_writes_and_only_those_above_decide(self):
        report = self._daily()
        for user in (self.user_group_head, self.user_department_head):
            with self.subTest(user.name), self.assertRefused("written by Manager"):
                report.with_user(user).write({"comment": "Mine"})
            with self.subTest(user.name), self.assertRefused("written by Manager"):
                report.with_user(user).action_submit()
        report.with_user(self.user_manager).action_submit()
        with self.assertRefused("yourself"):
            report.with_user(self.user_manager).action_accept()
        for user in (self.user_colleague, self.user_south_head):
            with self.subTest(user.name), self.assertRaises(AccessError):
                report.with_user(user).action_accept()
        report.with_user(self.user_department_head).action_accept()  # stands above the group head

    @freeze_time("2026-11-24 16:00:00")
    def test_facts_are_not_written_by_hand(self):
        mine = self._daily().with_user(self.user_manager)
        for vals in ({"state": "accepted"}, {"is_late": False}, {"deadline_at": "2027-01-01"}, {"user_id": False}):
            with self.subTest(vals), self.assertRaises(AccessError):
                mine.write(vals)
        for call in (mine.unlink, lambda: mine.create({"schedule_id": mine.sudo().schedule_id.id})):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            mine.line_ids.create({"report_id": mine.id, "indicator_id": self._indicator("turnover").id})

    @freeze_time("2026-11-24 16:00:00")
    def test_without_the_process_no_report(self):
        report = self._daily()
        self._tick("3.2", "manager", False)
        with self.assertRefused("3.2"):
            report.with_user(self.user_manager).action_submit()

    def test_one_person_for_everything_may_accept_by_the_setting(self):
        report = self._month(demands="comment")
        with freeze_time("2026-12-02 09:00:00"):
            mine = report.with_user(self.user_department_head)
            mine.comment = "A weak month"
            mine.action_submit()
            self.assertEqual(report.decider_ids, self.user_director)
            with self.assertRefused("yourself"):
                mine.action_accept()
            self.user_department_head.group_ids += self.env.ref("sales_technology.group_salestech_director")
            with self.assertRefused("yourself"):
                mine.action_accept()
            self.company.plan_self_approval = True
            mine.action_accept()
        self.assertEqual(report.state, "accepted")

    def test_a_month_is_not_reported_before_it_is_over(self):
        month = self._schedule("monthly", date_start="2026-11-01", days_ahead=30)
        report = self._open(month, "2026-11-20 09:00:00").with_user(self.user_department_head)
        with freeze_time("2026-11-20 10:00:00"), self.assertRefused("still runs", error=UserError):
            report.action_submit()
        with freeze_time("2026-11-30 10:00:00"):
            report.action_submit()
        self.assertEqual(report.state, "submitted")

    def test_deviations_are_explained_and_decided_on_first(self):
        report = self._month()
        mine = report.with_user(self.user_department_head)
        self.assertEqual(mine.deviation_ids.indicator_id.code, "turnover")
        with freeze_time("2026-12-02 09:00:00"):
            with self.assertRefused("Turnover", "Say why", "corrective decision", error=UserError):
                mine.action_submit()
            mine.write(
                {
                    "deviation_ids": [
                        (1, mine.deviation_ids.id, {"explanation": "Two orders slipped", "cause_id": self.cause.id})
                    ]
                }
            )
            with self.assertRefused("corrective decision: Turnover", error=UserError):
                mine.action_submit()
            action = mine.deviation_ids.action_decide()
            decision = self.env["salestech.decision"].with_user(self.user_department_head)
            decision.with_context(**action["context"]).create({"description": "Visit both"})
            mine.action_submit()
            self.assertEqual((report.state, report.decision_count), ("submitted", 1))
            with self.assertRefused("submitted already", error=UserError):
                mine.deviation_ids.explanation = "Else"
            # the director has the right to read and decides
            report.with_user(self.user_director).action_ask_return()
            report.with_user(self.user_director).action_accept()

    @freeze_time("2026-12-02 09:00:00")
    def test_deviations_are_the_authors_and_figures_nobodys(self):
        report = self._month()
        deviation = report.deviation_ids
        with self.assertRaises(AccessError):
            deviation.with_user(self.user_group_head).explanation = "Mine"
        mine = deviation.with_user(self.user_department_head)
        for vals in ({"actual": 9}, {"active": False}, {"report_id": report.id}):
            with self.subTest(vals), self.assertRefused("from the figures"):
                mine.write(vals)
        with self.assertRaises(AccessError):
            mine.unlink()
