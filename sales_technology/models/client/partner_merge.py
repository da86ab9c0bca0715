from odoo import models

from ...tools.passage import CONTEXT_KEY, Passage
from .res_partner_key import RANK

DECIDED = ("made", "dismissed", "open")


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging contacts loses nothing of what we know of them.

    Core moves every reference with one UPDATE a table and, where a constraint stands against that, deletes the rows of
    the contact that goes (or fails, with an exclusion constraint). So what could collide is brought together before.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        self._merge_clients(src_partners, dst_partner)
        self._merge_registrations(src_partners, dst_partner)
        self._merge_occasions(src_partners, dst_partner)
        self._merge_familiarity(src_partners, dst_partner)
        self._merge_cross_sales(src_partners, dst_partner)
        super()._update_foreign_keys(src_partners, dst_partner)
        self.env.invalidate_all()
        # sudo: the history of the contact that remains follows from the contracts of both
        statuses = self.env["salestech.client.status"].sudo()
        if self.env["salestech.client"].sudo().search_count([("partner_id", "=", dst_partner.id)], limit=1):
            statuses._sync(dst_partner.ids)

    def _update_values(self, src_partners, dst_partner):
        """What was known of either is known of both together: no new knowledge, so no process."""
        passing = {CONTEXT_KEY: Passage("merged")}
        return super()._update_values(src_partners, dst_partner.with_context(**passing))

    def _merge_clients(self, src_partners, dst_partner):
        """Keep what people said of either; rows that follow from contracts are made anew afterwards."""
        # sudo: core merges as a user who may write contacts; ours are closed to everybody
        statuses = self.env["salestech.client.status"].sudo()
        everybody = src_partners | dst_partner
        rows = statuses.search([("partner_id", "in", everybody.ids)])
        rows.filtered(lambda row: row.origin == "contract").unlink()
        said = rows.exists().sorted(lambda row: (row.partner_id != dst_partner, -row.id))
        taken = set()
        for row in said:
            key = (row.company_id, row.axis, row.date_from)
            if key in taken:
                labels = dict(row._fields["status"]._description_selection(self.env))
                dst_partner.sudo()._message_log(
                    body=self.env._(
                        "Merged: on %(date)s “%(name)s” was set to %(status)s: %(reason)s",
                        date=row.date_from,
                        name=row.partner_id.name,
                        status=labels[row.status],
                        reason=row.reason or "",
                    )
                )
                row.unlink()
            else:
                taken.add(key)
                row.date_to = row.date_from  # ends are found anew; until then rows of one day do not overlap
        self.env.flush_all()
        self._merge_client_rows(src_partners, dst_partner)

    def _merge_client_rows(self, src_partners, dst_partner):
        clients = self.env["salestech.client"].sudo()
        kept = {client.company_id: client for client in clients.search([("partner_id", "=", dst_partner.id)])}
        for client in clients.search([("partner_id", "in", src_partners.ids)], order="id"):
            other = kept.setdefault(client.company_id, client)
            if other == client:
                client.partner_id = dst_partner
                continue
            if not other.user_id:
                other.write({"user_id": client.user_id.id, "team_id": client.team_id.id})
            self.env.flush_all()
            self._update_foreign_keys_generic("salestech.client", client, other)
            client.unlink()
        self.env.flush_all()

    def _merge_registrations(self, src_partners, dst_partner):
        """Where both were registered at the same time the first one keeps the client, as always."""
        everybody = src_partners | dst_partner
        registrations = self.env["salestech.partner.registration"].sudo()
        found = registrations.search(
            [("organisation_id", "in", everybody.ids), ("state", "=", "active")], order="date_from, id"
        )
        kept = registrations.browse()
        for row in found:
            rival = kept.filtered(
                lambda k, row=row: (
                    k.company_id == row.company_id and k.date_from <= row.date_to and k.date_to >= row.date_from
                )
            )
            if rival or row.partner_id in everybody:
                reason = self.env._("Two contacts were merged; registered first: %s", rival[:1].display_name or "")
                row.write({"state": "released", "release_reason": reason})
            else:
                kept |= row
        self.env.flush_all()

    def _merge_occasions(self, src_partners, dst_partner):
        """One person, one birthday: the one of the contact that remains; another one stays, archived."""
        occasions = self.env["salestech.occasion"].sudo()
        found = occasions.search([("partner_id", "in", (src_partners | dst_partner).ids), ("kind", "=", "birthday")])
        seen = set()
        for occasion in found.sorted(lambda o: (o.partner_id != dst_partner, o.id)):
            if occasion.company_id in seen:
                occasion.active = False
            seen.add(occasion.company_id)
        self.env.flush_all()

    def _merge_familiarity(self, src_partners, dst_partner):
        """Whoever of us knew the person best, we know him so well."""
        people = (src_partners | dst_partner).sudo()
        best = max(people, key=lambda person: RANK.get(person.familiarity, -1)).familiarity
        if best and best != dst_partner.sudo().familiarity:
            dst_partner.sudo().write({"familiarity": best})

    def _merge_cross_sales(self, src_partners, dst_partner):
        """Of two suggestions of one category what was decided stays: an opportunity made before one dismissed."""
        # sudo: rows that are written by the system, of whomever
        rows = self.env["salestech.cross.sale"].sudo()
        rows = rows.search([("partner_id", "in", (src_partners | dst_partner).ids)])
        for same in rows.grouped(lambda row: (row.company_id, row.category_id)).values():
            best = same.sorted(lambda row: (DECIDED.index(row.state), row.partner_id != dst_partner, -row.id))
            best[1:].unlink()
        self.env.flush_all()
