from odoo import api, models
from odoo.exceptions import UserError

from .group_owner import ADMINISTRATOR


class SalestechProcess(models.Model):
    """The access matrix: what its screen reads and the two ways in which it writes.

    A cell is ticked when members of the role's group are members of the process's group. That
    is what Odoo itself asks, so the matrix shows what holds, also where somebody arranged it in
    the standard settings.
    """

    _inherit = "salestech.process"

    @api.model
    @api.readonly
    def get_access_matrix(self):
        """Return the whole matrix as plain data, for every holder of a role to look at.

        :return: {editable, roles: [{id, name, short_name, user_count, reach}], rows: [see `_matrix_row`]}
        """
        self.check_access("read")
        roles = self.env["salestech.role"].search([])
        processes = self.search([])
        implied = roles._implied_groups()
        return {
            "editable": self.env.user.has_group(ADMINISTRATOR),
            "roles": roles._matrix_columns(),
            "rows": [process._matrix_row(roles, implied) for process in processes],
        }

    @api.model
    def set_access_cell(self, process_id, role_id, allowed):
        """Let a role carry out a process, or take that from it; return the row as it is now."""
        process, role = self._matrix_cell(process_id, role_id)
        group, implied = role.group_id, role.group_id.implied_ids
        if bool(allowed) != (process.group_id in implied):
            commands = role._link_commands(
                process.group_id if allowed else implied.browse(), implied & process.group_id
            )
            # sudo: the caller is an administrator (_matrix_cell), both groups belong to the matrix
            group.sudo().implied_ids = commands
        elif not allowed and process.group_id in role._implied_groups()[role]:
            raise UserError(
                self.env._(
                    "“%(role)s” may carry out %(process)s through the group “%(group)s”, which it implies in the"
                    " settings of access groups. Take it away there.",
                    role=role.name,
                    process=process.display_name,
                    group=process._source_of(role).display_name,
                )
            )
        return process._matrix_row(self.env["salestech.role"].search([]))

    @api.model
    def restore_default_row(self, process_id):
        """Tick exactly the roles of the default; return the row as it is now."""
        self._check_administrator()
        process = self._matrix_process(process_id)
        process._set_roles(process.default_role_ids.filtered("active"))
        return process._matrix_row(self.env["salestech.role"].search([]))

    @api.model
    def _matrix_cell(self, process_id, role_id):
        self._check_administrator()
        process = self._matrix_process(process_id)
        role = self.env["salestech.role"].browse(role_id).exists()
        if not role or not role.active:
            raise UserError(self.env._("This role has been archived or deleted meanwhile. Reload the page."))
        return process, role

    @api.model
    def _matrix_process(self, process_id):
        process = self.browse(process_id).exists()
        if not process or not process.active:
            raise UserError(self.env._("This process has been archived or deleted meanwhile. Reload the page."))
        if not process.group_id:
            raise UserError(self.env._("%s is a section. Tick the processes in it.", process.display_name))
        return process

    def _matrix_row(self, roles, implied=None):
        """Return the row as plain data.

        allowed: ids of roles that may; inherited: those of them that have it through another
        group than their own; default: ids of roles that would have it after restoring.
        """
        self.ensure_one()
        implied = implied or roles._implied_groups()
        group = self.group_id
        allowed = roles.filtered(lambda role: group and group in implied[role])
        direct = allowed.filtered(lambda role: group in role.group_id.implied_ids)
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "kind": self.kind,
            "depth": self.parent_path.count("/") - 1,
            "description": self.description or "",
            "allowed": allowed.ids,
            "inherited": (allowed - direct).ids,
            "default": (self.default_role_ids & roles).ids,
        }

    def _source_of(self, role):
        """Return the group through which the role has the process without a tick of its own."""
        others = role.group_id.implied_ids
        return others.filtered(lambda group: self.group_id in group.all_implied_ids)[:1]

    def _set_roles(self, roles):
        """Tick exactly these roles; links from groups that are no roles' stay."""
        self.ensure_one()
        self._check_administrator()
        all_roles = self.env["salestech.role"].with_context(active_test=False).search([])
        # sudo: the caller is an administrator, and only groups of roles are touched
        group = self.sudo().group_id
        commands = self._link_commands(roles.sudo().group_id, group.implied_by_ids & all_roles.sudo().group_id)
        if commands:
            group.implied_by_ids = commands
