from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..ladder.touch_common import NOW
from .client_common import ClientCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestKeyPeople(ClientCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._deal("2026-01-01")
        cls.top = cls.env.ref("sales_technology.key_role_top")
        cls.purchasing = cls.env.ref("sales_technology.key_role_purchasing")

    def test_coverage_counts_those_we_have_met(self):
        client = self._client_row().with_user(self.user_manager)
        self.assertEqual((client.key_known, client.key_total, client.coverage), (0, 5, 0))
        self._know(self.boss, self.top, "not_met")
        client.invalidate_recordset()
        self.assertEqual(client.key_known, 0)
        self._know(self.boss, self.top | self.purchasing, "met")
        client.invalidate_recordset()
        self.assertEqual((client.key_known, client.coverage), (2, 40))
        self.assertEqual(self._found_with_gaps(), client)

    def test_roles_are_those_of_the_segment(self):
        self.organisation.segment_id = self.env.ref("sales_technology.segment_small")
        client = self._client_row()
        self.assertEqual(client.key_total, 1)
        self._know(self.boss, self.top, "trusted")
        client.invalidate_recordset()
        self.assertEqual(client.coverage, 100)
        self.assertFalse(self._found_with_gaps())

    def test_archived_people_do_not_count(self):
        self._know(self.boss, self.top, "trusted")
        self.boss.active = False
        self.assertEqual(self._client_row().key_known, 0)

    def test_how_well_known_keeps_its_history(self):
        self._know(self.boss, self.top, "met")
        with freeze_time("2026-12-01 09:00:00"):
            self.boss.with_user(self.user_manager).familiarity = "working"
        rows = self.boss.familiarity_ids.sorted("date")
        self.assertEqual(
            [(r.familiarity, str(r.date), r.user_id) for r in rows],
            [("met", "2026-11-25", self.user_manager), ("working", "2026-12-01", self.user_manager)],
        )
        self.boss.with_user(self.user_manager).familiarity = "working"
        self.assertEqual(len(self.boss.familiarity_ids), 2)

    def test_process_2_2_1_writes_it_and_nobody_writes_the_history(self):
        with self.assertRefused("2.2.1"):
            self._know(self.boss, self.top, "met", user=self.user_group_head)
        self._know(self.boss, self.top, "met")
        with self.assertRaises(AccessError):
            self.boss.familiarity_ids.with_user(self.user_manager).write({"familiarity": "trusted"})
        with self.assertRaises(AccessError):
            self.boss.with_user(self.user_salesman).read(["familiarity"])

    def test_gaps_become_activities_once(self):
        self._know(self.boss, self.top, "met")
        client = self._client_row().with_user(self.user_manager)
        client.action_plan_key_gaps()
        planned = self.organisation.activity_ids
        self.assertEqual(len(planned), 4)
        self.assertEqual(planned.user_id, self.user_manager)
        self.assertEqual(planned.key_role_id.mapped("code"), ["purchasing", "technical", "finance", "user"])
        self.assertEqual({str(day) for day in planned.mapped("date_deadline")}, {"2026-12-02"})
        with self.assertRefused("Nothing to plan", error=UserError):
            client.action_plan_key_gaps()
        with self.assertRefused("2.2.1"):
            self._client_row().with_user(self.user_group_head).action_plan_key_gaps()

    def test_card_shows_who_fills_which_role(self):
        self._know(self.boss, self.top, "working")
        people = self.organisation.with_user(self.user_manager).get_client_card()["people"]
        self.assertEqual([role["covered"] for role in people], [True, False, False, False, False])
        self.assertEqual(people[0]["people"][0]["familiarity"], "Working contact")

    def test_partners_have_roles_of_their_own(self):
        factory, lead = self._organisation("Dealer")
        self._deal("2026-01-01", lead=lead, type="partner_agreement", amount=0)
        self.assertEqual(self._client_row(factory).key_total, 2)

    def test_role_of_another_company_is_not_asked_for(self):
        self.top.company_id = self.other_company
        self.assertEqual(self._client_row().key_total, 4)

    # ------------------------------------------------------------
    # OCCASIONS
    # ------------------------------------------------------------

    def test_birthday_comes_again_every_year(self):
        occasion = self._occasion(day=24, month="11", year=1980)
        self.assertEqual((str(occasion.date_deadline), occasion.age), ("2027-11-24", 47))
        self.assertEqual(occasion.user_id, self.user_manager)
        today = self._occasion(kind="name_day", day=25, month="11")
        self.assertEqual(str(today.date_deadline), "2026-11-25")
        with freeze_time("2026-11-26 09:00:00"):
            self.env["salestech.occasion"]._deadline_ensure_due(
                self.company, self.company._local_day(self.env.cr.now())
            )
            self.env["salestech.occasion"]._deadline_ensure_due(self.company, today.date_deadline.replace(day=26))
        self.assertEqual(str(today.date_deadline), "2027-11-25")

    def test_leap_day_is_kept_on_the_28th(self):
        occasion = self._occasion(day=29, month="2")
        self.assertEqual(str(occasion.date_deadline), "2027-02-28")

    def test_impossible_days_are_refused(self):
        with self.assertRefused("30", error=ValidationError):
            self._occasion(day=30, month="2")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._occasion(day=1, month="2", year=12)

    def test_person_has_one_birthday(self):
        self._occasion(day=1, month="5")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._occasion(day=2, month="5")

    def _occasion(self, **vals):
        occasions = self.env["salestech.occasion"].with_user(self.user_manager)
        return occasions.create({"partner_id": self.boss.id, **vals})

    def _know(self, person, roles, familiarity, user=None):
        person.with_user(user or self.user_manager).write(
            {"key_role_ids": [Command.set(roles.ids)], "familiarity": familiarity}
        )

    def _found_with_gaps(self):
        return self.Client.with_user(self.user_manager).search([("has_key_gaps", "=", True)])
