from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .deadline_common import TODAY, DeadlineCommon

ADDON = "odoo.addons.sales_technology"


@tagged("post_install", "-at_install")
class TestDeadlinePeople(DeadlineCommon):
    """Who is told where somebody is missing, and what goes wrong is told to somebody and holds up nobody else."""

    def test_archived_responsible_is_stood_in_for_by_the_group_head(self):
        late = self._milestone(-1, user=self.user_colleague)
        self.user_colleague.active = False
        self._run()
        self.assertTold(late, self.rule_after, self.user_group_head)
        self.assertEqual(late.activity_ids.user_id, self.user_group_head)

    def test_archived_before_the_digest_left(self):
        late = self._milestone(-1, user=self.user_colleague)
        self._run(hour=5)
        self.user_colleague.active = False
        self._run(hour=9)
        self._run(hour=10)
        self._run(TODAY + timedelta(days=1))
        self.assertFalse(self._digests(self.user_colleague))
        self.assertIn(late.name, self._text(self._digests(self.user_group_head)[-1]))

    def test_head_who_is_responsible_himself_escalates_above(self):
        late = self._milestone(-2, user=self.user_group_head)
        self._run()
        self.assertTold(late, self.rule_after, self.user_group_head)
        self.assertTold(late, self.rule_group, self.user_department_head)

    def test_nobody_to_tell_is_parked_and_shown_to_the_administrator(self):
        late = self._milestone(-1)
        (self.user_manager + self.user_group_head + self.user_department_head).active = False
        with mute_logger(ADDON):
            for hour in (8, 9, 10):
                self._run(hour=hour)
        notice = self._notices(late, self.rule_after)
        self.assertEqual((notice.state, notice.tries), ("parked", 3))
        self.assertIn("Nobody can be told", notice.error)
        self._run(TODAY, hour=11)
        self.assertIn("Nobody can be told", self._text(self._digests(self.user_administrator)))
        self.user_manager.active = True
        notice.with_user(self.user_administrator).action_try_again()
        self._run(TODAY + timedelta(days=1))
        self.assertTold(late, self.rule_after, *notice.digest_ids.user_id)
        self.assertIn(self.user_manager, notice.digest_ids.user_id)

    def test_poison_record_does_not_hold_up_the_others(self):
        milestones = [self._milestone(-1, name=f"M{i}") for i in range(5)]
        with self._poison(milestones[2]), mute_logger(ADDON + ".models.process.deadline_run"):
            for hour in (8, 9, 10, 11):
                self._run(hour=hour)
        for milestone in milestones[:2] + milestones[3:]:
            self.assertTold(milestone, self.rule_after, self.user_manager)
        parked = self._notices(milestones[2], self.rule_after)
        self.assertEqual((parked.state, parked.tries, parked.error), ("parked", 3, "poison"))

    def test_poison_is_not_tried_again_at_once(self):
        late = self._milestone(-1)
        with self._poison(late), mute_logger(ADDON + ".models.process.deadline_run"):
            self._run(hour=9)
            self._run(hour=9, minute=5)
        self.assertEqual(self._notices(late, self.rule_after).tries, 1)

    def test_rule_that_cannot_be_carried_out_is_shown_and_the_others_go_on(self):
        pilot_rule = self._rules(("after", 1, "responsible"), kind="salestech.pilot")
        late = self._milestone(-1)
        cls = self.env.registry["salestech.pilot"]
        with patch.object(cls, "_deadline_domain", side_effect=ValueError("broken")), mute_logger(ADDON):
            with mute_logger(ADDON + ".models.process.deadline_run"):
                self._run()
        self.assertEqual(pilot_rule.error, "broken")
        self.assertTold(late, self.rule_after, self.user_manager)
        self._run(hour=10)
        self.assertFalse(pilot_rule.error)

    def test_failure_of_a_run_has_it_come_back_soon(self):
        self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]).unlink()
        run = self.env.registry["salestech.deadline.run"]
        with patch.object(run, "_tell_batch", side_effect=ValueError("crash")), freeze_time(datetime(2026, 6, 10, 9)):
            with self.enter_registry_test_mode(), mute_logger("odoo.addons.base.models.ir_cron"):
                self.assertIsNot(self.cron.method_direct_trigger(), True)
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        self.assertIn(datetime(2026, 6, 10, 9, 10), triggers.mapped("call_at"))

    def test_other_company_is_told_by_its_own_people_and_clock(self):
        self.other_company.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Far east", "tz": "Pacific/Auckland", "company_id": self.other_company.id}
        )
        lead = self._lead(
            self.user_abroad_manager, team=self.team_abroad, partner_id=self.env["res.partner"].create({"name": "X"}).id
        )
        env = self.env(context=dict(self.env.context, allowed_company_ids=self.other_company.ids))
        pilot = (
            self.env["salestech.pilot"]
            .with_env(env)
            .create(
                {
                    "lead_id": lead.id,
                    "name": "Abroad",
                    "user_id": self.user_abroad_manager.id,
                    "contact_id": self.env["res.partner"].create({"name": "Y"}).id,
                    "date_start": TODAY - timedelta(days=60),
                    "date_end": TODAY + timedelta(days=60),
                    "goal_ids": [(0, 0, {"name": "A", "target": 1})],
                }
            )
        )
        pilot.action_start()
        late = self.env["salestech.pilot.milestone"].create(
            {"pilot_id": pilot.id, "name": "Far", "date_deadline": TODAY, "user_id": self.user_abroad_manager.id}
        )
        self._run(TODAY, hour=19)  # 7 in the morning of the 11th in Auckland
        self.assertTold(late, self.rule_after, self.user_abroad_manager)
        self.assertFalse(self._digests(self.user_abroad_manager))
        self._run(TODAY, hour=20)
        self.assertEqual(self._digests(self.user_abroad_manager).date, TODAY + timedelta(days=1))
