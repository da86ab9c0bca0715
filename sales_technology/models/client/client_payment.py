from odoo import models


class SalestechClient(models.Model):
    _inherit = "salestech.client"

    def write(self, vals):
        """Reminders and promises go to whoever answers for the client now."""
        result = super().write(vals)
        if not {"user_id", "team_id"}.isdisjoint(vals):
            # sudo: whoever may give the client to somebody gives what is to be done about its payments too
            task = self.env["salestech.receivable.task"].sudo()
            for company, clients in self.grouped("company_id").items():
                task._follow_responsible(company, clients.partner_id)
        return result
