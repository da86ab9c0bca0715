from collections import defaultdict

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ...tools.period import LEVELS

# What, when changed, makes every figure of the indicator another one.
DEFINITION = frozenset(
    {
        *("code", "active", "method", "kind", "model", "domain", "date_field", "user_path", "team_path"),
        *("segment_path", "category_path", "amount_field", "weight_field"),
    }
)


class SalestechIndicator(models.Model):
    """One figure that everybody is measured by: what it is called, how it adds up, and where it comes from."""

    _name = "salestech.indicator"
    _description = "Indicator"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(required=True, copy=False, help="A short name without spaces; plans and other addons use it.")
    explanation = fields.Text(translate=True, help="In words: what is counted, on which day, for whom.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)

    unit = fields.Selection(
        [("count", "Count"), ("money", "Money"), ("percent", "%"), ("days", "Days"), ("number", "Number")],
        required=True,
        default="count",
        tracking=True,
    )
    kind = fields.Selection(
        [("flow", "Flow"), ("stock", "Stock"), ("ratio", "Ratio")],
        required=True,
        default="flow",
        tracking=True,
        help="Flow: adds up over time. Stock: the value at the end of the period. Ratio: a sum divided by a sum.",
    )
    weight_rule = fields.Selection(
        [("sum", "Added up over the period"), ("opening", "As it was when the period began")],
        string="What a ratio is divided by",
        required=True,
        default="sum",
    )
    direction = fields.Selection(
        [("up", "More is better"), ("down", "Less is better")], required=True, default="up", tracking=True
    )
    breakdown = fields.Selection([("segment", "By segment"), ("category", "By product category")])
    perspective = fields.Selection(
        [("finance", "Finance"), ("client", "Clients"), ("process", "Processes"), ("people", "People")],
        string="Scorecard perspective",
        required=True,
        default="process",
    )
    importance = fields.Integer(default=3, help="Pluses in the scheme: 5 is planned on every level.")
    digits = fields.Integer(string="Decimals", compute="_compute_digits", store=True, readonly=False)
    level_year = fields.Boolean("Year", tracking=True)
    level_quarter = fields.Boolean("Quarter", tracking=True)
    level_month = fields.Boolean("Month", tracking=True)
    level_week = fields.Boolean("Week", tracking=True)
    level_day = fields.Boolean("Day", tracking=True)

    method = fields.Selection(
        [("records", "Records that meet a condition"), ("source", "A calculation of an addon"), ("typed", "By hand")],
        string="Actuals come from",
        required=True,
        default="records",
        tracking=True,
    )
    error = fields.Char(readonly=True, copy=False, help="Why the last calculation failed.")
    has_data = fields.Boolean(compute="_compute_has_data", help="Whether what it counts is installed.")

    _code_uniq = models.Constraint("UNIQUE (code)", "There is an indicator with this code already.")
    _digits_range = models.Constraint("CHECK (digits BETWEEN 0 AND 6)", "Decimals lie between 0 and 6.")

    @api.depends("unit")
    def _compute_digits(self):
        for indicator in self:
            indicator.digits = 0 if indicator.unit in ("count", "money") else 1

    @api.depends("method", "code", "model")
    def _compute_has_data(self):
        sources = self._sources()
        fed = {code for name, ids in sources.items() if self._source_is_there(name) for code in ids}
        for indicator in self:
            indicator.has_data = indicator.method == "typed" or indicator.code in fed

    @api.constrains("code")
    def _check_code(self):
        for indicator in self:
            if not indicator.code.replace("_", "").isalnum() or not indicator.code.isascii():
                raise ValidationError(
                    self.env._("The code “%s” may consist of Latin letters, digits and underscores.", indicator.code)
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        indicators = super().create(vals_list)
        self.env.registry.clear_cache()
        indicators._rebuild_soon()
        return indicators

    def write(self, vals):
        changed = DEFINITION & vals.keys()
        before = {indicator.id: indicator.code for indicator in self}
        result = super().write({**vals, "error": False} if changed else vals)
        if changed:
            self.env.registry.clear_cache()
            # sudo: the cube is closed to everybody; who may change the indicator decides what it counts
            self.sudo()._forget_figures()
            self._rebuild_soon()
        if "code" in vals and any(before[i.id] != i.code and i._is_shipped() for i in self):
            raise UserError(self.env._("The code of an indicator that came with an addon cannot change."))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_unused(self):
        # sudo: figures of everybody count, whoever deletes
        actual = self.env["salestech.actual"].sudo()
        for indicator in self:
            if actual.search_count([("indicator_id", "=", indicator.id)], limit=1):
                raise UserError(
                    self.env._(
                        "“%s” has figures, and plans and reports may use it. Archive it instead.", indicator.name
                    )
                )

    def unlink(self):
        ids = self.ids
        result = super().unlink()
        self.env.registry.clear_cache()
        # sudo: the cube has no foreign keys; whose indicator goes with its addon leaves no figures behind
        self.env["salestech.actual"].sudo()._drop(ids)
        return result

    def _is_shipped(self):
        """Return whether an addon brought this indicator."""
        self.ensure_one()
        return bool(self._get_external_ids().get(self.id))

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_figures(self):
        """Open the figures of these indicators as a pivot."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_actual_action")
        action["domain"] = [("indicator_id", "in", self.ids)]
        action["context"] = {"search_default_date": 1}
        return action

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _sources(self):
        """Return {name of a source: {code: indicator id}} of the indicators in force.

        A source is an addon's class, or the records of one model by one date: `records:<model>:<date field>`.
        """
        if self.env.context.get(MODULE_UNINSTALL_FLAG) or getattr(self.env.registry, "salestech_leaving", False):
            return {}  # columns are going already; what an addon leaves behind is counted anew at night
        return self._cached_sources()

    @api.model
    @tools.ormcache()
    def _cached_sources(self):
        indicators = {indicator.code: indicator for indicator in self.sudo().search([])}
        result = defaultdict(dict)
        for name in self.env["salestech.indicator.source"]._names():
            for code in self.env["salestech.indicator.source"]._get(name)._codes:
                if code in indicators and indicators[code].method == "source":
                    result[name][code] = indicators[code].id
        for code, indicator in indicators.items():
            if indicator.method == "records" and indicator.model and indicator.date_field:
                result[f"records:{indicator.model}:{indicator.date_field}"][code] = indicator.id
        typed = {code: indicator.id for code, indicator in indicators.items() if indicator.method == "typed"}
        if typed:
            result["typed"] = typed
        return dict(result)

    @api.model
    def _source_is_there(self, name):
        """Tell whether what a source reads is installed."""
        if name.startswith("records:"):
            return name.split(":")[1] in self.env
        source = self.env["salestech.indicator.source"]._get(name)
        return source is not None and source._is_there()

    @api.model
    def _source_is_by_client(self, name):
        """Tell whether a source reads through the client who had him, or which group."""
        if not name.startswith("records:"):
            return bool(self.env["salestech.indicator.source"]._get(name)._by_client)
        indicators = self.browse(self._sources()[name].values()).sudo()
        return any("." in (path or "") for one in indicators for path in (one.user_path, one.team_path))

    @api.model
    def _source_scans(self, name, company, first, last):
        """Return the scans of a source for a company and days, of the indicators in force."""
        codes = self._sources().get(name, {})
        if not codes or not self._source_is_there(name):
            return []
        if name.startswith("records:"):
            scans = self.browse(codes.values()).sudo()._record_scans(company, first, last)
        else:
            scans = self.env["salestech.indicator.source"]._get(name)._scans(company, first, last)
        return [scan for scan in (scan.of(codes) for scan in scans) if scan]

    def _levels(self):
        """Return the levels of planning on which the indicator is used."""
        self.ensure_one()
        return [level for level in LEVELS if self[f"level_{level}"]]

    def _value(self, amount, weight):
        """Return the figure in the indicator's unit, rounded by nothing; None for “no data”."""
        return self._reading()(amount, weight)

    def _reading(self):
        """Return the function that makes a figure of amount and weight: reading thousands asks no record for each."""
        self.ensure_one()
        if self.kind != "ratio":
            return lambda amount, _weight: float(amount)
        factor = 100 if self.unit == "percent" else 1
        return lambda amount, weight: float(amount) / float(weight) * factor if weight else None

    def _rebuild_soon(self, names=None, companies=None):
        """Have the sources of these indicators (or these sources) counted anew from the first open day on.

        :param companies: only theirs; None: those of all companies, which share the catalogue
        """
        if names is None:
            ids = set(self.ids)
            names = [name for name, codes in self._sources().items() if ids & set(codes.values())]
        dirty = self.env["salestech.indicator.dirty"]
        # sudo: whoever changes the catalogue changes it for all companies
        for company in companies or self.env["res.company"].sudo().search([]):
            first, _today = company._open_days()
            dirty._mark({(name, company.id, first, True) for name in names})

    def _set_error(self, text):
        """Say why an indicator could not be counted; its definition stays, so nothing is counted anew."""
        self.write({"error": text})

    def _forget_figures(self):
        """Take away the open figures of indicators that are counted otherwise from now on, or no longer."""
        for company in self.env["res.company"].search([]):
            first, _today = company._open_days()
            self.env["salestech.actual"]._remove(company, self.ids, first)
