from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MailActivityPlan(models.Model):
    """A scenario is an activity plan of opportunities that knows its ladder, its segments and what follows
    which outcome. Plans that are no scenarios stay as they are."""

    _inherit = "mail.activity.plan"
    _rec_names_search = ["name", "scenario_name"]

    is_scenario = fields.Boolean(string="Is a scenario")
    # Core's name is not translated, and making it so would change its column for other addons.
    scenario_name = fields.Char(string="Scenario", translate=True)
    description = fields.Text(
        string="When to choose it", translate=True, help="Shown to the salesperson who chooses a scenario for a client."
    )
    scenario_sequence = fields.Integer(string="Sequence", default=10)
    ladder_id = fields.Many2one(
        "salestech.ladder",
        index="btree_not_null",
        ondelete="restrict",
        help="Only clients on this ladder may follow the scenario. Empty: clients on any ladder.",
    )
    segment_ids = fields.Many2many(
        "salestech.segment",
        "salestech_scenario_segment_rel",
        "plan_id",
        "segment_id",
        string="Segments",
        help="The scenario is suggested for clients of these segments. Empty: for all others.",
    )
    lead_count = fields.Integer(string="Clients", compute="_compute_lead_count")

    @api.depends("scenario_name", "is_scenario")
    @api.depends_context("lang")
    def _compute_display_name(self):
        super()._compute_display_name()
        for plan in self.filtered(lambda p: p.is_scenario and p.scenario_name):
            plan.display_name = plan.scenario_name

    def _compute_lead_count(self):
        counts = dict(self.env["crm.lead"]._read_group([("scenario_id", "in", self.ids)], ["scenario_id"], ["__count"]))
        for plan in self:
            plan.lead_count = counts.get(plan, 0)

    @api.constrains("is_scenario", "res_model", "ladder_id", "company_id")
    def _check_scenario(self):
        for plan in self.filtered("is_scenario"):
            if plan.res_model != "crm.lead":
                raise ValidationError(
                    self.env._(
                        "The scenario “%s” must apply to opportunities: choose Lead/Opportunity.", plan.display_name
                    )
                )
            # sudo: the ladder's company, whoever configures the scenario
            company = plan.ladder_id.sudo().company_id
            if company and plan.company_id and company != plan.company_id:
                raise ValidationError(
                    self.env._("The ladder of the scenario “%s” belongs to another company.", plan.display_name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("scenario_name"):
                vals.setdefault("name", vals["scenario_name"])
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_no_client_follows_it(self):
        # sudo: clients of other people count as well.
        if (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            .search_count([("scenario_id", "in", self.ids)], limit=1)
        ):
            raise UserError(
                self.env._("Clients still follow this scenario. Archive it instead: nobody will choose it again.")
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for plan, vals in zip(self, vals_list, strict=True):
            if plan.is_scenario:
                vals["scenario_name"] = vals["name"] = self.env._("%s (copy)", plan.scenario_name or plan.name)
        return vals_list

    def copy(self, default=None):
        """A copied scenario leads to its own touches, not to those of the original."""
        plans = super().copy(default)
        for plan, new in zip(self, plans, strict=True):
            if plan.is_scenario:
                plan._copy_branches(new)
        return plans

    def _copy_branches(self, new):
        twin = dict(zip(plan_templates(self), plan_templates(new), strict=True))
        for template in self.template_ids:
            for branch in template.branch_ids:
                branch.copy(
                    {
                        "template_id": twin[template].id,
                        "next_template_id": twin[branch.next_template_id].id if branch.next_template_id else False,
                        "exhausted_template_id": (
                            twin[branch.exhausted_template_id].id if branch.exhausted_template_id else False
                        ),
                    }
                )

    def action_open_leads(self):
        """Open the clients that follow this scenario."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_opportunities")
        action["domain"] = [("scenario_id", "in", self.ids)]
        action["context"] = {}
        return action

    def _summary(self):
        """Return the scenario in one line: how many touches of each kind."""
        self.ensure_one()
        kinds = dict(self.template_ids._fields["touch_kind"]._description_selection(self.env))
        parts = [
            f"{label}: {len(self.template_ids.filtered(lambda t, k=kind: t.touch_kind == k))}"
            for kind, label in kinds.items()
            if kind in self.template_ids.mapped("touch_kind")
        ]
        return " · ".join(parts)


def plan_templates(plan):
    """Return the touches of a plan in an order that a copy keeps."""
    return plan.template_ids.sorted(lambda t: (t.sequence, t.id))
