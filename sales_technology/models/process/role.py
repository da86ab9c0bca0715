from odoo import api, fields, models

ADMINISTRATOR = "sales_technology.group_salestech_administrator"
REACH_GROUPS = {
    "own": "sales_technology.group_reach_own",
    "group": "sales_technology.group_reach_group",
    "company": "sales_technology.group_reach_company",
    "company_read": "sales_technology.group_reach_company_read",
}


class SalestechRole(models.Model):
    """A role: a column of the access matrix.

    It is a face for one `res.groups` record. Who has the role, what it may do and how far it
    sees are all kept by that group: `user_ids` and `reach` are read from it and written to it.
    The group is made here and can never be chosen, so whoever may edit roles cannot hand out
    any other access right by them.
    """

    _name = "salestech.role"
    _description = "Role in the sales technology"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    short_name = fields.Char(
        required=True,
        translate=True,
        size=6,
        help="A few letters that head the column of the access matrix on a narrow screen.",
    )
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    is_standard = fields.Boolean(string="Comes with the addon", readonly=True, copy=False)

    group_id = fields.Many2one(
        comodel_name="res.groups",
        string="Group",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
    )
    reach = fields.Selection(
        selection=[
            ("own", "Own records and unassigned ones of the own groups"),
            ("group", "Records of the groups one heads"),
            ("company", "All records of the company"),
            ("company_read", "Reads all records of the company, changes none"),
        ],
        compute="_compute_reach",
        inverse="_inverse_reach",
        default="own",
        help="How far the role sees. It takes effect at once for all who have the role.",
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        string="Who has it",
        compute="_compute_user_ids",
        inverse="_inverse_user_ids",
        domain="[('share', '=', False)]",
    )
    user_count = fields.Integer(string="Holders", compute="_compute_user_count")


    _group_uniq = models.Constraint("UNIQUE (group_id)", "This access group belongs to another role.")

    @api.depends("group_id.implied_ids")
    def _compute_reach(self):
        for role in self:
            implied = role.group_id.all_implied_ids
            role.reach = next(
                (reach for reach in reversed(REACH_GROUPS) if self.env.ref(REACH_GROUPS[reach]) in implied),
                False,
            )

    def _inverse_reach(self):
        pass

    def _compute_user_ids(self):
        for role in self:
            role.user_ids = role.group_id.user_ids

    def _inverse_user_ids(self):
        pass

    def _compute_user_count(self):
        for role in self:
            role.user_count = len(role.user_ids)
