from odoo import api, models

CONVERTED = ("salestech.contract", "salestech.pilot")


class ResCurrencyRate(models.Model):
    """The first rate of a currency makes true what was taken one to one until then."""

    _inherit = "res.currency.rate"

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        # sudo: documents of everybody are worth more or less by it, whoever enters the rate
        rates.sudo()._convert_anew()
        return rates

    def _convert_anew(self):
        others = self.search([("currency_id", "in", self.currency_id.ids), ("id", "not in", self.ids)])
        first = (self.currency_id - others.currency_id).ids
        for name in CONVERTED if first else ():
            records = self.env[name].search([("currency_id", "in", first)])
            records._indicator_mark(None)
            self.env.add_to_compute(self.env[name]._fields["amount_company"], records)
