from odoo import api, fields, models


class SalestechReportLine(models.Model):
    """One figure of a report: target, actual and how far they are apart, as they were when it was filled."""

    _name = "salestech.report.line"
    _description = "Figure of a Report"
    _inherit = ["salestech.history.mixin"]
    _order = "report_id, sequence, segment_id, category_id, id"
    _rec_name = "indicator_id"

    report_id = fields.Many2one("salestech.report", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    indicator_id = fields.Many2one("salestech.indicator", required=True, ondelete="restrict", index=True)
    segment_id = fields.Many2one("salestech.segment", ondelete="restrict")
    category_id = fields.Many2one("product.category", string="Product category", ondelete="restrict")
    sequence = fields.Integer()
    unit = fields.Selection(related="indicator_id.unit")
    direction = fields.Selection(related="indicator_id.direction")
    currency_id = fields.Many2one(related="company_id.currency_id")
    has_target = fields.Boolean(help="Unset: nothing was planned.")
    target = fields.Float(digits=(16, 3), aggregator=None)
    has_actual = fields.Boolean(help="Unset: no data, which is not the same as nothing.")
    actual = fields.Float(digits=(16, 3), aggregator=None)
    expected = fields.Float(string="Expected by then", digits=(16, 3), aggregator=None)
    percent = fields.Float(string="Reached, %", digits=(16, 1), aggregator=None)
    deviation = fields.Float(digits=(16, 3), aggregator=None, help="Actual less target.")
    light = fields.Selection([("green", "On course"), ("amber", "Behind"), ("red", "Far behind")])
    is_deviation = fields.Boolean(string="Past the threshold")

    _axes_uniq = models.UniqueIndex(
        "(report_id, indicator_id, (COALESCE(segment_id, 0)), (COALESCE(category_id, 0)))",
        "The report has this figure already.",
    )

    @api.depends("indicator_id", "segment_id", "category_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            axis = line.segment_id.name or line.category_id.name
            line.display_name = " · ".join(filter(None, (line.indicator_id.name, axis)))
