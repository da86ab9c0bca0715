from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .case_common import CaseCommon


class ClientCaseTour(CaseCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.user_manager | cls.user_group_head).lang = "en_US"
        cls.env["salestech.representation.budget"].create(
            {
                "amount": 1000,
                "partner_id": cls.organisation.id,
                "date_from": "2000-01-01",
                "date_to": "2100-12-31",
                "company_id": cls.company.id,
            }
        )

    def _claim_tour(self):
        known = self._claim(name="Late again", severity="3")
        self.start_tour("/odoo/claims", "salestech_claim", login=self.user_manager.login, timeout=120)
        claim = self.env["salestech.claim"].search([("partner_id", "=", self.organisation.id), ("id", "!=", known.id)])
        self.assertRecordValues(claim, [{"state": "confirmed", "cause": "A bad seal", "confirm_note": "Thank you"}])

    def _gift_tour(self):
        gift = (
            self.env["salestech.representation.expense"]
            .with_user(self.user_manager)
            .create(
                {
                    "name": "Twenty years",
                    "what": "A book",
                    "partner_id": self.organisation.id,
                    "contact_ids": [Command.set(self.boss.ids)],
                    "planned_amount": 1500,
                }
            )
        )
        self.start_tour(f"/odoo/gifts/{gift.id}", "salestech_gift_ask", login=self.user_manager.login, timeout=120)
        self.start_tour(
            f"/odoo/gifts/{gift.id}", "salestech_gift_approve", login=self.user_group_head.login, timeout=120
        )
        self.env.invalidate_all()
        self.assertRecordValues(
            gift, [{"state": "approved", "planned_amount": 900, "approver_id": self.user_group_head.id}]
        )

    def _cross_sale_tour(self):
        segment = self.env.ref("sales_technology.segment_large")
        self.organisation.segment_id = segment
        self.contract.line_ids = [Command.create({"category_id": self.category_pumps.id, "amount": 10})]
        self.company.salestech_cross_min_clients = 1
        for number in range(3):
            partner = self.env["res.partner"].create(
                {"name": f"Mill {number}", "is_company": True, "segment_id": segment.id}
            )
            lead = self._lead(self.user_manager, name=partner.name, partner_id=partner.id)
            self._in_force(lead, {self.category_pumps: 10, self.category_valves: 20})
        self.organisation.user_id = self.user_manager
        self.env["salestech.cross.sale"]._refresh(self.company)
        self.start_tour("/odoo/cross-sales", "salestech_cross_sale", login=self.user_manager.login, timeout=120)
        lead = self.env["crm.lead"].search([("deal_type", "=", "cross_sale")])
        self.assertRecordValues(lead, [{"partner_id": self.organisation.id, "step_no": 3}])


@tagged("post_install", "-at_install")
class TestClientCaseDesk(ClientCaseTour):
    browser_size = "1440x900"

    def test_claim_from_receipt_to_confirmation(self):
        self._claim_tour()

    def test_gift_over_the_budget_then_within(self):
        self._gift_tour()

    def test_cross_sale_made(self):
        self._cross_sale_tour()


@tagged("post_install", "-at_install")
class TestClientCasePhone(ClientCaseTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_claim_from_receipt_to_confirmation(self):
        self._claim_tour()

    def test_gift_over_the_budget_then_within(self):
        self._gift_tour()

    def test_cross_sale_made(self):
        self._cross_sale_tour()
