from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..ladder.touch_common import NOW
from .document_common import FILE, DocumentCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSaleOrderDocument(DocumentCommon):
    def test_proposal_makes_its_quotation_and_the_amount_follows(self):
        proposal = self._proposal()
        action = proposal.action_make_quotation()
        order = proposal.order_id
        self.assertEqual((action["res_model"], action["res_id"]), ("sale.order", order.id))
        self.assertEqual((order.opportunity_id, order.partner_id), (self.lead, self.organisation))
        order.order_line = [Command.create({"product_id": self.pump.id, "product_uom_qty": 3, "price_unit": 100})]
        self.assertEqual(proposal.amount, 300)
        proposal.file = FILE
        proposal.action_mark_sent()
        order.order_line.price_unit = 50
        self.assertEqual(proposal.amount, 300)
        self.assertTrue(proposal.order_differs)
        proposal.action_new_version()
        self.assertEqual(proposal.next_ids.order_id, order)
        self.assertEqual(proposal.next_ids.amount, 150)

    def test_quotation_makes_its_proposal(self):
        order = self._order()
        action = order.action_salestech_proposal()
        proposal = order.salestech_proposal_ids
        self.assertEqual(action["res_id"], proposal.id)
        self.assertEqual((proposal.amount, proposal.lead_id), (240, self.lead))
        self.assertEqual(order.action_salestech_proposal()["res_id"], proposal.id)
        self.assertEqual(order.salestech_proposal_count, 1)

    def test_client_without_a_contact_gets_one(self):
        lead = self._client(partner_id=False, partner_name="New plant", decision_maker_id=False)
        proposal = self._proposal(lead=lead)
        self.assertFalse(proposal.partner_id)
        proposal.action_make_quotation()
        self.assertEqual(lead.partner_id.commercial_partner_id, proposal.partner_id)
        self.assertIn("New plant", proposal.partner_id.name)

    def test_confirmed_quotation_makes_the_contract(self):
        order = self._order(self.user_leading_manager, lead=self.own_lead)
        with self.assertRefused("Confirm the quotation first", error=UserError):
            order.action_salestech_contract()
        order.action_confirm()
        order.action_salestech_contract()
        contract = order.salestech_contract_ids
        self.assertEqual(contract.amount, 240)
        self.assertEqual(
            {line.category_id: line.amount for line in contract.line_ids},
            {self.category_pumps: 200, self.category_valves: 40},
        )
        self.assertEqual(order.action_salestech_contract()["res_id"], contract.id)
        self.assertEqual(contract.action_make_quotation()["res_id"], order.id)

    def test_signed_contract_confirms_its_quotation(self):
        order = self._order(self.user_leading_manager, lead=self.own_lead)
        contract = self._contract(order_id=order.id, amount=0)
        with self.assertRefused("not signed yet", error=UserError):
            contract.action_confirm_order()
        contract.action_prepare()
        self._sign(contract)
        contract.action_confirm_order()
        self.assertEqual(order.state, "sale")

    def test_order_without_opportunity(self):
        order = self._order()
        order.opportunity_id = False
        with self.assertRefused("belongs to no opportunity", error=UserError):
            order.action_salestech_proposal()
