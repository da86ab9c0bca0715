from odoo import api, fields, models
from odoo.fields import Command


class SalestechScenarioChoice(models.TransientModel):
    """The scenarios that chosen clients may follow, the one that fits best on top."""

    _name = "salestech.scenario.choice"
    _description = "Choice of a Scenario"

    lead_ids = fields.Many2many("crm.lead", string="Clients", required=True)
    lead_count = fields.Integer(compute="_compute_lead_count")
    option_ids = fields.One2many("salestech.scenario.choice.option", "choice_id", string="Scenarios")

    @api.depends("lead_ids")
    def _compute_lead_count(self):
        for choice in self:
            choice.lead_count = len(choice.lead_ids)

    @api.model_create_multi
    def create(self, vals_list):
        choices = super().create(vals_list)
        for choice in choices.filtered(lambda c: not c.option_ids):
            choice.option_ids = [Command.create(vals) for vals in choice._prepare_options()]
        return choices

    def _prepare_options(self):
        scenarios = self.lead_ids._scenarios_to_choose()
        wanted = [lead._suggest_scenario(scenarios) for lead in self.lead_ids]
        # For many clients at once: the scenario that suits most of them.
        suggested = max(scenarios, key=wanted.count, default=scenarios)
        current = self.lead_ids.scenario_id if len(self.lead_ids.scenario_id) == 1 else scenarios.browse()
        return [
            {
                "scenario_id": scenario.id,
                "is_suggested": scenario == suggested,
                "is_current": scenario == current,
                "sequence": 0 if scenario == suggested else 1,
            }
            for scenario in scenarios
        ]
