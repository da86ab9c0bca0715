from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_amount, format_date

from .res_partner_card import SIGNED


class ResPartner(models.Model):
    """What a partner brought, and what was agreed with him: tiles of his card."""

    _inherit = "res.partner"

    def _client_card_tiles(self, client):
        tiles = super()._client_card_tiles(client)
        if client.is_partner:
            tiles += self._partner_tiles(client)
        else:
            holder = self.env["salestech.partner.registration"].sudo()._holder(self, self.env.company)
            if holder:  # sudo: every sales role is told who keeps the client
                hint = self.env._("until %s", format_date(self.env, holder.date_to))
                tiles.append(
                    self._card_tile("registered", self.env._("Registered by"), holder.partner_id.name, hint, "warn")
                )
        return tiles

    def _partner_tiles(self, client):
        today = self.env.company._local_day(fields.Datetime.now())
        leads = self.env["crm.lead"].search_count(self._channel_domain())
        kept = self.env["salestech.partner.registration"]
        items = self.env["salestech.protocol.item"].search_count([("partner_id", "=", self.id), ("state", "=", "open")])
        return [
            self._tile_agreement(client, today),
            self._tile_brought(),
            self._card_tile(
                "channel_leads", self.env._("Opportunities brought"), str(leads), "", "", "action_channel_leads"
            ),
            self._card_tile(
                "registrations",
                self.env._("Clients kept"),
                str(kept.search_count(kept._valid_domain(today) & Domain("partner_id", "=", self.id))),
                "",
                "",
                "action_registrations",
            ),
            self._card_tile("joint", self.env._("Joint actions open"), str(items), "", "", "action_joint_actions"),
        ]

    def _tile_agreement(self, client, today):
        # sudo: new or not is asked of the history of the partner that the user reaches
        is_new = self.env["salestech.client.status"].sudo()._channel_at(today).get(self.id)
        domain = self.env["salestech.contract"]._valid_domain() & Domain("type", "=", "partner_agreement")
        domain &= Domain("partner_id", "=", self.id) & Domain("company_id", "=", self.env.company.id)
        agreement = self.env["salestech.contract"].search(domain, limit=1)
        parts = [agreement.number or ""]
        if agreement.partner_rate:
            parts.append(self.env._("rate %s %%", f"{agreement.partner_rate:g}"))
        if agreement.date_to:
            parts.append(self.env._("until %s", format_date(self.env, agreement.date_to)))
        return self._card_tile(
            "agreement",
            self.env._("Partner agreement"),
            self.env._("New partner") if is_new else self.env._("Current partner"),
            ", ".join(filter(None, parts)),
            "good",
            "action_open_contracts",
        )

    def _tile_brought(self):
        domain = [
            ("channel_partner_id", "=", self.id),
            ("company_id", "=", self.env.company.id),
            ("state", "in", SIGNED),
        ]
        rows = self.env["salestech.contract"]._read_group(domain, [], ["amount_company:sum", "__count"])
        amount, count = rows[0]
        return self._card_tile(
            "channel_contracts",
            self.env._("Contracts brought"),
            str(count),
            format_amount(self.env, amount or 0, self.env.company.currency_id) if count else "",
            "",
            "action_channel_contracts",
        )

    def _channel_domain(self):
        return Domain("channel_partner_id", "=", self.commercial_partner_id.id) & Domain("type", "=", "opportunity")

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_channel_leads(self):
        """Open the opportunities that this partner brought."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.crm_lead_pipeline_action")
        context = {"default_channel_partner_id": self.commercial_partner_id.id}
        return {**action, "domain": self._channel_domain(), "context": context}

    def action_channel_contracts(self):
        """Open the contracts that this partner brought."""
        return self._action_of("salestech_contract_action", "channel_partner_id")

    def action_registrations(self):
        """Open the clients that this partner registered."""
        return self._action_of("salestech_partner_registration_action", "partner_id", default_partner_id=True)

    def action_joint_actions(self):
        """Open the plan of joint actions: what was agreed with this partner in protocols, and what of it is open."""
        return self._action_of("salestech_protocol_item_action", "partner_id")

    def _action_of(self, xml_id, name, **defaults):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(f"sales_technology.{xml_id}")
        organisation = self.commercial_partner_id
        context = dict.fromkeys(defaults, organisation.id)
        return {**action, "domain": [(name, "=", organisation.id)], "context": context}
