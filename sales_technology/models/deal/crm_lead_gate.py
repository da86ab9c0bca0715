from odoo import fields, models

from .document_mixin import SALESTECH_USER

# On which steps of the client ladder a call with the decision maker makes a commercial proposal due.
DUE_STEPS = (3, 4)


class CrmLead(models.Model):
    """Documents that the steps of the ladder ask for, and the buttons that open the one that is needed."""

    _inherit = "crm.lead"

    technical_proposal_required = fields.Boolean(
        groups=SALESTECH_USER,
        copy=False,
        help="The client's development plan asks for a technical proposal to be agreed.",
    )

    def _open_due_proposal(self):
        """Request the commercial proposal that is due after a call with the decision maker, once for each client."""
        self.ensure_one()
        if self.ladder_kind != "client" or self.step_no not in DUE_STEPS:
            return self.env["salestech.proposal"]
        # sudo: the proposal is due whoever of the group made the call; he could log the call, so the client
        # is his to work with, and commercial proposals are of the same process 2.1.5.
        proposals = self.env["salestech.proposal"].sudo()
        if proposals.search_count(
            [("lead_id", "=", self.id), ("kind", "=", "commercial"), ("state", "!=", "refused")], limit=1
        ):
            return proposals
        company = self.company_id or self.env.company
        today = company._local_day(fields.Datetime.now())
        due = company._working_day_after(today, company.sudo().salestech_proposal_days)
        proposal = proposals.create({"lead_id": self.id, "kind": "commercial", "date_deadline": due})
        proposal._log_in_history(self.env._("due after the call with the decision maker"))
        return proposal

    # ------------------------------------------------------------
    # WHAT THE BUTTONS OPEN
    # ------------------------------------------------------------

    def _mend_proposal(self, gate):
        return self._open_needed("salestech.proposal", [("kind", "=", "commercial")], {"default_kind": "commercial"})

    def _mend_technical_proposal(self, gate):
        return self._open_needed("salestech.proposal", [("kind", "=", "technical")], {"default_kind": "technical"})

    def _mend_partner_terms(self, gate):
        return self._open_needed(
            "salestech.proposal", [("kind", "=", "partner_terms")], {"default_kind": "partner_terms"}
        )

    def _mend_tender(self, gate):
        return self._open_needed("salestech.tender", [], {"default_name": self.name})

    def _mend_contract(self, gate):
        types = ("contract", "guarantee_letter")
        return self._open_needed("salestech.contract", [("type", "in", types)], {"default_type": "contract"})

    def _mend_partner_agreement(self, gate):
        kind = "partner_agreement"
        return self._open_needed("salestech.contract", [("type", "=", kind)], {"default_type": kind})

    def _open_needed(self, model, domain, defaults):
        """Return the action that opens the document in work, or a new one with everything known filled in."""
        self.ensure_one()
        documents = self.env[model]
        dead = ("refused", "superseded", "declined", "cancelled", "lost", "terminated")
        found = documents.search(
            [("lead_id", "=", self.id), *domain, ("state", "not in", dead)], order="id desc", limit=1
        )
        if found:
            return found._open_form()
        blank = documents.new({name.removeprefix("default_"): value for name, value in defaults.items()})
        return {
            "type": "ir.actions.act_window",
            "name": blank._kind_label(),
            "res_model": model,
            "views": [(False, "form")],
            "context": {"default_lead_id": self.id, **defaults},
        }
