from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from .group_owner import MODULE

# how far a role sees -> the group that the record rules hang on; the widest first
REACH_GROUPS = {
    "company": f"{MODULE}.group_reach_company",
    "company_read": f"{MODULE}.group_reach_company_read",
    "group": f"{MODULE}.group_reach_group",
    "own": f"{MODULE}.group_reach_own",
}


class SalestechRole(models.Model):
    """A role: a column of the access matrix.

    Who has it, what it may do and how far it sees are all kept by its access group: `user_ids`
    and `reach` are read from the group and written to it, so leaving a role cuts its reach
    at once. A person may hold several roles; rights add up.

    Archiving a role takes it from everybody: a column nobody sees must not give rights.
    """

    _name = "salestech.role"
    _description = "Role in the sales technology"
    _inherit = ["salestech.group.owner"]
    _order = "sequence, id"

    _PROTECTED = frozenset(("group_id", "is_standard", "privilege_id"))
    _LINKS = frozenset(("user_ids",))

    name = fields.Char(required=True, translate=True, tracking=True)
    short_name = fields.Char(
        translate=True,
        help="A few letters to head the column of the access matrix on a narrow screen. Empty: initials.",
    )
    sequence = fields.Integer(default=100)
    group_id = fields.Many2one(required=True)
    privilege_id = fields.Many2one(
        comodel_name="res.groups.privilege",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Under which the user form offers the role. One for each role: the form lets choose"
        " one group of a privilege, and a person may hold several roles.",
    )
    reach = fields.Selection(
        selection=[
            ("own", "Own records, and unassigned ones of the own groups"),
            ("group", "Records of the groups one heads"),
            ("company", "All records of the company"),
            ("company_read", "Reads all records of the company, changes none"),
        ],
        compute="_compute_reach",
        inverse="_inverse_reach",
        default="own",
        help="Which records one sees in this role. A change holds at once for all who have it.",
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
        reach_groups = self._reach_groups()
        for role in self:
            implied = role.group_id.all_implied_ids
            role.reach = next((reach for reach, group in reach_groups.items() if group in implied), False)

    def _inverse_reach(self):
        reach_groups = self._reach_groups()
        all_groups = self.env["res.groups"].union(*reach_groups.values())
        # read first: writing on the groups drops the values
        for role, reach in [(role, role.reach) for role in self]:
            if not reach:
                raise ValidationError(self.env._("Choose how far the role “%s” sees.", role.name))
            # sudo: write access to the role was checked; only reach groups are touched
            group = role.sudo().group_id
            commands = self._link_commands(reach_groups[reach], group.implied_ids & all_groups)
            if commands:
                group.implied_ids = commands
        self.invalidate_recordset(["reach"])

    @api.depends("group_id.user_ids")
    def _compute_user_ids(self):
        for role in self:
            role.user_ids = role._visible_holders()

    def _inverse_user_ids(self):
        # read first: writing on the groups drops the values
        for role, wanted in [(role, role.user_ids._origin) for role in self]:
            if wanted and not role.active:
                raise ValidationError(self.env._("The role “%s” is archived: nobody can have it.", role.name))
            # users that who asks does not see are left alone
            present = role._visible_holders()
            self._check_may_hold(wanted - present)
            commands = self._link_commands(wanted, present)
            if commands:
                # sudo: write access to the role was checked, and that the users are his to see
                role.sudo().group_id.user_ids = commands
        self.invalidate_recordset(["user_ids", "user_count"])

    def _compute_user_count(self):
        counts = self._count_holders()
        for role in self:
            role.user_count = counts.get(role.group_id.id, 0)

    def _visible_holders(self):
        return self.group_id.user_ids._filtered_access("read")

    @api.model
    def _check_may_hold(self, users):
        users.check_access("read")
        outsiders = users.filtered("share")
        if outsiders:
            raise ValidationError(
                self.env._("%(names)s: only internal users may have a role.", names=", ".join(outsiders.mapped("name")))
            )

    def _count_holders(self):
        """Return {group id: number of active users}; one query."""
        # sudo: a number only, and the users of all companies count
        rows = (
            self.env["res.users"]
            .sudo()
            ._read_group([("group_ids", "in", self.sudo().group_id.ids)], ["group_ids"], ["__count"])
        )
        return {group.id: count for group, count in rows}

    @api.model
    def _reach_groups(self):
        groups = {reach: self.env.ref(xml_id, raise_if_not_found=False) for reach, xml_id in REACH_GROUPS.items()}
        # some are gone while the addon is being uninstalled
        return {reach: group for reach, group in groups.items() if group}

    def _implied_groups(self):
        """Return {role: all groups its holders are in}, from the database.

        Not `all_implied_ids`: that is cached, and the matrix shows what a change has just made.
        """
        implied = {role: role.group_id for role in self}
        border = self.group_id
        ways = {}
        while border:
            ways.update({group: group.implied_ids for group in border})
            border = border.implied_ids - self.env["res.groups"].union(*ways)
        for role in self:
            border = role.group_id
            while border:
                border = self.env["res.groups"].union(*(ways[group] for group in border)) - implied[role]
                implied[role] |= border
        return implied

    def _matrix_columns(self):
        counts = self._count_holders()
        return [
            {
                "id": role.id,
                "name": role.name,
                "short_name": role._initials(),
                "user_count": counts.get(role.group_id.id, 0),
                "reach": role._reach_label(),
            }
            for role in self
        ]

    def _reach_label(self):
        return dict(self._fields["reach"]._description_selection(self.env)).get(self.reach, "")

    def _initials(self):
        return self.short_name or "".join(word[:1] for word in (self.name or "").split()).upper()

    def action_view_users(self):
        """Open the users who have the role."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who has the role: %s", self.name),
            "res_model": "res.users",
            "view_mode": "list,form",
            "domain": [("group_ids", "in", self.group_id.ids)],
            "context": {"create": False, "delete": False},
        }

    def _prepare_group(self, vals):
        is_new = not vals.get("group_id")
        super()._prepare_group(vals)
        if not is_new:
            return
        # sudo: as for the group
        privilege = (
            self.env["res.groups.privilege"]
            .sudo()
            .create(
                {
                    "name": vals.get("name"),
                    "category_id": self.env.ref(f"{MODULE}.module_category_salestech").id,
                    "sequence": 80,
                }
            )
        )
        vals["privilege_id"] = privilege.id
        reach = vals.setdefault("reach", self.default_get(["reach"])["reach"])
        self.env["res.groups"].sudo().browse(vals["group_id"]).write(
            {
                "privilege_id": privilege.id,
                "implied_ids": [Command.link(group.id) for group in [self._reach_groups().get(reach)] if group],
            }
        )

    def _creation_message(self):
        return self.env._("Role added. It sees: %(reach)s.", reach=self._reach_label())

    def _sync_group(self, vals):
        super()._sync_group(vals)
        for role in self.sudo():
            if vals.get("name"):
                role.privilege_id.name = vals["name"]
            if "active" in vals:
                # the user form does not offer an archived role
                role.group_id.privilege_id = role.active and role.privilege_id

    def _external_names(self):
        return f"role_{self.id}", f"group_role_{self.id}"

    def _ensure_external_ids(self):
        for role in self.sudo():
            if role.privilege_id and not role.privilege_id.get_external_id()[role.privilege_id.id]:
                self._register_external_ids([(f"privilege_role_{role.id}", role.privilege_id)])
        super()._ensure_external_ids()

    def _owned_records(self):
        return [*super()._owned_records(), self.sudo().privilege_id]

    def _take_from_all(self):
        for role in self:
            # sudo: write access to the role was checked by write(); all lose it, of whatever company
            group = role.sudo().group_id.with_context(active_test=False)
            if group.user_ids:
                group.user_ids = self._link_commands(self.env["res.users"], group.user_ids)

    def _used_by(self):
        return self.sudo().group_id.with_context(active_test=False).user_ids.mapped("name")
