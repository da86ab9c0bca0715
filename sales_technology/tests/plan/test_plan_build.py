import random
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import NOW, PlanCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPlanBuild(PlanCommon):
    """One click makes the plans below; the tree adds up exactly at every node."""

    def _assert_adds_up(self, plan):
        """Each flow is the sum of its parts, each stock is reached by the last of them, each ratio is each part's."""
        for line in plan.line_ids:
            if not line._is_shared_out():
                continue
            parts = [part for part in plan.child_ids.line_ids if part._axis() == line._axis()]
            if line.kind == "stock":
                parts = [part for part in parts if part.date_to == plan.date_to]
            targets = [Decimal(str(part.target)) for part in parts]
            if line.kind == "ratio":
                self.assertEqual(set(targets), {Decimal(str(line.target))})
            else:
                self.assertEqual(sum(targets), Decimal(str(line.target)), line.display_name)
            self.assertEqual(line.cover, "exact")

    def test_random_seasons_add_up_at_every_node(self):
        chance = random.Random(20261124)
        for season in range(3):
            year = self.plans.with_user(self.user_department_head).create(
                {"level": "year", "date_from": f"{2027 + season}-01-01"}
            )
            for line in year.line_ids:
                line.target = chance.randint(0, 10**6) / (100 if line.unit == "money" else 1)
            quarters = self._build(year)
            months = self._build(quarters)
            self._build(months)
            self.env.flush_all()
            self.env.invalidate_all()
            for plan in year.sudo() | quarters | months:
                self._assert_adds_up(plan)

    def test_everybody_gets_his_plan(self):
        year = self._year()
        quarters = self._build(year)
        self.assertEqual(len(quarters), 4)
        months = self._build(quarters)
        self.assertEqual(len(months), 12 * 2)
        january = months.filtered(lambda plan: plan.date_from.month == 1 and plan.team_id == self.team_north)
        weeks = self._build(january, self.user_group_head)
        # 1–3, 4–10, 11–17, 18–24, 25–31 January 2027, for each of the three managers
        self.assertEqual(len(weeks), 5 * 3)
        self.assertEqual(weeks.user_id, self.team_north.member_ids)
        self.assertIn(self._indicator("cold_call_count"), weeks.line_ids.indicator_id)
        self.assertNotIn(self._indicator("turnover"), weeks.line_ids.indicator_id)

    def test_sharing_again_keeps_what_is_held(self):
        year = self._year()
        quarters = self._build(year).sorted("date_from").with_user(self.user_department_head)
        line = self._line(quarters[0], "contract_count")
        line.write({"target": 20, "is_held": True})
        self._build(year)
        targets = [self._line(quarter, "contract_count").target for quarter in quarters]
        self.assertEqual((targets[0], sum(targets)), (20, 50))

    def test_more_held_than_there_is_shows_as_over(self):
        year = self._year()
        quarters = self._build(year).sorted("date_from").with_user(self.user_department_head)
        self._line(quarters[0], "contract_count").write({"target": 60, "is_held": True})
        self._build(year)
        year.line_ids.invalidate_recordset()
        line = self._line(year, "contract_count")
        self.assertEqual((line.cover, line.shared, line.to_share), ("over", 60, -10))

    def test_what_is_approved_stays(self):
        year, quarters, months, _weeks = self._season()
        before = {line.id: line.target for line in quarters.line_ids}
        self._build(year)
        self.assertEqual({line.id: line.target for line in quarters.line_ids}, before)
        february = months.filtered(lambda plan: plan.date_from.month == 2)
        self._build(quarters)
        self.assertEqual(set(february.mapped("state")), {"draft"})

    def test_holidays_and_leave_take_their_share(self):
        calendar = self.company.resource_calendar_id
        resource = self.env["resource.resource"].create(
            {
                "name": "Manager",
                "user_id": self.user_manager.id,
                "company_id": self.company.id,
                "calendar_id": calendar.id,
            }
        )
        leaves = self.env["resource.calendar.leaves"]
        january = {"date_from": "2027-01-01 00:00:00", "date_to": "2027-01-31 23:59:59", "calendar_id": calendar.id}
        leaves.create({"name": "Leave", "resource_id": resource.id, **january})
        leaves.create({"name": "Holidays", **january, "date_to": "2027-01-10 23:59:59"})
        year = self._year(potential_client_count=100)
        quarters = self._build(year)
        months = self._build(quarters).filtered(lambda plan: plan.team_id == self.team_north)
        january = months.filtered(lambda plan: plan.date_from.month == 1)
        weeks = self._build(january, self.user_group_head)
        worked = weeks.filtered(lambda plan: plan.date_to.day == 31)
        away = worked.filtered(lambda plan: plan.user_id == self.user_manager)
        self.assertEqual(self._line(away, "potential_client_count").target, 0)
        self.assertEqual(
            self._sum(worked, "potential_client_count"), self._line(january, "potential_client_count").target
        )

    def test_who_leaves_the_group_gives_his_share_back(self):
        year = self._year()
        quarters = self._build(year)
        january = self._build(quarters).filtered(
            lambda plan: plan.date_from.month == 1 and plan.team_id == self.team_north
        )
        weeks = self._build(january, self.user_group_head)
        self.team_north.member_ids = [Command.unlink(self.user_manager.id)]
        self._build(january, self.user_group_head)
        gone = weeks.filtered(lambda plan: plan.user_id == self.user_manager)
        self.assertEqual(set(gone.line_ids.mapped("target")), {0})
        self._assert_adds_up(january)

    def test_who_may_build(self):
        year = self._year()
        for user in (self.user_group_head, self.user_manager, self.user_director):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                year.with_user(user).action_build()
        months = self._build(self._build(year))
        south = months.filtered(lambda plan: plan.team_id == self.team_south)[:1]
        with self.assertRaises(AccessError):
            south.with_user(self.user_group_head).action_build()

    def test_without_people_there_is_nobody_to_plan_for(self):
        quarters = self._build(self._year())
        (self.team_north | self.team_south).member_ids = [Command.clear()]
        with self.assertRefused("Nobody to plan for", error=UserError):
            self._build(quarters)

    def test_building_costs_the_same_for_more_people(self):
        year = self._year()
        quarters = self._build(year)
        months = self._build(quarters).filtered(lambda plan: plan.team_id == self.team_north)
        self._build(months[0], self.user_group_head)  # warms the caches

        def cost(month):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._build(month, self.user_group_head)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = cost(months[1])
        self.team_north.member_ids = [
            Command.link(self._user(f"more_{number}", self.ROLES["manager"]).id) for number in range(6)
        ]
        # the people themselves are made in batches; their plans must not cost a statement each
        self.assertLess(cost(months[2]), few + 25)
