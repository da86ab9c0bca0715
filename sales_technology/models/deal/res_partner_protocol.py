from odoo import api, fields, models

from .crm_lead_protocol import ROLE


class ResPartner(models.Model):
    """Protocols and the development plan of an organisation, over all its opportunities."""

    _inherit = "res.partner"

    protocol_ids = fields.One2many("salestech.protocol", "partner_id", groups=ROLE)
    protocol_item_ids = fields.One2many("salestech.protocol.item", "partner_id", string="Agreed items", groups=ROLE)
    plan_item_count = fields.Integer(string="Items of the plan", compute="_compute_plan_progress", groups=ROLE)
    plan_done_count = fields.Integer(string="Items done", compute="_compute_plan_progress", groups=ROLE)
    plan_progress = fields.Float(string="Plan carried out", compute="_compute_plan_progress", groups=ROLE)

    @api.depends("protocol_item_ids.state")
    def _compute_plan_progress(self):
        progress = self.env["salestech.protocol.item"]._plan_progress("partner_id", self.ids)
        for partner in self:
            partner.plan_done_count, partner.plan_item_count = progress.get(partner.id, (0, 0))
            partner.plan_progress = (
                100 * partner.plan_done_count / partner.plan_item_count if partner.plan_item_count else 0
            )

    def action_open_plan(self):
        """Open the development plan of this organisation."""
        self.ensure_one()
        self.check_access("read")
        self.env["salestech.protocol.item"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_protocol_item_action")
        return {
            **action,
            "domain": [("partner_id", "=", self.id), ("state", "in", ["open", "done", "cancelled"])],
            "context": {},
        }
