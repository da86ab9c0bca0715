import random
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ...models.indicator.source_touch import SalestechIndicatorSourceTouch
from ..ladder.touch_common import NOW
from .common import IndicatorCommon

REFRESH = "odoo.addons.sales_technology.models.indicator.refresh"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRefresh(IndicatorCommon):
    """What is saved is counted within a minute, once, and nothing else is."""

    def _keys(self):
        self._settle()
        self.env.cr.execute("SELECT source, date FROM salestech_indicator_dirty")
        return set(self.env.cr.fetchall())

    def test_a_call_is_counted(self):
        self._log("reached", self.boss)
        self.assertIn(("touch", self.today), self._keys())
        self._drain()
        self.assertEqual(self._figure("cold_call_count", self.user_manager), 1)
        self.assertEqual(self._figure("cold_call_count"), 1)
        self.assertFalse(self._keys())

    def test_a_contract_is_counted_for_its_day_and_group(self):
        day = self.today - timedelta(days=3)
        self._signed(date=day, amount=700)
        self._drain()
        self.assertEqual(self._figure("contract_amount", self.user_leading_manager), 700)
        self.assertEqual(self._figure("contract_amount", None, day, day), 700)
        self.assertEqual(self._figure("current_client_count"), 1)
        row = self.actual.search([("indicator_id.code", "=", "contract_amount")])
        self.assertEqual((row.date, row.team_id, row.value), (day, self.team_north, 700))

    def test_saving_what_nothing_counts_marks_nothing(self):
        self._drain()
        self.env["calendar.event"].create({"name": "Lunch", "start": NOW, "stop": NOW}).name = "Dinner"
        self.env["mail.activity"].create(
            {"res_model_id": self.env["ir.model"]._get_id("res.partner"), "res_id": self.boss.id}
        ).action_feedback()
        self.assertFalse(self._keys())

    def test_saving_a_client_twice_costs_one_statement_more(self):
        self._drain()
        self.lead.expected_revenue = 1
        self._settle()
        self.lead.expected_revenue = 2
        self.env.flush_all()
        with self.assertQueryCount(4):  # the companies' clocks, the stand, the wins, the keys and the wake-up
            self._settle()

    def test_winning_and_reopening_is_counted(self):
        self._log("reached", self.boss)
        self.lead.sudo().action_set_won()
        self._drain()
        # moves are dated by the database's clock, which no test stops: the call may lie after the win
        self.assertIsNotNone(self._figure("iteration_count"))
        first = self.env["crm.stage"].search([("ladder_id", "=", self.lead.ladder_id.id)], limit=1)
        self.lead.sudo().ladder_move_to(first.id, "Not won after all")
        self._drain()
        self.assertIsNone(self._figure("iteration_count"))

    def test_a_client_deleted_at_once_leaves_no_trace(self):
        lead = self._client(self.user_manager, name="Passing")
        lead.unlink()
        self._drain()
        self.assertFalse(self.env["salestech.lead.stand"].search([("lead_id", "=", lead.id)]))

    def test_a_refresh_leaves_equal_rows_alone(self):
        self._signed(date=self.today, amount=5)
        self._drain()
        self.env.cr.execute("SELECT MAX(ctid::text), COUNT(*) FROM salestech_actual")
        before = self.env.cr.fetchone()
        self.env["salestech.indicator"]._rebuild_soon()
        self._rebuild()
        self.env.cr.execute("SELECT MAX(ctid::text), COUNT(*) FROM salestech_actual")
        self.assertEqual(self.env.cr.fetchone(), before)

    def test_whoever_moves_leaves_his_figures_in_his_old_group(self):
        self._log("reached", self.boss)
        self._drain()
        self.lead.sudo().write({"team_id": self.team_south.id, "user_id": self.user_south_manager.id})
        self.team_north.member_ids = [Command.unlink(self.user_manager.id)]
        self.user_manager.active = False
        self._drain()
        self._rebuild()
        row = self.actual.search([("indicator_id.code", "=", "cold_call_count")])
        self.assertEqual((row.user_id, row.team_id), (self.user_manager, self.team_north))

    def test_incremental_equals_rebuilt(self):
        """A month of random work, refreshed now and then, leaves what a rebuild counts."""
        chance = random.Random(5)
        leads = [self._client(self.user_leading_manager, name=f"Client {n}") for n in range(6)]
        made = []
        for number in range(60):
            with freeze_time(fields.Datetime.to_datetime(NOW) + timedelta(days=number // 3)):
                self._live_a_moment(chance, leads, made)
                if chance.random() < 0.3:
                    self._drain()
        with freeze_time(fields.Datetime.to_datetime(NOW) + timedelta(days=20)):
            self._drain()
            rows = self._rows()
            self.assertGreater(len(rows), 100)
            self._rebuild()
            self.assertEqual(self._rows(), rows)
            self.assertFalse(self.env["salestech.indicator.feed"].search([("mismatch_count", ">", 0)]))

    def _live_a_moment(self, chance, leads, made):
        lead = chance.choice([lead for lead in leads if lead.exists()]).sudo()
        act = chance.randint(0, 8)
        today = self.company._local_day(fields.Datetime.now())
        if act == 0:
            lead.expected_revenue = chance.randint(1, 1000)
        elif act == 1:
            user, team = chance.choice(
                ((self.user_manager, self.team_north), (self.user_south_manager, self.team_south))
            )
            lead.write({"user_id": user.id, "team_id": team.id})
        elif act == 2:
            lead.action_set_lost() if lead.active else lead.action_unarchive()
        elif act == 3:
            made.append(self._signed(self.env.user, lead, today - timedelta(days=chance.randint(0, 9)), amount=9))
        elif act == 4 and made:
            chance.choice(made).sudo().write({"date_to": today + timedelta(days=2)})
        elif act == 5:
            start = fields.Datetime.now() - timedelta(days=chance.randint(0, 5), hours=1)
            vals = {"opportunity_id": lead.id, "start": start, "stop": start, "user_id": self.user_manager.id}
            self.env["calendar.event"].create({"name": "Talk", "purpose": "needs", "meeting_state": "held", **vals})
        elif act == 6:
            proposal = self._proposal(self.env.user, lead, kind="technical", amount=3).sudo()
            proposal.write({"state": "prepared", "date_prepared": today})
        elif act == 7 and made:
            chance.choice(made).sudo().write({"state": "terminated", "date_terminated": today})
        elif act == 8:
            lead.write({"probability": chance.randint(1, 99)})

    def test_a_poisoned_source_is_shown_and_the_others_go_on(self):
        def poisoned(source, company, first, last):
            [scan] = original(source, company, first, last)
            return [scan._replace(day=SQL("(1 / 0)::text::date"))]

        original = SalestechIndicatorSourceTouch._scans
        self._log("reached", self.boss)
        self._signed(date=self.today, amount=5)
        with patch.object(SalestechIndicatorSourceTouch, "_scans", poisoned), mute_logger("odoo.sql_db", REFRESH):
            self._drain()
        feed = self.env["salestech.indicator.feed"].search(
            [("source", "=", "touch"), ("company_id", "=", self.company.id)]
        )
        self.assertIn("zero", feed.error)
        self.assertEqual(self._figure("contract_amount"), 5)
        key = self.env["salestech.indicator.dirty"].search([("source", "=", "touch")])
        self.assertEqual(set(key.mapped("tries")), {1})
        self.env.cr.execute("UPDATE salestech_indicator_dirty SET date_retry = NULL")
        self._drain()
        self.assertFalse(feed.error)
        self.assertEqual(self._figure("cold_call_count"), 1)

    def test_a_change_during_the_refresh_is_not_lost(self):
        self._log("reached", self.boss)
        self._settle()
        fill = type(self.actual)._fill

        def slow(actual, feed, *args, **kwargs):
            if feed.source == "touch":  # somebody saves the same day just now
                self.env["salestech.indicator.dirty"]._mark({("touch", self.company.id, self.today, False)})
                self._settle()
            return fill(actual, feed, *args, **kwargs)

        with patch.object(type(self.actual), "_fill", slow):
            self.refresh._drain("touch", self.company.id)
        self.assertIn(("touch", self.today), self._keys())

    def test_a_new_day_is_counted_though_nothing_was_saved(self):
        self._signed(date=self.today, amount=5)
        self._drain()
        with freeze_time(fields.Datetime.to_datetime(NOW) + timedelta(days=2)):
            self._drain()
            rows = self.actual.search([("indicator_id.code", "=", "current_client_count")])
            self.assertEqual(max(rows.mapped("date")), self.today + timedelta(days=2))

    def test_only_those_who_may_refresh(self):
        for user, allowed in (
            (self.user_manager, False),
            (self.user_group_head, False),
            (self.user_department_head, True),
        ):
            run = self.refresh.with_user(user)
            if allowed:
                self.assertTrue(run.refresh_source(run.get_sources()[0]))
            else:
                with self.assertRaises(AccessError):
                    run.get_sources()
                with self.assertRaises(AccessError):
                    run.refresh_source("touch")

    def test_the_scheduled_action_drains(self):
        self._log("reached", self.boss)
        self._settle()
        with self.enter_registry_test_mode():
            self.env.ref("sales_technology.ir_cron_indicator_refresh").method_direct_trigger()
        self.assertEqual(self._figure("cold_call_count"), 1)
