from odoo import api, fields, models

from ..deal.document_mixin import SALESTECH_USER


class ResPartner(models.Model):
    """Gifts and representation expenses of a client."""

    _inherit = "res.partner"

    representation_count = fields.Integer(
        string="Gifts and representation", compute="_compute_representation_count", groups=SALESTECH_USER
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_representation_count(self):
        """Count what the user may see."""
        domain = [("partner_id", "in", self.commercial_partner_id.ids)]
        rows = self.env["salestech.representation.expense"]._read_group(domain, ["partner_id"], ["__count"])
        counts = {partner.id: count for partner, count in rows}
        for partner in self:
            partner.representation_count = counts.get(partner.commercial_partner_id.id, 0)

    def action_open_representation(self):
        """Open the gifts and representation expenses of this organisation."""
        self.ensure_one()
        action = self._open_of_organisation("sales_technology.salestech_representation_expense_action")
        context = {"default_partner_id": self.commercial_partner_id.id}
        if self != self.commercial_partner_id:
            context["default_contact_ids"] = self.ids
        return {**action, "context": context}
