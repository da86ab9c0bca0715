from datetime import timedelta

from odoo.fields import Command, Date
from odoo.tests import HttpCase, tagged

from odoo.addons.mail.tests.common import MockEmail

from ..common import SalestechCommon


class ReceivableTour(SalestechCommon, HttpCase, MockEmail):
    """A late payment: the call in the morning brings a promise, the promise is broken, the letter goes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_manager.lang = "en_US"
        cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.plant = cls.env["res.partner"].create(
            {"name": "Plant", "is_company": True, "user_id": cls.user_manager.id, "email": "plant@example.com"}
        )
        cls.today = Date.context_today(cls.plant)
        due = cls.today - timedelta(days=12)
        cls.invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.plant.id,
                "company_id": cls.company.id,
                "invoice_date": due - timedelta(days=14),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create({"name": "Pumps", "quantity": 1, "price_unit": 900, "tax_ids": []})
                ],
            }
        )
        cls.invoice.action_post()
        cls.Task = cls.env["salestech.receivable.task"]

    def _late_payment(self):
        login = self.user_manager.login
        self.Task._deadline_ensure_due(self.company, self.today)
        call = self.Task.search([("partner_id", "=", self.plant.id)])
        self.assertEqual(call.kind, "call")
        self.start_tour(f"/odoo/payment-reminders/{call.id}", "salestech_payment_promise", login=login)
        self.env.invalidate_all()
        promise = self.env["salestech.payment.promise"].search([("partner_id", "=", self.plant.id)])
        self.assertEqual((promise.state, promise.amount, call.state), ("open", 900, "done"))
        # five days later nothing has come: the mechanism finds the promise broken, and the letter's age reached
        promise.write({"date": self.today - timedelta(days=4), "date_deadline": self.today - timedelta(days=1)})
        self.invoice.line_ids.filtered("date_maturity").date_maturity -= timedelta(days=5)
        promise.line_ids.date_due -= timedelta(days=5)
        self.Task._deadline_ensure_due(self.company, self.today)
        self.assertEqual(promise.state, "broken")
        letter = self.Task.search([("partner_id", "=", self.plant.id), ("state", "=", "open")])
        self.assertEqual(letter.kind, "letter")
        with self.mock_mail_gateway():
            self.start_tour(f"/odoo/payment-promises/{promise.id}", "salestech_payment_broken", login=login)
            self.start_tour(f"/odoo/payment-reminders/{letter.id}", "salestech_payment_letter", login=login)
        self.env.invalidate_all()
        self.assertEqual(letter.state, "done")
        self.assertEqual(letter.message_ids.partner_ids, self.plant)


@tagged("post_install", "-at_install")
class TestReceivableTourDesk(ReceivableTour):
    def test_late_payment(self):
        self._late_payment()

    def test_promise_from_the_report(self):
        self.start_tour("/odoo/receivables", "salestech_receivables", login=self.user_manager.login)
        self.env.invalidate_all()
        self.assertEqual(self.env["salestech.payment.promise"].search([]).partner_id, self.plant)


@tagged("post_install", "-at_install")
class TestReceivableTourPhone(ReceivableTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_late_payment(self):
        self._late_payment()
