from odoo import models
from odoo.fields import Domain


class SalestechContract(models.Model):
    _name = "salestech.contract"
    _inherit = ["salestech.contract", "salestech.indicator.trigger"]

    _indicator_parts = {"work_stage_ids": frozenset({"state"})}

    def _indicator_counted(self):
        """An agreement with a partner decides how the contracts through him count."""
        partners = self.filtered(lambda contract: contract.type == "partner_agreement").partner_id
        through = Domain("channel_partner_id.commercial_partner_id", "in", partners.ids)
        return self | (self.search(through) if partners else self)
