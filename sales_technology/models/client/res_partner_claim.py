from odoo import api, fields, models

from ..deal.document_mixin import SALESTECH_USER


class ResPartner(models.Model):
    """Claims and situations of an organisation."""

    _inherit = "res.partner"

    claim_count = fields.Integer(string="Number of claims", compute="_compute_case_counts", groups=SALESTECH_USER)
    claim_open_count = fields.Integer(string="Open claims", compute="_compute_case_counts", groups=SALESTECH_USER)
    incident_count = fields.Integer(
        string="Number of situations", compute="_compute_case_counts", groups=SALESTECH_USER
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_case_counts(self):
        """Count what the user may see."""
        ids = self.commercial_partner_id.ids
        claims, still_open = {}, {}
        for partner, state, count in self.env["salestech.claim"]._read_group(
            [("partner_id", "in", ids)], ["partner_id", "state"], ["__count"]
        ):
            claims[partner.id] = claims.get(partner.id, 0) + count
            if state in ("new", "in_work"):
                still_open[partner.id] = still_open.get(partner.id, 0) + count
        rows = self.env["salestech.incident"]._read_group([("partner_id", "in", ids)], ["partner_id"], ["__count"])
        incidents = {partner.id: count for partner, count in rows}
        for partner in self:
            organisation = partner.commercial_partner_id.id
            partner.claim_count = claims.get(organisation, 0)
            partner.claim_open_count = still_open.get(organisation, 0)
            partner.incident_count = incidents.get(organisation, 0)

    def action_open_claims(self):
        """Open the claims of this organisation."""
        return self._open_cases("sales_technology.salestech_claim_action")

    def action_open_incidents(self):
        """Open the non-standard situations of this organisation."""
        return self._open_cases("sales_technology.salestech_incident_action")

    def _open_cases(self, xmlid):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        organisation = self.commercial_partner_id
        context = {"default_partner_id": organisation.id}
        if self != organisation:
            context["default_contact_id"] = self.id
        return {**action, "domain": [("partner_id", "=", organisation.id)], "context": context}
