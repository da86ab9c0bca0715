from odoo import fields, models


class ResPartner(models.Model):
    """How satisfied a client is, on its card; and when a person was asked last."""

    _inherit = "res.partner"

    # no user may write it: who wants a client never to be asked would date it ahead
    satisfaction_asked_on = fields.Date(
        string="Asked for satisfaction on", readonly=True, copy=False, groups=fields.NO_ACCESS
    )

    def _client_card_tiles(self, client):
        return [*super()._client_card_tiles(client), *self._tiles_satisfaction()]

    def _tiles_satisfaction(self):
        """Return the tile of the answers that the user may see, none where there are none."""
        level, count = self.env["salestech.satisfaction"]._read_group(
            [("partner_id", "=", self.id), ("company_id", "=", self.env.company.id), ("state", "=", "answered")],
            [],
            ["level:avg", "__count"],
        )[0]
        if not count:
            return []
        return [
            self._card_tile(
                "satisfaction",
                self.env._("Satisfaction"),
                f"{round(level)} %",
                self.env._("Answers: %s", count),
                "good" if level >= 80 else "warn" if level >= 50 else "bad",
                "action_open_satisfaction",
            )
        ]

    def action_open_satisfaction(self):
        """Open what this organisation was asked and answered."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_satisfaction_action")
        return {**action, "domain": [("partner_id", "=", self.commercial_partner_id.id)], "context": {}}
