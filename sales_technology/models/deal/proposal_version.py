from odoo import models
from odoo.exceptions import UserError


class SalestechProposal(models.Model):
    """What was sent is never changed: a newer version takes its place."""

    _inherit = "salestech.proposal"

    def action_new_version(self):
        """Make the next version: the content comes along, this one is superseded."""
        self.ensure_one()
        self._require_work()
        if self.state not in ("prepared", "sent", "agreed", "refused"):
            raise UserError(self._wrong_state_sentence(self))
        self._become("superseded", ("prepared", "sent", "agreed", "refused"))
        # sudo: number, version and state are facts; reach and process were checked by the line above.
        later = self.sudo().copy(self._prepare_version_vals()).sudo(self.env.su)
        later._log_in_history(self.env._("a new version is being made"))
        return later._open_form()

    def _prepare_version_vals(self):
        return {
            "number": self.number,
            "version": self.version + 1,
            "previous_id": self.id,
            "state": "in_work",
            "order_id": self.order_id.id,
            "amount": self.order_id.amount_untaxed if self.order_id else self.amount,
            "note": self.note,
            "user_id": self.user_id.id,
            "date_request": self._today(),
        }
