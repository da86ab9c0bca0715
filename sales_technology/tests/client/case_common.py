from odoo.fields import Date

from ..deal.document_common import FILE, DocumentCommon


class CaseCommon(DocumentCommon):
    """A client with a contract in force: claims, situations, cross-sales and gifts are about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._in_force(cls.own_lead)

    @classmethod
    def _in_force(cls, lead, amounts=(), **vals):
        """A signed contract, as it stands after all its buttons; amounts: {category: amount}."""
        lines = [(0, 0, {"category_id": category.id, "amount": amount}) for category, amount in dict(amounts).items()]
        contract = cls.env["salestech.contract"].create(
            {"lead_id": lead.id, "amount": 1000, "line_ids": lines, "user_id": lead.user_id.id, **vals}
        )
        contract.write(
            {
                "state": "signed",
                "number": f"C-{contract.id}",
                "date_signed": Date.to_date("2026-02-02"),
                "date_from": Date.to_date("2026-02-02"),
                "signed_file": FILE,
            }
        )
        return contract

    def _claim(self, user=None, model="salestech.claim", **vals):
        vals = {"name": "Two of five pumps leak", "partner_id": self.organisation.id, **vals}
        return self.env[model].with_user(user or self.user_manager).create(vals)

    def _resolved(self, claim):
        claim.write({"cause": "A bad seal", "decision": "Replace it"})
        claim.action_resolve()
        return claim
