from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..deal.document_mixin import SALESTECH_USER


class CrmLead(models.Model):
    """Through which partner a client came."""

    _inherit = "crm.lead"

    channel_partner_id = fields.Many2one(
        "res.partner",
        string="Through partner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        groups=SALESTECH_USER,
        domain="[('is_company', '=', True)]",
        help="The partner who brought the client. His contracts count as brought by this partner.",
    )

    @api.constrains("channel_partner_id", "partner_id")
    def _check_channel_partner(self):
        leads = self.sudo().filtered("channel_partner_id")  # sudo: whoever moves a lead to another organisation
        for lead in leads:
            organisation = lead.partner_id.commercial_partner_id
            channel = lead.channel_partner_id.commercial_partner_id
            if channel == organisation:
                raise ValidationError(
                    self.env._("“%s” is the client. Choose the partner through whom it came.", channel.name)
                )
            registrations = self.env["salestech.partner.registration"].sudo()
            registrations._holder(organisation, lead.company_id or self.env.company)._require_channel(channel)

    def _merge_get_fields(self):
        names = super()._merge_get_fields()
        if self.env.su or self.env.user.has_group(SALESTECH_USER):
            names = [*names, "channel_partner_id"]
        return names
