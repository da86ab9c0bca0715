from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import NOW, PlanCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPlanDecide(PlanCommon):
    """Who submits, approves and returns; what has to hold before."""

    def test_a_season_from_the_year_to_a_week(self):
        year, quarters, months, weeks = self._season()
        self.assertEqual(set((year | quarters).mapped("state")), {"approved"})
        first = months.filtered(lambda plan: plan.date_from.month == 1)
        self.assertEqual(set(first.mapped("state")), {"approved"})
        self._approve(weeks.sorted("date_from"))
        self.assertEqual(set(weeks.mapped("state")), {"approved"})
        self.assertEqual(weeks[:1].decided_by_id, weeks[:1].user_id)

    def test_a_year_is_not_approved_before_it_is_shared_out(self):
        year = self._year()
        year.action_submit()
        with self.assertRefused("do not cover it", error=UserError):
            year.with_user(self.user_director).action_approve()
        self.assertEqual(year.state, "submitted")

    def test_the_refusal_names_what_is_missing(self):
        year = self._year()
        quarters = self._build(year)
        line = self._line(quarters[:1], "contract_count")
        line.with_user(self.user_department_head).target -= 1
        year.action_submit()
        with self.assertRefused("New contracts 49 of 50", error=UserError):
            year.with_user(self.user_director).action_approve()
        line.with_user(self.user_department_head).target += 1
        year.with_user(self.user_director).action_approve()

    def test_where_less_is_better_the_parts_may_not_exceed(self):
        year = self._year()
        line = self._line(self._build(year)[:1], "claim_count")
        line.with_user(self.user_department_head).target += 1
        year.action_submit()
        with self.assertRefused("Claims 12 of 11", error=UserError):
            year.with_user(self.user_director).action_approve()

    def test_a_stock_is_reached_by_the_last_period(self):
        year = self._year()
        quarters = self._build(year).sorted("date_from")
        self._line(quarters[0], "current_client_count").with_user(self.user_department_head).target = 1
        year.action_submit()
        year.with_user(self.user_director).action_approve()
        self.assertEqual(self._line(quarters[3], "current_client_count").target, 40)

    def test_a_ratio_is_held_by_each_part_or_by_the_weighted_mean(self):
        year = self._year(quality_level=90)
        quarters = self._build(year).sorted("date_from").with_user(self.user_department_head)
        figures = [self._line(quarter, "quality_level") for quarter in quarters]
        self.assertEqual([line.target for line in figures], [90] * 4)
        figures[0].target, figures[1].target = 80, 100
        year.action_submit()
        with self.assertRaises(UserError):
            year.with_user(self.user_director).action_approve()
        for line in figures:
            line.weight = 10
        year.with_user(self.user_director).action_approve()
        self.assertEqual(year.state, "approved")

    def test_a_part_lowered_after_the_whole_was_approved_is_not_approved(self):
        year = self._year()
        quarters = self._build(year)
        self._approve(year)
        self._line(quarters[:1], "contract_count").with_user(self.user_department_head).target -= 1
        self._build(quarters)
        quarters.with_user(self.user_department_head).action_submit()
        with self.assertRefused("“2027”", "New contracts 49 of 50", error=UserError):
            quarters[:1].with_user(self.user_director).action_approve()

    def test_parts_wait_for_the_whole(self):
        quarters = self._build(self._year())
        with self.assertRefused("is not approved yet", error=UserError):
            quarters[:1].with_user(self.user_department_head).action_submit()

    def test_nobody_approves_what_he_drafted(self):
        self.user_department_head.group_ids = [Command.link(self.env.ref(self.ROLES["director"]).id)]
        year = self._year()
        self._build(year)
        year.action_submit()
        with self.assertRefused("You drafted"):
            year.action_approve()
        self.company.plan_self_approval = True
        year.action_approve()
        self.assertEqual(year.decided_by_id, self.user_department_head)

    def test_who_changed_a_figure_counts_as_author(self):
        both = self.user_director
        both.group_ids = [Command.link(self.env.ref(self.ROLES["department_head"]).id)]
        year = self._year()
        self._build(year)
        self._line(year, "turnover").with_user(both).target = 1_200_000.01
        self._build(year)
        year.action_submit()
        with self.assertRefused("You drafted"):
            year.with_user(both).action_approve()

    def test_only_who_decides_approves_and_returns(self):
        year = self._year()
        self._build(year)
        year.action_submit()
        for user in (self.user_department_head, self.user_group_head, self.user_manager, self.user_administrator):
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    year.with_user(user).action_approve()
                with self.assertRaises(AccessError):
                    year.with_user(user)._return("No")

    def test_one_who_may_not_spoils_the_whole_call(self):
        _year, _quarters, months, _weeks = self._season()
        rest = months.filtered(lambda plan: plan.date_from.month == 2)
        rest.with_user(self.user_department_head).action_submit()
        with self.assertRaises(AccessError):
            rest.with_user(self.user_group_head).action_approve()
        self.assertEqual(set(rest.mapped("state")), {"submitted"})

    def test_returned_with_a_reason(self):
        year = self._year()
        year.action_submit()
        director = year.with_user(self.user_director)
        wizard = self.env["salestech.plan.return"].with_user(self.user_director)
        with self.assertRefused("Write down why", error=UserError):
            director._return("  ")
        wizard.create({"plan_id": year.id, "reason": "Too little turnover"}).action_return()
        self.assertEqual((year.state, year.return_reason), ("draft", "Too little turnover"))
        self.assertEqual(year.activity_ids.user_id, self.user_department_head)
        self._line(year, "turnover").target = 2_000_000
        year.action_submit()
        self.assertFalse(year.return_reason)

    def test_those_who_must_act_have_a_task(self):
        year = self._year()
        self._build(year)
        year.action_submit()
        self.assertEqual(year.sudo().activity_ids.user_id, self.user_director)
        year.with_user(self.user_director).action_approve()
        self.assertFalse(year.sudo().activity_ids)

    def test_a_decision_is_made_once(self):
        year = self._year()
        self._build(year)
        year.action_submit()
        year.with_user(self.user_director).action_approve()
        with self.assertRefused("is approved by now", error=UserError):
            year.with_user(self.user_director).action_approve()
        with self.assertRefused("is approved by now", error=UserError):
            year.with_user(self.user_director)._return("Too late")

    def test_a_day_is_in_force_at_once(self):
        _year, _quarters, _months, weeks = self._season()
        self._approve(weeks.filtered(lambda plan: plan.user_id == self.user_manager))
        plans = self.plans.with_user(self.user_manager)
        day = plans.create(
            {"level": "day", "date_from": "2027-01-12", "team_id": self.team_north.id, "user_id": self.user_manager.id}
        )
        day.action_submit()
        self.assertEqual(day.state, "approved")
        with self.assertRaises(AccessError):
            plans.with_user(self.user_colleague).create(
                {
                    "level": "day",
                    "date_from": "2027-01-13",
                    "team_id": self.team_north.id,
                    "user_id": self.user_manager.id,
                }
            )

    def test_segments_add_up_to_the_total(self):
        self._indicator("contract_count_segment").total_id = self._indicator("contract_count")
        year = self._year()
        parts = year.line_ids.filtered(lambda line: line.indicator_id.code == "contract_count_segment")
        parts[:1].target = 20
        with self.assertRefused("adds up to 20", "is 50", error=UserError):
            year.action_submit()
        parts[1:2].target = 30
        year.action_submit()
        self.assertEqual(year.state, "submitted")
