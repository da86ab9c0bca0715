from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..ladder.touch_common import NOW
from .client_common import ClientCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestClientOverride(ClientCommon):
    """A status said by hand, and what neither hand nor RPC may write."""

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

    def _override(self, status, reason, organisation=None, user=None):
        organisation = (organisation or self.organisation).with_user(user or self.user_group_head)
        organisation.with_company(self.company)._set_client_status(status, reason)
