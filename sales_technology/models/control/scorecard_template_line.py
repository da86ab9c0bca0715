from odoo import api, fields, models


class SalestechScorecardTemplateLine(models.Model):
    """One indicator of a template and its weight; as open or closed as the template."""

    _name = "salestech.scorecard.template.line"
    _description = "Indicator of a Scorecard Template"
    _inherit = ["salestech.scorecard.weighted", "salestech.amount.guard"]
    _order = "template_id, sequence, id"
    _rec_name = "indicator_id"

    template_id = fields.Many2one("salestech.scorecard.template", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="template_id.company_id", store=True, precompute=True, index=True)

    _indicator_uniq = models.UniqueIndex("(template_id, indicator_id)", "The template has this indicator already.")
    _ranges = models.Constraint(
        "CHECK (weight > 0 AND weight <= 100 AND cap >= 100 AND cap <= 200)",
        "A weight is more than zero and at most 100 %; what is counted at most lies between 100 % and 200 %.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._require_open()
        return lines

    def write(self, vals):
        self._require_open()
        result = super().write(vals)
        if "template_id" in vals:
            self._require_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        self._require_open()

    def _require_open(self):
        if not self.env.su:
            self.template_id._require_editor()
            self.template_id._require_draft()
