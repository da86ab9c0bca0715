from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..deal.document_common import FILE
from ..ladder.touch_common import NOW
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRepresentation(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.salestech_gift_head_limit = 5000
        cls.company.salestech_gift_person_limit = 4000
        cls.budget = cls._budget(10_000, partner_id=cls.organisation.id)

    @classmethod
    def _budget(cls, amount, **vals):
        return cls.env["salestech.representation.budget"].create(
            {"amount": amount, "date_from": "2026-01-01", "date_to": "2026-12-31", "company_id": cls.company.id, **vals}
        )

    def _gift(self, amount=1000, user=None, persons=None, **vals):
        vals = {
            "name": "Twenty years of the plant",
            "what": "A book",
            "partner_id": self.organisation.id,
            "contact_ids": [Command.set((persons or self.boss).ids)],
            "planned_amount": amount,
            **vals,
        }
        return self.env["salestech.representation.expense"].with_user(user or self.user_manager).create(vals)

    def _submitted(self, *args, **kw):
        gift = self._gift(*args, **kw)
        gift.action_submit()
        return gift

    def _approved(self, *args, by=None, **kw):
        gift = self._submitted(*args, **kw)
        gift.with_user(by or self.user_group_head).action_approve()
        return gift

    def _receipt(self, gift, amount):
        return (
            self.env["salestech.representation.receipt"]
            .with_user(gift.env.user)
            .create(
                {"expense_id": gift.id, "name": "No. 118", "amount": amount, "file": FILE, "file_name": "receipt.pdf"}
            )
        )

    # --- course ---

    def test_from_request_to_receipts(self):
        gift = self._approved(1000)
        self.assertRecordValues(gift, [{"state": "approved", "approver_id": self.user_group_head.id}])
        self.assertEqual(self.budget.remaining_amount, 9000)
        with self.assertRefused("Add the receipts", error=UserError):
            gift.action_done()
        self._receipt(gift, 800)
        gift.action_done()
        self.budget.invalidate_recordset()
        self.assertEqual((gift.state, gift.actual_amount, self.budget.remaining_amount), ("done", 800, 9200))
        with self.assertRefused("Receipts are added", error=UserError):
            self._receipt(gift, 100)

    def test_spent_more_than_approved_is_refused_with_figures(self):
        gift = self._approved(1000)
        self._receipt(gift, 1200)
        with self.assertRefused("1,200.00", "1,000.00", "200.00", error=UserError):
            gift.action_done()
        self._reason(gift, "rework", "It cost more")
        gift.planned_amount = 1200
        gift.action_submit()
        gift.with_user(self.user_group_head).action_approve()
        gift.action_done()
        self.assertEqual(gift.state, "done")

    def test_incomplete_request_says_what_is_missing(self):
        gift = self._gift(0, what=False, contact_ids=[])
        with self.assertRefused("for whom", "planned amount", "what is given", error=UserError):
            gift.action_submit()

    def test_after_asking_nothing_changes(self):
        gift = self._submitted()
        with self.assertRefused("can no longer be changed", error=UserError):
            gift.planned_amount = 5
        for vals in ({"state": "approved"}, {"approver_id": self.user_manager.id}, {"committed_amount": 0}):
            with self.assertRaises(AccessError):
                gift.write(vals)

    # --- budgets and limits ---

    def test_over_budget_is_refused_with_figures(self):
        self.company.salestech_gift_person_limit = 0
        self._approved(4000)
        self._approved(4000)
        with self.assertRefused("3,000.00", "1,000.00", "10,000.00", "8,000.00", "2,000.00", error=ValidationError):
            self._submitted(3000)

    def test_all_ceilings_hold(self):
        self._budget(500, user_id=self.user_manager.id)
        with self.assertRefused("500.00", "Manager", error=ValidationError):
            self._submitted(600)
        gift = self._gift(400)
        self.assertEqual(gift.remaining_amount, 500, "the lower of the two")
        self.assertIn("10,000.00", gift.budget_sentence)
        gift.action_submit()

    def test_budgets_of_the_same_add_up(self):
        self._budget(2000, partner_id=self.organisation.id)
        self.assertEqual(self.budget.remaining_amount, 12_000)
        self.assertEqual(self._gift(100).remaining_amount, 12_000)

    def test_without_budget_nothing_is_asked_for(self):
        with self.assertRefused("There is no budget", error=ValidationError):
            self._submitted(100, date="2027-02-01")

    def test_limit_per_person_and_year(self):
        self._approved(3000)
        with self.assertRefused("Ivan Petrov", "5,000.00", "4,000.00", "3,000.00", "1,000.00", error=ValidationError):
            self._submitted(2000)
        self._submitted(2000, persons=self.boss | self.secretary)  # half of it each
        self._budget(10_000, partner_id=self.organisation.id, date_from="2027-01-01", date_to="2027-12-31")
        self._submitted(2000, date="2027-01-10")

    def test_approval_checks_again(self):
        first, second = self._submitted(3000), self._submitted(3000)
        first.with_user(self.user_group_head).action_approve()
        with self.assertRefused("limit per person", error=ValidationError):
            second.with_user(self.user_group_head).action_approve()

    def test_approval_locks_the_budget_first(self):
        gift = self._submitted(1000)
        statements = []
        execute = type(self.env.cr).execute

        def watch(cr, query, *args, **kw):
            statements.append(str(getattr(query, "code", query)))
            return execute(cr, query, *args, **kw)

        with patch.object(type(self.env.cr), "execute", watch):
            gift.with_user(self.user_group_head).action_approve()
        lock = next(i for i, text in enumerate(statements) if "UPDATE salestech_representation_budget" in text)
        count = next(i for i, text in enumerate(statements) if 'SUM("salestech_representation_expense"' in text)
        self.assertLess(lock, count)

    def test_foreign_currency_counts_in_company_currency(self):
        currency = self.env["res.currency"].create({"name": "TST", "symbol": "T", "rounding": 0.01})
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": 0.1, "name": "2026-01-01", "company_id": self.company.id}
        )
        gift = self._gift(300, currency_id=currency.id)
        self.assertEqual(gift.planned_company, 3000)

    # --- persons ---

    def test_gift_to_oneself_is_refused(self):
        double = self.env["res.partner"].create(
            {"name": "Not me", "email": self.user_manager.email, "parent_id": self.organisation.id}
        )
        for person in (self.user_manager.partner_id, self.user_colleague.partner_id, double):
            with self.assertRefused("is one of us", error=ValidationError):
                self._gift(persons=person)
        other = self.env["res.partner"].create({"name": "Stranger", "is_company": False})
        with self.assertRefused("does not work for", error=ValidationError):
            self._gift(persons=other)

    # --- approvers ---

    def test_nobody_approves_his_own(self):
        gift = self._submitted(1000, user=self.user_group_head, team_id=self.team_north.id)
        with self.assertRefused("your own request"):
            gift.action_approve()
        gift.with_user(self.user_department_head).action_approve()
        self.company.salestech_own_approval = True
        own = self._submitted(1000, user=self.user_group_head, team_id=self.team_north.id)
        own.action_approve()
        self.assertEqual(own.state, "approved")

    def test_department_head_approves_above_the_limit(self):
        self.company.salestech_gift_person_limit = 0
        gift = self._submitted(6000)
        with self.assertRefused("6,000.00", "5,000.00", "department head"):
            gift.with_user(self.user_group_head).action_approve()
        gift.with_user(self.user_department_head).action_approve()

    def test_others_do_not_approve(self):
        gift = self._submitted(1000)
        for user in (self.user_colleague, self.user_south_head, self.user_administrator, self.user_manager):
            with self.assertRaises(AccessError):
                gift.with_user(user).action_approve()
        gift.with_user(self.user_director).action_approve()

    def test_approver_has_it_in_his_list(self):
        gift = self._submitted(1000)
        self.assertEqual(gift.activity_ids.user_id, self.user_group_head)
        gift.with_user(self.user_group_head).action_approve()
        self.assertFalse(gift.activity_ids)

    def test_refused_by_the_head_frees_the_budget(self):
        gift = self._submitted(1000)
        self._reason(gift.with_user(self.user_group_head), "refuse", "Not now")
        self.assertEqual((gift.state, gift.refuse_reason), ("refused", "Not now"))
        self.assertEqual(self.budget.remaining_amount, 10_000)

    def test_nobody_sets_his_own_budget(self):
        with self.assertRaises(AccessError):
            self._budget(1, user_id=self.user_manager.id).with_user(self.user_manager).write({"amount": 100_000})
        budget = self._budget(1, user_id=self.user_manager.id).with_user(self.user_group_head)
        budget.amount = 500
        self.team_north.member_ids = [Command.link(self.user_group_head.id)]
        own = self._budget(1, user_id=self.user_group_head.id).with_user(self.user_group_head)
        with self.assertRefused("for himself"):
            own.amount = 500

    # --- report, merge, speed ---

    def test_report_puts_costs_beside_what_was_won(self):
        self._approved(1000, date=self.contract.date_signed)
        self.env.flush_all()
        rows = self.env["salestech.representation.report"].search([("partner_id", "=", self.organisation.id)])
        self.assertEqual(sum(rows.mapped("spent_amount")), 1000)
        self.assertEqual(sum(rows.mapped("won_amount")), self.contract.amount_company)
        self.assertEqual(set(rows.mapped("kind")), {"gift", "won"})

    def test_outcome_is_written_down_after_it_is_closed_and_grouped_by(self):
        gift = self._approved(1000, date=self.contract.date_signed)
        self._receipt(gift, 800)
        gift.action_done()
        gift.write({"outcome": "lead", "result": "They asked for pumps"})
        self.env.flush_all()
        groups = self.env["salestech.representation.report"]._read_group(
            [("partner_id", "=", self.organisation.id)], ["outcome"], ["spent_amount:sum", "won_amount:sum"]
        )
        self.assertEqual(set(groups), {("lead", 800, 0), (False, 0, self.contract.amount_company)})

    def test_what_was_signed_before_the_first_gift_is_no_result_of_it(self):
        self._approved(1000)
        self.contract.date_signed = "2025-12-31"
        self.env.flush_all()
        rows = self.env["salestech.representation.report"].search([("partner_id", "=", self.organisation.id)])
        self.assertEqual(rows.mapped("kind"), ["gift"])

    def test_merging_clients_loses_neither_budget_nor_gift(self):
        twin = self.env["res.partner"].create({"name": "Plant Ltd", "is_company": True})
        self._budget(5000, partner_id=twin.id)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.organisation | twin).ids, self.organisation)
        self.env.invalidate_all()
        self.assertEqual(self.budget.remaining_amount, 15_000)

    def test_remaining_of_many_budgets_costs_the_same(self):
        budgets = self.env["salestech.representation.budget"]
        for n in range(10):
            partner = self.env["res.partner"].create({"name": f"Client {n}", "is_company": True})
            budgets |= self._budget(100, partner_id=partner.id)

        def cost(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("remaining_amount")
            return self.env.cr.sql_log_count - before

        cost(budgets[:1])
        self.assertEqual(cost(budgets[:2]), cost(budgets))

    def test_amounts_that_are_none(self):
        for amount in (float("nan"), float("inf"), -5):
            with self.assertRaises(ValidationError):
                self._gift(amount)
            with self.assertRaises(ValidationError):
                self.budget.amount = amount
