from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.period import period_of
from ...tools.scoring import weights_fault
from .scorecard_weighted import SCOPES

IDENTITY = frozenset({"scope", "user_id", "team_id", "company_id", "year", "template_id"})
FROZEN = ("signed", "closed")


class SalestechScorecard(models.Model):
    """The balanced scorecard of a person, a group or the department for a year.

    Draft → agreed (weights and targets stand) → in assessment (figures as counted) → signed by both (nothing changes
    any more) → closed. Whose card it is signs himself, and so does the next level up: nobody signs for another.
    """

    _name = "salestech.scorecard"
    _description = "Annual Scorecard"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "salestech.process.guard",
        "salestech.reasoned.mixin",
        "salestech.recorded.facts",
    ]
    _order = "year desc, scope, team_id, user_id, id"
    _check_company_auto = True
    _facts = frozenset(
        {
            *("state", "template_id", "lock_version", "figures_at", "agreed_at", "agreed_by_id", "signed_at"),
            *("signed_name", "reviewer_signed_at", "reviewer_signed_name", "closed_at"),
            *("date_from", "date_to", "weight_total", "score"),
        }
    )

    scope = fields.Selection(SCOPES, string="Level", required=True, default="user", index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner of the card",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Of a group's card its head, of the department's its head.",
    )
    team_id = fields.Many2one(
        "crm.team", string="Group", index="btree_not_null", ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    reviewer_id = fields.Many2one(
        "res.users",
        string="Next level up",
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Agrees the weights and signs beside whose card it is.",
    )
    year = fields.Integer(
        required=True,
        default=lambda self: self.env.company._local_day(fields.Datetime.now()).year,
        index=True,
        aggregator=None,
        help="In which the financial year begins.",
    )
    date_from = fields.Date(string="From", compute="_compute_dates", store=True, precompute=True)
    date_to = fields.Date(string="To", compute="_compute_dates", store=True, precompute=True)
    template_id = fields.Many2one(
        "salestech.scorecard.template", string="Weights of", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("agreed", "Agreed"),
            ("assessment", "In assessment"),
            ("signed", "Signed by both"),
            ("closed", "Closed"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    line_ids = fields.One2many("salestech.scorecard.line", "scorecard_id", string="Indicators", copy=False)
    weight_total = fields.Float(
        string="Weights, %", digits=(16, 2), compute="_compute_score", store=True, aggregator=None
    )
    score = fields.Float(
        string="Score, %", digits=(16, 2), compute="_compute_score", store=True, aggregator="avg", tracking=True
    )
    previous_score = fields.Float(string="Last year's, %", digits=(16, 2), compute="_compute_previous_score")
    own_comment = fields.Text(string="Own comment", copy=False, tracking=True)
    reviewer_comment = fields.Text(string="Comment of the next level up", copy=False, tracking=True)
    figures_at = fields.Datetime(string="Figures as of", readonly=True, copy=False)
    agreed_at = fields.Datetime(readonly=True, copy=False)
    agreed_by_id = fields.Many2one("res.users", string="Agreed by", readonly=True, copy=False)
    signed_at = fields.Datetime(string="Signed at", readonly=True, copy=False)
    signed_name = fields.Char(string="Signed by", readonly=True, copy=False)
    reviewer_signed_at = fields.Datetime(string="Signed above at", readonly=True, copy=False)
    reviewer_signed_name = fields.Char(string="Signed above by", readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)
    # Whoever moves a card updates it first: of two at once one is run again with what the other left behind.
    lock_version = fields.Integer(readonly=True, copy=False, default=0, export_string_translation=False)

    can_review = fields.Boolean(compute="_compute_rights", export_string_translation=False)
    can_sign = fields.Boolean(compute="_compute_rights", export_string_translation=False)
    is_mine = fields.Boolean(compute="_compute_rights", export_string_translation=False)

    _year_range = models.Constraint("CHECK (year BETWEEN 1990 AND 2200)", "The year lies between 1990 and 2200.")
    _scope_fits = models.Constraint(
        "CHECK (scope = 'user' OR (scope = 'team') = (team_id IS NOT NULL))",
        "A group's card names the group, the department's none.",
    )
    _two_people = models.Constraint(
        "CHECK (reviewer_id IS NULL OR reviewer_id <> user_id)",
        "Nobody assesses himself. Choose somebody else as the next level up.",
    )
    _owner_uniq = models.UniqueIndex(
        """(company_id, year, scope, (CASE scope WHEN 'user' THEN user_id ELSE 0 END),
            (CASE scope WHEN 'team' THEN team_id ELSE 0 END))""",
        "There is a card for this year already. Open that one.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("year", "company_id")
    def _compute_dates(self):
        for card in self:
            if not card.year or not 1990 <= card.year <= 2200:
                card.date_from = card.date_to = False
                continue
            month = card.company_id._first_month()
            period = period_of(date(card.year, month, 1), "year", month)
            card.date_from, card.date_to = period.date_from, period.date_to

    @api.depends("line_ids.weight", "line_ids.score")
    def _compute_score(self):
        for card in self:
            card.weight_total = sum(card.line_ids.mapped("weight"))
            card.score = sum(card.line_ids.mapped("score"))

    @api.depends("year", "scope", "user_id", "team_id")
    def _compute_previous_score(self):
        before = self.search(
            [("year", "in", [card.year - 1 for card in self]), ("company_id", "in", self.company_id.ids)]
        )
        scores = {card._owner_key(): card.score for card in before}
        for card in self:
            card.previous_score = scores.get(card._owner_key(card.year - 1), 0)

    @api.depends("scope", "user_id", "team_id", "year", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for card in self:
            # sudo: who may see the card may know whose it is
            owner = {"team": card.team_id, "company": card.company_id}.get(card.scope, card.user_id).sudo().name
            card.display_name = " · ".join(filter(None, (owner, str(card.year or ""))))

    def _owner_key(self, year=None):
        owner = {"team": self.team_id, "company": self.company_id}.get(self.scope, self.user_id)
        return self.company_id.id, self.scope, owner.id, year or self.year

    # ------------------------------------------------------------
    # CONSTRAINS
    # ------------------------------------------------------------

    @api.constrains("state", "line_ids")
    def _check_weights(self):
        """No card that was agreed has weights that do not add up, however it got there."""
        for card in self.filtered(lambda card: card.state != "draft"):
            if weights_fault(card.line_ids.mapped("weight")) is not None:
                raise ValidationError(
                    self.env._("“%s”: the weights of an agreed card add up to 100 %%.", card.display_name)
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        cards = super().create(vals_list)
        if not self.env.su:
            cards._require_review()
        cards.filtered(lambda card: not card.reviewer_id)._find_reviewers()
        bare = cards.filtered(lambda card: not card.line_ids)
        bare._take_template()
        bare._fill_targets()
        return cards

    def write(self, vals):
        if not self.env.su and not self._is_mail_only(vals):
            self._require_may_write(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        if not self.env.su:
            self._require_review()
        for card in self.filtered(lambda card: card.state != "draft"):
            raise UserError(self.env._("“%s” was agreed and stays in the history.", card.display_name))

    def copy_data(self, default=None):
        raise UserError(self.env._("A card cannot be duplicated: open the cards of the other year."))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _today(self):
        return (self.company_id[:1] or self.env.company)._local_day(fields.Datetime.now())

    def _lock(self):
        """Be the only one who moves this card until the transaction ends."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE salestech_scorecard SET lock_version = lock_version + 1 WHERE id = ANY(%s)", [self.ids]
        )
        self.invalidate_recordset()
