from odoo import models
from odoo.tools.misc import format_amount


class ResPartner(models.Model):
    """What the client owes and what it complains of, on its card."""

    _inherit = "res.partner"

    def _client_card_tiles(self, client):
        tiles = super()._client_card_tiles(client)
        return [*tiles, *self._tiles_receivables(), *self._tiles_claims()]

    def _tiles_receivables(self):
        """Return the tile of what is owed, none where nothing is."""
        if not self.has_receivables:
            return []
        currency = self.env.company.currency_id
        overdue, days = self.receivable_overdue, self.receivable_days_late
        return [
            self._card_tile(
                "receivables",
                self.env._("Owes"),
                format_amount(self.env, self.receivable_open, currency),
                self.env._(
                    "%(amount)s overdue, %(days)s days", amount=format_amount(self.env, overdue, currency), days=days
                )
                if overdue > 0
                else "",
                "bad" if overdue > 0 else "",
                "action_open_receivables",
            )
        ]

    def _tiles_claims(self):
        """Return the tile of claims, none where the client never had one."""
        if not self.claim_count:
            return []
        still_open = self.claim_open_count
        hint = self.env._("%s received in all", self.claim_count)
        tone = "warn" if still_open else "good"
        return [self._card_tile("claims", self.env._("Open claims"), str(still_open), hint, tone, "action_open_claims")]
