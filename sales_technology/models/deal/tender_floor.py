from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_amount

from .tender import BELOW_FLOOR


class SalestechTender(models.Model):
    """The floor price: who may bid below it, and who may lower it."""

    _inherit = "salestech.tender"

    @api.depends("bid_amount", "floor_amount", "lot_ids.is_below_floor")
    def _compute_is_below_floor(self):
        for tender in self:
            own = tender.bid_amount and tender.floor_amount and tender.bid_amount < tender.floor_amount
            tender.is_below_floor = bool(own or any(tender.lot_ids.mapped("is_below_floor")))

    # Not a constraint: those run as superuser, and the right is the user's.
    def _require_floor(self):
        for tender in self if not self.env.su else ():
            tender._refuse_below_floor(tender.bid_amount, tender.floor_amount)
            for lot in tender.lot_ids:
                tender._refuse_below_floor(lot.bid_amount, lot.floor_amount)

    def _refuse_below_floor(self, bid, floor):
        """Refuse a bid below the floor price of somebody who has not the right to bid so."""
        self.ensure_one()
        if not bid or not floor or bid >= floor or self._may_process(BELOW_FLOOR):
            return
        raise ValidationError(
            self.env._(
                "A bid of %(bid)s is below the floor price of %(floor)s. Bid more, or ask somebody with the right"
                " “Bid below the floor price”, for instance your group head.",
                bid=format_amount(self.env, bid, self.currency_id),
                floor=format_amount(self.env, floor, self.currency_id),
            )
        )

    def _refuse_lower_floor(self, old, new):
        if old and (new or 0) < old and not self._may_process(BELOW_FLOOR):
            raise ValidationError(
                self.env._(
                    "The floor price is set already. Only somebody with the right “Bid below the floor price”"
                    " may lower it."
                )
            )

    def _floors(self):
        """Return {tender: floor price}, to be compared after lots have changed."""
        return {tender: tender.floor_amount for tender in self}

    def _settle_floor(self, floors):
        """After a change of lots: the floor of the whole is as guarded as the floor of a lot."""
        if not self.env.su:
            for tender in self:
                tender._refuse_lower_floor(floors.get(tender), tender.floor_amount)
        self._require_floor()
        self._note_below_floor()

    def _note_below_floor(self):
        """Keep who used the right to bid below the floor price."""
        for tender in self.filtered(lambda t: t.is_below_floor != bool(t.below_floor_by_id)):
            # sudo: a fact; whoever comes here had the right, or bids at the floor again.
            tender.sudo().below_floor_by_id = self.env.uid if tender.is_below_floor else False
            if tender.is_below_floor:
                tender._message_log(
                    body=self.env._("Our bid is below the floor price: allowed by %s.", self.env.user.name)
                )
