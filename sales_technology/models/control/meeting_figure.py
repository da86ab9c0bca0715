from odoo import api, fields, models


class SalestechMeetingFigure(models.Model):
    """A target and what was reached, as it stood when the meeting was begun; of a person or of the whole."""

    _name = "salestech.meeting.figure"
    _description = "Figure of a Meeting"
    _inherit = ["salestech.history.mixin"]
    _order = "meeting_id, sequence, indicator_id, is_total, user_id, id"
    _rec_name = "indicator_id"

    meeting_id = fields.Many2one("salestech.meeting", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="meeting_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_total = fields.Boolean(string="Total")
    user_id = fields.Many2one("res.users", string="Person", index="btree_not_null")
    team_id = fields.Many2one("crm.team", string="Group")
    owner = fields.Char(string="Whose", compute="_compute_owner")
    indicator_id = fields.Many2one("salestech.indicator", required=True, ondelete="restrict")
    segment_id = fields.Many2one("salestech.segment")
    category_id = fields.Many2one("product.category", string="Product category")
    sequence = fields.Integer()
    unit = fields.Selection(related="indicator_id.unit")
    target = fields.Float(digits=(16, 3), aggregator=None)
    actual = fields.Float(digits=(16, 3), aggregator=None)
    has_actual = fields.Boolean(help="Unset: no data, which is not the same as nothing.")
    percent = fields.Float(string="Reached, %", digits=(16, 1), aggregator=None)
    light = fields.Selection([("green", "On course"), ("amber", "Behind"), ("red", "Far behind")])

    @api.depends("indicator_id", "segment_id", "category_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for figure in self:
            axis = figure.segment_id.name or figure.category_id.name
            figure.display_name = " · ".join(filter(None, (figure.indicator_id.name, axis)))

    @api.depends("is_total", "user_id", "team_id")
    @api.depends_context("lang")
    def _compute_owner(self):
        for figure in self:
            # sudo: whose figure it is may be known to who may see the figure
            name = figure.user_id.sudo().name or figure.team_id.sudo().name or ""
            figure.owner = self.env._("Total") if figure.is_total else name
