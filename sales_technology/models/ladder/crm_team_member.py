from odoo import api, fields, models


class CrmTeamMember(models.Model):
    _inherit = "crm.team.member"

    segment_ids = fields.Many2many(
        "salestech.segment",
        "salestech_team_member_segment_rel",
        "member_id",
        "segment_id",
        string="Segments",
        groups="sales_technology.group_salestech_user",
        help="Organisations of these segments are shared out to this person first. Empty: takes any.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        self.env["crm.team"]._reach_changed()
        return members

    def write(self, vals):
        result = super().write(vals)
        if not {"active", "user_id", "crm_team_id"}.isdisjoint(vals):
            self.env["crm.team"]._reach_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["crm.team"]._reach_changed()
        return result
