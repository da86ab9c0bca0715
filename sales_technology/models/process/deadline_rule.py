from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

CRON = "sales_technology.ir_cron_deadlines"
DEPARTMENT_HEAD = "sales_technology.group_salestech_department_head"


class SalestechDeadlineRule(models.Model):
    """When the deadlines of a kind are spoken of, and to whom. Data: the administrator tunes it."""

    _name = "salestech.deadline.rule"
    _description = "Rule of Deadlines"
    _order = "kind, timing desc, days, id"

    name = fields.Char(compute="_compute_name")
    active = fields.Boolean(default=True)
    kind = fields.Selection(selection="_selection_kind", string="Deadlines of", required=True, index=True)
    timing = fields.Selection(
        selection=[("before", "working days before"), ("after", "working days after")], required=True, default="before"
    )
    days = fields.Integer(string="Working days", default=1, aggregator=None)
    level = fields.Selection(
        selection=[
            ("responsible", "The one responsible"),
            ("group_head", "The group head"),
            ("department_head", "The department head"),
        ],
        string="Who is told",
        required=True,
        default="responsible",
        help="Where that person is missing or has left, the next one above is told.",
    )
    notice_ids = fields.One2many("salestech.deadline.notice", "rule_id", string="Notices")
    error = fields.Char(
        string="Trouble", readonly=True, copy=False, help="Why the rule could not be carried out last time."
    )

    _days_in_range = models.Constraint(
        "CHECK (days >= 0 AND days <= 60 AND (timing = 'before' OR days > 0))",
        "A rule speaks 0 to 60 working days before a deadline, or 1 to 60 after it.",
    )
    _level_uniq = models.UniqueIndex(
        "(kind, timing, days, level) WHERE active IS TRUE",
        "There is such a rule already: the same day, the same person.",
    )

    @api.model
    def _selection_kind(self):
        return sorted(
            (kind, label)
            for name in self._deadline_models()
            for kind, label in self.env[name]._deadline_kinds().items()
        )

    @api.depends("kind", "timing", "days", "level")
    @api.depends_context("lang")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        levels = dict(self._fields["level"]._description_selection(self.env))
        for rule in self:
            values = {"kind": kinds.get(rule.kind, ""), "days": rule.days, "level": levels.get(rule.level, "")}
            if rule.timing == "after":
                rule.name = self.env._("%(kind)s: %(days)s working days late → %(level)s", **values)
            elif rule.days:
                rule.name = self.env._("%(kind)s: %(days)s working days ahead → %(level)s", **values)
            else:
                rule.name = self.env._("%(kind)s: on the day → %(level)s", **values)

    @api.constrains("kind")
    def _check_kind(self):
        for rule in self:
            if not rule._model_name():
                raise ValidationError(self.env._("There are no deadlines of the kind “%s”.", rule.kind))

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._wake()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"active", "kind", "timing", "days", "level"}:
            self._wake()
        return result

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_notices(self):
        """Show what was told by this rule."""
        self.ensure_one()
        self.check_access("read")
        self.env["salestech.deadline.notice"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_deadline_notice_action")
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _deadline_models(self):
        """Return the names of the models that have deadlines."""
        models_ = self.env.registry.models.items()
        return sorted(name for name, cls in models_ if not cls._abstract and hasattr(cls, "_deadline_kinds"))

    def _model_name(self):
        """Return the model whose kind this is, or None when its addon is gone."""
        self.ensure_one()
        return next((name for name in self._deadline_models() if self.kind in self.env[name]._deadline_kinds()), None)

    def _model(self):
        """Return the model, empty, or say why there is none."""
        self.ensure_one()
        name = self._model_name()
        if not name:
            raise UserError(
                self.env._("There are no deadlines of the kind “%s” any more. Archive the rule.", self.kind)
            )
        return self.env[name]

    @api.model
    def _department_heads(self, company):
        """Return the active users who head the department of this company, best those whose own role it is."""
        # sudo: who heads the department is no secret to the mechanism. By the cached id: asked once a record.
        group = self.env["res.groups"].sudo().browse(self.env["ir.model.data"]._xmlid_to_res_id(DEPARTMENT_HEAD))
        heads = group.all_user_ids.filtered(lambda user: user.active and company in user.company_ids)
        return heads & group.user_ids or heads

    def _latest_due(self, working_days, today):
        """Return the latest deadline about which this rule has spoken or speaks today."""
        self.ensure_one()
        if self.timing == "before":
            return working_days.latest_reminded(today, self.days)
        return working_days.latest_missed(today, self.days)

    def _due_day(self, working_days, deadline):
        """Return the day on which this rule speaks about a deadline."""
        self.ensure_one()
        return getattr(working_days, self.timing)(deadline, self.days)

    @api.model
    def _wake(self, at=None):
        """Have the scheduled action run at `at`, unless it will before; without `at` right after this transaction."""
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if not cron:
            return
        cron = cron.sudo()  # sudo: anybody's saving a record wakes the mechanism; it decides by itself what to do
        if at:
            # Triggers of the past do not count: the run that is under way may be consuming them.
            pending = [("cron_id", "=", cron.id), ("call_at", ">", fields.Datetime.now()), ("call_at", "<=", at)]
            if not self.env["ir.cron.trigger"].sudo().search_count(pending, limit=1):
                cron._trigger(at)
        elif not self.env.cr.precommit.data.get(CRON):
            self.env.cr.precommit.data[CRON] = True  # once a transaction is enough
            cron._trigger()
