from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .scorecard_weighted import SCOPES

PROCESS = "3.5"


class SalestechScorecardTemplate(models.Model):
    """Which indicators a scorecard has and what each weighs, per level and role, in versions.

    A version in force, or one that cards were made from, never changes: the next one is a new version.
    """

    _name = "salestech.scorecard.template"
    _description = "Template of Scorecards"
    _inherit = ["mail.thread", "salestech.process.guard", "salestech.recorded.facts"]
    _order = "scope, role_id, company_id, version desc, id desc"
    _facts = frozenset({"state", "version", "previous_id"})

    name = fields.Char(required=True, translate=True)
    scope = fields.Selection(SCOPES, string="For", required=True, default="user")
    role_id = fields.Many2one(
        "salestech.role", ondelete="restrict", help="Without a role: for people whose role has no template of its own."
    )
    company_id = fields.Many2one(
        "res.company", index=True, ondelete="cascade", help="Empty: for companies without one of their own."
    )
    version = fields.Integer(readonly=True, default=1, copy=False, aggregator=None)
    previous_id = fields.Many2one(
        "salestech.scorecard.template", string="Follows", readonly=True, copy=False, ondelete="restrict", index=True
    )
    state = fields.Selection(
        [("draft", "Draft"), ("valid", "In force"), ("superseded", "Superseded")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("salestech.scorecard.template.line", "template_id", string="Indicators", copy=True)
    weight_total = fields.Float(string="Weights, %", digits=(16, 2), compute="_compute_weight_total")
    card_count = fields.Integer(string="Cards", compute="_compute_card_count")

    _role_fits = models.Constraint("CHECK (scope = 'user' OR role_id IS NULL)", "Only a person's template has a role.")
    _valid_uniq = models.UniqueIndex(
        "(scope, (COALESCE(role_id, 0)), (COALESCE(company_id, 0))) WHERE state = 'valid'",
        "Another version has been put in force just now. Reload the page.",
    )
    _next_uniq = models.UniqueIndex(
        "(previous_id) WHERE state = 'draft'", "A next version is being written already. Go on with that one."
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for template in self:
            template.display_name = self.env._(
                "%(name)s, version %(version)s", name=template.name or "", version=template.version
            )

    @api.depends("line_ids.weight")
    def _compute_weight_total(self):
        for template in self:
            template.weight_total = sum(template.line_ids.mapped("weight"))

    def _compute_card_count(self):
        counts = dict(
            self.env["salestech.scorecard"]._read_group([("template_id", "in", self.ids)], ["template_id"], ["__count"])
        )
        for template in self:
            template.card_count = counts.get(template, 0)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._require_editor()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and not self._is_mail_only(vals):
            self._require_editor()
            self._require_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        self._require_editor()
        self._require_draft()

    def _require_editor(self):
        """The administrator sets the templates, and the head of the department, whose process it is."""
        if self.env.su or self.env.user.has_group("sales_technology.group_salestech_administrator"):
            return
        self._require_process(PROCESS)
        if not self.env.user.has_group("sales_technology.group_reach_company"):
            raise AccessError(self.env._("The weights of the year are set by the head of the department."))

    def _require_draft(self):
        for template in self.filtered(lambda found: found.state != "draft"):
            raise UserError(
                self.env._("“%s” was put in force and stays as it is. Make a new version.", template.display_name)
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_put_in_force(self):
        """Put a draft in force; the version before is superseded, cards made from it keep their weights."""
        self.ensure_one()
        self.check_access("write")
        self._require_editor()
        self._require_draft()
        self.line_ids._require_whole_weights(self.display_name)
        # sudo: facts, closed to everybody; reach, process and state were checked just now
        mine = self.sudo()
        domain = [(name, "=", mine[name].id) for name in ("role_id", "company_id")]
        before = mine.search([("scope", "=", mine.scope), ("state", "=", "valid"), *domain])
        before.write({"state": "superseded"})
        before.flush_recordset()
        mine.write({"state": "valid"})
        return True

    def action_new_version(self):
        """Make the next version as a draft with the same weights, and open it."""
        self.ensure_one()
        self.check_access("write")
        self._require_editor()
        if self.state == "draft":
            raise UserError(self.env._("This version is a draft still: change it as it is."))
        # sudo: facts, closed to everybody; reach and process were checked just now
        version = self.sudo().copy({"name": self.name, "version": self.version + 1, "previous_id": self.id})
        return version.with_env(self.env)._get_records_action()

    def action_open_cards(self):
        """Open the cards made from the template."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_scorecard_action")
        return {**action, "domain": [("template_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _prepare_lines(self):
        """Return the values of the lines that a card gets by this version."""
        names = ("sequence", "perspective", "weight", "cap")
        return [
            {"indicator_id": line.indicator_id.id, **{name: line[name] for name in names}} for line in self.line_ids
        ]

    @api.model
    def _in_force(self, company):
        """Return {(scope, role or none): template} in force for a company, its own before the common ones."""
        found = self.search([("state", "=", "valid"), ("company_id", "in", [company.id, False])])
        return {(t.scope, t.role_id): t for t in found.sorted(lambda t: bool(t.company_id))}
