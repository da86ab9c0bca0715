from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time

from ..deal.deadline_common import TODAY, DeadlineCommon


class ReceivableCommon(DeadlineCommon):
    """Plant is the manager's client, Mill the colleague's, both invoiced by somebody of no role; TODAY is frozen.

    The control plan is the one that comes with the addon: a call after 3 days, a letter after 15, a claim after 30.
    `_invoice(client, amount, late)` posts an invoice that is late by so many days, `_pay(invoice, day)` pays it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))
        cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.plant, cls.mill = cls.env["res.partner"].create(
            [
                {"name": "Plant", "is_company": True, "user_id": cls.user_manager.id, "email": "plant@example.com"},
                {"name": "Mill", "is_company": True, "user_id": cls.user_colleague.id},
            ]
        )
        cls.boss = cls.env["res.partner"].create({"name": "Ivan Petrov", "parent_id": cls.plant.id})
        cls.Receivable = cls.env["salestech.receivable"]
        cls.Promise = cls.env["salestech.payment.promise"]
        cls.Task = cls.env["salestech.receivable.task"]
        cls.step_call = cls.env.ref("sales_technology.receivable_step_call")
        cls.step_letter = cls.env.ref("sales_technology.receivable_step_letter")
        cls.step_claim = cls.env.ref("sales_technology.receivable_step_claim")

    @classmethod
    def _invoice(cls, client=None, amount=1000, late=10, move_type="out_invoice", post=True, **vals):
        due = TODAY - timedelta(days=late)
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (client or cls.plant).id,
                "company_id": cls.company.id,
                "invoice_user_id": cls.user_none.id,
                "invoice_date": due - timedelta(days=14),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create({"name": "Pumps", "quantity": 1, "price_unit": amount, "tax_ids": []})
                ],
                **vals,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _pay(cls, invoice, day=TODAY, amount=None):
        context = {"active_model": "account.move", "active_ids": invoice.ids}
        vals = {"payment_date": day, **({"amount": amount} if amount else {})}
        return cls.env["account.payment.register"].with_context(**context).create(vals)._create_payments()

    def _items(self, user=None, domain=()):
        return self.Receivable.with_user(user or self.user_manager).search(list(domain))

    def _item(self, invoice, user=None):
        return self._items(user, [("number", "=", invoice.name)])

    def _promise(self, invoices, days=5, amount=None, user=None, **vals):
        """Record a promise for these invoices through the dialog, for so many days after TODAY."""
        items = self._items(user, [("number", "in", invoices.mapped("name"))])
        action = items.action_record_promise()
        vals = {"date": TODAY + timedelta(days=days), **({} if amount is None else {"amount": amount}), **vals}
        record = self.env["salestech.payment.promise.record"].with_user(items.env.user)
        record.with_context(**action["context"]).create(vals).action_record()
        return self.Promise.with_user(items.env.user).search([], order="id desc", limit=1)

    def _plan(self, days=0):
        """Make what is due so many days after TODAY, as the deadline mechanism does before each look."""
        day = TODAY + timedelta(days=days)
        with freeze_time(day):
            self.Task._deadline_ensure_due(self.company, day)
        self.env.invalidate_all()
        return self.Task.search([])
