from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date


class SalestechActualEntry(models.Model):
    """An actual that somebody typed, with proof: of an indicator that is counted by nothing else."""

    _name = "salestech.actual.entry"
    _description = "Actual Typed by Hand"
    _inherit = ["mail.thread", "salestech.amount.guard", "salestech.indicator.trigger"]
    _order = "date desc, indicator_id, user_id, id desc"
    _rec_name = "indicator_id"
    _check_company_auto = True

    indicator_id = fields.Many2one(
        "salestech.indicator",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("method", "=", "typed")],
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    date = fields.Date(string="Day", required=True, default=fields.Date.context_today, tracking=True)
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Group",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    segment_id = fields.Many2one("salestech.segment", ondelete="restrict", check_company=True)
    category_id = fields.Many2one("product.category", string="Product category", ondelete="restrict")
    amount = fields.Float(digits=False, required=True, tracking=True)
    weight = fields.Float(string="Divided by", digits=False, tracking=True, help="For a ratio only.")
    proof = fields.Char(help="Where the figure is known from.")
    proof_file = fields.Binary(string="Document", attachment=True)
    proof_file_name = fields.Char()
    kind = fields.Selection(related="indicator_id.kind")

    _finite = models.Constraint(
        "CHECK (amount < 1e15 AND COALESCE(weight, 0) < 1e15)",
        "A figure is a number that has an end.",
    )

    @api.depends("user_id")
    def _compute_team_id(self):
        for entry in self:
            # sudo: in which group a person works, whoever types
            teams = entry.user_id.sudo().crm_team_member_ids.crm_team_id
            entry.team_id = teams.filtered(lambda team, own=entry.company_id: (team.company_id or own) == own)[:1]

    @api.constrains("indicator_id", "date", "user_id", "team_id", "amount", "weight", "proof", "proof_file")
    def _check_entry(self):
        for entry in self:
            if entry.indicator_id.method != "typed":
                raise ValidationError(
                    self.env._(
                        "“%s” is counted from records. Only figures that nothing counts are typed by hand.",
                        entry.indicator_id.name,
                    )
                )
            if not (entry.proof or "").strip() and not entry.proof_file:
                raise ValidationError(self.env._("Say where the figure is known from, or attach a document."))
            if entry.date > entry.company_id._local_day(fields.Datetime.now()):
                raise ValidationError(self.env._("A figure of a day to come is not known yet. Correct the day."))

    def _refuse_foreign_group(self):
        """A figure goes to a group in which the person works, unless whoever types it answers for that group.

        Otherwise a salesperson could add his own figures to those of any group.
        """
        if self.env.su or self.env.user.has_group("sales_technology.group_reach_company"):
            return
        for entry in self.sudo():  # sudo: in which groups a person works, whoever types
            team = entry.team_id
            if team and team.user_id != self.env.user and team not in entry.user_id.crm_team_member_ids.crm_team_id:
                raise ValidationError(
                    self.env._("%(person)s is not in “%(group)s”.", person=entry.user_id.name, group=team.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._refuse_closed()
        entries._refuse_foreign_group()
        return entries

    def write(self, vals):
        self._refuse_closed()
        result = super().write(vals)
        self._refuse_closed()
        if vals.keys() & {"team_id", "user_id"}:
            self._refuse_foreign_group()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_open(self):
        self._refuse_closed()

    def _refuse_closed(self):
        if self.env.su:
            return
        for entry in self:
            # sudo: until when a company's figures are closed is no secret to those who type them
            closed = entry.company_id.sudo().actual_closed_until
            if closed and entry.date <= closed:
                raise ValidationError(
                    self.env._("The figures until %s are closed. Enter a later day.", format_date(self.env, closed))
                )
