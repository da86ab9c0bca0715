from odoo import api, fields, models
from odoo.fields import Domain

from .contract import CLIENT_TYPES
from .document_mixin import SALESTECH_USER


class ResPartner(models.Model):
    """An organisation with a contract in force is a *current* client; with an agreement in force, a current partner.

    Neither is stored: both follow from the contracts and from today.
    """

    _inherit = "res.partner"

    is_current_client = fields.Boolean(
        compute="_compute_is_current",
        search="_search_is_current_client",
        groups=SALESTECH_USER,
        string="Current client",
    )
    is_current_partner = fields.Boolean(
        compute="_compute_is_current",
        search="_search_is_current_partner",
        groups=SALESTECH_USER,
        string="Current partner",
    )
    document_count = fields.Integer(
        compute="_compute_document_count", string="Number of documents", groups=SALESTECH_USER
    )

    @api.depends("commercial_partner_id")
    def _compute_is_current(self):
        organisations = self.commercial_partner_id
        # sudo: only whether something is in force, whoever of the company sold it
        rows = (
            self.env["salestech.contract"]
            .sudo()
            ._read_group(
                self._in_force_domain() & Domain("partner_id", "in", organisations.ids), ["partner_id", "type"]
            )
        )
        clients = {partner.id for partner, kind in rows if kind in CLIENT_TYPES}
        partners = {partner.id for partner, kind in rows if kind == "partner_agreement"}
        for partner in self:
            partner.is_current_client = partner.commercial_partner_id.id in clients
            partner.is_current_partner = partner.commercial_partner_id.id in partners

    def _search_is_current_client(self, operator, value):
        return self._search_is_current(operator, value, CLIENT_TYPES)

    def _search_is_current_partner(self, operator, value):
        return self._search_is_current(operator, value, ("partner_agreement",))

    def _search_is_current(self, operator, value, types):
        if operator != "in":
            return NotImplemented
        # sudo: as for the compute
        found = self.env["salestech.contract"].sudo()._search(self._in_force_domain() & Domain("type", "in", types))
        current = Domain("commercial_partner_id", "in", found.subselect("partner_id"))
        return current if True in value else ~current

    @api.model
    def _in_force_domain(self):
        return self.env["salestech.contract"]._valid_domain() & Domain("company_id", "in", self.env.companies.ids)

    @api.depends("commercial_partner_id")
    def _compute_document_count(self):
        counts = self.env["salestech.document.mixin"]._document_counts("partner_id", self.commercial_partner_id.ids)
        for partner in self:
            partner.document_count = counts.get(partner.commercial_partner_id.id, 0)

    @api.readonly
    def get_documents(self):
        """Return the documents of this organisation as rows; asked for when the page “Documents” is opened."""
        self.ensure_one()
        self.check_access("read")
        organisation = self.commercial_partner_id
        rows = self.env["salestech.document.mixin"]._document_rows("partner_id", organisation.ids)
        return {"rows": rows.get(organisation.id, [])}

    def action_open_contracts(self):
        """Open the contracts of this organisation."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_contract_action")
        return {**action, "domain": [("partner_id", "=", self.commercial_partner_id.id)], "context": {}}
