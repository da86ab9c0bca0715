from odoo import api, models
from odoo.exceptions import AccessError


class SalestechHistoryMixin(models.AbstractModel):
    """Rows that the system writes by itself, as superuser: nobody makes, changes or deletes them by hand."""

    _name = "salestech.history.mixin"
    _description = "Is Written by the System"

    def _by_hand_sentence(self):
        """Return what is said to whoever tries: where the row comes from."""
        return self.env._("This history is written by the system and not by hand.")

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_by_hand()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_by_hand()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never_by_hand(self):
        self._refuse_by_hand()

    def _refuse_by_hand(self):
        if not self.env.su:
            raise AccessError(self._by_hand_sentence())
