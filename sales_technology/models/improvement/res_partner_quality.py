from odoo import models


class ResPartner(models.Model):
    """How well we keep what we promised a client, on its card."""

    _inherit = "res.partner"

    def _client_card_tiles(self, client):
        return [*super()._client_card_tiles(client), *self._tiles_quality()]

    def _tiles_quality(self):
        """Return the tile of the commitments that the user may see, none where nothing fell due."""
        due, kept, level = self.env["salestech.quality"]._read_group(
            [("partner_id", "=", self.id), ("company_id", "=", self.env.company.id), ("is_counted", "=", True)],
            [],
            ["due_count:sum", "kept_count:sum", "level:avg"],
        )[0]
        if not due:
            return []
        return [
            self._card_tile(
                "quality",
                self.env._("Quality level"),
                f"{round(level)} %",
                self.env._("%(kept)s of %(due)s commitments kept", kept=kept, due=due),
                "good" if kept == due else "warn" if level >= 50 else "bad",
                "action_open_quality",
            )
        ]

    def action_open_quality(self):
        """Open what this organisation was promised."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_quality_action")
        return {**action, "domain": [("partner_id", "=", self.commercial_partner_id.id)], "context": {}}
