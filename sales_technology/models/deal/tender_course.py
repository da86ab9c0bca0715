from odoo import fields, models
from odoo.exceptions import UserError


class SalestechTender(models.Model):
    """The course of a tender: the decision to take part, the bid, the result."""

    _inherit = "salestech.tender"

    def _reasoned(self):
        return {
            "take_part": (self.env._("Take part: why?"), self._take_part),
            "decline": (self.env._("Do not take part: why?"), self._decline),
            "lose": (self.env._("Lost: why?"), self._lose),
            "cancel": (self.env._("Cancelled by the client: why?"), self._cancel),
        }

    def _decide(self, decision, state, reason):
        self._become(
            state,
            ("found", "preparing"),
            decision=decision,
            decision_by_id=self.env.uid,
            decision_date=self._today(),
            decision_reason=reason,
        )

    def _take_part(self, reason):
        self._decide("take_part", "preparing", reason)
        self._log_in_history(self.env._("we take part: %s", reason))

    def _decline(self, reason):
        self._decide("decline", "declined", reason)
        self._log_in_history(self.env._("we do not take part: %s", reason))

    def _lose(self, reason):
        self._become("lost", ("submitted",), refuse_reason=reason, date_closed=self._today())
        self._log_in_history(self.env._("lost: %s", reason))

    def _cancel(self, reason):
        self._become("cancelled", ("found", "preparing", "submitted"), refuse_reason=reason, date_closed=self._today())
        self._log_in_history(self.env._("cancelled by the client: %s", reason))

    def action_submit(self):
        """Record that the bid is in. The price and the papers that are asked for must be there."""
        self._require_work()
        for tender in self:
            if not tender.bid_amount:
                raise UserError(self.env._("Enter our bid in “%s” first.", tender.name))
            tender._refuse_below_floor(tender.bid_amount, tender.floor_amount)
            missing = tender.document_ids.filtered(lambda d: d.is_required and not d.is_done)
            if missing:
                raise UserError(
                    self.env._(
                        "These documents are not ready yet: %s. Finish them, or take them off the list.",
                        ", ".join(missing.mapped("name")),
                    )
                )
        self._become("submitted", ("preparing",), date_submitted=fields.Datetime.now())
        self._log_in_history(self.env._("our bid is submitted"))
        return True

    def action_rework(self):
        """Take a submitted bid back into preparation, for another round."""
        self._become("preparing", ("submitted",), date_submitted=False)
        return True

    def action_win(self):
        """Record that we won. Lots without a result are won too."""
        self._become("won", ("submitted",), date_closed=self._today())
        # sudo: results of lots are facts of the closed tender; process and reach were checked by `_become`.
        self.lot_ids.sudo().filtered(lambda lot: not lot.result).write({"result": "won"})
        self._log_in_history(self.env._("won"))
        return True
