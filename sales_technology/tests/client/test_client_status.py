from odoo.tests import freeze_time, tagged

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
