from typing import NamedTuple

from odoo import api, models

from ...tools.register_rows import groups_of
from .organisation_keys import KEY_FIELDS

# On the import screen: enough to act on, not a wall. The register marks all of them.
MAX_NOTES = 40


class Known(NamedTuple):
    """An organisation that is there already, as far as the user may be told."""

    model: str
    id: int
    label: str  # "" where the user may not see it
    keys: dict


class SalestechRegisterDuplicates(models.AbstractModel):
    """Finds rows of a list that are one organisation, or one that is there already."""

    _name = "salestech.register.duplicates"
    _description = "Duplicates in the Client Register"

    @api.model
    def _report(self, names, keys_list, numbers, window=None):
        """Compare the rows of a list with each other and with all that is there.

        The number of queries does not depend on the number of rows.

        :param names: the organisations' names, row by row
        :param keys_list: their keys (see `salestech.organisation.keys`), row by row
        :param numbers: the rows' numbers as the user counts them
        :param window: softer likenesses are told of the first so many rows; None: of all
        :returns: ({position of a refused row: sentence}, [sentence of a softer likeness, …])
        """
        known = self._known(keys_list)
        rows = [
            self.env._("Row %(row)s “%(name)s”", row=number, name=name)
            for number, name in zip(numbers, names, strict=True)
        ]
        refused = {
            **self._refuse_known_vat(keys_list, known, rows),
            **self._refuse_double_vat(keys_list, numbers, rows),
        }
        window = len(rows) if window is None else window
        notes = self._notes_within(keys_list, names, numbers, window)
        notes += self._notes_known(keys_list[:window], known, rows, refused)
        if len(notes) > MAX_NOTES:
            left = len(notes) - MAX_NOTES
            notes = [*notes[:MAX_NOTES], self.env._("… and %s more. All are marked in the register.", left)]
        return refused, notes

    # ------------------------------------------------------------
    # WHAT IS THERE
    # ------------------------------------------------------------

    @api.model
    def _known(self, keys_list):
        """Return {key field: {key: Known}} of opportunities and organisations that share a key."""
        companies = [("company_id", "in", [*self.env.companies.ids, False])]
        # sudo: an organisation that a colleague works on must not be entered a second time only
        # because the user cannot see it. He is told that it exists, never whose it is or its name;
        # other companies' data stay out.
        leads = self.env["crm.lead"].sudo()._find_by_org_keys(keys_list, companies)
        partners = self.env["res.partner"].sudo()._find_by_org_keys(keys_list, companies)
        known = {name: {} for name in KEY_FIELDS}
        for entry in self._describe_leads(leads) + self._describe_partners(partners):
            for name, key in entry.keys.items():
                known[name].setdefault(key, entry)
        return known

    def _describe_leads(self, leads):
        visible = self.env["crm.lead"].browse(leads.ids)._filtered_access("read")
        visible.fetch(["name", "partner_name", "user_id", "active"])
        result = []
        for lead in leads:
            label = ""
            if lead.id in visible._ids:
                label = self.env._(
                    "“%(name)s” (responsible: %(user)s)",
                    name=lead.partner_name or lead.name,
                    user=lead.user_id.name or self.env._("nobody yet"),
                )
                if not lead.active:
                    label = self.env._("%s, archived or lost", label)
            result.append(Known("crm.lead", lead.id, label, self._keys_of(lead)))
        return result

    def _describe_partners(self, partners):
        visible = self.env["res.partner"].browse(partners.ids)._filtered_access("read")
        visible.fetch(["name", "commercial_company_name"])
        return [
            Known(
                "res.partner",
                partner.id,
                self.env._("“%s” in the contacts", partner.commercial_company_name or partner.name)
                if partner.id in visible._ids
                else "",
                self._keys_of(partner),
            )
            for partner in partners
        ]

    def _keys_of(self, record):
        return {name: record[name] for name in KEY_FIELDS if record[name]}

    # ------------------------------------------------------------
    # REFUSED: ONE INN IS ONE ORGANISATION
    # ------------------------------------------------------------

    def _refuse_known_vat(self, keys_list, known, rows):
        refused = {}
        for position, keys in enumerate(keys_list):
            entry = known["org_vat_key"].get(keys["org_vat_key"])
            if entry and entry.label:
                refused[position] = self.env._(
                    "%(row)s: INN %(vat)s belongs to %(known)s already.",
                    row=rows[position],
                    vat=keys["org_vat_key"],
                    known=entry.label,
                )
            elif entry:
                refused[position] = self.env._(
                    "%(row)s: an organisation with INN %(vat)s is known already, but not shown to you."
                    " Ask the head of your group.",
                    row=rows[position],
                    vat=keys["org_vat_key"],
                )
        return refused

    def _refuse_double_vat(self, keys_list, numbers, rows):
        refused = {}
        for vat, positions in groups_of([keys["org_vat_key"] for keys in keys_list]).items():
            for position in positions[1:]:
                refused[position] = self.env._(
                    "%(row)s: INN %(vat)s stands in row %(first)s already.",
                    row=rows[position],
                    vat=vat,
                    first=numbers[positions[0]],
                )
        return refused

    # ------------------------------------------------------------
    # SOFTER LIKENESSES: MADE ALL THE SAME, AND MARKED
    # ------------------------------------------------------------

    def _notes_within(self, keys_list, names, numbers, window):
        notes = []
        for field in KEY_FIELDS[1:]:
            for key, positions in groups_of([keys[field] for keys in keys_list]).items():
                if positions[0] >= window:
                    continue
                listed = self.env._(", ").join(str(numbers[position]) for position in positions)
                notes.append(self._note_within(field, key, listed, names[positions[0]]))
        return notes

    def _note_within(self, field, key, rows, name):
        if field == "org_name_key":
            return self.env._("Rows %(rows)s carry the same name “%(name)s”.", rows=rows, name=name)
        if field == "org_domain_key":
            return self.env._("Rows %(rows)s have the same e-mail domain %(domain)s.", rows=rows, domain=key)
        return self.env._("Rows %(rows)s have the same phone %(phone)s.", rows=rows, phone=key)

    def _notes_known(self, keys_list, known, rows, refused):
        notes = []
        for position, keys in enumerate(keys_list):
            if position in refused:
                continue
            for field in KEY_FIELDS[1:]:
                entry = known[field].get(keys[field])
                if entry:
                    notes.append(self._note_known(field, rows[position], entry))
                    break
        return notes

    def _note_known(self, field, row, entry):
        same = {
            "org_name_key": self.env._("the same name"),
            "org_domain_key": self.env._("the same e-mail domain"),
            "org_phone_key": self.env._("the same phone"),
        }[field]
        if not entry.label:
            return self.env._(
                "%(row)s: an organisation with %(same)s is known already, but not shown to you."
                " Ask the head of your group.",
                row=row,
                same=same,
            )
        return self.env._("%(row)s looks like %(known)s: %(same)s.", row=row, known=entry.label, same=same)
