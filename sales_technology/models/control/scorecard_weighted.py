from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ...tools.scoring import weights_fault

PERSPECTIVES = [("finance", "Finance"), ("client", "Clients"), ("process", "Processes"), ("growth", "Growth")]
# the catalogue of indicators speaks of people where a scorecard speaks of growth
OF_INDICATOR = {"people": "growth"}
SCOPES = [("user", "A person"), ("team", "A group"), ("company", "The department")]


class SalestechScorecardWeighted(models.AbstractModel):
    """A line with a weight: of a template, or of a card."""

    _name = "salestech.scorecard.weighted"
    _description = "Weighted Indicator"

    sequence = fields.Integer(default=10)
    indicator_id = fields.Many2one("salestech.indicator", required=True, index=True, ondelete="restrict")
    perspective = fields.Selection(
        PERSPECTIVES, required=True, compute="_compute_perspective", store=True, readonly=False, precompute=True
    )
    weight = fields.Float(string="Weight, %", digits=(16, 2), required=True, default=10.0, aggregator="sum")
    cap = fields.Float(
        string="At most, %",
        digits=(16, 2),
        required=True,
        default=120.0,
        aggregator=None,
        help="More than so much of the target adds nothing to the score.",
    )

    @api.depends("indicator_id")
    def _compute_perspective(self):
        for line in self:
            known = line.indicator_id.perspective
            line.perspective = line.perspective or OF_INDICATOR.get(known, known) or "finance"

    def _require_whole_weights(self, name):
        """Refuse weights that do not add up to 100 %, with the sum and what to do.

        :param name: of what they are the weights
        """
        if not self:
            raise UserError(self.env._("“%s” has no indicators yet. Add them with their weights.", name))
        total = weights_fault(self.mapped("weight"))
        if total is None:
            return
        words = {
            "card": name,
            "total": formatLang(self.env, float(total), digits=2),
            "difference": formatLang(self.env, abs(float(100 - total)), digits=2),
        }
        if total < 100:
            raise UserError(
                self.env._(
                    "“%(card)s”: the weights add up to %(total)s %%, not to 100 %%. Add %(difference)s %% more.",
                    **words,
                )
            )
        raise UserError(
            self.env._(
                "“%(card)s”: the weights add up to %(total)s %%, not to 100 %%. Take %(difference)s %% away.", **words
            )
        )
