from odoo import api, fields, models

from .document_mixin import SALESTECH_USER


class CrmLead(models.Model):
    """All documents of a client on one page."""

    _inherit = "crm.lead"

    proposal_ids = fields.One2many("salestech.proposal", "lead_id", string="Proposals", groups=SALESTECH_USER)
    tender_ids = fields.One2many("salestech.tender", "lead_id", string="Tenders", groups=SALESTECH_USER)
    contract_ids = fields.One2many("salestech.contract", "lead_id", string="Contracts", groups=SALESTECH_USER)
    document_count = fields.Integer(
        compute="_compute_document_count", string="Number of documents", groups=SALESTECH_USER
    )

    def _compute_document_count(self):
        counts = self.env["salestech.document.mixin"]._document_counts("lead_id", self.ids)
        for lead in self:
            lead.document_count = counts.get(lead.id, 0)

    @api.readonly
    def get_documents(self):
        """Return the documents of this client as rows, and the kind of its ladder; asked when their page is opened."""
        self.ensure_one()
        self.check_access("read")
        rows = self.env["salestech.document.mixin"]._document_rows("lead_id", self.ids).get(self.id, [])
        return {"rows": rows, "ladder": self.ladder_kind or "client"}

    def action_open_documents(self):
        """Open the contracts of this client."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_contract_action")
        return {**action, "domain": [("lead_id", "=", self.id)], "context": {"default_lead_id": self.id}}

    def action_new_document(self, model, kind=None):
        """Open a new document of this client, everything known filled in.

        :param model: a model of `DOCUMENTS`
        :param kind: which kind of proposal or contract
        """
        self.ensure_one()
        self.check_access("write")
        openers = {
            ("salestech.proposal", "commercial"): {"default_kind": "commercial"},
            ("salestech.proposal", "technical"): {"default_kind": "technical"},
            ("salestech.proposal", "partner_terms"): {"default_kind": "partner_terms"},
            ("salestech.tender", None): {"default_name": self.name},
            ("salestech.contract", "contract"): {"default_type": "contract"},
            ("salestech.contract", "guarantee_letter"): {"default_type": "guarantee_letter"},
            ("salestech.contract", "partner_agreement"): {"default_type": "partner_agreement"},
        }
        if (model, kind) == ("salestech.protocol", None):
            return self.action_make_protocol()
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(model).name,
            "res_model": model,
            "views": [(False, "form")],
            "context": {"default_lead_id": self.id, **openers.get((model, kind), {})},
        }

    def _merge_dependences(self, opportunities):
        """The documents of what is merged go on under the lead that remains."""
        super()._merge_dependences(opportunities)
        # sudo: core merges what the user may see, and then deletes the rest as superuser.
        others = opportunities.sudo()
        for documents in (others.proposal_ids, others.tender_ids, others.contract_ids):
            documents.write({"lead_id": self.id})
