from odoo import fields, models


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
