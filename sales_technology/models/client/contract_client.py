from odoo import api, models

# What may change who is a current client since when.
WATCHED = frozenset(
    {"state", "type", "partner_id", "lead_id", "company_id", "date_from", "date_to", "date_signed", "date_terminated"}
)
IN_FORCE = ("signed", "terminated")


class SalestechContract(models.Model):
    """A contract that is signed, ends or goes away changes the status of its organisation at once."""

    _inherit = "salestech.contract"

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts._sync_clients(contracts._organisations_in_force())
        return contracts

    def write(self, vals):
        if not WATCHED & vals.keys():
            return super().write(vals)
        before = self._organisations_in_force()
        result = super().write(vals)
        self._sync_clients(before | self._organisations_in_force())
        return result

    def unlink(self):
        before = self._organisations_in_force()
        result = super().unlink()
        self._sync_clients(before.exists())
        return result

    def _organisations_in_force(self):
        """Return the organisations of those that count: signed, whether ended or not."""
        # sudo: whose contract it is follows from the contract, which the user is writing
        return self.sudo().filtered(lambda c: c.state in IN_FORCE).partner_id

    def _sync_clients(self, partners):
        if partners:
            # sudo: the history follows from the contract, whoever was allowed to sign or end it
            self.env["salestech.client.status"].sudo()._sync(partners.ids)
