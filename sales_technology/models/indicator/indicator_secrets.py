from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .indicator_records import PATHS

NUMBERS_AND_DATE = ("date_field", "amount_field", "weight_field")
# what the shipped indicators count or go through
COUNTED = ("account.move", "calendar.event", "crm.lead", "crm.stage", "crm.team", "mail.activity", "sale.order")
# which of these one may read is decided document by document
CLOSED = ("ir.attachment", "mail.message")


class SalestechIndicator(models.Model):
    """What an indicator may be made of: what its author may read.

    Records are counted with all rights, so a condition would tell, one letter at a time, what stands in a field that
    the administrator of the sales technology may not see, such as a password of the system's settings.
    """

    _inherit = "salestech.indicator"

    # Not a constraint: those are checked with all rights.
    @api.model_create_multi
    def create(self, vals_list):
        indicators = super().create(vals_list)
        indicators._refuse_secrets()
        return indicators

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"method", "model", "model_id", "domain", *PATHS, *NUMBERS_AND_DATE}:
            self._refuse_secrets()
        return result

    def _refuse_secrets(self):
        for indicator in self.filtered(lambda indicator: indicator.method == "records" and indicator.model in self.env):
            fault = indicator._secret_fault(self.env[indicator.model])
            if fault:
                raise ValidationError(self.env._("“%(name)s”: %(fault)s", name=indicator.name, fault=fault))

    def _secret_fault(self, records):
        """Return a sentence where the definition rests on what the user may not read, or None."""
        if self.env.su:
            return None
        paths = [self[name] for name in (*PATHS, *NUMBERS_AND_DATE) if self[name]]
        secret = self._secret_of(records, paths) or self._secret_condition(records, self._parse_domain())
        if secret:
            return self.env._("%s may not be counted by you: you may not read it. Choose another field.", secret)
        return None

    def _secret_condition(self, records, domain):
        for condition in domain.iter_conditions():
            secret = self._secret_of(records, [condition.field_expr])
            if not secret and condition.operator.startswith(("any", "not any")):
                field = self._walk(records, condition.field_expr)[-1][1]
                secret = self._secret_condition(self.env[field.comodel_name], Domain(condition.value))
            if secret:
                return secret
        return None

    def _secret_of(self, records, paths):
        """Return the name of the first model or field on these paths that the user may not read, or None."""
        for path in paths:
            for model, field in self._walk(records, path):
                if not self._may_count(model):
                    return model._description
                if not model._has_field_access(field, "read") or field.comodel_name in CLOSED:
                    return field.get_description(self.env, ["string"])["string"]
        return None

    def _walk(self, records, path):
        """Return [(model, field)] of a path such as `lead_id.team_id`, as far as it leads anywhere."""
        found = []
        for name in path.split("."):
            field = records._fields.get(name) if records is not None else None
            if not field:
                break
            found.append((records, field))
            records = self.env[field.comodel_name] if field.relational else None
        return found

    def _may_count(self, model):
        """Figures of these are the addon's own matter, whoever may read the records."""
        if model._name in CLOSED:
            return False
        return model._name.startswith("salestech.") or model._name in COUNTED or model.has_access("read")
