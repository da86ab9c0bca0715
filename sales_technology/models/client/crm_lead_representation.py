from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _lead_history_models(self):
        return [*super()._lead_history_models(), "salestech.representation.expense"]
