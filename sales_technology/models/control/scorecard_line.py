from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.money import amount_fault
from ...tools.scoring import line_score, percent_reached

SET_UP = frozenset({"indicator_id", "perspective", "weight", "cap", "target", "scorecard_id"})


class SalestechScorecardLine(models.Model):
    """One indicator of a card: its weight, its target, what was reached, and what that adds to the score.

    Weights and targets change in a draft only. What is counted is counted; a figure is typed only where nothing is.
    """

    _name = "salestech.scorecard.line"
    _description = "Indicator of a Scorecard"
    _inherit = ["salestech.scorecard.weighted", "salestech.recorded.facts"]
    _order = "scorecard_id, sequence, id"
    _rec_name = "indicator_id"
    _facts = frozenset({"actual_source", "target_source", "direction", "percent", "score"})

    scorecard_id = fields.Many2one("salestech.scorecard", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    scope = fields.Selection(related="scorecard_id.scope", store=True, precompute=True)
    year = fields.Integer(related="scorecard_id.year", store=True, precompute=True, aggregator=None)
    user_id = fields.Many2one(related="scorecard_id.user_id", store=True, precompute=True)
    team_id = fields.Many2one(related="scorecard_id.team_id", store=True, precompute=True)
    state = fields.Selection(related="scorecard_id.state")
    unit = fields.Selection(related="indicator_id.unit")
    # kept as it was: a catalogue that changes later changes no signed card
    direction = fields.Selection(
        [("up", "More is better"), ("down", "Less is better")],
        compute="_compute_direction",
        store=True,
        precompute=True,
        readonly=True,
    )
    target = fields.Float(digits=(16, 3), aggregator=None)
    target_source = fields.Selection(
        [("none", "None yet"), ("plan", "The plans"), ("typed", "Typed")],
        string="Target from",
        required=True,
        readonly=True,
        default="none",
    )
    actual = fields.Float(digits=(16, 3), aggregator=None)
    actual_source = fields.Selection(
        [("none", "No data"), ("counted", "Counted"), ("typed", "Typed")],
        string="Actual from",
        required=True,
        readonly=True,
        default="none",
    )
    percent = fields.Float(string="Reached, %", digits=(16, 2), compute="_compute_result", store=True, aggregator="avg")
    score = fields.Float(digits=(16, 2), compute="_compute_result", store=True, aggregator="sum")
    note = fields.Char(string="Remark")

    _indicator_uniq = models.UniqueIndex("(scorecard_id, indicator_id)", "The card has this indicator already.")
    _ranges = models.Constraint(
        "CHECK (weight > 0 AND weight <= 100 AND cap >= 100 AND cap <= 200)",
        "A weight is more than zero and at most 100 %; what is counted at most lies between 100 % and 200 %.",
    )
    _target_range = models.Constraint("CHECK (target >= 0 AND target < 1e13)", "A target is zero or more.")
    _actual_range = models.Constraint("CHECK (actual > -1e13 AND actual < 1e13)", "The figure is out of all reason.")

    @api.depends("indicator_id")
    def _compute_direction(self):
        for line in self:
            line.direction = line.indicator_id.direction or "up"

    @api.depends("weight", "cap", "target", "actual", "actual_source", "direction")
    def _compute_result(self):
        """No data counts as nothing reached; what is divided by nothing: see `percent_reached`."""
        for line in self:
            if line.actual_source in (False, "none"):
                line.percent = line.score = 0
                continue
            percent = percent_reached(line.actual, line.target, line.direction, line.cap)
            line.percent, line.score = float(percent), float(line_score(percent, line.weight, line.cap))

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_figures(vals)
        if self.env.su:
            return super().create(vals_list)
        lines = super().create(vals_list)
        lines._require_set_up()
        if any(vals.get("actual") for vals in vals_list):
            raise AccessError(self.env._("What was reached is counted, or typed once the card is agreed."))
        typed = lines.filtered("target")
        typed._record({"target_source": "typed"})
        (lines - typed).scorecard_id._fill_targets()
        return lines

    def write(self, vals):
        self._refuse_figures(vals)
        if self.env.su:
            return super().write(vals)
        if "scorecard_id" in vals:
            raise AccessError(self.env._("A line stays in its card. Add it to the other one."))
        if SET_UP & vals.keys():
            self._require_set_up()
        if "actual" in vals:
            self._require_typing()
        self.scorecard_id._require_unfrozen()
        self.scorecard_id._require_review()
        result = super().write(vals)
        if "target" in vals:
            self._record({"target_source": "typed"})
        if "actual" in vals:
            self._record({"actual_source": "typed"})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        if not self.env.su:
            self._require_set_up()

    def _refuse_figures(self, vals):
        for name in ("weight", "cap", "target", "actual"):
            value = vals.get(name)
            # what was reached may be less than nothing: more was taken back than sold
            fault = amount_fault(abs(value) if name == "actual" and isinstance(value, int | float) else value)
            if fault:
                label = self._fields[name].get_description(self.env, ["string"])["string"]
                raise ValidationError(self.env["salestech.amount.guard"]._amount_sentence(fault, label))

    def _require_set_up(self):
        self.scorecard_id._require_review()
        for card in self.scorecard_id.filtered(lambda card: card.state != "draft"):
            raise UserError(
                self.env._("“%s”: weights and targets are agreed. Take the agreement back first.", card.display_name)
            )

    def _require_typing(self):
        self.scorecard_id._require_state("agreed", "assessment")
        self.scorecard_id._require_unsigned()
        for line in self.filtered(lambda line: line.actual_source == "counted"):
            raise AccessError(self.env._("“%s” is counted and not typed.", line.indicator_id.name))

    def _record(self, facts):
        # sudo: facts, closed to everybody; reach and state of the card were checked by the callers
        self.sudo().write(facts)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _take_actuals(self, figures):
        """Put down what was counted; what was typed stays where nothing is.

        :param figures: {code: [figure of the year or None]}
        """
        for line in self:
            value = figures.get(line.indicator_id.code, [None])[0]
            if value is not None:
                line.write({"actual": round(value, 3), "actual_source": "counted"})
            elif line.actual_source == "counted":
                line.write({"actual": 0, "actual_source": "none"})

    def _output_row(self, labels):
        return {
            "perspective": labels["perspective"][self.perspective],
            "indicator": self.indicator_id.name,
            "unit": self.unit,
            "direction": labels["direction"][self.direction],
            "digits": self.indicator_id.digits,
            "weight": self.weight,
            "cap": self.cap,
            "target": self.target,
            "actual": None if self.actual_source == "none" else self.actual,
            "percent": self.percent,
            "score": self.score,
            "note": self.note or "",
        }
