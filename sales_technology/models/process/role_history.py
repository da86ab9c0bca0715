from odoo import models


class SalestechRole(models.Model):
    """The history of the matrix: who changed what, from what to what, one sentence a change.

    Written from `res.groups` and `res.users`, where the matrix is kept, so it misses no way in
    which it can be changed.
    """

    _inherit = "salestech.role"

    def _access_state(self):
        """Return {role: (groups implied, users)} to compare with later."""
        return {
            role: (role.group_id.implied_ids, role.group_id.with_context(active_test=False).user_ids) for role in self
        }

    def _log_access_changes(self, before):
        processes = self.env["salestech.process"].with_context(active_test=False).search([("group_id", "!=", False)])
        notes = []
        for role, (groups, users) in self._access_state().items():
            groups_before, users_before = before[role]
            changed = (groups | groups_before) - (groups & groups_before)
            for process in processes.filtered(lambda process, changed=changed: process.group_id in changed):
                notes.append((role, process, process.group_id in groups))
            role._log_reach_change(groups_before, groups)
            role._log_holders(users_before, users)
        for role, process, allowed in notes:
            body = role._tick_sentence(process, allowed)
            role._message_log(body=body)
            process._message_log(body=body)

    def _tick_sentence(self, process, allowed):
        words = {"user": self.env.user.name, "role": self.name, "process": process.display_name}
        if allowed:
            return self.env._(
                "%(user)s let the role %(role)s carry out %(process)s: before not allowed, now allowed.", **words
            )
        return self.env._(
            "%(user)s no longer lets the role %(role)s carry out %(process)s: before allowed, now not allowed.", **words
        )

    def _log_reach_change(self, before, after):
        labels = dict(self._fields["reach"]._description_selection(self.env))
        was, now = (
            next((labels[reach] for reach, group in self._reach_groups().items() if group in groups), None)
            for groups in (before, after)
        )
        if was != now:
            nothing = self.env._("none")
            self._message_log(
                body=self.env._(
                    "%(user)s changed how far the role %(role)s sees: before “%(was)s”, now “%(now)s”.",
                    user=self.env.user.name,
                    role=self.name,
                    was=was or nothing,
                    now=now or nothing,
                )
            )

    def _holder_state(self, users):
        """Return {role: those of the users who have it}."""
        return {role: users.filtered(lambda user, group=role.group_id: group in user.group_ids) for role in self}

    def _log_holder_changes(self, before, users):
        for role, holders in self._holder_state(users.sudo()).items():
            role._log_holders(before.get(role, holders.browse()), holders)

    def _log_holders(self, before, after):
        given, taken = after.sudo() - before, before.sudo() - after
        if given:
            self._message_log(
                body=self.env._(
                    "%(user)s gave the role %(role)s to %(names)s: before without it, now with it.",
                    user=self.env.user.name,
                    role=self.name,
                    names=", ".join(given.mapped("name")),
                )
            )
        if taken:
            self._message_log(
                body=self.env._(
                    "%(user)s took the role %(role)s from %(names)s: before with it, now without it.",
                    user=self.env.user.name,
                    role=self.name,
                    names=", ".join(taken.mapped("name")),
                )
            )
