from odoo.tests import HttpCase, tagged

from ..deal.document_common import FILE
from .client_common import ClientCommon


class ClientTour(ClientCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.user_manager, cls.user_group_head, cls.user_leading_manager):
            user.lang = "en_US"
        today = cls.company._local_day(cls.env.cr.now())
        cls._deal(today.replace(year=today.year - 1))

    def _day(self):
        self.start_tour("/odoo/my-clients", "salestech_client_day", login=self.user_manager.login, timeout=120)
        self.env.invalidate_all()
        self.assertEqual(self._client_row().touch_state, "fine")
        self.assertEqual(len(self.organisation.activity_ids.filtered("key_role_id")), 5)

    def _override(self):
        self.start_tour("/odoo/my-clients", "salestech_client_override", login=self.user_group_head.login, timeout=120)
        self.env.invalidate_all()
        self.assertEqual(self.organisation.client_status, "lost")

    def _partner(self):
        lead = self._candidate()
        self.start_tour(
            f"/odoo/sales-ladder/{lead.id}",
            "salestech_partner_brought_in",
            login=self.user_leading_manager.login,
            timeout=180,
        )
        self.env.invalidate_all()
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(lead.contract_ids.partner_rate, 7)
        row = self._client_row(lead.partner_id.commercial_partner_id)
        self.assertTrue(row.is_partner)
        self.assertEqual(row.user_id, self.user_leading_manager)

    def _candidate(self):
        """A candidate on the partner ladder; a meeting was held and terms were agreed, but who decides is not noted."""
        team = self._team("Partnerships", "south_head", ("leading_manager",))
        self._adopt_ladder(team, kind="partner")
        dealer = self.env["res.partner"].create({"name": "Dealer", "is_company": True})
        lead = self._lead(self.user_leading_manager, team, name="Dealer", partner_id=dealer.id)
        self.env["calendar.event"].create(
            {
                "name": "Introduction",
                "start": "2026-01-12 10:00:00",
                "stop": "2026-01-12 11:00:00",
                "opportunity_id": lead.id,
            }
        ).action_held()
        self.env["salestech.proposal"].create(
            {"lead_id": lead.id, "kind": "partner_terms", "file": FILE, "state": "agreed"}
        )
        return lead


@tagged("post_install", "-at_install")
class TestClientTourDesk(ClientTour):
    browser_size = "1440x900"

    def test_day_of_a_manager(self):
        self._day()

    def test_head_overrides(self):
        self._override()

    def test_partner_brought_in(self):
        self._partner()


@tagged("post_install", "-at_install")
class TestClientTourPhone(ClientTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_day_of_a_manager(self):
        self._day()

    def test_head_overrides(self):
        self._override()

    def test_partner_brought_in(self):
        self._partner()
