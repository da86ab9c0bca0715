from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _merge_dependences(self, opportunities):
        """Contracts that go over to another opportunity may go over to another organisation with it."""
        # sudo: core merges what the user may see and deletes the rest as superuser
        contracts = opportunities.sudo().contract_ids
        before = contracts._organisations_in_force()
        super()._merge_dependences(opportunities)
        contracts.sudo()._sync_clients(before | contracts._organisations_in_force())

    def _note_touch(self, moment=None):
        """Note that the clients of these opportunities were touched, now or at a moment."""
        for company, leads in self.filtered("partner_id").grouped("company_id").items():
            day = (company or self.env.company)._local_day(moment or fields.Datetime.now())
            self.env["salestech.client"].sudo()._touched(leads.partner_id, company, day)
