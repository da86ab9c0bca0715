from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class SalestechProtocol(models.Model):
    """Versions of one protocol: nothing that went out is changed, the next version takes its place."""

    _inherit = "salestech.protocol"

    def action_new_version(self):
        """Make the next version as a draft and open it."""
        self.ensure_one()
        self.check_access("write")
        self._require_own_process()
        self._lock()
        return self._new_version()._action_open_form()

    def action_open_versions(self):
        """Open all versions of this protocol."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Versions of %s", self.name),
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [("name", "=", self.name), ("company_id", "=", self.company_id.id)],
        }

    def _versions(self):
        """Return all versions of this protocol, this one among them."""
        self.ensure_one()
        return (
            self.search([("name", "=", self.name), ("company_id", "=", self.company_id.id)])
            if self.name != "/"
            else self
        )

    def _new_version(self, changes=None):
        """Copy this version into a draft of the next one.

        :param changes: a proposal of the client to write into it
        """
        self.ensure_one()
        if self.state == "draft":
            raise UserError(self.env._("This version was not sent yet: change it as it is."))
        versions = self.sudo()._versions()
        if versions.filtered(lambda p: p.state == "draft"):
            raise UserError(self.env._("A next version is being written already. Go on with that one."))
        newest = versions.sorted("version")[-1]
        if newest != self and self.state == "superseded":
            raise UserError(self.env._("Only the newest version can be followed by another one."))
        version = self._sealed().copy(
            {
                "name": self.name,
                "title": self.title,
                "version": newest.version + 1,
                "previous_id": self.id,
                "event_id": self.event_id.id,
                "item_ids": [],
            }
        )
        version = version.with_env(self.env)
        version._copy_items(self, changes)
        self.message_post(body=self.env._("Version %s is being written.", version.version))
        return version

    def _copy_items(self, source, changes):
        proposed = {line.item_id: line for line in changes.line_ids} if changes else {}
        copies = {}
        for item in source.item_ids.sorted(lambda i: (i.sequence, i.id)):
            line = proposed.get(item)
            vals = item.copy_data()[0]
            vals.update(
                protocol_id=self.id,
                origin_id=item.id,
                name=(line and line.new_name) or item.name,
                date_deadline=(line and line.new_date) or item.date_deadline,
            )
            copies[item] = self.env["salestech.protocol.item"]._sealed().create(vals)
        for item, copy in copies.items():
            dates = [copies[before].date_deadline for before in item.depends_on_ids]
            # A date the client moved may come before what the item waited for: we settle it in the draft.
            if all(not date or not copy.date_deadline or date <= copy.date_deadline for date in dates):
                copy._sealed().depends_on_ids = [Command.set([copies[before].id for before in item.depends_on_ids])]

    def _supersede(self):
        """Put a version out of force: its links stop working and its open items leave the plan."""
        self._sealed().write({"state": "superseded"})
        self.item_ids._be_replaced()
        self.change_ids.filtered(lambda change: change.state == "open")._settle("withdrawn")

    def _action_open_form(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Protocol"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
