from odoo import models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from .proposal import OPEN


class SalestechProposal(models.Model):
    """The course of a proposal: taken into work, prepared, agreed, refused."""

    _inherit = "salestech.proposal"

    def action_start(self):
        """Take the request into work."""
        self._become("in_work", ("request",))
        for proposal in self.filtered(lambda p: not p.user_id):
            proposal.user_id = self.env.user
        return True

    def action_prepare(self):
        """Say that it is ready to be sent: a text, a file or a quotation is there."""
        self._require_work()
        for proposal in self.with_context(bin_size=True):
            if is_html_empty(proposal.body) and not proposal.file and not proposal.order_id:
                raise UserError(
                    self.env._(
                        "There is nothing to send in “%s” yet. Write the text, attach a file or make a quotation.",
                        proposal.display_name,
                    )
                )
        self._become("prepared", ("request", "in_work"), date_prepared=self._today())
        return True

    def action_rework(self):
        """Take a prepared proposal back into work; the day it is prepared counts anew."""
        self._become("in_work", ("prepared",), date_prepared=False)
        return True

    def action_agree(self):
        """Record that the client agreed."""
        self._become("agreed", ("sent",), date_agreed=self._today())
        self._log_in_history(self.env._("agreed by the client"))
        return True

    def _refuse(self, reason):
        self._become("refused", OPEN, refuse_reason=reason)
        self._log_in_history(self.env._("refused: %s", reason))
