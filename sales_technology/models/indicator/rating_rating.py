from odoo import models


class RatingRating(models.Model):
    _name = "rating.rating"
    _inherit = ["rating.rating", "salestech.indicator.trigger"]

    def _indicator_company(self):
        """The company of the rated record."""
        record = self.env[self.res_model].browse(self.res_id).exists() if self.res_model in self.env else None
        return (record and "company_id" in record and record.company_id) or self.env.company
