from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

FACTS = frozenset({"state", "decided_by_id", "decided_at", "refuse_reason", "submitted_by_id"})


class SalestechPlanCorrection(models.Model):
    """A change of an approved plan of a coming period: only towards more, or less where less is better.

    A correction is a record: what the figure was, what it becomes, why, who proposed and who approved it. It is applied
    at once when it is approved, and stays.
    """

    _name = "salestech.plan.correction"
    _description = "Correction of a Plan"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "plan_id"
    _check_company_auto = True

    plan_id = fields.Many2one(
        "salestech.plan",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain="[('state', '=', 'approved'), ('date_from', '>', context_today().strftime('%Y-%m-%d'))]",
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    team_id = fields.Many2one(related="plan_id.team_id", store=True, index=True)
    user_id = fields.Many2one(related="plan_id.user_id", store=True, string="Manager")
    reason = fields.Text(required=True, tracking=True)
    line_ids = fields.One2many("salestech.plan.correction.line", "correction_id", string="Figures", copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Proposed"), ("approved", "Approved"), ("refused", "Refused")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    submitted_by_id = fields.Many2one("res.users", string="Proposed by", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    refuse_reason = fields.Char(string="Why refused", copy=False, readonly=True, tracking=True)
    can_approve = fields.Boolean(compute="_compute_can_approve", export_string_translation=False)

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_can_approve(self):
        for correction in self:
            correction.can_approve = correction.state == "submitted" and correction.plan_id._may_approve()

    @api.constrains("plan_id")
    def _check_plan(self):
        for correction in self:
            plan = correction.plan_id
            if plan.state != "approved":
                raise ValidationError(
                    self.env._("“%s” is not approved yet: change its figures directly.", plan.display_name)
                )
            plan._require_coming()

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                given = {name for name in FACTS if vals.get(name, self.env.context.get(f"default_{name}"))}
                if vals.get("state", "draft") == "draft" and self.env.context.get("default_state", "draft") == "draft":
                    given.discard("state")
                self._refuse_facts(given)
        corrections = super().create(vals_list)
        if not self.env.su:
            corrections._require_proposer()
        return corrections

    def write(self, vals):
        if not self.env.su and not all(name.startswith(("message_", "activity_")) for name in vals):
            self._refuse_facts(FACTS & vals.keys())
            self._require_open()
        result = super().write(vals)
        if not self.env.su and "plan_id" in vals:
            self._require_proposer()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        if not self.env.su:
            self._require_open()

    def _refuse_facts(self, names):
        if names:
            raise AccessError(self.env._("A correction is decided on by its buttons, not by hand."))

    def _require_proposer(self):
        """Raise AccessError unless the user drafts the plans that are corrected."""
        self.check_access("write")
        self.plan_id._require_draft()

    def _require_open(self):
        self._require_proposer()
        if any(correction.state != "draft" for correction in self):
            raise UserError(self.env._("The correction was proposed already and stays as it is. Propose another one."))
