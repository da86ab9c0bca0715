from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..ladder.touch_common import NOW
from .document_common import DocumentCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTender(DocumentCommon):
    def test_from_decision_to_won(self):
        tender = self._tender(
            document_ids=[Command.create({"name": "Charter"}), Command.create({"name": "Map", "is_required": False})]
        )
        self.assertRegex(tender.number, r"^T-2026-\d{5}$")
        tender.bid_amount = 90
        with self.assertRefused("is found", error=UserError):
            tender.action_win()
        self._reason(tender, "take_part", "Our field")
        self.assertRecordValues(
            tender,
            [
                {
                    "state": "preparing",
                    "decision": "take_part",
                    "decision_by_id": self.user_manager.id,
                    "decision_date": date(2026, 11, 25),
                    "decision_reason": "Our field",
                }
            ],
        )
        with self.assertRefused("Charter", error=UserError) as caught:
            tender.action_submit()
        self.assertNotIn("Map", str(caught.exception))
        tender.document_ids[0].is_done = True
        tender.action_submit()
        with self.assertRefused("can no longer be changed", error=UserError):
            tender.bid_amount = 80
        with self.assertRefused("can no longer be changed", error=UserError):
            tender.document_ids[0].is_done = False
        tender.action_win()
        self.assertEqual((tender.state, tender.date_closed), ("won", date(2026, 11, 25)))
        self.assertIn("won", self._history(self.organisation))

    def test_bid_needs_an_amount(self):
        tender = self._tender()
        self._reason(tender, "take_part")
        with self.assertRefused("our bid", error=UserError):
            tender.action_submit()

    def test_not_taking_part_and_losing_say_why(self):
        tender = self._tender()
        self._reason(tender, "decline", "No capacity")
        self.assertRecordValues(
            tender, [{"state": "declined", "decision": "decline", "decision_reason": "No capacity"}]
        )
        lost = self._tender(bid_amount=10)
        self._reason(lost, "take_part")
        lost.action_submit()
        self._reason(lost, "lose", "Cheaper ones")
        self.assertRecordValues(lost, [{"state": "lost", "refuse_reason": "Cheaper ones"}])
        lost.bid_ids = [Command.create({"name": "Rival", "amount": 9, "is_winner": True})]
        self.assertEqual(lost.best_bid_amount, 9)

    def test_checklist_is_there_from_the_start(self):
        tender = (
            self.env["salestech.tender"].with_user(self.user_manager).create({"lead_id": self.lead.id, "name": "X"})
        )
        self.assertGreater(tender.document_count, 3)
        self.assertEqual(tender.document_done_count, 0)

    # -- floor price -------------------------------------------------------------

    def test_bid_below_the_floor_is_refused_without_the_right(self):
        tender = self._tender(floor_amount=100, bid_amount=120)
        with self.assertRefused("below the floor price", "100", "group head", error=ValidationError):
            tender.bid_amount = 99.99
        tender.bid_amount = 100
        head = tender.with_user(self.user_group_head)
        head.bid_amount = 90
        self.assertTrue(tender.is_below_floor)
        self.assertEqual(tender.below_floor_by_id, self.user_group_head)
        self.assertIn("below the floor price", self._history(tender))
        self._tick("R.2", "manager", True)
        tender.bid_amount = 80
        self.assertEqual(tender.bid_amount, 80)
        self._tick("R.2", "manager", False)

    def test_floor_is_not_lowered_to_get_round_it(self):
        tender = self._tender(floor_amount=100)
        for floor in (50, 0, False):
            with self.assertRefused("may lower it", error=ValidationError):
                tender.floor_amount = floor
        tender.floor_amount = 110
        with self.assertRefused("may lower it", error=ValidationError):
            tender.lot_ids = [Command.create({"name": "Lot", "bid_amount": 10})]
        tender.with_user(self.user_group_head).floor_amount = 60

    def test_lots_have_floors_of_their_own(self):
        lots = [
            Command.create({"name": "Pumps", "start_amount": 200, "floor_amount": 100, "bid_amount": 150}),
            Command.create({"name": "Valves", "start_amount": 80, "floor_amount": 50, "bid_amount": 60}),
        ]
        tender = self._tender(lot_ids=lots)
        self.assertRecordValues(tender, [{"start_amount": 280.0, "floor_amount": 150.0, "bid_amount": 210.0}])
        with self.assertRefused("below the floor price", error=ValidationError):
            tender.lot_ids[0].bid_amount = 99
        with self.assertRefused("may lower it", error=ValidationError):
            tender.lot_ids[0].floor_amount = 10
        with self.assertRefused("may lower it", error=ValidationError):
            tender.lot_ids[0].unlink()
        tender.lot_ids[1].with_user(self.user_group_head).bid_amount = 40
        self.assertTrue(tender.is_below_floor)

    # -- bad input ---------------------------------------------------------------

    def test_bad_amounts_dates_and_links(self):
        tender = self._tender()
        for value in (-1, float("nan"), float("inf")):
            for name in ("bid_amount", "floor_amount", "start_amount", "deposit_amount"):
                with self.assertRaises(ValidationError), self.env.cr.savepoint():
                    tender[name] = value
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                tender.lot_ids = [Command.create({"name": "Lot", "bid_amount": value})]
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                tender.bid_ids = [Command.create({"name": "Rival", "amount": value})]
        with self.assertRefused("before bids are in", error=ValidationError), self.env.cr.savepoint():
            tender.write({"date_submission": "2026-12-10 10:00:00", "date_result": "2026-12-01"})
        with self.assertRefused("is no link", error=ValidationError), self.env.cr.savepoint():
            tender.link = "javascript:alert(1)"
        with self.assertRaises(IntegrityError) as caught, self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            tender.write({"deposit_paid_on": "2026-11-20", "deposit_returned_on": "2026-11-19"})
            self.env.flush_all()
        self.assertIn("before it was paid", tender._sql_error_to_message(caught.exception))

    def test_facts_are_not_written_by_hand(self):
        tender = self._tender()
        for vals in ({"state": "won"}, {"decision": "take_part"}, {"decision_by_id": self.user_group_head.id}):
            with self.assertRefused("buttons"):
                tender.write(vals)

    def test_lot_of_another_tender_is_refused(self):
        first, second = self._tender(), self._tender(lot_ids=[Command.create({"name": "Lot"})])
        with self.assertRefused("another tender", error=ValidationError):
            first.bid_ids = [Command.create({"name": "Rival", "lot_id": second.lot_ids.id})]

    # -- deposit and deadline ----------------------------------------------------

    def test_deposit_comes_back_after_the_result(self):
        tender = self._tender(deposit_amount=5, bid_amount=10)
        self.assertEqual(tender.deposit_state, "to_pay")
        tender.deposit_paid_on = "2026-11-20"
        self._reason(tender, "take_part")
        tender.action_submit()
        self._reason(tender, "lose")
        waiting = [("deposit_state", "=", "paid"), ("state", "=", "lost")]
        self.assertIn(tender, tender.search(waiting))
        tender.deposit_returned_on = "2026-11-25"
        self.assertEqual(tender.deposit_state, "returned")

    def test_deadline_is_the_company_s_day(self):
        self.company.resource_calendar_id.tz = "Asia/Vladivostok"
        tender = self._tender(date_submission="2026-12-10 20:00:00")
        self.assertEqual(tender.date_deadline, date(2026, 12, 11))

    def test_lots_won_with_the_tender(self):
        tender = self._tender(lot_ids=[Command.create({"name": "A", "bid_amount": 5}), Command.create({"name": "B"})])
        self._reason(tender, "take_part")
        tender.action_submit()
        tender.lot_ids[1].write({"result": "lost", "winner": "Rival"})
        tender.action_win()
        self.assertEqual(tender.lot_ids.mapped("result"), ["won", "lost"])
