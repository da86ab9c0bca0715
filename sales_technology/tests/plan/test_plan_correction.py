from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import NOW, PlanCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPlanCorrection(PlanCommon):
    """Corrections: only towards better, only coming periods, decided on by another person, kept."""

    def setUp(self):
        super().setUp()
        self.year, self.quarters, months, _weeks = self._season()
        january = months.filtered(lambda plan: plan.date_from.month == 1)
        self.month = january.filtered(lambda plan: plan.team_id == self.team_north)
        self.corrections = self.env["salestech.plan.correction"].with_user(self.user_department_head)

    def _correct(self, code, target, plan=None):
        plan = plan or self.month
        row = {"line_id": self._line(plan, code).id, "new_target": target}
        return self.corrections.create({"plan_id": plan.id, "reason": "More demand", "line_ids": [Command.create(row)]})

    def test_raised_approved_and_kept(self):
        line = self._line(self.month, "contract_count")
        old = line.target
        correction = self._correct("contract_count", old + 5)
        correction.action_submit()
        self.assertEqual(correction.sudo().activity_ids.user_id, self.user_group_head)
        correction.with_user(self.user_group_head).action_approve()
        self.assertEqual(line.target, old + 5)
        row = correction.line_ids
        self.assertEqual((row.old_target, row.new_target), (old, old + 5))
        self.assertEqual((correction.decided_by_id, correction.state), (self.user_group_head, "approved"))
        self.assertTrue(any("More demand" in (message.body or "") for message in self.month.message_ids))
        with self.assertRaises(UserError):
            correction.unlink()

    def test_only_upward(self):
        with self.assertRefused("may only raise", error=ValidationError):
            self._correct("contract_count", 0)
        with self.assertRefused("may only lower", error=ValidationError):
            self._correct("claim_count", 50)

    def test_downward_where_less_is_better(self):
        plan = self.quarters.sorted("date_from")[:1]
        line = self._line(plan, "claim_count")
        old = line.target
        correction = self._correct("claim_count", old - 1, plan)
        correction.action_submit()
        correction.with_user(self.user_director).action_approve()
        self.assertEqual(line.target, old - 1)

    def test_what_then_has_to_be_shared_is_shown_and_given_as_a_task(self):
        line = self._line(self.month, "current_client_count")
        correction = self._correct("current_client_count", line.target + 3)
        self.assertEqual(correction.line_ids.parts_missing, 3)
        correction.action_submit()
        self.company.plan_self_approval = True
        correction.with_user(self.user_group_head).action_approve()
        self.assertEqual(line.cover, "short")
        self.assertEqual(self.month.sudo().activity_ids.user_id, self.user_group_head)

    def test_a_period_that_has_begun_is_not_corrected(self):
        with freeze_time("2027-01-05 09:00:00"), self.assertRefused("has begun", error=UserError):
            self._correct("contract_count", 500)

    def test_a_draft_is_changed_directly(self):
        draft = self.plans.search([("level", "=", "month"), ("state", "=", "draft")], limit=1)
        with self.assertRefused("is not approved yet", error=ValidationError):
            self._correct("contract_count", 500, draft)

    def test_who_proposed_does_not_approve(self):
        self.team_north.user_id = self.user_department_head
        correction = self._correct("contract_count", 500)
        correction.action_submit()
        with self.assertRefused("somebody else approves"):
            correction.action_approve()

    def test_who_does_not_decide(self):
        correction = self._correct("contract_count", 500)
        correction.action_submit()
        for user in (self.user_director, self.user_south_head, self.user_manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                correction.with_user(user).action_approve()

    def test_a_manager_proposes_nothing(self):
        with self.assertRaises(AccessError):
            self.corrections.with_user(self.user_manager).create({"plan_id": self.month.id, "reason": "No"})

    def test_two_corrections_of_one_figure_do_not_lower_it(self):
        line = self._line(self.month, "contract_count")
        first, second = self._correct("contract_count", 500), self._correct("contract_count", 400)
        (first | second).action_submit()
        first.with_user(self.user_group_head).action_approve()
        with self.assertRefused("may only raise", error=ValidationError):
            second.with_user(self.user_group_head).action_approve()
        self.assertEqual(line.target, 500)

    def test_facts_cannot_be_written(self):
        correction = self._correct("contract_count", 500)
        for vals in ({"state": "approved"}, {"decided_by_id": self.user_director.id}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                correction.write(vals)
        with self.assertRaises(AccessError):
            correction.line_ids.write({"old_target": 1})
        with self.assertRaises(AccessError):
            self.corrections.create({"plan_id": self.month.id, "reason": "x", "state": "approved"})
        correction.action_submit()
        with self.assertRefused("proposed already", error=UserError):
            correction.line_ids.write({"new_target": 900})
        with self.assertRefused("proposed already", error=UserError):
            correction.write({"reason": "Another one"})

    def test_refused_leaves_the_plan(self):
        line = self._line(self.month, "contract_count")
        old = line.target
        correction = self._correct("contract_count", 500)
        correction.action_submit()
        correction.with_user(self.user_group_head).action_refuse()
        self.assertEqual((line.target, correction.state), (old, "refused"))

    def test_proposed_from_the_present_month(self):
        """What January lacks is spread over February and March; a better stock becomes their target."""
        rest = self.plans.search(
            [("team_id", "=", self.team_north.id), ("level", "=", "month"), ("parent_id", "=", self.month.parent_id.id)]
        )
        rest = rest.filtered(lambda plan: plan.state == "draft")
        for plan in rest:
            self._build(plan, self.user_group_head)
        self._approve(rest)
        count = self._line(self.month, "contract_count")
        stock = self._line(self.month, "current_client_count")
        (count | stock).sudo().write({"has_actual": True})
        self.env.cr.execute("UPDATE salestech_plan_line SET actual = 90 WHERE id = %s", [stock.id])
        self.env.cr.execute("UPDATE salestech_plan_line SET actual = 0 WHERE id = %s", [count.id])
        self.env.invalidate_all()
        before = {plan: self._line(plan, "contract_count").target for plan in rest}
        with freeze_time("2027-01-31 12:00:00"):
            self.month.with_user(self.user_department_head).action_propose_corrections()
        rows = self.env["salestech.plan.correction.line"].search([("plan_id", "in", rest.ids)])
        counts = rows.filtered(lambda row: row.line_id.indicator_id.code == "contract_count")
        added = sum(row.new_target - before[row.plan_id] for row in counts)
        self.assertEqual(added, count.target)
        stocks = rows.filtered(lambda row: row.line_id.indicator_id.code == "current_client_count")
        self.assertEqual(set(stocks.mapped("new_target")), {90})
        self.assertEqual(set(rows.correction_id.mapped("state")), {"draft"})
        with freeze_time("2027-01-31 12:00:00"), self.assertRefused("Nothing to correct", error=UserError):
            self.month.with_user(self.user_department_head).action_propose_corrections()
