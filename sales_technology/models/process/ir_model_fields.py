from odoo import api, models
from odoo.tools import frozendict, ormcache


class IrModelFields(models.Model):
    """Names of fields are put together once, not for each tracked field of each save.

    Odoo makes a dictionary of all fields of a model to look one name up: with the fields that this addon brings to an
    opportunity, saving any opportunity would become three per cent slower.
    """

    _inherit = "ir.model.fields"

    @api.model
    @ormcache("model_name", "self.env.lang", cache="stable")
    def get_field_string(self, model_name):
        return frozendict(super().get_field_string(model_name))
