from datetime import timedelta

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..deal.deadline_common import TODAY
from .receivable_common import ReceivableCommon


@tagged("post_install", "-at_install")
class TestReceivablePlan(ReceivableCommon):
    def _as_manager(self, task):
        return task.with_user(self.user_manager)

    def _compose(self, task):
        action = self._as_manager(task).action_send_letter()
        return self.env["mail.compose.message"].with_user(self.user_manager).with_context(**action["context"])

    def test_a_step_comes_at_its_age_once(self):
        invoice = self._invoice(late=2)
        self.assertFalse(self._plan())
        task = self._plan(1)
        self.assertRecordValues(
            task,
            [
                {
                    "partner_id": self.plant.id,
                    "step_id": self.step_call.id,
                    "kind": "call",
                    "user_id": self.user_manager.id,
                    "team_id": self.team_north.id,
                    "date_deadline": TODAY + timedelta(days=1),
                    "state": "open",
                    "amount_open": 1000,
                }
            ],
        )
        self.assertEqual(task.line_ids.number, invoice.name)
        self.assertEqual(self._plan(2), task)
        self._as_manager(task)._close_with("Asked for a copy")
        self.assertEqual(self._plan(5), task)
        self.assertEqual(self._plan(13).step_id, self.step_call | self.step_letter)
        self.assertEqual(self._plan(60).step_id, self.step_call | self.step_letter | self.step_claim)
        self.assertEqual(self.Task.search_count([]), 3)

    def test_only_the_highest_step_reached_is_taken(self):
        self._invoice(late=40)
        self.assertEqual(self._plan().step_id, self.step_claim)

    def test_one_call_for_all_documents_of_a_client(self):
        for late in (4, 5, 6):
            self._invoice(late=late)
        self._invoice(self.mill, late=5)
        tasks = self._plan()
        self.assertEqual(len(tasks), 2)
        self.assertEqual(len(tasks.filtered(lambda task: task.partner_id == self.plant).line_ids), 3)
        self._invoice(late=2)
        self.assertEqual(self._plan(1), tasks)
        self.assertEqual(len(tasks.line_ids), 5)

    def test_a_document_that_went_to_draft_and_back_is_not_reminded_of_twice(self):
        invoice = self._invoice(late=5)
        task = self._plan()
        self._as_manager(task)._close_with("Called")
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(self._plan(1), task)

    def test_what_was_paid_needs_no_reminder(self):
        invoice = self._invoice(late=5)
        task = self._plan()
        self._pay(invoice)
        self._plan(1)
        self.assertEqual(task.state, "void")

    def test_a_promise_holds_the_plan_and_a_broken_one_lets_it_go_on(self):
        invoice = self._invoice(late=12)
        call = self._plan()
        promise = self._promise(invoice, days=5)
        self.assertEqual((call.state, call.done_by_id), ("done", self.user_manager))
        self.assertEqual(self._plan(5), call)  # 17 days late: the letter waits
        tasks = self._plan(6)
        self.assertEqual(promise.state, "broken")
        self.assertEqual((tasks - call).step_id, self.step_letter)

    def test_a_letter_waits_for_the_promised_day(self):
        invoice = self._invoice(late=20)
        letter = self._plan()
        self._promise(invoice, days=5)
        self.assertEqual((letter.state, letter.date_deadline), ("open", TODAY + timedelta(days=6)))

    def test_a_promise_taken_at_a_call_closes_it(self):
        invoice = self._invoice(late=5)
        task = self._as_manager(self._plan())
        action = task.action_record_promise()
        record = self.env["salestech.payment.promise.record"].with_user(self.user_manager)
        record = record.with_context(**action["context"]).create({"date": TODAY + timedelta(days=3)})
        record.action_record()
        self.assertEqual(task.state, "done")
        self.assertEqual(self._item(invoice).promise_id.task_id, task)
        with self.assertRefused("closed already", error=UserError):
            task.action_record_promise()

    def test_blocked_documents_are_left_alone(self):
        invoice = self._invoice(late=5)
        invoice.payment_state = "blocked"
        self.assertFalse(self._plan())

    def test_the_letter_lists_what_is_owed_in_the_clients_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.plant.lang = "fr_FR"
        paid, owed = self._invoice(amount=111, late=17), self._invoice(amount=1234.5, late=16)
        task = self._plan()
        self._pay(paid)
        with self.mock_mail_gateway():
            composer = self._compose(task)
            composer = Form(composer).save()
            self.assertIn(owed.name, composer.body)
            self.assertNotIn(paid.name, composer.body)
            self.assertIn("25/05/2026", composer.body)  # the due day as the French write it
            composer._action_send_mail()
        self.assertEqual((task.state, task.done_by_id, task.date_done), ("done", self.user_manager, TODAY))
        self.assertEqual(task.message_ids.partner_ids, self.plant)

    def test_letters_go_to_the_invoice_address(self):
        books = self.env["res.partner"].create(
            {"name": "Books", "parent_id": self.plant.id, "type": "invoice", "email": "books@plant.example.com"}
        )
        self._invoice(late=16)
        self.assertEqual(self._plan()._letter_contact(), books)

    def test_a_letter_without_an_address_says_so(self):
        self.plant.email = False
        self._invoice(late=16)
        with self.assertRefused("e-mail of “Plant” is missing", error=UserError):
            self._as_manager(self._plan()).action_send_letter()

    def test_another_mail_does_not_close_the_letter(self):
        self._invoice(late=16)
        task = self._plan()
        with self.mock_mail_gateway():
            composer = Form(self._compose(task)).save()
            composer.template_id = False
            composer._action_send_mail()
        self.assertEqual(task.state, "open")

    def test_a_call_is_no_letter(self):
        self._invoice(late=5)
        with self.assertRefused("is a call", error=UserError):
            self._as_manager(self._plan()).action_send_letter()

    def test_reminders_go_with_the_client(self):
        self._invoice(late=5)
        task = self._plan()
        promise = self._promise(self.env["account.move"].search([("partner_id", "=", self.plant.id)]))
        self.plant.user_id = self.user_south_manager
        self.env.invalidate_all()
        self.assertEqual((task.user_id, task.team_id), (self.user_south_manager, self.team_south))
        self.assertEqual(promise.sudo().user_id, self.user_south_manager)
        self.assertFalse(self.Task.with_user(self.user_manager).search([]))
        self.assertEqual(self.Task.with_user(self.user_south_manager).search([]), task)

    def test_reminders_follow_the_last_contract_too(self):
        bare = self.env["res.partner"].create({"name": "Bare", "is_company": True})
        self._invoice(bare, late=5)
        task = self._plan()
        self.assertFalse(task.user_id)
        lead = self._lead(self.user_colleague, partner_id=bare.id)
        self.env["salestech.contract"].create(
            {
                "lead_id": lead.id,
                "amount": 1,
                "user_id": self.user_colleague.id,
                "state": "signed",
                "date_signed": TODAY,
            }
        )
        self._plan(1)
        self.assertEqual(task.user_id, self.user_colleague)

    def test_facts_come_by_the_mechanism_and_the_buttons_only(self):
        self._invoice(late=5)
        task = self._as_manager(self._plan())
        for vals in ({"state": "done"}, {"date_deadline": "2027-01-01"}, {"outcome": "x"}, {"user_id": False}):
            with self.subTest(vals), self.assertRefused("not by hand"):
                task.write(vals)
        with self.assertRefused("Payments and receivables"):
            self.Task.with_user(self.user_group_head).browse(task.id).action_close()

    def test_a_company_s_own_plan_replaces_the_common_one(self):
        self.env["salestech.receivable.step"].create(
            {"name": "Visit", "kind": "call", "days": 7, "company_id": self.company.id}
        )
        self._invoice(late=40)
        self.assertEqual(self._plan().step_id.name, "Visit")

    def test_a_letter_step_needs_its_text_and_days_are_told_apart(self):
        step = self.env["salestech.receivable.step"]
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            step.create({"name": "Letter", "kind": "letter", "days": 8})
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            step.create({"name": "Call", "kind": "call", "days": 3})

    def test_reminders_are_escalated(self):
        on_day, head = self._rules(
            ("before", 0, "responsible"), ("after", 2, "group_head"), kind="salestech.receivable.task"
        )
        self._invoice(late=5)
        self._run(TODAY)
        task = self.Task.search([])
        self.assertTold(task, on_day, self.user_manager)
        self.assertEqual(task.activity_ids.user_id, self.user_manager)
        self._run(TODAY + timedelta(days=2))
        self.assertTold(task, head, self.user_group_head)
        self._as_manager(task)._close_with("Called")
        self.assertFalse(task.activity_ids)

    def test_the_plan_costs_the_same_for_few_and_many(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Task._reached(self.company, self.env["salestech.receivable.step"]._plan_of(self.company))
            return self.env.cr.sql_log_count - before

        self._invoice(late=5)
        cost()
        few = cost()
        for late in range(5, 15):
            self._invoice(late=late)
        self.assertEqual(cost(), few)
