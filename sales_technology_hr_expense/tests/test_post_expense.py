from base64 import b64encode

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.sales_technology.tests.common import SalestechCommon

FILE = b64encode(b"receipt")


@tagged("post_install", "-at_install")
class TestPostExpense(SalestechCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.env["hr.employee"].create(
            {"name": "Manager", "user_id": cls.user_manager.id, "company_id": cls.company.id}
        )
        cls.plant = cls.env["res.partner"].create({"name": "Plant", "is_company": True})
        cls.boss = cls.env["res.partner"].create({"name": "Ivan Petrov", "parent_id": cls.plant.id})
        cls.env["salestech.representation.budget"].create(
            {"amount": 10_000, "date_from": "2020-01-01", "date_to": "2100-12-31", "company_id": cls.company.id}
        )

    def _done(self, user=None, kind="gift"):
        gift = self._approved(user, kind)
        self.env["salestech.representation.receipt"].with_user(gift.env.user).create(
            {"expense_id": gift.id, "name": "No. 1", "amount": 900, "file": FILE, "file_name": "receipt.pdf"}
        )
        gift.action_done()
        return gift

    def _approved(self, user=None, kind="gift"):
        gift = self.env["salestech.representation.expense"].with_user(user or self.user_manager)
        gift = gift.create(
            {
                "name": "Anniversary",
                "what": "A book",
                "kind": kind,
                "partner_id": self.plant.id,
                "contact_ids": [Command.set(self.boss.ids)],
                "planned_amount": 1000,
                "team_id": self.team_north.id,
            }
        )
        gift.action_submit()
        gift.with_user(self.user_department_head).action_approve()
        return gift

    def test_done_gift_becomes_a_draft_expense_with_its_receipts(self):
        gift = self._done()
        action = gift.action_post_expense()
        expense = gift.sudo().hr_expense_id
        self.assertRecordValues(
            expense,
            [
                {
                    "employee_id": self.employee.id,
                    "state": "draft",
                    "total_amount_currency": 900,
                    "payment_mode": "own_account",
                    "company_id": self.company.id,
                    "product_id": self.env.ref("hr_expense.expense_product_gift").id,
                }
            ],
        )
        files = self.env["ir.attachment"].search([("res_model", "=", "hr.expense"), ("res_id", "=", expense.id)])
        self.assertEqual((files.name, files.raw), ("receipt.pdf", b"receipt"))
        self.assertEqual(gift.action_post_expense()["res_id"], action["res_id"], "a second time opens the same")
        self.assertEqual(self.env["hr.expense"].search_count([("employee_id", "=", self.employee.id)]), 1)

    def test_representation_has_a_category_of_its_own(self):
        gift = self._done(kind="hospitality")
        gift.action_post_expense()
        self.assertEqual(gift.sudo().hr_expense_id.product_id, self.env.ref("hr_expense.expense_product_meal"))

    def test_only_what_is_done(self):
        with self.assertRefused("can no longer be done", error=UserError):
            self._approved().action_post_expense()

    def test_responsible_has_to_be_an_employee(self):
        with self.assertRefused("is no employee", error=UserError):
            self._done(self.user_colleague).action_post_expense()

    def test_others_and_other_ways_are_refused(self):
        gift = self._done()
        for user in (self.user_south_manager, self.user_director, self.user_none):
            with self.assertRaises(AccessError):
                gift.with_user(user).action_post_expense()
        with self.assertRaises(AccessError):
            gift.write({"hr_expense_id": False})
