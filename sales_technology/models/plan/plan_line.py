from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools.misc import format_amount, formatLang

from ...tools.money import amount_fault
from ...tools.sharing import in_units

FIXED = frozenset({"plan_id", "indicator_id", "segment_id", "category_id"})
FACTS = frozenset(
    {
        *("company_id", "level", "date_from", "date_to", "team_id", "user_id"),
        *(
            "actual",
            "has_actual",
            "actual_at",
            "actual_amount",
            "actual_weight",
            "expected",
            "norm",
            "carried",
            "missed",
        ),
    }
)


class SalestechPlanLine(models.Model):
    """One figure of a plan: so much of an indicator, maybe of a segment or a product category."""

    _name = "salestech.plan.line"
    _description = "Figure of a Plan"
    _inherit = ["salestech.process.guard"]
    _order = "plan_id, sequence, segment_id, category_id, id"
    _check_company_auto = True
    _rec_name = "indicator_id"

    plan_id = fields.Many2one("salestech.plan", required=True, ondelete="cascade", index=True, check_company=True)
    indicator_id = fields.Many2one("salestech.indicator", required=True, ondelete="restrict")
    segment_id = fields.Many2one("salestech.segment", ondelete="restrict", check_company=True)
    category_id = fields.Many2one("product.category", string="Product category", ondelete="restrict")
    sequence = fields.Integer(related="indicator_id.sequence", store=True)
    kind = fields.Selection(related="indicator_id.kind")
    direction = fields.Selection(related="indicator_id.direction")
    unit = fields.Selection(related="indicator_id.unit")
    target = fields.Float(
        digits=(16, 3), default=0.0, aggregator="sum", help="Money in the company's currency, net of tax."
    )
    weight = fields.Float(
        string="Planned denominator",
        digits=(16, 3),
        default=0.0,
        aggregator="sum",
        help="For a ratio: what it is divided by. Where each part has one, their weighted mean covers the whole.",
    )
    is_held = fields.Boolean(string="Locked", help="Sharing out leaves this figure as it is.")

    # whose and for when, as the plan says: kept here for pivots and for the refresh of actuals
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    currency_id = fields.Many2one(related="plan_id.company_id.currency_id")
    level = fields.Selection(related="plan_id.level", store=True)
    date_from = fields.Date(related="plan_id.date_from", store=True, index=True)
    date_to = fields.Date(related="plan_id.date_to", store=True)
    team_id = fields.Many2one(related="plan_id.team_id", store=True)
    user_id = fields.Many2one(related="plan_id.user_id", store=True)
    state = fields.Selection(related="plan_id.state")

    _target_range = models.Constraint("CHECK (target >= 0 AND target < 1e13)", "A target is zero or more.")
    _weight_range = models.Constraint("CHECK (weight >= 0 AND weight < 1e13)", "A denominator is zero or more.")
    _axes_uniq = models.UniqueIndex(
        "(plan_id, indicator_id, (COALESCE(segment_id, 0)), (COALESCE(category_id, 0)))",
        "The plan has a figure for this indicator already. Change that one.",
    )

    # the refresh of actuals finds lines by both
    _indicator_from_idx = models.Index("(indicator_id, date_from)")

    @api.depends("indicator_id", "segment_id", "category_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line._label()

    def _label(self):
        self.ensure_one()
        axis = self.segment_id.name or self.category_id.name
        return " · ".join(filter(None, (self.indicator_id.name, axis)))

    # ------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------

    @api.constrains("indicator_id", "segment_id", "category_id")
    def _check_indicator(self):
        for line in self:
            indicator = line.indicator_id
            if not indicator._planned_on(line.plan_id.level):
                raise ValidationError(
                    self.env._(
                        "“%(indicator)s” is not planned for this kind of period. The catalogue of indicators says"
                        " on which levels it is.",
                        indicator=indicator.name,
                    )
                )
            axes = {"segment": bool(line.segment_id), "category": bool(line.category_id)}
            if any(given for axis, given in axes.items() if axis != indicator.breakdown):
                raise ValidationError(
                    self.env._("“%s” is planned as a whole, not by this segment or category.", indicator.name)
                )

    @api.constrains("target", "indicator_id")
    def _check_unit(self):
        for line in self:
            unit = line.indicator_id._unit_of(line.company_id)
            exact = Decimal(str(line.target))
            if in_units(exact, unit) * unit != exact:
                raise ValidationError(
                    self.env._(
                        "“%(figure)s” is planned in steps of %(step)s: %(target)s is none.",
                        figure=line.display_name,
                        step=line._formatted(float(unit)),
                        target=formatLang(self.env, line.target, digits=3),
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_figures(vals)
            if not self.env.su:
                self._refuse_facts(vals)
        if self.env.su:
            return super().create(vals_list)
        plans = self.env["salestech.plan"].browse({vals.get("plan_id") for vals in vals_list if vals.get("plan_id")})
        plans._open_for_figures()
        lines = super().create(vals_list)
        (lines.plan_id - plans)._open_for_figures()
        return lines

    def write(self, vals):
        self._refuse_figures(vals)
        if not self.env.su:
            self._refuse_facts(vals)
            if FIXED & vals.keys():
                raise AccessError(self.env._("What a figure is about cannot change. Delete it and add another."))
            self.plan_id._open_for_figures()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        if not self.env.su:
            self.plan_id._open_for_figures()

    def _refuse_facts(self, vals):
        if FACTS & vals.keys():
            raise AccessError(self.env._("What was reached, and whose figure it is, cannot be written by hand."))

    def _refuse_figures(self, vals):
        for name in ("target", "weight"):
            fault = amount_fault(vals.get(name))
            if fault:
                label = self._fields[name].get_description(self.env, ["string"])["string"]
                raise ValidationError(self.env["salestech.amount.guard"]._amount_sentence(fault, label))

    def _axis(self):
        """Return what the figure is about, to find it again in other plans."""
        self.ensure_one()
        return self.indicator_id.id, self.segment_id.id, self.category_id.id

    def _formatted(self, figure):
        """Return a figure of this line in words: with its currency or per cent sign, and the reader's separators."""
        self.ensure_one()
        if self.unit == "money":
            return format_amount(self.env, figure, self.currency_id, trailing_zeroes=False)
        digits = -self.indicator_id._unit_of(self.company_id).as_tuple().exponent
        number = formatLang(self.env, figure, digits=max(digits, 0))
        return f"{number} %" if self.unit == "percent" else number

    def action_open_plan(self):
        """Open the plan the figure belongs to."""
        self.ensure_one()
        self.check_access("read")
        return self.plan_id._get_records_action()
