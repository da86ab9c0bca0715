from odoo import api, models
from odoo.exceptions import AccessError


class SalestechRecordedFacts(models.AbstractModel):
    """Facts (states, days, who) are recorded by action methods, as superuser after their checks, never by hand.

    An adopter names them in `_facts`; neither RPC nor an import nor a default in the context can bring them.
    """

    _name = "salestech.recorded.facts"
    _description = "Has Recorded Facts"

    _facts = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._refuse_facts({name for name in self._facts if self._is_given(name, vals)})
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_facts(self._facts & vals.keys())
        return super().write(vals)

    @api.model
    def _is_given(self, name, vals):
        value = vals.get(name, self.env.context.get(f"default_{name}"))
        field = self._fields[name]
        return bool(value) and not (field.default and value == field.convert_to_write(field.default(self), self))

    @api.model
    def _refuse_facts(self, names):
        if names:
            labels = [self._fields[name].get_description(self.env, ["string"])["string"] for name in sorted(names)]
            raise AccessError(
                self.env._("%s: recorded by the buttons, not by hand.", ", ".join(f"“{label}”" for label in labels))
            )

    @api.model
    def _is_mail_only(self, vals):
        return all(name.startswith(("message_", "activity_")) for name in vals)
