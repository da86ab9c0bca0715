from odoo import api, models


class SalestechProposal(models.Model):
    """What a proposal costs, and its quotation."""

    _inherit = "salestech.proposal"

    @api.depends("order_id.amount_untaxed", "order_id.currency_id", "company_id")
    def _compute_amount(self):
        for proposal in self:
            if proposal.order_id and proposal.state not in self._closed_states:
                proposal.amount = proposal.order_id.amount_untaxed
                proposal.currency_id = proposal.order_id.currency_id
            elif not proposal.currency_id:
                proposal.currency_id = proposal.company_id.currency_id or self.env.company.currency_id

    @api.depends("amount", "currency_id", "date_prepared", "company_id")
    def _compute_amount_company(self):
        for proposal in self:
            date = proposal.date_prepared or proposal.date_request
            proposal.amount_company = proposal._to_company_currency(proposal.amount, date)

    @api.depends("amount", "currency_id", "order_id.amount_untaxed", "order_id.currency_id")
    def _compute_order_differs(self):
        for proposal in self:
            order, currency = proposal.order_id, proposal.currency_id
            proposal.order_differs = bool(order) and (
                order.currency_id != currency or currency.compare_amounts(order.amount_untaxed, proposal.amount) != 0
            )

    def action_make_quotation(self):
        """Open the quotation of the proposal, or make it: the amounts follow it from then on."""
        self.ensure_one()
        if not self.order_id:
            self.check_access("write")
            self._require_own_process()
            self._refuse_closed({"order_id": True})
            self._ensure_partner()
            self.order_id = self.env["sale.order"].create(self._prepare_order_vals())
        return self.order_id._get_records_action()

    def _prepare_order_vals(self):
        return {
            "partner_id": self.partner_id.id,
            "opportunity_id": self.lead_id.id,
            "company_id": self.company_id.id,
            "team_id": self.lead_id.sudo().team_id.id,
            "user_id": self.user_id.id or self.env.uid,
            "origin": self.number,
        }
