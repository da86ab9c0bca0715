from odoo import api, fields, models
from odoo.exceptions import ValidationError

CALL_OUTCOMES = [
    ("no_answer", "No answer"),
    ("guarded", "Not put through"),
    ("reached", "Talked"),
    ("refused", "Refused"),
    ("meeting_agreed", "Meeting agreed"),
]
OUTCOMES = [*CALL_OUTCOMES, ("done", "Done"), ("not_held", "Not held")]
OUTCOMES_BY_KIND = {
    "call": {key for key, _label in CALL_OUTCOMES},
    "meeting": {"done", "not_held"},
    "letter": {"done"},
    "other": {"done"},
}


class SalestechScenarioBranch(models.Model):
    """After this touch with this outcome comes that touch, so many working days later."""

    _name = "salestech.scenario.branch"
    _description = "Scenario Branch"
    _order = "template_id, sequence, id"
    _rec_name = "outcome"

    template_id = fields.Many2one(
        "mail.activity.plan.template", string="After", required=True, index=True, ondelete="cascade"
    )
    plan_id = fields.Many2one(related="template_id.plan_id", string="Scenario")
    touch_kind = fields.Selection(related="template_id.touch_kind")
    sequence = fields.Integer(default=10)
    outcome = fields.Selection(OUTCOMES, required=True)
    next_action = fields.Selection(
        [("touch", "Next touch"), ("meeting", "Book a meeting"), ("end", "The scenario ends")],
        string="Then",
        required=True,
        default="touch",
    )
    next_template_id = fields.Many2one(
        "mail.activity.plan.template",
        string="Touch",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('plan_id', '=', plan_id)]",
    )
    delay_days = fields.Integer(string="Working days later", default=1)
    max_times = fields.Integer(
        string="At most", help="How many times for one client. 0: no limit. A touch that comes back needs a limit."
    )
    exhausted_template_id = fields.Many2one(
        "mail.activity.plan.template",
        string="And then",
        index="btree_not_null",
        ondelete="set null",
        domain="[('plan_id', '=', plan_id)]",
        help="What comes when the limit is used up. Empty: the scenario ends.",
    )

    _outcome_uniq = models.UniqueIndex(
        "(template_id, outcome)", "After one touch each outcome may lead to one thing only. Remove the second row."
    )
    _delay_in_range = models.Constraint(
        "CHECK (delay_days BETWEEN 0 AND 365)", "The next touch must come within 0 to 365 working days."
    )
    _limit_in_range = models.Constraint(
        "CHECK (max_times BETWEEN 0 AND 99)", "The limit must be between 0 and 99 times."
    )

    @api.depends("outcome", "next_action", "next_template_id")
    def _compute_display_name(self):
        for branch in self:
            branch.display_name = branch._sentence()

    @api.constrains("template_id", "outcome", "next_action", "next_template_id", "exhausted_template_id", "max_times")
    def _check_branch(self):
        for branch in self:
            error = branch._fault()
            if error:
                raise ValidationError(
                    self.env._("%(touch)s: %(error)s", touch=branch.template_id.display_name, error=error)
                )
        self.template_id._check_scenario_graph()

    def _fault(self):
        """Return what is wrong with the branch in one sentence, else False."""
        kind = self.touch_kind or "other"
        targets = self.next_template_id | self.exhausted_template_id
        if not self.plan_id.is_scenario:
            return self.env._("only touches of a scenario have outcomes that lead on.")
        if self.outcome not in OUTCOMES_BY_KIND[kind]:
            return self.env._("the outcome “%s” does not fit this kind of touch.", self._label("outcome"))
        if targets.plan_id - self.plan_id:
            return self.env._("the next touch belongs to another scenario. Choose a touch of this one.")
        if self.next_action == "touch" and not self.next_template_id:
            return self.env._("say which touch comes after “%s”.", self._label("outcome"))
        if self.next_action == "meeting" and self.next_template_id.touch_kind not in (False, "meeting"):
            return self.env._("“Book a meeting” needs a touch that is a meeting.")
        if self.next_action == "end" and targets:
            return self.env._("a scenario that ends has no next touch. Clear it.")
        if self.exhausted_template_id and not self.max_times:
            return self.env._("say how many times at most before “%s” comes.", self.exhausted_template_id.display_name)
        return False

    def _label(self, fname):
        return dict(self._fields[fname]._description_selection(self.env)).get(self[fname], "")

    def _sentence(self):
        """Return the branch in words: “No answer → Call again (at most 3 times, then Letter)”."""
        self.ensure_one()
        target = self.next_template_id.display_name or self._label("next_action")
        if not self.max_times:
            return f"{self._label('outcome')} → {target}"
        last = self.exhausted_template_id.display_name or self.env._("the scenario ends")
        limit = self.env._("at most %(count)s times, then %(last)s", count=self.max_times, last=last)
        return f"{self._label('outcome')} → {target} ({limit})"

    def _unlimited_targets(self):
        """Return the touches to which these branches lead without a limit."""
        free = self.filtered(lambda branch: not branch.max_times)
        return set(free.next_template_id | self.exhausted_template_id)
