from odoo import api, fields, models
from odoo.exceptions import UserError

PROCESS = "4.2"
CLOSED = ("done", "rejected")


class SalestechProcessProposal(models.Model):
    """How a process of the catalogue could be done better, measured before and after.

    Whoever holds a role may propose and vote; accepting, rejecting and closing takes process 4.2.
    """

    _name = "salestech.process.proposal"
    _description = "Proposal on a Process"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "salestech.process.guard",
        "salestech.reasoned.mixin",
        "salestech.recorded.facts",
        "salestech.amount.guard",
        "salestech.deadline.mixin",
    ]
    _order = "state, id desc"
    _check_company_auto = True

    _deadline_open_states = ("accepted",)
    _deadline_user_field = "executor_id"
    _deadline_team_field = "team_id"
    _facts = frozenset(
        {"state", "decided_by_id", "date_decided", "date_done", "reject_reason", "effect", "is_effective"}
    )
    _content = frozenset({"name", "process_id", "problem", "proposal", "measure", "unit", "better", "value_before"})

    name = fields.Char(string="In a few words", required=True, tracking=True)
    process_id = fields.Many2one(
        "salestech.process",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('kind', '=', 'process')]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True, ondelete="cascade"
    )
    problem = fields.Text(string="What is wrong now")
    proposal = fields.Text(string="What we should do instead")
    user_id = fields.Many2one(
        "res.users",
        string="Proposed by",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    team_id = fields.Many2one(
        "crm.team", string="Group", compute="_compute_team_id", store=True, precompute=True, index="btree_not_null"
    )
    executor_id = fields.Many2one(
        "res.users",
        string="Who carries it out",
        copy=False,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    date_deadline = fields.Date(string="Carry out by", copy=False, tracking=True)

    measure = fields.Char(
        string="Measured by", help="One figure that shows whether it got better, e.g. days to a contract."
    )
    unit = fields.Char(help="e.g. days, %, calls")
    better = fields.Selection([("less", "Less is better"), ("more", "More is better")], required=True, default="less")
    value_before = fields.Float(string="Figure before", aggregator=None, tracking=True)
    value_after = fields.Float(string="Figure after", aggregator=None, copy=False, tracking=True)
    effect = fields.Float(
        string="Change, %", compute="_compute_effect", store=True, aggregator=None, help="Above zero: it got better."
    )
    is_effective = fields.Boolean(string="It got better", compute="_compute_effect", store=True)

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("accepted", "Being carried out"),
            ("done", "Carried out and measured"),
            ("rejected", "Rejected"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    date_decided = fields.Date(string="Decided on", readonly=True, copy=False)
    date_done = fields.Date(string="Measured on", readonly=True, copy=False)
    reject_reason = fields.Char(string="Why rejected", readonly=True, copy=False, tracking=True)

    vote_ids = fields.One2many("salestech.process.vote", "proposal_id", string="Votes")
    vote_for = fields.Integer(string="In favour", compute="_compute_votes")
    vote_against = fields.Integer(string="Against", compute="_compute_votes")
    my_vote = fields.Selection([("for", "In favour"), ("against", "Against")], compute="_compute_votes")

    _values_finite = models.Constraint(
        "CHECK (COALESCE(value_before, 0) > '-Infinity' AND COALESCE(value_before, 0) < 'Infinity'"
        " AND COALESCE(value_after, 0) > '-Infinity' AND COALESCE(value_after, 0) < 'Infinity')",
        "The measure before and after is a number.",
    )

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        for proposal in self:
            proposal.team_id = proposal.user_id._salestech_group(proposal.company_id)

    @api.depends("state", "better", "value_before", "value_after")
    def _compute_effect(self):
        for proposal in self:
            gain = proposal.value_after - proposal.value_before
            gain = gain if proposal.better == "more" else -gain
            measured = proposal.state == "done"
            proposal.is_effective = measured and gain > 0
            before = abs(proposal.value_before)
            proposal.effect = 100 * gain / before if measured and before else 0

    @api.depends("vote_ids.value")
    @api.depends_context("uid")
    def _compute_votes(self):
        counts, mine = {}, {}
        for proposal, value, count in self.env["salestech.process.vote"]._read_group(
            [("proposal_id", "in", self.ids)], ["proposal_id", "value"], ["__count"]
        ):
            counts[proposal.id, value] = count
        for vote in self.env["salestech.process.vote"].search(
            [("proposal_id", "in", self.ids), ("user_id", "=", self.env.uid)]
        ):
            mine[vote.proposal_id.id] = vote.value
        for proposal in self:
            proposal.vote_for = counts.get((proposal.id, "for"), 0)
            proposal.vote_against = counts.get((proposal.id, "against"), 0)
            proposal.my_vote = mine.get(proposal.id, False)

    def write(self, vals):
        if not self.env.su and self and not self._is_mail_only(vals):
            for proposal in self.filtered(lambda proposal: proposal.state in CLOSED):
                raise UserError(self.env._("“%s” is closed and can no longer be changed.", proposal.name))
            # what was voted on stays what it was
            if self._content & vals.keys() and any(proposal.state != "draft" for proposal in self):
                self._require_process(PROCESS)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        if not self.env.su and any(proposal.state != "draft" for proposal in self):
            raise UserError(self.env._("Only drafts are deleted; what was proposed stays, rejected with the reason."))

    @api.model
    def _today(self):
        return (self.company_id[:1] or self.env.company)._local_day(fields.Datetime.now())
