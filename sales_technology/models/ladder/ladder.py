from odoo import api, fields, models
from odoo.exceptions import UserError


class SalestechLadder(models.Model):
    """A numbered way from a name on a list to a signature; its steps are CRM stages.

    Steps of a ladder that no team has adopted are archived, so pipelines of teams that
    never asked for a ladder do not change.
    """

    _name = "salestech.ladder"
    _description = "Sales Ladder"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    kind = fields.Selection(
        [("client", "Clients"), ("partner", "Partners")],
        required=True,
        default="client",
        help="Whom the ladder wins: indicators count clients and partners apart.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: every company may use it.")
    for_new_teams = fields.Boolean(
        string="New groups start with it", help="A sales team created from now on works by this ladder at once."
    )
    stage_ids = fields.One2many("crm.stage", "ladder_id", string="Steps", context={"active_test": False}, copy=True)
    team_ids = fields.One2many("crm.team", "ladder_id", string="Groups", check_company=True)
    step_count = fields.Integer(compute="_compute_step_count")
    team_count = fields.Integer(compute="_compute_team_count")

    @api.depends("stage_ids")
    def _compute_step_count(self):
        for ladder in self:
            ladder.step_count = len(ladder.stage_ids)

    @api.depends("team_ids")
    def _compute_team_count(self):
        for ladder in self:
            ladder.team_count = len(ladder.team_ids)

    @api.constrains("company_id")
    def _check_company_of_teams(self):
        for ladder in self.filtered("company_id"):
            strangers = ladder.sudo().team_ids.filtered(lambda t, c=ladder.company_id: t.company_id not in (c, False))
            strangers = strangers.filtered("company_id")
            if strangers:
                raise UserError(
                    self.env._(
                        "The ladder “%(ladder)s” is used by groups of another company: %(teams)s.",
                        ladder=ladder.name,
                        teams=", ".join(strangers.mapped("name")),
                    )
                )

    @api.constrains("for_new_teams", "company_id", "active")
    def _check_for_new_teams(self):
        chosen = self.search([("for_new_teams", "=", True)])
        for company, ladders in chosen.grouped("company_id").items():
            if len(ladders) > 1:
                raise UserError(
                    self.env._(
                        "Only one ladder can be the one new groups start with; now there are:"
                        " %(ladders)s (%(company)s).",
                        ladders=", ".join(ladders.mapped("name")),
                        company=company.name or self.env._("all companies"),
                    )
                )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for ladder, vals in zip(self, vals_list, strict=True):
            vals["name"] = (default or {}).get("name") or self.env._("%s (copy)", ladder.name)
            vals["for_new_teams"] = False
        return vals_list

    def write(self, vals):
        if vals.get("active") is False and self.team_ids:
            raise UserError(
                self.env._(
                    "Groups still work by this ladder: %(teams)s. Undo their adoption first.",
                    teams=", ".join(self.team_ids.mapped("name")),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_unused(self):
        if self.with_context(active_test=False).team_ids:
            raise UserError(self.env._("Groups still work by this ladder. Undo their adoption first."))

    def action_adopt(self):
        """Open the assistant that gives this ladder to groups; for administrators."""
        self.env["salestech.ladder.adoption"]._require_administrator()
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_ladder_adopt_action")
        action["context"] = {"default_ladder_id": self[:1].id}
        return action

    def _first_step(self):
        """Return the step a client starts on."""
        self.ensure_one()
        return self.stage_ids.sorted("step_no")[:1]

    def _sync_steps(self):
        """Show the steps to the teams that adopted the ladder and to nobody else."""
        for ladder in self.with_context(active_test=False):
            teams = ladder.team_ids
            steps = ladder.stage_ids
            steps.filtered(lambda s, t=teams: s.team_ids != t).team_ids = teams
            steps.filtered(lambda s, on=bool(teams): s.active != on).active = bool(teams)
