from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..deal.deadline_common import TODAY
from .receivable_common import ReceivableCommon


@tagged("post_install", "-at_install")
class TestReceivable(ReceivableCommon):
    def test_rows_show_age_and_amounts(self):
        late, fresh = self._invoice(amount=1000, late=45), self._invoice(amount=300, late=-10)
        row = self._item(late)
        self.assertRecordValues(
            row,
            [
                {
                    "partner_id": self.plant.id,
                    "user_id": self.user_manager.id,
                    "team_id": self.team_north.id,
                    "kind": "invoice",
                    "status": "overdue",
                    "days_late": 45,
                    "amount_open": 1000,
                    "amount_overdue": 1000,
                    "date_due": TODAY - timedelta(days=45),
                }
            ],
        )
        self.assertEqual(row.band_id.name, "31–60 days")
        self.assertRecordValues(self._item(fresh), [{"status": "not_due", "amount_overdue": 0, "amount_open": 300}])
        self.assertEqual(self._item(fresh).band_id.kind, "not_due")

    def test_bands_meet_at_their_edges(self):
        for late, band in ((0, "not_due"), (1, "1–30"), (30, "1–30"), (31, "31–60"), (90, "61–90"), (91, "over 90")):
            with self.subTest(late):
                row = self._item(self._invoice(late=late))
                self.assertIn(band, (row.band_id.kind, row.band_id.name.removesuffix(" days")))

    def test_part_payments_and_credits(self):
        invoice = self._invoice(amount=1000, late=10)
        self._pay(invoice, amount=400)
        self.assertEqual(self._item(invoice).amount_open, 600)
        credit = self._invoice(amount=150, late=0, move_type="out_refund")
        self.assertRecordValues(
            self._item(credit), [{"kind": "credit_note", "status": "unmatched", "amount_open": -150, "days_late": 0}]
        )
        self.assertEqual(self.plant.with_user(self.user_manager).receivable_open, 450)
        self.assertEqual(self.plant.with_user(self.user_manager).receivable_overdue, 600)
        self.assertEqual(self.plant.with_user(self.user_manager).receivable_days_late, 10)
        self._pay(invoice)
        self.assertFalse(self._item(invoice))

    def test_drafts_and_cancelled_documents_are_owed_by_nobody(self):
        self._invoice(post=False)
        cancelled = self._invoice()
        cancelled.button_draft()
        cancelled.button_cancel()
        self.assertFalse(self._items())

    def test_a_document_in_two_currencies(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "company_id": self.company.id, "name": "2026-01-01", "rate": 0.5}
        )
        row = self._item(self._invoice(amount=100, currency_id=euro.id))
        self.assertEqual((row.currency_id, row.amount_open_currency), (euro, 100))
        self.assertEqual((row.company_currency_id, row.amount_open), (self.company.currency_id, 200))

    def test_instalments_are_late_one_by_one(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in 60 days",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 60}),
                ],
            }
        )
        invoice = self._invoice(amount=1000, late=20, invoice_payment_term_id=term.id)
        rows = self._item(invoice).sorted("date_due")
        self.assertEqual(rows.mapped("status"), ["overdue", "not_due"])
        self.assertEqual(rows.mapped("amount_open"), [500, 500])

    # -- who answers, who sees ---------------------------------------------------------------

    def test_responsible_is_the_card_s_salesperson_else_the_last_contract_s(self):
        pick = self.env["salestech.client.responsible"]._users_of
        self.assertEqual(pick(self.plant, self.company)[self.plant.id], self.user_manager)
        bare = self.env["res.partner"].create({"name": "Bare", "is_company": True})
        self.assertFalse(pick(bare, self.company)[bare.id])
        for user, day in ((self.user_colleague, "2026-01-05"), (self.user_manager, "2026-01-01")):
            lead = self._lead(user, partner_id=bare.id)
            self.env["salestech.contract"].create(
                {"lead_id": lead.id, "amount": 1, "user_id": user.id, "state": "signed", "date_signed": day}
            )
        self.assertEqual(pick(bare, self.company)[bare.id], self.user_colleague)
        self.assertEqual(self._item(self._invoice(bare), self.user_colleague).user_id, self.user_colleague)
        # a salesperson of another company answers for nothing here
        bare.user_id = self.user_abroad_manager
        self.assertEqual(pick(bare, self.company)[bare.id], self.user_colleague)

    def test_everybody_sees_the_clients_in_reach(self):
        own, other = self._invoice(self.plant), self._invoice(self.mill)
        nobody = self._invoice(self.env["res.partner"].create({"name": "Nobody's", "is_company": True}))
        for user, seen in (
            (self.user_manager, own),
            (self.user_colleague, other),
            (self.user_south_manager, own.browse()),
            (self.user_group_head, own | other),
            (self.user_south_head, own.browse()),
            (self.user_department_head, own | other | nobody),
            (self.user_director, own | other | nobody),
        ):
            with self.subTest(user.login):
                self.assertEqual(set(self._items(user).mapped("number")), set(seen.mapped("name")))
        with self.assertRaises(AccessError):
            self._items(self.user_none)
        with self.assertRaises(AccessError):
            self._items(self.user_salesman)

    def test_accounting_itself_stays_closed(self):
        """The manager reads what his clients owe, though the invoices are another's, and nothing else."""
        own, other = self._invoice(self.plant), self._invoice(self.mill)
        bill = self._invoice(self.plant, move_type="in_invoice")
        payment = self._pay(self._invoice(self.plant, amount=5))
        self.assertEqual(self._item(own).amount_open, 1000)
        closed = [own, other, bill, payment, payment.move_id, own.line_ids, bill.line_ids, payment.move_id.line_ids]
        for records in closed:
            with self.subTest(records), self.assertRaises(AccessError):
                records.with_user(self.user_manager).read(["name"])
        moves = self.env["account.move"].with_user(self.user_manager).search([("company_id", "=", self.company.id)])
        self.assertFalse(moves)
        with self.assertRaises(AccessError):
            self._item(own).move_id  # noqa: B018
        with self.assertRefused("kept by the accountants", error=UserError):
            self._item(own).action_open_document()

    def test_rows_cannot_be_written(self):
        row = self._item(self._invoice())
        for attempt in (lambda: row.write({"amount_open": 0}), row.unlink, lambda: row.create({"number": "X"})):
            with self.assertRaises(AccessError):
                attempt()

    def test_a_company_s_own_day_and_data(self):
        self._invoice()
        abroad = self.Receivable.with_context(allowed_company_ids=self.other_company.ids)
        self.assertFalse(abroad.search([]))
        self.assertFalse(abroad.with_user(self.user_abroad_head).search([]))
        self.assertTrue(self.Receivable.search([]))

    def test_the_clients_card_shows_what_it_owes_to_who_may_see_it(self):
        self._invoice()
        card = self.plant.with_user(self.user_manager)
        self.assertTrue(card.has_receivables)
        action = card.action_open_receivables()
        self.assertEqual(self.Receivable.with_user(self.user_manager).search(action["domain"]).partner_id, self.plant)
        self.assertFalse(self.plant.with_user(self.user_south_manager).has_receivables)

    # -- figures -----------------------------------------------------------------------------

    def test_the_report_costs_the_same_for_few_and_many(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            report = self.Receivable.with_user(self.user_group_head)
            report.formatted_read_group([], ["partner_id"], ["amount_open:sum", "amount_overdue:sum", "days_late:max"])
            report.search([]).read(["number", "amount_open", "band_id", "user_id"])
            (self.plant | self.mill).with_user(self.user_group_head).mapped("receivable_open")
            return self.env.cr.sql_log_count - before

        self._invoice(self.plant), self._invoice(self.mill)
        cost()
        few = cost()
        for late in range(1, 12):
            self._invoice(self.plant, late=late * 10)
        self.assertEqual(cost(), few)

    def test_totals_by_manager_and_age(self):
        self._invoice(self.plant, 100, late=10), self._invoice(self.plant, 200, late=40)
        self._invoice(self.mill, 400, late=10)
        rows = self.Receivable.with_user(self.user_group_head)._read_group(
            [], ["user_id", "band_id"], ["amount_overdue:sum"]
        )
        found = {(user.name, band.name): amount for user, band, amount in rows}
        self.assertEqual(
            found,
            {("Manager", "1–30 days"): 100, ("Manager", "31–60 days"): 200, ("Colleague", "1–30 days"): 400},
        )

    # -- the age table -----------------------------------------------------------------------

    def test_an_age_table_with_a_gap_an_overlap_or_no_end_is_refused(self):
        scale = self.env["salestech.receivable.scale"].with_user(self.user_administrator)
        for bands, words in (
            ([(1, 30), (41, 0)], "Days 31 to 40 lie in no band"),
            ([(1, 30), (32, 0)], "Day 31 lies in no band"),
            ([(2, 0)], "Day 1 lies in no band"),
            ([(1, 30), (30, 0)], "lies in two bands"),
            ([(1, 30), (31, 60)], "61 days or more"),
            ([(1, 0), (31, 0)], "without end"),
            ([], "empty"),
        ):
            lines = [Command.create({"day_from": first, "day_to": last}) for first, last in bands]
            with self.subTest(bands), self.assertRefused(words, error=ValidationError):
                scale.create({"name": "Ours", "company_id": self.company.id, "band_ids": lines})

    def test_an_age_table_is_changed_as_a_whole(self):
        scale = self.env.ref("sales_technology.receivable_scale").with_user(self.user_administrator)
        first, second = scale.band_ids.sorted("day_from")[:2]
        with self.assertRefused("lie in no band", error=ValidationError):
            first.day_to = 10
        with self.assertRefused("lie in no band", error=ValidationError):
            second.with_context(salestech_whole_table=True).unlink()
        scale.write(
            {"band_ids": [Command.update(first.id, {"day_to": 10}), Command.update(second.id, {"day_from": 11})]}
        )
        self.assertEqual(self._item(self._invoice(late=12)).band_id, second.with_env(self.env))

    def test_a_company_may_have_a_table_of_its_own(self):
        scale = self.env["salestech.receivable.scale"].create(
            {"name": "Coarse", "company_id": self.company.id, "band_ids": [Command.create({"day_from": 1})]}
        )
        self.assertEqual(self._item(self._invoice(late=500)).band_id, scale.band_ids)

    # -- merging -----------------------------------------------------------------------------

    def test_merged_clients_owe_together_and_lose_nothing(self):
        twin = self.env["res.partner"].create({"name": "Plant 2", "is_company": True, "user_id": self.user_manager.id})
        first, second = self._invoice(self.plant, 100), self._invoice(twin, 200)
        promises = self._promise(first) | self._promise(second)
        tasks = self._plan()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge([twin.id, self.plant.id], self.plant)
        self.env.invalidate_all()
        self.assertEqual(self._items().partner_id, self.plant)
        self.assertEqual(sum(self._items().mapped("amount_open")), 300)
        self.assertEqual(promises.exists(), promises)
        self.assertEqual(promises.partner_id, self.plant)
        self.assertEqual(len(promises.line_ids), 2)
        self.assertEqual(tasks.exists(), tasks)
        self.assertEqual(set(self._items().promise_id.ids), set(promises.ids))
