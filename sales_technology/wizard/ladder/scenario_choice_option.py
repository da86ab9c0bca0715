from odoo import api, fields, models


class SalestechScenarioChoiceOption(models.TransientModel):
    _name = "salestech.scenario.choice.option"
    _description = "Scenario to Choose"
    _order = "sequence, id"

    choice_id = fields.Many2one("salestech.scenario.choice", required=True, index=True, ondelete="cascade")
    scenario_id = fields.Many2one("mail.activity.plan", required=True, ondelete="cascade")
    description = fields.Text(related="scenario_id.description")
    sequence = fields.Integer()
    is_suggested = fields.Boolean()
    is_current = fields.Boolean()
    summary = fields.Char(compute="_compute_summary")
    beginning = fields.Char(string="It begins with", compute="_compute_summary")

    @api.depends("scenario_id")
    def _compute_summary(self):
        for option in self:
            scenario = option.scenario_id
            option.summary = scenario._summary()
            option.beginning = " → ".join(scenario.template_ids.filtered("is_at_once").mapped("display_name"))

    def action_choose(self):
        """Give the scenario to the clients: their communication plan is made at once."""
        self.ensure_one()
        self.choice_id.lead_ids.write({"scenario_id": self.scenario_id.id})
        return {"type": "ir.actions.act_window_close"}
