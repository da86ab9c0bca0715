from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .deadline_common import TODAY, DeadlineCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-10 12:00:00")
class TestDeadlineDocument(DeadlineCommon):
    """The documents of a deal are held by the mechanism, each by the day that matters of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.env["res.partner"].create(
            {"name": "Anna", "email": "anna@factory.example.com", "parent_id": cls.lead.partner_id.id}
        )

    def test_proposal_until_it_is_sent(self):
        before, after = self._rules(("before", 1, "responsible"), ("after", 2, "group_head"), kind="salestech.proposal")
        proposal = self.env["salestech.proposal"].create(
            {"lead_id": self.lead.id, "kind": "commercial", "date_deadline": TODAY, "user_id": self.user_manager.id}
        )
        self._run()
        self.assertTold(proposal, before, self.user_manager)
        self.assertTrue(proposal.activity_ids.filtered(lambda a: a.user_id == self.user_manager))
        proposal.sudo().write({"state": "sent", "date_sent": datetime(2026, 6, 10, 13)})
        self._run(TODAY + timedelta(days=5))
        self.assertFalse(self._notices(proposal, after))

    def test_tender_by_the_day_of_submission(self):
        (rule,) = self._rules(("before", 2, "responsible"), kind="salestech.tender")
        tender = self._tender(date_submission=datetime(2026, 6, 12, 9))
        self.assertEqual(tender.date_deadline, TODAY + timedelta(days=2))
        self._run(TODAY - timedelta(days=1))
        self.assertFalse(self._notices(tender))
        self._run()
        self.assertTold(tender, rule, self.user_manager)

    def test_result_of_a_tender_is_asked_for_after_the_bids(self):
        own, missing = self._rules(
            ("before", 0, "responsible"), ("after", 3, "group_head"), kind="salestech.tender/result"
        )
        tender = self._tender(date_submission=datetime(2026, 6, 8, 9))
        self._run()
        self.assertFalse(self._notices(tender), "No result is waited for while the bid is being prepared")
        tender.sudo().state = "submitted"
        self._run(hour=10)
        self.assertFalse(self._notices(tender), "Nobody has said when the result is due")
        tender.date_result = TODAY
        self._run(hour=11)
        self.assertTold(tender, own, self.user_manager)
        self._run(TODAY + timedelta(days=5))
        self.assertTold(tender, missing, self.user_group_head)
        tender.sudo().write({"state": "won", "date_closed": TODAY})
        self.assertFalse(tender.activity_ids)

    def test_deposit_of_a_tender_has_to_come_back(self):
        own, missing = self._rules(
            ("before", 0, "responsible"), ("after", 3, "group_head"), kind="salestech.tender/deposit"
        )
        vals = {"deposit_amount": 5, "deposit_paid_on": TODAY - timedelta(days=20), "deposit_return_due": TODAY}
        tender = self._tender(date_submission=datetime(2026, 6, 1, 9), **vals)
        self._run()
        self.assertFalse(self._notices(tender), "The deposit stays where the tender is open")
        tender.sudo().write({"state": "lost", "date_closed": TODAY})
        self.assertEqual(tender.date_deadline, TODAY)
        self._run(hour=10)
        self.assertTold(tender, own, self.user_manager)
        self.assertTrue(tender.activity_ids)
        tender.deposit_returned_on = TODAY
        self.assertFalse(tender.activity_ids)
        self._run(TODAY + timedelta(days=9))
        self.assertFalse(self._notices(tender, missing))

    def _tender(self, **vals):
        return self.env["salestech.tender"].create(
            {"lead_id": self.lead.id, "name": "Pumps", "user_id": self.user_manager.id, **vals}
        )

    def test_contract_is_renewed_before_it_ends(self):
        early, late = self._rules(("before", 30, "responsible"), ("before", 5, "group_head"), kind="salestech.contract")
        contract = self.env["salestech.contract"].create(
            {
                "lead_id": self.lead.id,
                "amount": 10,
                "user_id": self.user_manager.id,
                "date_from": TODAY - timedelta(days=365),
                "date_to": TODAY + timedelta(days=21),
            }
        )
        self._run()
        self.assertFalse(self._notices(contract), "A contract that is not signed yet has nothing to be renewed")
        contract.write({"state": "signed", "date_signed": TODAY - timedelta(days=360), "number": "C-1"})
        self._run(hour=10)
        self.assertTold(contract, early, self.user_manager)
        contract.action_renew()
        self.assertFalse(contract.activity_ids)
        self._run(TODAY + timedelta(days=20))
        self.assertFalse(self._notices(contract, late))

    def _items(self, **vals):
        protocol = self.env["salestech.protocol"].create(
            {
                "title": "Agreed",
                "lead_id": self.lead.id,
                "user_id": self.user_manager.id,
                "signer_ids": [Command.set(self.anna.ids)],
                "item_ids": [
                    Command.create({"name": "Drawings", "side": "ours", "date_deadline": TODAY}),
                    Command.create(
                        {"name": "Answer", "side": "client", "person_id": self.anna.id, "date_deadline": TODAY, **vals}
                    ),
                ],
            }
        )
        protocol.item_ids._come_into_force()
        return protocol.item_ids

    def test_items_remind_us_and_ask_the_client(self):
        ours_rule = self._rules(("before", 1, "responsible"), kind="salestech.protocol.item")
        client_rules = self._rules(
            ("before", 1, "responsible"), ("after", 2, "group_head"), kind="salestech.protocol.item/client"
        )
        ours, theirs = self._items()
        activities = ours.activity_ids
        self._run()
        self.assertTold(ours, ours_rule, self.user_manager)
        self.assertEqual(ours.activity_ids, activities, "It had its own activity")
        self.assertTold(theirs, client_rules[0])
        self.assertEqual(theirs.date_reminded, TODAY)
        mail = self.env["mail.mail"].search([("recipient_ids", "in", self.anna.ids)])
        self.assertEqual(len(mail), 1)
        self.assertNotIn("Drawings", str(mail.body_html))
        self._run(TODAY + timedelta(days=2))
        self.assertEqual(self.env["mail.mail"].search_count([("recipient_ids", "in", self.anna.ids)]), 1)
        self.assertTold(theirs, client_rules[1], self.user_group_head)

    def test_client_without_an_address_is_left_to_our_responsible(self):
        (rule,) = self._rules(("before", 1, "responsible"), kind="salestech.protocol.item/client")
        _ours, theirs = self._items()
        self.anna.email = False
        self._run()
        self.assertTold(theirs, rule, self.user_manager)

    def test_plan_that_brings_a_pilot_asks_for_one(self):
        self._items(deliverable="pilot")
        self.assertTrue(self.lead.pilot_required)
        self.assertFalse(self.lead.technical_proposal_required)

    def test_every_kind_has_rules_from_the_start(self):
        rules = self.env["ir.model.data"].search([("model", "=", "salestech.deadline.rule")]).mapped("res_id")
        rules = self.env["salestech.deadline.rule"].browse(rules)
        kinds = dict(self.env["salestech.deadline.rule"]._selection_kind())
        self.assertEqual(set(rules.mapped("kind")), set(kinds))
        for kind in kinds:
            of_kind = rules.filtered(lambda rule, kind=kind: rule.kind == kind)
            self.assertIn("responsible", of_kind.mapped("level"), kind)
            if kind == "salestech.occasion":
                continue  # a birthday is nobody's fault: no head is told of it
            self.assertTrue(set(of_kind.mapped("level")) - {"responsible"}, f"{kind} never escalates")
