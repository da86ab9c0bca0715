from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...tools.cover import as_good
from ...tools.money import amount_fault


class SalestechPlanCorrectionLine(models.Model):
    """One figure of a correction: from what to what."""

    _name = "salestech.plan.correction.line"
    _description = "Corrected Figure"
    _order = "correction_id desc, id"
    _check_company_auto = True

    correction_id = fields.Many2one("salestech.plan.correction", required=True, ondelete="cascade", index=True)
    plan_id = fields.Many2one(related="correction_id.plan_id", store=True, index=True)
    company_id = fields.Many2one(related="correction_id.company_id", store=True)
    team_id = fields.Many2one(related="correction_id.team_id", store=True)
    user_id = fields.Many2one(related="correction_id.user_id", store=True, string="Manager")
    line_id = fields.Many2one(
        "salestech.plan.line",
        string="Figure",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('plan_id', '=', plan_id)]",
    )
    old_target = fields.Float(
        string="From", digits=(16, 3), compute="_compute_old_target", store=True, precompute=True, copy=False
    )
    new_target = fields.Float(string="To", digits=(16, 3), required=True)
    change = fields.Float(digits=(16, 3), compute="_compute_change")
    parts_missing = fields.Float(
        string="Then still to share",
        digits=(16, 3),
        compute="_compute_effect",
        help="What the plans below lack once the figure is changed.",
    )
    parent_shared = fields.Float(string="Plan above: shared out then", digits=(16, 3), compute="_compute_effect")
    parent_target = fields.Float(string="Plan above: target", digits=(16, 3), compute="_compute_effect")

    _new_target_range = models.Constraint("CHECK (new_target >= 0 AND new_target < 1e13)", "A target is zero or more.")
    _line_uniq = models.Constraint(
        "UNIQUE (correction_id, line_id)", "The figure is in this correction already. Change it there."
    )

    @api.depends("line_id")
    def _compute_old_target(self):
        for row in self:
            # what it was stays: a later correction does not rewrite the history of this one
            if not row.old_target or row.correction_id.state == "draft":
                row.old_target = row.line_id.target

    @api.depends("old_target", "new_target")
    def _compute_change(self):
        for row in self:
            row.change = row.new_target - row.old_target

    @api.depends("new_target", "line_id")
    def _compute_effect(self):
        for row in self:
            # sudo: of the plan above only this figure is told, to who corrects what it is made of
            line = row.line_id.sudo()
            above = line.plan_id.parent_id.line_ids.filtered(lambda other, own=line: other._axis() == own._axis())[:1]
            rest = row.new_target - line.shared if line._is_shared_out() else 0
            row.parts_missing = max(rest, 0) if line.direction == "up" else max(-rest, 0)
            row.parent_target = above.target
            row.parent_shared = above.shared + (row.new_target - line.target if above.kind == "flow" else 0)

    @api.constrains("line_id", "new_target")
    def _check_direction(self):
        for row in self:
            row._require_better()

    def _require_better(self):
        """Refuse a correction that lowers a plan (raises it, where less is better)."""
        line = self.line_id
        if line.plan_id != self.correction_id.plan_id:
            raise ValidationError(self.env._("“%s” is no figure of this plan.", line.display_name))
        if self.new_target != line.target and as_good(line.direction, self.new_target, line.target):
            return
        sentence = (
            self.env._("“%(figure)s” is %(target)s: a correction may only raise it.")
            if line.direction == "up"
            else self.env._("“%(figure)s” is %(target)s: a correction may only lower it, as less is better.")
        )
        raise ValidationError(sentence % {"figure": line.display_name, "target": line._formatted(line.target)})

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_figures(vals)
        rows = super().create(vals_list)
        if not self.env.su:
            rows.correction_id._require_open()
        return rows

    def write(self, vals):
        self._refuse_figures(vals)
        if not self.env.su:
            self.correction_id._require_open()
        result = super().write(vals)
        if not self.env.su:
            self.correction_id._require_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        if not self.env.su:
            self.correction_id._require_open()

    def _refuse_figures(self, vals):
        if not self.env.su and "old_target" in vals:
            raise AccessError(self.env._("What the figure was is recorded, not typed."))
        fault = amount_fault(vals.get("new_target"))
        if fault:
            label = self._fields["new_target"].get_description(self.env, ["string"])["string"]
            raise ValidationError(self.env["salestech.amount.guard"]._amount_sentence(fault, label))
