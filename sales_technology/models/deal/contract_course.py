from odoo import models
from odoo.exceptions import UserError

from .contract import OPEN


class SalestechContract(models.Model):
    """The course of a contract up to the signature: prepared, given to the client, back to us, refused."""

    _inherit = "salestech.contract"

    def _reasoned(self):
        return {
            "refuse": (self.env._("Refused: why?"), self._refuse),
            "rework": (self.env._("Back to us: what is to be changed?"), self._rework),
            "terminate": (self.env._("Ended early: why?"), self._terminate),
        }

    def action_prepare(self):
        """Say that the document is ready, and give it its number."""
        self._require_work()
        for contract in self:
            if contract.type != "partner_agreement" and not contract.amount:
                raise UserError(self.env._("Enter the amount of “%s” first.", contract.display_name))
        self._ensure_partner()
        self._become("prepared", ("requested",), date_prepared=self._today())
        for contract in self.filtered(lambda c: not c.number):
            # sudo: the number is a fact; `_become` has checked reach and process.
            contract.sudo().number = contract.company_id._next_document_number(f"salestech.contract.{contract.type}")
        self._log_in_history(self.env._("prepared"))
        return True

    def action_at_client(self):
        """Record that the document went to the client."""
        self._become("at_client", ("prepared",), date_at_client=self._today())
        self._log_in_history(self.env._("given to the client for signature"))
        return True

    def action_make_quotation(self):
        """Open the quotation of the contract."""
        self.ensure_one()
        self.check_access("read")
        if not self.order_id:
            raise UserError(self.env._("Choose the quotation that the contract is made from."))
        return self.order_id._get_records_action()

    def _refuse(self, reason):
        self._become("refused", OPEN, refuse_reason=reason)
        self._log_in_history(self.env._("refused: %s", reason))

    def _rework(self, reason):
        self._become("requested", ("prepared", "at_client"), date_prepared=False, date_at_client=False)
        self._log_in_history(self.env._("back to us: %s", reason))
