from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

ADMINISTRATOR = "sales_technology.group_salestech_administrator"
MODULE = "sales_technology"


class SalestechGroupOwner(models.AbstractModel):
    """A record that is a face for one access group: a process, a right, a role.

    The group is made with the record, keeps its name and goes with it. It can never be chosen:
    the administrators of the sales technology are no system administrators, and a record whose
    group they could point at "Settings" would make them so. Records made at run time get
    external ids of this addon (never updated), so uninstalling removes their groups too.
    """

    _name = "salestech.group.owner"
    _description = "Owner of an access group"
    _inherit = ["mail.thread"]

    # only the program, not whoever edits the record, may set these
    _PROTECTED = frozenset(("group_id", "is_standard"))
    # through these, records are linked but never created, changed or deleted
    _LINKS = frozenset()

    active = fields.Boolean(default=True, tracking=True)
    is_standard = fields.Boolean(
        string="Comes with the addon",
        readonly=True,
        copy=False,
        help="The program relies on it: it can be archived, but not deleted.",
    )
    group_id = fields.Many2one(
        comodel_name="res.groups",
        string="Access group",
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        vals_list = [self._protect(vals) for vals in vals_list]
        for vals in vals_list:
            self._prepare_group(vals)
        owners = super().create(vals_list)
        owners._ensure_external_ids()
        self.env["res.groups"]._salestech_clear_caches()
        return owners

    def write(self, vals):
        self.check_access("write")
        self._refuse_protected(vals)
        if vals.get("active") is False:
            self._take_from_all()
        result = super().write(vals)
        self._sync_group(vals)
        if vals.keys() & {"active", "code", "group_id"}:
            self.env["res.groups"]._salestech_clear_caches()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_standard(self):
        standard = self.filtered("is_standard")
        if standard:
            raise UserError(
                self.env._(
                    "%(names)s: this comes with the addon and cannot be deleted. Archive it instead.",
                    names=", ".join(standard.mapped("display_name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for owner in self:
            users = owner._used_by()
            if users:
                raise UserError(
                    self.env._(
                        "%(name)s is still in use: %(users)s. Archive it, or take it away from them first.",
                        name=owner.display_name,
                        users=", ".join(users),
                    )
                )

    def unlink(self):
        owned = self._owned_records()
        result = super().unlink()
        # sudo (of _owned_records): deleting the owners was checked by super()
        for records in owned:
            records.unlink()
        return result

    # -- what the kinds of owners say --------------------------------------------------------

    def _owns_group(self, vals):
        """Return whether a record created with these values owns a group."""
        return True

    def _group_vals(self, vals):
        """Return values of the group that mirror these values of the owner."""
        return {"name": vals["name"]} if vals.get("name") else {}

    def _external_names(self):
        """Return the external id names (of the record, of its group), unique for ever."""
        raise NotImplementedError

    def _owned_records(self):
        """Return, as superuser, the recordsets that go when these records go."""
        return [self.sudo().group_id]

    def _take_from_all(self):
        """Archiving: whoever had it loses it at once. The history keeps who that was."""
        raise NotImplementedError

    def _used_by(self):
        """Return the names of those who would lose something were it deleted."""
        raise NotImplementedError

    # -- the group ---------------------------------------------------------------------------

    @api.model
    def _protect(self, vals):
        """Return the values to create with; explicit ones, for the context may hold defaults."""
        if self.env.su:
            return dict(vals)
        self._refuse_protected(vals)
        return {**vals, **dict.fromkeys(self._PROTECTED, False)}

    @api.model
    def _refuse_protected(self, vals):
        if self.env.su:
            return
        if self._PROTECTED & vals.keys():
            raise AccessError(self.env._("The access group is made by the program and cannot be chosen."))
        forbidden = (Command.CREATE, Command.UPDATE, Command.DELETE)
        for name in self._LINKS & vals.keys():
            if any(isinstance(command, (list, tuple)) and command[0] in forbidden for command in vals[name] or ()):
                raise AccessError(self.env._("Users, roles and processes can be chosen here, not created or changed."))

    @api.model
    def _prepare_group(self, vals):
        """Give the values a new group unless the data brought one."""
        if self._owns_group(vals) and not vals.get("group_id"):
            # sudo: the right to create the owner was checked, the group starts without any right
            vals["group_id"] = self.env["res.groups"].sudo().create(self._group_vals(vals)).id

    def _sync_group(self, vals):
        for owner in self.filtered("group_id"):
            group_vals = owner._group_vals(vals)
            if group_vals:
                # sudo: name and comment only
                owner.sudo().group_id.write(group_vals)

    def _ensure_external_ids(self):
        """Give external ids to what was made at run time; uninstalling goes by them, backwards."""
        # sudo: external ids are nobody's to read
        known = self.sudo()._get_external_ids()
        rows = []
        for owner in self.sudo():
            record_name, group_name = owner._external_names()
            if owner.group_id and not owner.group_id.get_external_id().get(owner.group_id.id):
                rows.append((group_name, owner.group_id))
            # data files name theirs themselves
            if not known.get(owner.id) and not owner.is_standard:
                rows.append((record_name, owner))
        self._register_external_ids(rows)

    @api.model
    def _register_external_ids(self, rows):
        self.env["ir.model.data"].sudo().create(
            [
                {"module": MODULE, "name": name, "model": record._name, "res_id": record.id, "noupdate": True}
                for name, record in rows
            ]
        )

    # -- the matrix --------------------------------------------------------------------------

    @api.model
    def _check_administrator(self):
        if not (self.env.su or self.env.user.has_group(ADMINISTRATOR)):
            raise AccessError(self.env._("Only an administrator of the sales technology may change who may do what."))

    def _link_commands(self, wanted, present):
        """Return the commands that lead from the present groups to the wanted ones, and touch no others."""
        return [Command.link(group.id) for group in wanted - present] + [
            Command.unlink(group.id) for group in present - wanted
        ]
