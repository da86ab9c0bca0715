from odoo import api, fields, models
from odoo.exceptions import UserError

from .document_mixin import SALESTECH_USER


class SaleOrder(models.Model):
    """A quotation knows the proposal and the contract it belongs to."""

    _inherit = "sale.order"

    salestech_proposal_ids = fields.One2many(
        "salestech.proposal", "order_id", string="Proposals", groups=SALESTECH_USER
    )
    salestech_contract_ids = fields.One2many(
        "salestech.contract", "order_id", string="Contracts", groups=SALESTECH_USER
    )
    salestech_proposal_count = fields.Integer(
        compute="_compute_salestech_counts", string="Proposals made", groups=SALESTECH_USER
    )
    salestech_contract_count = fields.Integer(
        compute="_compute_salestech_counts", string="Contracts made", groups=SALESTECH_USER
    )

    @api.depends("salestech_proposal_ids", "salestech_contract_ids")
    def _compute_salestech_counts(self):
        for order in self:
            order.salestech_proposal_count = len(order.salestech_proposal_ids)
            order.salestech_contract_count = len(order.salestech_contract_ids)

    def action_salestech_proposal(self):
        """Open the proposal that this quotation is part of, or begin one."""
        live = self.salestech_proposal_ids.filtered(lambda p: p.state != "superseded")
        return self._action_salestech_document("salestech.proposal", live, {"kind": "commercial"})

    def action_salestech_contract(self):
        """Open the contract of this quotation, or request one with its amounts by product category."""
        live = self.salestech_contract_ids.filtered(lambda c: c.state != "refused")
        if not live:
            self.env["salestech.contract"].check_access("create")
        if not live and self.state != "sale":
            raise UserError(self.env._("Confirm the quotation first: the contract is made from what is agreed."))
        return self._action_salestech_document("salestech.contract", live, {"type": "contract"})

    def _action_salestech_document(self, model, present, vals):
        self.ensure_one()
        self.check_access("read")
        if present:
            return present[-1:]._open_form()
        lead = self.opportunity_id
        if not lead:
            raise UserError(
                self.env._("“%s” belongs to no opportunity. Choose the client's opportunity first.", self.name)
            )
        return self.env[model].create({"lead_id": lead.id, "order_id": self.id, **vals})._open_form()
