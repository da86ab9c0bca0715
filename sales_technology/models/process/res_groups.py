from functools import partial

from odoo import api, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# which groups a user is in / which groups a group implies
CACHES = ("default", "groups")


def _clear_after_commit(registry):
    registry.clear_cache(*CACHES)
    # One signal more than this process counts itself: its next request clears again, for those
    # that began before the commit and ended after it.
    with registry.cursor() as cr:
        for cache in CACHES:
            cr.execute(SQL("INSERT INTO %s DEFAULT VALUES", SQL.identifier(f"orm_signaling_{cache}")))


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
        self._salestech_clear_caches()
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

    @api.model
    def _salestech_clear_caches(self):
        """Let everyone ask anew who is in which group: now, and once more when it is committed.

        Core clears before the write, so what was asked during it would be kept. And in a
        server with threads another request, which does not see the change yet, may fill
        the cache until the commit. Other workers are signalled by the registry after it.
        """
        self.env.registry.clear_cache(*CACHES)
        if not self.env.cr.postcommit.data.get("salestech_clear_caches"):
            self.env.cr.postcommit.data["salestech_clear_caches"] = True
            self.env.cr.postcommit.add(partial(_clear_after_commit, self.env.registry))

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
