from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    salestech_team_ids = fields.Many2many(
        "crm.team",
        string="Groups Worked In",
        compute="_compute_salestech_team_ids",
        compute_sudo=True,
        help="The groups this person heads or is a member of.",
    )

    def _compute_salestech_team_ids(self):
        headed = dict(self.env["crm.team"]._read_group([("user_id", "in", self.ids)], ["user_id"], ["id:recordset"]))
        joined = dict(
            self.env["crm.team.member"]._read_group(
                [("user_id", "in", self.ids), ("crm_team_id.active", "=", True)],
                ["user_id"],
                ["crm_team_id:recordset"],
            )
        )
        none = self.env["crm.team"]
        for user in self:
            user.salestech_team_ids = headed.get(user._origin, none) | joined.get(user._origin, none)
