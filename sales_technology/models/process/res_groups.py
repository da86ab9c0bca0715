from odoo import api, models, tools
from odoo.exceptions import ValidationError


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        """Keep the history of the matrix, also of what is changed in the standard settings."""
        if not vals.keys() & {"implied_ids", "implied_by_ids", "user_ids"} or not self._concerns_matrix():
            return super().write(vals)
        # sudo: the history tells of every role, whatever its reader may see
        roles = self.env["salestech.role"].sudo().with_context(active_test=False).search([])
        before = roles._access_state()
        result = super().write(vals)
        # core clears the caches before the write only: what was asked during it may be kept
        self.env.registry.clear_cache("default", "groups")
        roles._log_access_changes(before)
        return result

    @api.constrains("implied_ids", "implied_by_ids")
    def _check_process_groups_imply_nothing(self):
        """A tick in the matrix gives one process: no role, no reach, nothing beside it."""
        allowed = self.env.ref("base.group_user")
        # sudo: what is checked does not depend on who asks
        processes = self.env["salestech.process"].sudo().with_context(active_test=False)
        for process in processes.search([("group_id", "in", (self | self.implied_by_ids).ids)]):
            surplus = process.group_id.implied_ids - allowed
            if surplus:
                raise ValidationError(
                    self.env._(
                        "The access group of %(process)s may imply no other group, but implies %(groups)s.",
                        process=process.display_name,
                        groups=", ".join(surplus.mapped("name")),
                    )
                )

    def _concerns_matrix(self):
        return not self._get_matrix_group_ids().isdisjoint(self.ids)

    @api.model
    @tools.ormcache(cache="groups")
    def _get_matrix_group_ids(self):
        """Return the ids of the groups whose links make up the matrix: of roles, processes and reach."""
        # sudo: ids only
        owners = [
            self.env[name].sudo().with_context(active_test=False) for name in ("salestech.process", "salestech.role")
        ]
        owned = self.union(*(owner.search([("group_id", "!=", False)]).group_id.sudo(False) for owner in owners))
        reach = self.union(*self.env["salestech.role"]._reach_groups().values())
        return frozenset((owned | reach).ids)
