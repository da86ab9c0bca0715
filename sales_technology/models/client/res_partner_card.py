from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_amount, format_date

from ..deal.contract import CLIENT_TYPES

SIGNED = ("signed", "terminated")


class ResPartner(models.Model):
    """The card of a client: tiles and amounts by year, read when the page is opened.

    Another matter adds a tile of its own by extending `_client_card_tiles`; see `_card_tile`.
    """

    _inherit = "res.partner"

    @api.readonly
    def get_client_card(self):
        """Return what the page “Client” of this organisation shows, as plain data.

        The number of queries does not depend on how much there is of anything. Amounts are in the
        company's currency; contracts, documents and touches are those that the user may read.
        """
        self.ensure_one()
        self.check_access("read")
        organisation = self.commercial_partner_id
        client = organisation._client_row()
        return {
            "name": organisation.name,
            "tiles": organisation._client_card_tiles(client),
            "years": organisation._client_card_years(),
            "people": organisation._client_card_people(client),
            "may_override": bool(
                self.env["salestech.client.override"].has_access("create")
                and (not client or client.has_access("write"))
            ),
            "may_touch": self.env["salestech.client.touch"].has_access("create"),
        }

    def _client_row(self):
        """Return this organisation's row of the current company, empty where there is none or out of reach."""
        domain = [("partner_id", "=", self.id), ("company_id", "=", self.env.company.id)]
        return self.env["salestech.client"].search(domain, limit=1)

    def _card_tile(self, key, label, value, hint="", tone="", action=""):
        """Return one tile of the card.

        :param key: a name of its own, for tests and styles
        :param value: the figure or word, formatted for the user
        :param hint: one more line, small
        :param tone: "good", "warn", "bad" or ""
        :param action: a public method of res.partner that opens what is behind the figure
        """
        return {"key": key, "label": label, "value": value, "hint": hint, "tone": tone, "action": action}

    def _client_card_tiles(self, client):
        """Return the tiles of the card in their order.

        :param client: the row of `salestech.client`, maybe empty
        """
        self.ensure_one()
        tiles = [self._tile_status(client), self._tile_responsible(client), self._tile_contracts(client)]
        if client:
            tiles += [self._tile_last_touch(client), self._tile_next_touch(client)]
        coverage = self._tile_coverage(client)
        return tiles + ([coverage] if coverage else [])

    def _tile_status(self, client):
        labels = dict(self._fields["client_status"]._description_selection(self.env))
        words = [labels[self.client_status]] if self.client_status else []
        if client.is_partner:
            words = ([] if client.status == "potential" else words) + [self.env._("Sales partner")]
        since = client.partner_since if client.is_partner and client.status == "potential" else client.status_since
        return self._card_tile(
            "status",
            self.env._("Status"),
            ", ".join(words) or self.env._("No client yet"),
            self.env._("since %s", format_date(self.env, since)) if since else "",
            {"current": "good", "lost": "bad"}.get(self.client_status or "", ""),
            "action_client_history",
        )

    def _tile_responsible(self, client):
        user = self.client_user_id
        hint = self.segment_id.name or self.env._("No segment yet")
        return self._card_tile(
            "responsible",
            self.env._("Responsible"),
            user.name or self.env._("Nobody yet"),
            hint,
            "" if user else "warn",
        )

    def _tile_contracts(self, client):
        contracts = self.env["salestech.contract"]
        domain = [("partner_id", "=", self.id), ("company_id", "=", self.env.company.id)]
        valid = contracts.search_count(contracts._valid_domain() & Domain(domain))
        total = contracts.search_count([*domain, ("state", "in", SIGNED)])
        return self._card_tile(
            "contracts",
            self.env._("Contracts in force"),
            str(valid),
            self.env._("%s signed in all", total) if total else "",
            "",
            "action_open_contracts",
        )

    def _tile_last_touch(self, client):
        last, late = client.last_touch_date, client.touch_state == "late"
        hint = self.env._("%s days without a touch", client.untouched_days) if late else ""
        value = format_date(self.env, last) if last else self.env._("None yet")
        return self._card_tile("last_touch", self.env._("Last touch"), value, hint, "warn" if late else "")

    def _tile_next_touch(self, client):
        day = client.next_touch_date
        today = self.env.company._local_day(fields.Datetime.now())
        return self._card_tile(
            "next_touch",
            self.env._("Next touch"),
            format_date(self.env, day) if day else self.env._("Nothing planned"),
            client.next_touch_summary or "",
            "bad" if day and day < today else "" if day else "warn",
            "action_plan_touch" if not day else "",
        )

    def _tile_coverage(self, client):
        known, total = self._key_coverage(client).get(self.id, (0, 0))
        if not total:
            return None
        per_cent = round(100 * known / total)
        return self._card_tile(
            "coverage",
            self.env._("Key people known"),
            f"{per_cent} %",
            self.env._("%(known)s of %(total)s roles", known=known, total=total),
            "good" if known == total else "warn" if known else "bad",
            "action_open_key_people",
        )

    def _client_card_years(self):
        """Return the amounts signed by year, the latest first: at most six years."""
        rows = self.env["salestech.contract"]._read_group(
            [
                ("partner_id", "=", self.id),
                ("company_id", "=", self.env.company.id),
                ("state", "in", SIGNED),
                ("type", "in", CLIENT_TYPES),
                ("date_signed", "!=", False),
            ],
            ["date_signed:year"],
            ["amount_company:sum", "__count"],
            order="date_signed:year desc",
            limit=6,
        )
        most = max((amount or 0 for _year, amount, _count in rows), default=0)
        currency = self.env.company.currency_id
        return [
            {
                "year": str(year.year),
                "amount": format_amount(self.env, amount or 0, currency),
                "count": count,
                "share": round(100 * (amount or 0) / most) if most else 0,
            }
            for year, amount, count in rows
        ]
