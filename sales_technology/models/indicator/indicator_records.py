from ast import literal_eval
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from ...tools.period import period_of

NUMBERS = ("integer", "float", "monetary")
PATHS = {"user_path": "res.users", "team_path": "crm.team", "segment_path": "salestech.segment"}
PATHS["category_path"] = "product.category"


class SalestechIndicator(models.Model):
    """An indicator made of data alone: which records, on which date, for whom, what to add up."""

    _inherit = "salestech.indicator"

    model = fields.Char(help="Technical name of what is counted.")
    model_id = fields.Many2one(
        "ir.model",
        string="What is counted",
        compute="_compute_model_id",
        inverse="_inverse_model_id",
        domain=[("transient", "=", False), ("abstract", "=", False)],
    )
    domain = fields.Char(string="Condition", default="[]")
    date_field = fields.Char(string="On the day of", help="A date, or a moment: then the company's clock decides.")
    user_path = fields.Char(string="For the person in", help="The field that leads to the person.")
    team_path = fields.Char(
        string="For the group in",
        help="The field that leads to the group. A group that is read through the client is the one on that day.",
    )
    segment_path = fields.Char(string="Segment in")
    category_path = fields.Char(string="Product category in")
    amount_field = fields.Char(string="Add up", help="A field with numbers; empty: the records are counted.")
    weight_field = fields.Char(
        string="Divide by", help="For a ratio: a field with numbers; empty: the number of records."
    )
    preview = fields.Char(compute="_compute_preview", string="Last month")

    @api.depends("model")
    def _compute_model_id(self):
        for indicator in self:
            indicator.model_id = self.env["ir.model"]._get(indicator.model) if indicator.model else False

    def _inverse_model_id(self):
        for indicator in self:
            indicator.model = indicator.model_id.model

    @api.onchange("model_id")
    def _onchange_model_id(self):
        if self.model != self.model_id.model:
            self.model = self.model_id.model
            self.domain = "[]"
            self.date_field = self.user_path = self.team_path = self.amount_field = False
            self.segment_path = self.category_path = self.weight_field = False

    @api.depends("method", "kind", "unit", "model", "domain", "date_field", "amount_field", "weight_field", *PATHS)
    def _compute_preview(self):
        for indicator in self:
            indicator.preview = indicator._preview() if indicator.method == "records" else False

    @api.constrains("method", "kind", "model", "domain", "date_field", "amount_field", "weight_field", *PATHS)
    def _check_definition(self):
        for indicator in self.filtered(lambda indicator: indicator.method == "records"):
            # What belongs to an addon that is not installed waits for it and has no data.
            if indicator.model and indicator.model not in self.env and indicator._is_shipped_or_loading():
                continue
            fault = indicator._definition_fault()
            if fault:
                raise ValidationError(self.env._("“%(name)s”: %(fault)s", name=indicator.name, fault=fault))

    def _is_shipped_or_loading(self):
        """Return whether an addon brought the indicator, or is just bringing it."""
        return bool(self.env.context.get("install_mode") or self._is_shipped())

    # ------------------------------------------------------------
    # DEFINITION
    # ------------------------------------------------------------

    def _definition_fault(self):
        """Return what is wrong with the definition, in a sentence that says what to do, or None."""
        self.ensure_one()
        if self.kind == "stock":
            return self.env._("what stands at the end of a day cannot be counted by a condition. Choose flow or ratio.")
        if not self.model or self.model not in self.env or self.env[self.model]._abstract:
            return self.env._("choose what is counted.")
        records = self.env[self.model]
        date = records._fields.get(self.date_field or "")
        if not date or date.type not in ("date", "datetime") or not date.store:
            return self.env._("choose the date that decides on which day a record counts.")
        for name, comodel in PATHS.items():
            if self[name] and self._end_of_path(records, self[name]) != comodel:
                label = self._fields[name].get_description(self.env, ["string"])["string"]
                return self.env._("“%(label)s”: %(path)s leads nowhere. Choose it anew.", label=label, path=self[name])
        for name in ("amount_field", "weight_field"):
            if self[name] and self._end_of_path(records, self[name]) not in NUMBERS:
                return self.env._("%s is no field with numbers. Choose another one.", self[name])
        # sudo: only asks whether the condition can be read
        return self._domain_fault(records.sudo()) or self._secret_fault(records)

    def _domain_fault(self, records):
        try:
            domain = self._parse_domain()
            domain.validate(records)
            with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                records.search(domain, limit=1)
        except Exception as error:  # noqa: BLE001  whatever is wrong with it, the administrator gets one sentence
            text = (str(error).strip().splitlines() or [type(error).__name__])[0]
            return self.env._("the condition cannot be read: %s. Build it with the editor.", text)
        return None

    def _end_of_path(self, records, path):
        """Return the model a path of stored fields leads to, or the type of the field it ends in, or None."""
        *steps, last = path.split(".")
        for step in steps:
            field = records._fields.get(step)
            if not field or field.type != "many2one" or not field.store:
                return None
            records = self.env[field.comodel_name]
        field = records._fields.get(last)
        if not field or not field.store:
            return None
        return field.comodel_name if field.type == "many2one" else field.type

    def _parse_domain(self):
        value = literal_eval((self.domain or "").strip() or "[]")
        if not isinstance(value, (list, tuple)):
            raise ValueError(self.domain)
        return Domain(list(value))

    def _record_scans(self, company, first, last):
        """Return the scans of indicators over one model and date: those for whom the same fields stand share one.

        One that can no longer be read is left out and says why; the others are unharmed.
        """
        groups = {}
        for indicator in self:
            fault = indicator._definition_fault()
            if fault:
                indicator._note_error(fault)
                continue
            key = tuple(indicator[name] or False for name in PATHS)
            groups.setdefault(key, []).append(indicator)
        return [self.browse([i.id for i in found])._record_scan(company, first, last) for found in groups.values()]

    def _record_scan(self, company, first, last):
        one = self[:1]
        return self.env["salestech.indicator.source"]._scan(
            company,
            first,
            last,
            one.model,
            Domain.OR(indicator._parse_domain() for indicator in self),
            date=one.date_field,
            measures={indicator.code: indicator._measure() for indicator in self},
            user_id=one.user_path,
            team_id=one.team_path,
            segment_id=one.segment_path,
            category_id=one.category_path,
        )

    def _measure(self):
        weight = (self.weight_field or None) if self.kind == "ratio" else 0
        return self._parse_domain(), self.amount_field or None, weight

    def _note_error(self, text):
        for indicator in self:
            if indicator.error != text and not self.env.cr.readonly:
                indicator.sudo()._set_error(text)  # sudo: shown to the administrator, whoever counts

    # ------------------------------------------------------------
    # PREVIEW
    # ------------------------------------------------------------

    def _preview(self):
        """Return in words what the definition on the screen gives for last month, in the user's company."""
        fault = self._definition_fault()
        if fault:
            return fault[:1].upper() + fault[1:]
        if not self.env.user.has_group("sales_technology.group_salestech_administrator"):
            return False
        today = self.env.company._local_day(fields.Datetime.now())
        month = period_of(today.replace(day=1) - timedelta(days=1), "month")
        code = self.code or "preview"
        # sudo: the administrator decides what is counted; sums over the company are all that is shown
        scan = (
            self.env["salestech.indicator.source"]
            .sudo()
            ._scan(
                self.env.company,
                month.date_from,
                month.date_to,
                self.model,
                self._parse_domain(),
                date=self.date_field,
                measures={code: self._measure()},
                user_id=self.user_path,
                team_id=self.team_path,
            )
        )
        query = SQL("SELECT COUNT(*), COALESCE(SUM(amount), 0), COALESCE(SUM(weight), 0) FROM (%s) f", scan.facts(code))
        try:
            with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                [(count, amount, weight)] = self.env.execute_query(query)
        except Exception as error:
            raise UserError(self.env._("The figure cannot be computed: %s", str(error).splitlines()[0])) from error
        value = self._value(amount, weight)
        if value is None:
            return self.env._("%(month)s: no data", month=month.date_from.strftime("%m.%Y"))
        return self.env._(
            "%(month)s: %(value)s, from %(count)s records",
            month=month.date_from.strftime("%m.%Y"),
            value=f"{value:,.{self.digits}f}".replace(",", " "),
            count=count,
        )

    def _fields_read(self):
        """Return the names of the fields of the counted model that the definitions rest on."""
        names = set()
        for indicator in self:
            paths = [indicator[name] for name in (*PATHS, "amount_field", "weight_field")]
            names |= {path.split(".")[0] for path in paths if path}
            if indicator.model in self.env:
                try:
                    conditions = list(indicator._parse_domain().iter_conditions())
                except (ValueError, SyntaxError):
                    continue  # a condition that cannot be read is told where it is counted
                names |= {condition.field_expr.split(".")[0] for condition in conditions}
        return names
