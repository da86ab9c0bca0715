from odoo import api, fields, models
from odoo.exceptions import AccessError

from .report import OPEN
from .report_schedule import PERIODS

AUTHORED = frozenset({"explanation", "cause_id"})


class SalestechDeviation(models.Model):
    """A figure of a report that is further behind its target than the threshold: its author says why.

    Made and taken away by the filling of the report; frozen when the report is submitted.
    """

    _name = "salestech.deviation"
    _description = "Deviation"
    _order = "date_from desc, report_id, id"
    _check_company_auto = True

    report_id = fields.Many2one("salestech.report", required=True, readonly=True, ondelete="cascade", index=True)
    active = fields.Boolean(default=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    level = fields.Selection(PERIODS, string="Period", readonly=True)
    date_from = fields.Date(string="From", readonly=True, index=True)
    date_to = fields.Date(string="To", readonly=True)
    team_id = fields.Many2one("crm.team", string="Group", readonly=True, index="btree_not_null")
    user_id = fields.Many2one("res.users", string="Manager", readonly=True, index="btree_not_null")
    responsible_id = fields.Many2one("res.users", string="Explained by", readonly=True, index="btree_not_null")
    indicator_id = fields.Many2one("salestech.indicator", required=True, readonly=True, ondelete="restrict", index=True)
    segment_id = fields.Many2one("salestech.segment", readonly=True, ondelete="restrict")
    category_id = fields.Many2one("product.category", string="Product category", readonly=True, ondelete="restrict")
    unit = fields.Selection(related="indicator_id.unit")
    currency_id = fields.Many2one(related="company_id.currency_id")
    target = fields.Float(digits=(16, 3), readonly=True, aggregator=None)
    actual = fields.Float(digits=(16, 3), readonly=True, aggregator=None)
    percent = fields.Float(string="Reached, %", digits=(16, 1), readonly=True, aggregator="avg")
    deviation = fields.Float(digits=(16, 3), readonly=True, aggregator=None, help="Actual less target.")
    cause_id = fields.Many2one("salestech.deviation.cause", ondelete="restrict", index="btree_not_null")
    explanation = fields.Text()
    decision_ids = fields.One2many("salestech.decision", "deviation_id", string="Decisions")
    decision_count = fields.Integer(string="Decisions made", compute="_compute_decision_count")
    state = fields.Selection(related="report_id.state", string="Report is")

    _axes_uniq = models.UniqueIndex(
        "(report_id, indicator_id, (COALESCE(segment_id, 0)), (COALESCE(category_id, 0)))",
        "The report has this deviation already.",
    )

    @api.depends("indicator_id", "segment_id", "category_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for deviation in self:
            axis = deviation.segment_id.name or deviation.category_id.name
            deviation.display_name = " · ".join(filter(None, (deviation.indicator_id.name, axis)))

    @api.depends("decision_ids")
    def _compute_decision_count(self):
        for deviation in self:
            deviation.decision_count = len(deviation.decision_ids)

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_by_hand()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and self:
            if vals.keys() - AUTHORED:
                self._refuse_by_hand()
            self.report_id._require_author()
            for report in self.report_id:
                report._require_state(*OPEN)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never_by_hand(self):
        self._refuse_by_hand()

    def _refuse_by_hand(self):
        if not self.env.su:
            raise AccessError(
                self.env._("Deviations come from the figures of a report. You may say why, and choose the cause.")
            )

    def action_decide(self):
        """Open a new corrective decision about this deviation."""
        self.ensure_one()
        self.check_access("read")
        self.env["salestech.decision"]._require_work_out(self.company_id, self.team_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Corrective decision"),
            "res_model": "salestech.decision",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_deviation_id": self.id},
        }
