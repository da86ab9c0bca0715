from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        if any("group_ids" in vals for vals in vals_list):
            self._salestech_roles()._log_holder_changes({}, users)
        return users

    def write(self, vals):
        """Keep the history of who has which role, also when the user form gives it."""
        if "group_ids" not in vals:
            return super().write(vals)
        roles = self._salestech_roles()
        before = roles._holder_state(self)
        result = super().write(vals)
        roles._log_holder_changes(before, self)
        return result

    @api.model
    def _salestech_roles(self):
        # sudo: the history tells of every role, whatever its reader may see
        return self.env["salestech.role"].sudo().search([])
