from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..ladder.touch_common import NOW
from .client_common import ClientCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestClientStatus(ClientCommon):
    def test_nothing_happens_without_contracts(self):
        self.assertFalse(self._client_row())
        self.assertFalse(self.organisation.client_status)

    def test_signing_makes_a_current_client_at_once(self):
        self._signed(date="2026-11-20")
        self.assertEqual(self._rows(), [("current", "2026-11-20", "")])
        self.assertEqual(self.organisation.client_status, "current")
        self.assertEqual(self._client_row().user_id, self.user_leading_manager)

    def test_contract_of_the_future_changes_nothing_before_its_day(self):
        self._deal("2026-12-01")
        self.assertEqual(self._rows(), [])
        with freeze_time("2026-12-01 09:00:00"):
            self._job()
        self.assertEqual(self._rows()[-1], ("current", "2026-12-01", ""))

    def test_contract_that_ends_by_time_loses_the_client_on_the_day_after_also_after_downtime(self):
        self._deal("2026-01-01", "2026-11-30")
        with freeze_time("2026-12-10 09:00:00"):
            self._job()
            self.assertEqual(self._rows(), [("current", "2026-01-01", "2026-11-30"), ("lost", "2026-12-01", "")])
            self.organisation.invalidate_recordset()
            self.assertEqual(self.organisation.client_status, "lost")
            self.assertEqual(self.Status._lost_between("2026-12-01", "2026-12-31", self.company), self.organisation)
            self.assertFalse(self.Status._lost_between("2026-11-01", "2026-11-30", self.company))

    def test_contracts_one_after_another_are_one_time_as_a_client(self):
        self._deal("2024-01-01", "2024-12-31")
        self._deal("2025-01-01", "2025-06-30")
        self._deal("2025-05-01", "2025-09-30")
        self.assertEqual(self._rows(), [("current", "2024-01-01", "2025-09-30"), ("lost", "2025-10-01", "")])

    def test_gap_of_one_day_is_a_loss_and_a_late_renewal_heals_it(self):
        self._deal("2024-01-01", "2024-12-31")
        self._deal("2025-01-02")
        self.assertEqual(
            self._rows(),
            [
                ("current", "2024-01-01", "2024-12-31"),
                ("lost", "2025-01-01", "2025-01-01"),
                ("current", "2025-01-02", ""),
            ],
        )
        self._deal("2024-12-31", "2025-01-10")
        self.assertEqual(self._rows(), [("current", "2024-01-01", "")])

    def test_ended_early_loses_the_client_today(self):
        contract = self._signed(date="2026-10-01")
        self._reason(contract, "terminate", "Went bankrupt")
        self.assertEqual(self._rows(), [("current", "2026-10-01", "2026-11-24"), ("lost", "2026-11-25", "")])

    def test_signed_and_ended_on_one_day_was_never_a_client(self):
        contract = self._signed(date="2026-11-25")
        self._reason(contract, "terminate")
        self.assertEqual(self._rows(), [])
        self.assertEqual(self._client_row().status, "potential")

    def test_contract_that_is_deleted_takes_its_history_along(self):
        contract = self._deal("2026-01-01")
        contract.unlink()
        self.assertEqual(self._rows(), [])

    def test_any_past_day_can_be_asked(self):
        self._deal("2025-01-01", "2025-12-31")
        other, lead = self._organisation()
        self._deal("2025-06-01", lead=lead)
        for day, current, lost in (
            ("2024-12-31", 0, 0),
            ("2025-01-01", 1, 0),
            ("2025-12-31", 2, 0),
            ("2026-01-01", 1, 1),
        ):
            with self.subTest(day):
                self.assertEqual(self.Status._count_at("current", day, self.company), current)
                self.assertEqual(self.Status._count_at("lost", day, self.company), lost)
        self.assertEqual(self.Status._partners_at("current", "2026-01-01", self.company), other)

    def test_a_client_may_be_a_partner_as_well(self):
        self._deal("2026-01-01")
        self._deal("2026-03-01", "2026-10-31", type="partner_agreement", amount=0)
        self.assertEqual(self._rows(), [("current", "2026-01-01", "")])
        self.assertEqual(self._rows(axis="partner"), [("partner", "2026-03-01", "2026-10-31")])
        self.assertEqual(self.Status._count_at("partner", "2026-05-01", self.company), 1)
        self.assertEqual(self.Status._count_at("partner", "2026-11-01", self.company), 0)
        self.assertFalse(self._client_row().is_partner)

    def test_new_partner_is_one_under_twelve_months(self):
        self._deal("2025-03-01", type="partner_agreement", amount=0)
        self.assertEqual(self.Status._channel_at("2026-02-28", self.company), {self.organisation.id: True})
        self.assertEqual(self.Status._channel_at("2026-03-01", self.company), {self.organisation.id: False})

    def test_partner_who_comes_back_is_not_new_again(self):
        self._deal("2024-01-01", "2024-12-31", type="partner_agreement", amount=0)
        self._deal("2026-10-01", type="partner_agreement", amount=0)
        self.assertEqual(self.Status._channel_at("2026-11-01", self.company), {self.organisation.id: False})

    def test_companies_have_each_their_own_status(self):
        self._deal("2026-01-01")
        lead = self._lead(self.user_abroad_manager, self.team_abroad, partner_id=self.organisation.id)
        self._deal("2025-01-01", "2025-12-31", lead=lead)
        self.assertEqual(self.organisation.client_status, "current")
        abroad = self.organisation.with_company(self.other_company)
        self.assertEqual(abroad.client_status, "lost")
        partners = self.env["res.partner"].with_company(self.other_company)
        self.assertEqual(
            partners.search([("client_status", "=", "lost"), ("is_company", "=", True)]), self.organisation
        )
        self.assertFalse(self.env["res.partner"].search([("client_status", "=", "lost")]))

    def test_status_is_searched_grouped_and_sorted(self):
        self._deal("2026-01-01")
        factory, lead = self._organisation()
        self._deal("2025-01-01", "2025-12-31", lead=lead)
        mine = [("id", "in", (self.organisation | factory | self.user_none.partner_id).ids)]
        partners = self.env["res.partner"].with_user(self.user_manager)
        self.assertEqual(
            partners.search([*mine, ("client_status", "in", ["current", "lost"])]), self.organisation | factory
        )
        self.assertEqual(partners.search([*mine, ("client_status", "=", False)]), self.user_none.partner_id)
        self.assertEqual(
            partners.search([*mine, ("client_status", "!=", "lost")]),
            (self.organisation | self.user_none.partner_id).sorted("complete_name"),
        )
        groups = dict(partners._read_group(mine, ["client_status"], ["__count"]))
        self.assertEqual(groups, {"current": 1, "lost": 1, False: 1})
        self.assertEqual(partners.search(mine, order="client_status desc")[1:], factory | self.organisation)
        self.assertTrue(partners.fields_get(["client_status"])["client_status"]["groupable"])

    def test_organisation_on_a_ladder_is_noted_as_potential_by_the_daily_job(self):
        lead = self._client()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2026-10-01 22:30:00' WHERE partner_id = %s", [self.organisation.id]
        )
        self.company.partner_id.tz = "Europe/Moscow"
        self.company.resource_calendar_id.tz = "Europe/Moscow"
        self._job()
        self.assertEqual(self._rows(), [("potential", "2026-10-02", "")])
        self.assertEqual(self.organisation.client_status, "potential")
        self._deal("2026-11-01", lead=lead)
        self.assertEqual(self._rows(), [("potential", "2026-10-02", "2026-10-31"), ("current", "2026-11-01", "")])
        self._job()
        self.assertEqual(len(self._rows()), 2)

    def test_existing_history_is_rebuilt_from_contracts(self):
        self._deal("2025-01-01", "2025-12-31")
        expected = self._rows()
        self.env.cr.execute("DELETE FROM salestech_client_status")
        self.env.cr.execute("DELETE FROM salestech_client")
        self.env.invalidate_all()
        self.Status._rebuild()
        self.assertEqual(self._rows()[-2:], expected)
        self.assertEqual(self._client_row().user_id, self.user_manager)

    def test_job_does_nothing_where_nothing_is_due(self):
        self._deal("2025-01-01", "2025-12-31")
        self._job()
        self.env["salestech.client"].flush_model()
        revision = self._client_row().revision
        self._job()
        self.env.invalidate_all()
        self.assertEqual(self._client_row().revision, revision)
        self.assertEqual(self.Status._stale(), [])

    # ------------------------------------------------------------
    # BY HAND
    # ------------------------------------------------------------

    def test_override_holds_until_the_contracts_say_something_new(self):
        self._deal("2026-01-01", "2026-11-30")
        self._override("lost", "Buys nothing any more")
        self.assertEqual(self._rows(), [("current", "2026-01-01", "2026-11-24"), ("lost", "2026-11-25", "")])
        with freeze_time("2026-12-05 09:00:00"):
            self._job()
            # the contract's end says what is known already: no second loss
            self.assertEqual(len(self._rows()), 2)
            self._deal("2026-12-03")
            self.assertEqual(self._rows()[-2:], [("lost", "2026-11-25", "2026-12-02"), ("current", "2026-12-03", "")])

    def test_second_word_on_a_day_takes_the_first_ones_place(self):
        self._deal("2026-01-01", "2026-06-30")
        self._override("potential", "Talks again")
        self._override("current", "Buys by orders")
        self.assertEqual(self._rows()[-1], ("current", "2026-11-25", ""))
        self.assertEqual(len(self._rows()), 3)
        row = self.Status.search([("partner_id", "=", self.organisation.id), ("origin", "=", "override")])
        self.assertEqual((row.reason, row.user_id), ("Buys by orders", self.user_group_head))
        self.assertIn("Buys by orders", self._history(self.organisation))

    def test_override_of_an_organisation_without_contracts(self):
        factory, _lead = self._organisation()
        self._override("current", "Buys by orders since long", factory)
        self.assertEqual(self._rows(factory), [("current", "2026-11-25", "")])
        self.assertEqual(self._client_row(factory).user_id, self.user_manager)

    def test_override_needs_a_reason_a_change_and_the_right(self):
        self._deal("2026-01-01")
        with self.assertRefused("why", error=UserError):
            self._override("lost", "  ")
        with self.assertRefused("already", error=UserError):
            self._override("current", "So it is")
        with self.assertRaises(AccessError):
            self._override("lost", "Because", user=self.user_manager)
        with self.assertRaises(AccessError):
            self._override("lost", "Because", user=self.user_south_head)

    def test_override_on_the_day_a_contract_begins_is_refused(self):
        self._deal("2026-11-25")
        with self.assertRefused("came into force today", error=UserError):
            self._override("lost", "Because")

    def test_history_is_closed_to_everybody(self):
        self._deal("2026-01-01")
        head = self.user_department_head
        row = self.Status.search([("partner_id", "=", self.organisation.id)]).with_user(head)
        with self.assertRaises(AccessError):
            row.write({"date_from": "2020-01-01"})
        with self.assertRaises(AccessError):
            self._client_row().with_user(head).write({"status": "lost"})
        with self.assertRaises(AccessError):
            self.Status.with_user(head).create({"partner_id": self.organisation.id})

    @mute_logger("odoo.sql_db")
    def test_the_database_lets_no_two_statuses_overlap(self):
        self._deal("2026-01-01", "2026-06-30")
        vals = {"partner_id": self.organisation.id, "company_id": self.company.id, "status": "lost"}
        for dates in ({"date_from": "2026-06-30", "date_to": "2026-06-30"}, {"date_from": "2027-01-01"}):
            with self.subTest(dates), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.Status.create({**vals, **dates})
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.Status.create({**vals, "date_from": "2025-02-02", "date_to": "2025-02-01"})

    # ------------------------------------------------------------
    # WHOSE CLIENT
    # ------------------------------------------------------------

    def test_handing_over_takes_the_open_opportunities_along(self):
        self._deal("2026-01-01")
        client = self._client_row().with_user(self.user_group_head)
        client.user_id = self.user_colleague
        self.assertEqual(self.lead.user_id, self.user_colleague)
        self.assertEqual(client.team_id, self.team_north)
        self.assertIn(self.user_colleague.name, self._history(self.organisation))
        with self.assertRaises(AccessError):
            self._client_row().with_user(self.user_colleague).user_id = self.user_manager

    def test_managers_see_own_clients_heads_the_group(self):
        self._deal("2026-01-01")
        _factory, lead = self._organisation(user=self.user_colleague)
        self._deal("2026-01-01", lead=lead)
        for user, count in (("manager", 1), ("colleague", 1), ("group_head", 2), ("south_head", 0), ("director", 2)):
            with self.subTest(user):
                clients = self.Client.with_user(getattr(self, f"user_{user}"))
                self.assertEqual(clients.search_count([("company_id", "=", self.company.id)]), count)

    def test_merged_opportunities_bring_their_contracts_to_the_right_organisation(self):
        factory, lead = self._organisation()
        self._deal("2026-01-01", lead=lead)
        self.assertEqual(factory.client_status, "current")
        (self.lead | lead).with_context(active_test=False)._merge_opportunity(auto_unlink=False)
        kept = (self.lead | lead).filtered("contract_ids")
        self.assertEqual(len(kept), 1)
        self.env.invalidate_all()
        owner = kept.contract_ids.partner_id
        self.assertEqual(owner.client_status, "current")
        self.assertEqual(len(self._rows(owner)), 1)

    # ------------------------------------------------------------
    # TOUCHES
    # ------------------------------------------------------------

    def test_touch_is_due_by_segment_then_by_settings(self):
        self._deal("2026-01-01")
        client = self._client_row()
        self.company.salestech_touch_days = 10
        self.assertEqual(str(client.touch_due_date), "2026-01-11")
        self.organisation.segment_id.touch_days = 60
        self.assertEqual(str(client.touch_due_date), "2026-03-02")
        self.assertEqual(client.touch_state, "late")
        self.organisation.segment_id = self.env.ref("sales_technology.segment_mid")
        self.assertEqual(str(client.touch_due_date), "2026-01-11")

    def test_logged_touch_moves_the_day_and_plans_the_next(self):
        self._deal("2026-01-01")
        wizard = (
            self.env["salestech.client.touch"]
            .with_user(self.user_manager)
            .create(
                {
                    "partner_id": self.organisation.id,
                    "contact_id": self.boss.id,
                    "note": "All well",
                    "next_date": "2026-12-10",
                }
            )
        )
        wizard.action_save()
        client = self._client_row()
        self.assertEqual(str(client.last_touch_date), "2026-11-25")
        self.assertEqual(client.touch_state, "fine")
        self.assertEqual(str(client.next_touch_date), "2026-12-10")
        self.assertEqual(str(self.boss.person_touch_date), "2026-11-25")
        self.assertEqual(self.Client.search([("next_touch_date", "<=", "2026-12-10")]), client)
        self.assertFalse(self.Client.search([("next_touch_date", "<", "2026-12-10")]))
        self.assertNotIn(client, self.Client.search([("next_touch_date", "=", False)]))

    def test_touch_with_a_stranger_or_in_the_past_is_refused(self):
        wizard = self.env["salestech.client.touch"].with_user(self.user_manager)
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        with self.assertRefused("Stranger", error=UserError):
            wizard.create({"partner_id": self.organisation.id, "contact_id": stranger.id}).action_save()
        with self.assertRefused("passed", error=UserError):
            wizard.create({"partner_id": self.organisation.id, "next_date": "2026-01-01"}).action_save()

    def test_held_meeting_and_logged_call_are_touches(self):
        self._deal("2026-01-01")
        self._log("reached", self.boss)
        self.assertEqual(str(self._client_row().last_touch_date), "2026-11-25")
        self.env.cr.execute("UPDATE salestech_client SET last_touch_date = NULL")
        self.env.invalidate_all()
        event = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-11-24 10:00:00",
                "stop": "2026-11-24 11:00:00",
                "opportunity_id": self.lead.id,
                "partner_ids": [Command.link(self.boss.id)],
            }
        )
        event.action_held()
        self.assertEqual(str(self._client_row().last_touch_date), "2026-11-24")
        self.env.cr.execute("UPDATE salestech_client SET last_touch_date = NULL")
        self.env.invalidate_all()
        self.Client._refresh_touches()
        self.assertEqual(str(self._client_row().last_touch_date), "2026-11-25")

    def test_days_of_a_segment_out_of_range_are_refused(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.organisation.segment_id.touch_days = -1
            self.env.flush_all()

    def _override(self, status, reason, organisation=None, user=None):
        organisation = (organisation or self.organisation).with_user(user or self.user_group_head)
        organisation.with_company(self.company)._set_client_status(status, reason)

    def _job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("sales_technology.ir_cron_client_status").method_direct_trigger()
        self.env.invalidate_all()
