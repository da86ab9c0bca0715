from odoo import api, models, tools
from odoo.exceptions import AccessError


class SalestechComputedGuard(models.AbstractModel):
    """What is reckoned is not written by hand: Odoo takes a stored computed value from RPC as it is given.

    A form never sends such a field, so whoever brings one would forge a figure that reports count.
    """

    _name = "salestech.computed.guard"
    _description = "Guard of What Is Reckoned"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            given = self.env.context.keys()
            for vals in vals_list:
                defaults = {name for name in self._reckoned() if f"default_{name}" in given}
                self._refuse_reckoned(vals.keys() | defaults)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_reckoned(vals.keys())
        return super().write(vals)

    @api.model
    @tools.ormcache()
    def _reckoned(self):
        """Return the names of the addon's own stored fields whose value follows from others alone.

        Without a document's facts, which are refused in words of their own, and its company, given once. What Odoo
        keeps on the same model is Odoo's own business: it writes some of it by hand.
        """
        other = getattr(self, "_facts", frozenset()) | getattr(self, "_given_at_creation", frozenset())
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store and field.readonly and field.compute and not field.related and name not in other
            if (field._module or "").startswith("sales_technology")
        )

    @api.model
    def _refuse_reckoned(self, names):
        forged = self._reckoned() & names
        if forged:
            labels = [self._fields[name].get_description(self.env, ["string"])["string"] for name in sorted(forged)]
            raise AccessError(
                self.env._(
                    "%s: reckoned from other fields, not entered by hand.", ", ".join(f"“{label}”" for label in labels)
                )
            )
