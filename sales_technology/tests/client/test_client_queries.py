from odoo.tests import freeze_time, tagged

from ..ladder.touch_common import NOW
from .client_common import ClientCommon

BOARD = {
    name: {}
    for name in (
        "status",
        "is_partner",
        "touch_state",
        "untouched_days",
        "last_touch_date",
        "next_touch_date",
        "next_touch_summary",
        "key_total",
        "key_known",
    )
}


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestClientQueries(ClientCommon):
    """What is looked at costs the same number of queries however much there is."""

    def test_board(self):
        self._clients(3)
        self._count(self._board)
        few = self._count(self._board)
        self._clients(12)
        self.assertEqual(self._count(self._board), few)
        self.assertLessEqual(few, 20)

    def test_card(self):
        self._clients(1)
        client = self.Client.search([("status", "=", "current")], limit=1)
        few = self._count(lambda: self._card(client))
        people = [{"name": f"P{i}", "parent_id": client.partner_id.id, "familiarity": "met"} for i in range(8)]
        roles = self.env["salestech.key.role"].search([])
        for person in self.env["res.partner"].create(people):
            person.key_role_ids = roles
            person.activity_schedule("mail.mail_activity_data_call", date_deadline="2026-12-01")
        for year in range(2015, 2025):
            self._deal(f"{year}-01-01", lead=client.contract_id.lead_id)
        self.assertLessEqual(self._count(lambda: self._card(client)), few + 3)

    def test_daily_job(self):
        self._clients(2, "2026-11-25")
        with freeze_time("2026-11-26 09:00:00"):
            few = self._count(lambda: self.Status._sync(self.Status._stale()))
        self._clients(10, "2026-11-26")
        with freeze_time("2026-11-28 09:00:00"):
            self.assertEqual(self._count(lambda: self.Status._sync(self.Status._stale())), few)

    def test_any_past_day(self):
        self._clients(5)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.Status._count_at("current", "2026-05-05", self.company)

    def _clients(self, count, date_to=None):
        for i in range(count):
            _organisation, lead = self._organisation(
                f"Client {i}", segment_id=self.env.ref("sales_technology.segment_large").id
            )
            self._deal("2026-01-01", date_to, lead=lead)
            lead.activity_schedule("mail.mail_activity_data_call", date_deadline="2026-12-01")

    def _board(self):
        clients = self.Client.with_user(self.user_manager)
        specification = {
            **BOARD,
            "partner_id": {"fields": {"display_name": {}}},
            "user_id": {"fields": {"display_name": {}}},
        }
        return clients.web_search_read([("status", "=", "current")], specification)

    def _card(self, client):
        return client.partner_id.with_user(self.user_manager).get_client_card()

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before
