from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..deal.deadline_common import TODAY
from .receivable_common import ReceivableCommon


@tagged("post_install", "-at_install")
class TestPaymentPromise(ReceivableCommon):
    def _judge(self, days):
        day = TODAY + timedelta(days=days)
        with freeze_time(day):
            self.Promise._judge(self.company, day)
        self.env.invalidate_all()

    def test_a_promise_is_recorded_with_its_documents(self):
        invoice = self._invoice(amount=1000)
        promise = self._promise(invoice, days=5, person_id=self.boss.id)
        self.assertRecordValues(
            promise,
            [
                {
                    "partner_id": self.plant.id,
                    "person_id": self.boss.id,
                    "taken_by_id": self.user_manager.id,
                    "user_id": self.user_manager.id,
                    "date": TODAY,
                    "date_deadline": TODAY + timedelta(days=5),
                    "amount": 1000,
                    "state": "open",
                }
            ],
        )
        self.assertEqual(promise.line_ids.number, invoice.name)
        row = self._item(invoice)
        self.assertEqual((row.promise_id, row.promise_state, row.person_id), (promise, "open", self.boss))

    def test_bad_promises_are_refused_in_words(self):
        invoice = self._invoice(amount=1000)
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        for vals, words in (
            ({"days": -1}, "a day that has passed"),
            ({"amount": float("nan")}, "is no amount"),
            ({"amount": float("inf")}, "no end"),
            ({"amount": -5}, "less than zero"),
            ({"amount": 0}, "how much"),
            ({"amount": 1000.01}, "only"),
            ({"person_id": stranger.id}, "no person of “Plant”"),
        ):
            with self.subTest(vals), self.assertRefused(words, error=ValidationError):
                self._promise(invoice, **vals)
        self.assertFalse(self.Promise.search([]))

    def test_one_client_one_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.mill.user_id = self.user_manager
        invoices = self._invoice(self.plant) | self._invoice(self.mill)
        with self.assertRefused("one client", error=UserError):
            self._promise(invoices)
        invoices = self._invoice(self.plant) | self._invoice(self.plant, currency_id=euro.id)
        with self.assertRefused("one promise for each currency", error=UserError):
            self._promise(invoices)

    def test_credits_are_not_promised(self):
        credit = self._invoice(move_type="out_refund")
        with self.assertRefused("Nothing is owed", error=UserError):
            self._item(credit).action_record_promise()

    def test_kept_by_payment_on_the_day(self):
        invoice = self._invoice()
        promise = self._promise(invoice, days=5)
        self._pay(invoice, TODAY + timedelta(days=5))
        self._judge(6)
        self.assertEqual((promise.state, promise.date_kept), ("kept", TODAY + timedelta(days=6)))

    def test_stands_on_its_day_and_is_broken_after_it(self):
        promise = self._promise(self._invoice(), days=5)
        self._judge(5)
        self.assertEqual(promise.state, "open")
        self._judge(6)
        self.assertEqual((promise.state, promise.date_broken), ("broken", TODAY + timedelta(days=6)))
        self.assertIn("Promise broken", " ".join(map(str, self.plant.message_ids.mapped("body"))))
        self.assertEqual(self._items().promise_state, "broken")

    def test_part_of_the_money_keeps_a_promise_of_that_part(self):
        invoice = self._invoice(amount=1000)
        promise = self._promise(invoice, days=5, amount=400)
        self._pay(invoice, TODAY + timedelta(days=1), 399)
        self._judge(2)
        self.assertEqual(promise.state, "open")
        self._pay(invoice, TODAY + timedelta(days=3), 1)
        self._judge(4)
        self.assertEqual(promise.state, "kept")

    def test_what_was_paid_before_does_not_count(self):
        invoice = self._invoice(amount=1000)
        self._pay(invoice, TODAY - timedelta(days=1), 600)
        promise = self._promise(invoice, days=5)
        self.assertEqual(promise.amount, 400)
        self._judge(6)
        self.assertEqual(promise.state, "broken")

    def test_money_of_the_day_booked_later_keeps_the_promise(self):
        invoice = self._invoice()
        promise = self._promise(invoice, days=5)
        self._judge(6)
        self.assertEqual(promise.state, "broken")
        self._pay(invoice, TODAY + timedelta(days=5))
        self._judge(7)
        self.assertEqual((promise.state, promise.date_broken), ("kept", False))

    def test_late_money_settles_a_broken_promise_which_stays_broken(self):
        invoice = self._invoice()
        promise = self._promise(invoice, days=5)
        self._judge(6)
        self._pay(invoice, TODAY + timedelta(days=8))
        self._judge(9)
        self.assertEqual((promise.state, promise.date_settled), ("broken", TODAY + timedelta(days=9)))
        self.assertFalse(promise._deadline_open())

    def test_late_money_found_at_once_does_not_keep_it(self):
        invoice = self._invoice()
        promise = self._promise(invoice, days=5)
        self._pay(invoice, TODAY + timedelta(days=6))
        self._judge(6)
        self.assertEqual(promise.state, "broken")
        self._judge(7)
        self.assertTrue(promise.date_settled)

    def test_another_promise_replaces_the_one_before(self):
        invoice = self._invoice()
        first = self._promise(invoice, days=2)
        second = self._promise(invoice, days=4)
        self.assertEqual(first.state, "replaced")
        self._judge(5)
        third = second.with_user(self.user_manager)
        action = third.action_promise_anew()
        self.assertEqual(action["context"]["default_item_ids"], self._item(invoice).ids)
        new = self._promise(invoice, days=9)
        self.assertEqual((second.state, second.date_settled), ("broken", TODAY))
        self.assertEqual(self._item(invoice).promise_id, new)

    def test_taken_back_with_a_reason(self):
        promise = self._promise(self._invoice())
        self.assertEqual(promise.action_withdraw()["context"]["default_verb"], "withdraw")
        wizard = self.env["salestech.document.reason"].with_user(self.user_manager)
        wizard.create(
            {"res_model": promise._name, "res_id": promise.id, "verb": "withdraw", "reason": "The bank says no"}
        ).action_apply()
        self.assertEqual((promise.state, promise.withdraw_reason), ("withdrawn", "The bank says no"))
        with self.assertRefused("does not stand", error=UserError):
            promise.action_withdraw()

    def test_promises_come_by_the_dialog_only(self):
        invoice = self._invoice()
        promise = self._promise(invoice)
        for vals in ({"state": "kept"}, {"date_deadline": "2027-01-01"}, {"amount": 1}, {"user_id": False}):
            with self.subTest(vals), self.assertRefused("not by hand"):
                promise.write(vals)
        with self.assertRaises(AccessError):
            self.Promise.with_user(self.user_manager).create({"partner_id": self.plant.id})
        with self.assertRaises(AccessError):
            promise.unlink()
        promise.note = "He sounded sure"

    def test_documents_of_others_cannot_be_promised(self):
        other = self._item(self._invoice(self.mill), self.user_colleague)
        record = self.env["salestech.payment.promise.record"].with_user(self.user_manager)
        with self.assertRaises(AccessError):
            record.create({"item_ids": other.ids, "amount": 1, "date": TODAY}).action_record()
        with self.assertRefused("Payments and receivables"):
            self._promise(self._invoice(), user=self.user_group_head)

    def test_a_document_that_went_to_draft_and_back_is_the_same(self):
        invoice = self._invoice()
        promise = self._promise(invoice, days=5)
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(self._item(invoice).promise_id, promise)
        self._judge(4)
        self.assertEqual(promise.state, "open")
        self._pay(invoice, TODAY + timedelta(days=4))
        self._judge(4)
        self.assertEqual(promise.state, "kept")

    def test_judging_costs_the_same_for_few_and_many(self):
        costs = []
        for count in (2, 8):
            invoices = [self._invoice(amount=10 + count, late=count) for _n in range(count)]
            for invoice in invoices:
                self._promise(invoice, days=5)
                self._pay(invoice)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Promise._balances(self.company)
            costs.append(self.env.cr.sql_log_count - before)
            self._judge(1)
        self.assertEqual(*costs)
        self.assertFalse(self.Promise.search([("state", "=", "open")]))

    def test_a_broken_promise_is_told_and_escalated(self):
        before, after, head = self._rules(
            ("before", 1, "responsible"),
            ("after", 1, "responsible"),
            ("after", 3, "group_head"),
            kind="salestech.payment.promise",
        )
        invoice = self._invoice(late=1)
        promise = self._promise(invoice, days=2).sudo()  # a Friday
        self._run(TODAY + timedelta(days=1))
        self.assertTold(promise, before, self.user_manager)
        self._run(TODAY + timedelta(days=5))
        self.assertEqual(promise.state, "broken")
        self.assertTold(promise, after, self.user_manager)
        self.assertEqual(promise.activity_ids.user_id, self.user_manager)
        self.assertFalse(self._notices(promise, head))
        self._run(TODAY + timedelta(days=7))
        self.assertTold(promise, head, self.user_group_head)
        self._pay(invoice, TODAY + timedelta(days=7))
        self._run(TODAY + timedelta(days=8))
        self.assertTrue(promise.date_settled)
        self.assertFalse(promise.activity_ids)
