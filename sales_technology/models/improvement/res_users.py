from odoo import models


class ResUsers(models.Model):
    """To which group what somebody noticed or proposed belongs."""

    _inherit = "res.users"

    def _salestech_group(self, company):
        """Return the group of a person in a company: the one he works in, else the one he heads, maybe none."""
        # sudo: to which group somebody belongs, not what is in it
        own = self.sudo().sale_team_id
        if own and own.company_id in (company, company.browse()):
            return own.sudo(False)
        domain = [("user_id", "in", self.ids), ("company_id", "in", [False, company.id])]
        return self.env["crm.team"].sudo().search(domain, order="sequence, id", limit=1).sudo(False)
