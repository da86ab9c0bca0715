from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...models.control.scorecard_template import PROCESS


class SalestechScorecardOpen(models.TransientModel):
    """Makes the cards of a year of everybody at once; those that are there already stay as they are."""

    _name = "salestech.scorecard.open"
    _description = "Open the Cards of a Year"
    _inherit = ["salestech.process.guard"]

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    year = fields.Integer(
        required=True, default=lambda self: self.env["salestech.scorecard"]._first_year(self.env.company)
    )
    for_user = fields.Boolean(string="For each manager", default=True)
    for_team = fields.Boolean(string="For each group", default=True)
    for_company = fields.Boolean(string="For the department", default=True)
    missing_count = fields.Integer(string="Cards to make", compute="_compute_missing_count")

    @api.depends("year", "company_id", "for_user", "for_team", "for_company")
    def _compute_missing_count(self):
        cards = self.env["salestech.scorecard"].sudo()  # sudo: only their number
        for wizard in self:
            known = cards.search_count(
                [
                    *(("company_id", "=", wizard.company_id.id), ("year", "=", wizard.year)),
                    ("scope", "in", wizard._scopes()),
                ]
            )
            wanted = [v for v in cards._prepare_year(wizard.company_id, wizard.year) if v["scope"] in wizard._scopes()]
            wizard.missing_count = max(0, len(wanted) - known)

    def _scopes(self):
        self.ensure_one()
        return [scope for scope in ("user", "team", "company") if self[f"for_{scope}"]]

    def action_open(self):
        """Make the cards of the year and show them."""
        self.ensure_one()
        self._require_process(PROCESS)
        if not self.env.user.has_group("sales_technology.group_reach_company"):
            raise AccessError(self.env._("The cards of the year are opened by the head of the department."))
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("Choose a company you work in."))
        if not 1990 <= self.year <= 2200:
            raise UserError(self.env._("The year lies between 1990 and 2200."))
        # sudo: his own card, too, is made by whoever opens them; process and reach were checked just now
        self.env["salestech.scorecard"].sudo()._open_year(self.company_id, self.year, self._scopes())
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_scorecard_action")
        return {**action, "domain": [("year", "=", self.year)], "context": {}}
