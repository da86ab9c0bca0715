from base64 import b64encode

from odoo.fields import Command

from ..ladder.touch_common import TouchCommon

FILE = b64encode(b"%PDF-1.4 a document")


class DocumentCommon(TouchCommon):
    """A client of the manager's on the client ladder; the leading manager works in the same group.

    Manager: commercial proposals (2.1.5), terms (2.1.8). Leading manager: technical proposals (2.1.7),
    contracts (2.1.9), partners (2.3) as well.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss.email = "boss@plant.example.com"
        cls.own_lead = cls._client(cls.user_leading_manager, name="Plant of the leading manager")
        cls.category_pumps, cls.category_valves = cls.env["product.category"].create(
            [{"name": "Pumps"}, {"name": "Valves"}]
        )
        cls.pump, cls.valve = cls.env["product.product"].create(
            [
                {"name": "Pump", "categ_id": cls.category_pumps.id, "list_price": 100, "taxes_id": False},
                {"name": "Valve", "categ_id": cls.category_valves.id, "list_price": 40, "taxes_id": False},
            ]
        )

    def _proposal(self, user=None, lead=None, **vals):
        lead = lead or self.lead
        return self.env["salestech.proposal"].with_user(user or self.user_manager).create({"lead_id": lead.id, **vals})

    def _sent(self, user=None, **vals):
        """A proposal that was handed over."""
        proposal = self._proposal(user, file=FILE, file_name="proposal.pdf", **vals)
        proposal.action_mark_sent()
        return proposal

    def _tender(self, user=None, lead=None, **vals):
        vals = {"lead_id": (lead or self.lead).id, "name": "Pumps for 2027", "document_ids": [], **vals}
        return self.env["salestech.tender"].with_user(user or self.user_manager).create(vals)

    def _contract(self, user=None, lead=None, **vals):
        vals = {"lead_id": (lead or self.own_lead).id, "amount": 1000, **vals}
        return self.env["salestech.contract"].with_user(user or self.user_leading_manager).create(vals)

    def _sign(self, contract, date="2026-11-20", **vals):
        wizard = self.env["salestech.contract.sign"].with_user(contract.env.user)
        wizard = wizard.create(
            {"contract_id": contract.id, "date": date, "file": FILE, "file_name": "signed.pdf", **vals}
        )
        return wizard.action_sign()

    def _signed(self, user=None, lead=None, date="2026-11-20", **vals):
        contract = self._contract(user, lead, **vals)
        contract.action_prepare()
        self._sign(contract, date)
        return contract

    def _reason(self, document, verb, reason="Because"):
        wizard = self.env["salestech.document.reason"].with_user(document.env.user)
        wizard = wizard.create({"res_model": document._name, "res_id": document.id, "verb": verb, "reason": reason})
        return wizard.action_apply()

    def _order(self, user=None, lead=None):
        lead = lead or self.lead
        lines = [Command.create({"product_id": self.pump.id, "product_uom_qty": 2, "price_unit": 100})]
        lines += [Command.create({"product_id": self.valve.id, "product_uom_qty": 1, "price_unit": 40})]
        vals = {"partner_id": self.organisation.id, "opportunity_id": lead.id, "order_line": lines}
        return self.env["sale.order"].with_user(user or self.user_manager).create(vals)

    def _history(self, record):
        return " ".join(str(body) for body in record.message_ids.mapped("body"))
