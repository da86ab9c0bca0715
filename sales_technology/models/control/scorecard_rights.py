from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .scorecard import FROZEN, IDENTITY
from .scorecard_template import PROCESS


class SalestechScorecard(models.Model):
    """Who may do what with a card: the next level up sets and assesses it, whose it is says his own word."""

    _inherit = "salestech.scorecard"

    @api.depends_context("uid")
    @api.depends("state", "user_id", "reviewer_id", "signed_at", "reviewer_signed_at")
    def _compute_rights(self):
        for card in self:
            card.is_mine = card.user_id == self.env.user
            card.can_review = card._may_review() and card.has_access("write")
            unsigned = (card.is_mine and not card.signed_at) or (
                card.reviewer_id == self.env.user and not card.reviewer_signed_at
            )
            card.can_sign = card.state == "assessment" and bool(unsigned)

    def _may_review(self):
        """Return whether the user sets these cards: the next level up, or who carries out the process above them."""
        if self.env.su:
            return True
        user = self.env.user
        if any(card.user_id == user for card in self):
            return False
        return all(card.reviewer_id == user for card in self) or self._may_process(PROCESS)

    def _require_review(self):
        """Refuse unless the user sets and assesses these cards."""
        if self._may_review():
            self.check_access("write")
            return
        if any(card.user_id == self.env.user for card in self):
            raise AccessError(self.env._("Your own card is set and assessed by the next level up."))
        self._require_process(PROCESS)

    def _require_may_write(self, vals):
        names = {name for name in vals if not name.startswith(("message_", "activity_"))}
        if IDENTITY & names:
            raise AccessError(
                self.env._("Whose card it is and of which year cannot change. Delete the draft and make another one.")
            )
        self._require_unfrozen()
        if "own_comment" in names:
            self._require_own_word()
        if "reviewer_comment" in names and any(card.reviewer_signed_at for card in self):
            raise UserError(self.env._("You have signed already; your comment stays as it is."))
        if "reviewer_id" in names and any(card.state not in ("draft", "agreed") for card in self):
            raise UserError(self.env._("Who assesses is settled before the assessment begins."))
        if names - {"own_comment"}:
            self._require_review()

    def _require_own_word(self):
        for card in self:
            if card.user_id != self.env.user:
                raise AccessError(self.env._("Only %s writes here.", card.user_id.sudo().name))
            if card.signed_at:
                raise UserError(self.env._("You have signed already; your comment stays as it is."))
        self._require_process(PROCESS)

    def _require_unfrozen(self):
        for card in self.filtered(lambda card: card.state in FROZEN):
            raise UserError(self.env._("“%s” is signed by both and can no longer be changed.", card.display_name))

    def _require_unsigned(self):
        for card in self:
            if card.signed_at or card.reviewer_signed_at:
                raise UserError(
                    self.env._("One of the two has signed “%s” already: take it back first.", card.display_name)
                )

    def _require_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for card in self.filtered(lambda card: card.state not in states):
            raise UserError(
                self.env._(
                    "“%(card)s” is in state “%(state)s” by now. Reload the page.",
                    card=card.display_name,
                    state=labels[card.state],
                )
            )
