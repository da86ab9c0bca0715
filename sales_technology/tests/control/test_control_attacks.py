from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .report_common import ReportCommon

EVERYBODY = ("manager", "group_head", "department_head", "director", "administrator")


@tagged("post_install", "-at_install")
class TestControlAttacks(ReportCommon):
    """What somebody writes past the buttons: facts, figures reckoned by the system, days and people nobody means."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-11-24 10:00:00"):
            cls.daily = cls._schedule("daily", date_start="2026-11-24")
            reports = cls.daily._open_due()
        cls.report = reports.filtered(lambda report: report.user_id == cls.user_manager)

    def _decision(self, **vals):
        given = {
            **{"indicator_id": self._indicator("cold_call_count").id, "team_id": self.team_north.id, "goal": 10},
            **{"cause_id": self.cause.id, "kind_id": self.kind.id, "description": "A day of calls together"},
        }
        return self.env["salestech.decision"].with_user(self.user_group_head).create({**given, **vals})

    def _assert_refused(self, record, *vals_list):
        for vals in vals_list:
            with self.subTest(record._name, user=record.env.user.name, vals=vals), self.assertRaises(AccessError):
                record.write(vals)

    def test_facts_of_a_report_are_written_by_nobody(self):
        for name in EVERYBODY:
            self._assert_refused(
                self.report.with_user(getattr(self, f"user_{name}")),
                {"state": "accepted"},
                {"is_late": False},
                {"responsible_id": self.user_manager.id},
                {"day_note": "A great day"},
                {"threshold": 1},
                {"deadline_at": "2030-01-01 00:00:00"},
                {"sent_at": "2026-11-24 10:00:00"},
                {"line_ids": [Command.create({"indicator_id": self._indicator("turnover").id})]},
                {"deviation_ids": [Command.create({"indicator_id": self._indicator("turnover").id})]},
            )

    def test_what_is_reckoned_is_written_by_nobody(self):
        decision = self._decision()
        self._assert_refused(
            decision,
            {"effective_part": 100},
            {"effect": "yes"},
            {"date_to": "2030-12-31"},
            {"date_deadline": "2030-12-31"},
            {"report_id": self.report.id},
        )
        card = self.env["salestech.scorecard"].with_user(self.user_department_head)
        card = card.create(
            {"scope": "team", "team_id": self.team_north.id, "user_id": self.user_group_head.id, "year": 2026}
        )
        self._assert_refused(card, {"score": 200}, {"weight_total": 100}, {"date_to": "2030-12-31"})
        self._assert_refused(card.line_ids[:1], {"score": 200}, {"percent": 200})
        change = self.env["salestech.change"].with_user(self.user_group_head).create({"name": "A new law"})
        self._assert_refused(change, {"date_deadline": "2030-12-31"})

    def test_a_context_brings_no_facts(self):
        for name, value in (("state", "agreed"), ("effect", "yes"), ("figure_after", 5), ("effective_part", 100)):
            decisions = self.env["salestech.decision"].with_user(self.user_group_head)
            with self.subTest(name), self.assertRaises(AccessError):
                decisions.with_context(**{f"default_{name}": value}).create(
                    {"indicator_id": self._indicator("turnover").id, "team_id": self.team_north.id}
                )
        # the same as the default is none
        self.assertTrue(self._decision(proposed_by_id=self.user_group_head.id))

    def test_people_who_do_not_work_here(self):
        stranger = self.env["res.users"].create(
            {"name": "Stranger", "login": "stranger", "group_ids": [Command.set(self.env.ref("base.group_portal").ids)]}
        )
        for field in ("responsible_id", "user_id"):
            with self.subTest(field), self.assertRefused("Stranger", "does not work", error=ValidationError):
                self._decision(**{field: stranger.id})

    def test_days_that_nobody_means(self):
        for day in ("0001-01-01", "9999-12-31"):
            with self.subTest(day), self.assertRefused("between 1990 and 2200", error=ValidationError):
                self._decision(date_from=day)
            meetings = self.env["salestech.meeting"].with_user(self.user_group_head)
            with self.subTest(day), self.assertRefused("between 1990 and 2200", error=ValidationError):
                meetings.create({"kind": "week", "date": day, "team_id": self.team_north.id})
            schedules = self.Schedule.with_user(self.user_administrator)
            with self.subTest(day), self.assertRefused("within a year", error=ValidationError):
                schedules.create({"kind": "daily", "date_start": day})

    def test_submitted_in_two_tabs(self):
        report = self.report.with_user(self.user_manager)
        with freeze_time("2026-11-24 16:00:00"):
            report.comment = "<script>alert(1)</script>"
            report.action_submit()
            with self.assertRefused("was submitted already", error=UserError):
                report.action_submit()

    def test_a_company_without_a_calendar(self):
        self.company.resource_calendar_id = False
        schedule = self._schedule("monthly", scope="group", date_start="2026-10-01", counting="working")
        self.assertTrue(self._open(schedule, "2026-11-10 09:00:00"))

    def test_the_hour_that_a_summer_night_skips_or_has_twice(self):
        self.company.resource_calendar_id.tz = "Europe/Berlin"
        # half past two: there is none, so half past three; there are two, so the first
        self.assertEqual(self.company._moment_at(date(2026, 3, 29), 2.5), datetime(2026, 3, 29, 1, 30))
        self.assertEqual(self.company._moment_at(date(2026, 10, 25), 2.5), datetime(2026, 10, 25, 0, 30))
