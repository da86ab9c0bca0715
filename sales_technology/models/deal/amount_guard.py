from odoo import api, models
from odoo.exceptions import ValidationError

from ...tools.money import amount_fault


class SalestechAmountGuard(models.AbstractModel):
    """Refuses amounts that are none, in words, before they reach a column (which has a CHECK of its own)."""

    _name = "salestech.amount.guard"
    _description = "Guard of Amounts"
    _inherit = ["salestech.computed.guard"]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_bad_amounts(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_bad_amounts(vals)
        return super().write(vals)

    def _refuse_bad_amounts(self, vals):
        for name, value in vals.items():
            field = self._fields.get(name)
            if not field or field.type not in ("monetary", "float"):
                continue
            fault = amount_fault(value)
            if fault:
                label = field.get_description(self.env, ["string"])["string"]
                raise ValidationError(self._amount_sentence(fault, label))

    def _amount_sentence(self, fault, label):
        sentences = {
            "number": self.env._("“%s” is no number. Enter an amount.", label),
            "infinite": self.env._("“%s” is no amount: it has no end. Enter a number.", label),
            "negative": self.env._("“%s” cannot be less than zero. Enter zero or more.", label),
            "large": self.env._("“%s” is too large. Check the number of digits.", label),
        }
        return sentences[fault]
