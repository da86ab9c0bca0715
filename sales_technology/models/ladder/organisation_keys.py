from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.iap.tools.iap_tools import _MAIL_DOMAIN_BLACKLIST

from ...tools.organisation import domain_key, name_key, phone_key, tax_key

PUBLIC_MAIL_DOMAINS = frozenset(_MAIL_DOMAIN_BLACKLIST) | {
    "hotbox.ru", "internet.ru", "narod.ru", "nm.ru", "pochta.ru", "qip.ru", "vk.com", "xmail.ru",
}  # fmt: skip
KEY_FIELDS = ("org_vat_key", "org_name_key", "org_domain_key", "org_phone_key")


class SalestechOrganisationKeys(models.AbstractModel):
    """By what an organisation is known again: tax number, name, mail domain, phone.

    The keys are stored and indexed, so ten thousand rows of a file are compared with all
    that is there in one query, and “possible duplicates” is an ordinary filter. They are read
    with what else only the register shows, not with each record that anything is asked of.
    """

    _name = "salestech.organisation.keys"
    _description = "Keys of an Organisation"

    org_vat_key = fields.Char(
        compute="_compute_org_keys",
        store=True,
        index="btree_not_null",
        prefetch="register",
        export_string_translation=False,
        groups="sales_technology.group_salestech_user",
    )
    org_name_key = fields.Char(
        compute="_compute_org_keys",
        store=True,
        index="btree_not_null",
        prefetch="register",
        export_string_translation=False,
        groups="sales_technology.group_salestech_user",
    )
    org_domain_key = fields.Char(
        compute="_compute_org_keys",
        store=True,
        index="btree_not_null",
        prefetch="register",
        export_string_translation=False,
        groups="sales_technology.group_salestech_user",
    )
    org_phone_key = fields.Char(
        compute="_compute_org_keys",
        store=True,
        index="btree_not_null",
        prefetch="register",
        export_string_translation=False,
        groups="sales_technology.group_salestech_user",
    )

    def _org_key_sources(self):
        """Return (tax number, organisation's name, mail, phone) of the record; models say which."""
        raise NotImplementedError

    def _compute_org_keys(self):
        for record in self:
            record.update(self._org_keys(*record._org_key_sources()))

    @api.model
    def _org_keys(self, vat, name, email, phone):
        """Return {key field: key or False} of raw values."""
        return {
            "org_vat_key": tax_key(vat) or False,
            "org_name_key": name_key(name) or False,
            "org_domain_key": domain_key(email, PUBLIC_MAIL_DOMAINS) or False,
            "org_phone_key": phone_key(phone) or False,
        }

    @api.model
    def _find_by_org_keys(self, keys_list, domain=()):
        """Return the records that share a key with one of `keys_list`, in one query.

        The caller decides with which rights: see `salestech.register.duplicates`.
        """
        alternatives = []
        for field in KEY_FIELDS:
            values = {keys[field] for keys in keys_list if keys.get(field)}
            if values:
                alternatives.append(Domain(field, "in", list(values)))
        if not alternatives:
            return self.browse()
        records = self.with_context(active_test=False).search_fetch(
            Domain.OR(alternatives) & Domain(list(domain)), [*KEY_FIELDS, "active"], order="id"
        )
        return records
