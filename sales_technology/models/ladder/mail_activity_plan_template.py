from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.graph import has_circle
from .mail_activity_type import TOUCH_KINDS


class MailActivityPlanTemplate(models.Model):
    """A touch of a scenario: what is done, by which script, when, and what follows its outcome.

    In a scenario delays are counted in working days of the company.
    """

    _inherit = "mail.activity.plan.template"

    is_scenario = fields.Boolean(related="plan_id.is_scenario")
    # Core's summary is not translated; see `scenario_name` of the plan.
    touch_name = fields.Char(string="Touch", translate=True)
    touch_kind = fields.Selection(
        TOUCH_KINDS, string="Kind", compute="_compute_touch_kind", store=True, readonly=False, precompute=True
    )
    script = fields.Html(
        translate=True, sanitize_style=True, help="What to say or to write; shown folded on the client's card."
    )
    is_at_once = fields.Boolean(
        string="Planned at once",
        default=True,
        help="Planned as soon as the scenario is chosen. Otherwise only when an outcome of another touch leads to it.",
    )
    branch_ids = fields.One2many("salestech.scenario.branch", "template_id", string="What follows which outcome")
    branch_summary = fields.Char(string="What follows", compute="_compute_branch_summary")

    @api.depends("activity_type_id")
    def _compute_touch_kind(self):
        for template in self:
            template.touch_kind = template.activity_type_id._touch_kind()

    @api.depends("touch_name")
    def _compute_summary(self):
        named = self.filtered(lambda t: t.plan_id.is_scenario and t.touch_name)
        super(MailActivityPlanTemplate, self - named)._compute_summary()
        for template in named:
            template.summary = template.touch_name

    @api.depends("branch_ids.outcome", "branch_ids.next_template_id", "branch_ids.next_action")
    def _compute_branch_summary(self):
        for template in self:
            template.branch_summary = " · ".join(branch._sentence() for branch in template.branch_ids)

    @api.depends("touch_name", "summary")
    @api.depends_context("lang")
    def _compute_display_name(self):
        super()._compute_display_name()
        for template in self.filtered("touch_name"):
            template.display_name = template.touch_name

    @api.onchange("responsible_id")
    def _onchange_responsible_id(self):
        """On a scenario a person is named or not; Odoo's kind of assignment follows from it."""
        if self.plan_id.is_scenario:
            self.responsible_type = "other" if self.responsible_id else "on_demand"

    @api.constrains("plan_id", "delay_count", "delay_unit", "delay_from", "touch_kind")
    def _check_scenario_touch(self):
        for template in self.filtered("plan_id.is_scenario"):
            if template.delay_unit != "days" or template.delay_from != "after_plan_date":
                raise ValidationError(
                    self.env._("The touch “%s” must come some working days after the start.", template.display_name)
                )
            if not 0 <= template.delay_count <= 365:
                raise ValidationError(
                    self.env._("The touch “%s” must come within 0 to 365 working days.", template.display_name)
                )

    @api.constrains("plan_id", "branch_ids")
    def _check_scenario_graph(self):
        """Branches may not lead round in a circle for ever: a circle needs a branch with a limit."""
        for plan in self.plan_id.filtered("is_scenario"):
            following = {t: t.branch_ids._unlimited_targets() for t in plan.template_ids}
            if has_circle(following):
                raise ValidationError(
                    self.env._(
                        "The touches of “%s” lead round in a circle. Say on one of them how many times at most.",
                        plan.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # In a scenario every touch comes after its start; Odoo's plans count backwards by default.
            if vals.get("touch_name") or vals.get("branch_ids"):
                vals.setdefault("delay_from", "after_plan_date")
        return super().create(vals_list)

    def _get_date_deadline(self, base_date=False):
        self.ensure_one()
        if not self.plan_id.is_scenario:
            return super()._get_date_deadline(base_date)
        company = self.plan_id.company_id or self.env.company
        return company._working_day_after(base_date or fields.Date.context_today(self), self.delay_count)

    def _prepare_touch_vals(self, lead, deadline, **extra):
        """Return the values of the activity that carries this touch out for a lead."""
        responsible = self._determine_responsible(lead.user_id or self.env.user, lead)["responsible"]
        return {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": lead.id,
            "activity_type_id": self.activity_type_id.id,
            "summary": self.touch_name or self.summary,
            "note": self.note,
            "user_id": responsible.id,
            "date_deadline": deadline,
            "automated": True,
            "touch_kind": self.touch_kind,
            "scenario_touch_id": self.id,
            **extra,
        }
