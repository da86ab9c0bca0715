from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .report_common import ReportCommon


@tagged("post_install", "-at_install")
class TestDecision(ReportCommon):
    """Worked out, agreed, carried out in the next period, measured (rules 9 and 10)."""

    def setUp(self):
        super().setUp()
        freezer = freeze_time("2026-12-02 09:00:00")
        freezer.start()
        self.addCleanup(freezer.stop)

    def _decision(self, user=None, **vals):
        given = {
            **{"indicator_id": self._indicator("cold_call_count").id, "team_id": self.team_north.id, "goal": 10},
            **{"cause_id": self.cause.id, "kind_id": self.kind.id, "description": "A day of calls together"},
        }
        return self.env["salestech.decision"].with_user(user or self.user_group_head).create({**given, **vals})

    def _reason(self, record, verb, reason, user):
        action = record.with_user(user)._ask_reason(verb)
        wizard = self.env["salestech.document.reason"].with_user(user).with_context(**action["context"])
        wizard.create({"reason": reason}).action_apply()

    def test_from_a_deviation(self):
        deviation = self._month().deviation_ids
        deviation.with_user(self.user_department_head).cause_id = self.cause
        context = deviation.with_user(self.user_department_head).action_decide()["context"]
        decision = (
            self.env["salestech.decision"].with_user(self.user_department_head).with_context(**context).create({})
        )
        self.assertRecordValues(
            decision,
            [
                {
                    **{
                        "indicator_id": deviation.indicator_id.id,
                        "cause_id": self.cause.id,
                        "goal": 1500,
                        "level": "month",
                    },
                    **{"state": "draft", "responsible_id": self.user_department_head.id},
                }
            ],
        )
        self.assertEqual((str(decision.date_from), str(decision.date_to)), ("2026-12-01", "2026-12-31"))
        self.assertEqual(decision.report_id, deviation.report_id)

    def test_the_course_to_the_measure(self):
        decision = self._decision(
            user_id=self.user_manager.id, responsible_id=self.user_manager.id, date_from="2026-12-01"
        )
        self.assertEqual(str(decision.date_deadline), "2026-12-31")
        decision.action_propose()
        self.assertEqual(decision.sudo().activity_ids.user_id, self.user_department_head)
        with self.assertRefused("yourself"):
            decision.action_agree()
        decision.with_user(self.user_department_head).action_agree()
        self.assertEqual((decision.state, decision.agreed_by_id), ("agreed", self.user_department_head))
        with self.assertRefused("is agreed", error=UserError):
            decision.goal = 1
        mine = decision.with_user(self.user_manager)
        mine.action_start()
        self._reason(decision, "done", "Forty calls in two days", self.user_manager)
        self.assertEqual((decision.state, decision.result), ("done", "Forty calls in two days"))
        self._cell("cold_call_count", "2026-11-10", 6)
        self._cell("cold_call_count", "2026-12-10", 12)
        self.assertFalse(decision.sudo()._measure_due(self.company))
        with freeze_time("2027-01-01 09:00:00"):
            self.assertEqual(self.env["salestech.decision"]._measure_due(self.company), decision.sudo())
            self.assertFalse(self.env["salestech.decision"]._measure_due(self.company))
        self.assertRecordValues(
            decision,
            [{"state": "measured", "figure_before": 6, "figure_after": 12, "effect": "yes", "effective_part": 100}],
        )

    def test_less_is_better_and_no_data(self):
        claims = self._indicator("claim_count")
        down = self._decision(indicator_id=claims.id, goal=2, date_from="2026-12-01")
        late = self._decision(date_from="2027-02-01")
        (down | late).sudo().write({"state": "done"})
        self._cell("claim_count", "2026-12-10", 3)
        with freeze_time("2027-03-02 09:00:00"):
            self.env["salestech.decision"]._measure_due(self.company)
        self.assertEqual((down.effect, down.figure_before, down.has_before), ("no", 0, True))
        self.assertEqual((late.effect, late.has_after), ("unknown", False))

    def test_what_is_missing_is_said_at_once(self):
        decision = self._decision(cause_id=False, kind_id=False, description=" ", goal=0)
        with self.assertRefused("cause", "kind", "what is done", "measure of success", error=UserError):
            decision.action_propose()
        for goal in (-1, float("nan"), 1e14):
            with self.subTest(goal), self.assertRaises(ValidationError), self.env.cr.savepoint():
                decision.write({"goal": goal})

    def test_returned_with_the_reason(self):
        decision = self._decision()
        self._reason(decision, "return", "Too vague", self.user_department_head)
        self.assertEqual((decision.state, decision.return_reason), ("draft", "Too vague"))
        self.assertEqual(decision.sudo().activity_ids.user_id, self.user_group_head)

    def test_who_works_out_and_who_does_not(self):
        for user, team in (
            (self.user_manager, self.team_north),
            (self.user_south_head, self.team_north),
            (self.user_director, self.team_north),
            (self.user_group_head, self.team_south),
        ):
            with self.subTest(user.name), self.assertRaises(AccessError), self.env.cr.savepoint():
                self._decision(user, team_id=team.id)
        decision = self._decision(self.user_department_head, team_id=self.team_south.id)
        with self.assertRaises(AccessError):
            decision.with_user(self.user_group_head).read(["goal"])
        with self.assertRaises(AccessError):
            decision.write({"state": "agreed"})
        decision.unlink()

    def test_measuring_more_costs_the_same(self):
        def cost(count):
            decisions = self.env["salestech.decision"]
            for _number in range(count):
                decisions |= self._decision(date_from="2026-12-01").sudo()
            decisions.write({"state": "done"})
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time("2027-01-02 09:00:00"):
                before = self.env.cr.sql_log_count
                self.env["salestech.decision"].with_context(tracking_disable=True)._measure_due(self.company)
                return self.env.cr.sql_log_count - before

        cost(1)
        few, many = cost(2), cost(8)
        self.assertLessEqual(many, few + 1)
