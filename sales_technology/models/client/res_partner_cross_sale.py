from odoo import api, fields, models

from ..deal.document_mixin import SALESTECH_USER


class ResPartner(models.Model):
    """What a client has, and what it could buy besides."""

    _inherit = "res.partner"

    cross_sale_count = fields.Integer(
        string="Open cross-sale suggestions", compute="_compute_cross_sale_count", groups=SALESTECH_USER
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_cross_sale_count(self):
        """Count what the user may see."""
        domain = [("partner_id", "in", self.commercial_partner_id.ids), ("state", "=", "open")]
        counts = dict(self.env["salestech.cross.sale"]._read_group(domain, ["partner_id"], ["__count"]))
        for partner in self:
            partner.cross_sale_count = counts.get(partner.commercial_partner_id, 0)

    def action_open_cross_sales(self):
        """Open the cross-sale suggestions of this organisation."""
        return self._open_of_organisation("sales_technology.salestech_cross_sale_action")

    def action_open_client_products(self):
        """Show which product categories this organisation has."""
        return self._open_of_organisation("sales_technology.salestech_client_product_action")

    def _open_of_organisation(self, xmlid):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("partner_id", "=", self.commercial_partner_id.id)], "context": {}}
