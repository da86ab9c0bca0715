from odoo import fields, models


class SalestechProcessVote(models.Model):
    """One person's vote on one proposal, written by the buttons of the proposal."""

    _name = "salestech.process.vote"
    _description = "Vote on a Proposal"
    _inherit = ["salestech.history.mixin"]
    _order = "id desc"
    _rec_name = "user_id"

    proposal_id = fields.Many2one(
        "salestech.process.proposal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="proposal_id.company_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one("res.users", string="Who", required=True, readonly=True, ondelete="cascade")
    value = fields.Selection(
        [("for", "In favour"), ("against", "Against")], string="Vote", required=True, readonly=True
    )

    _user_uniq = models.Constraint(
        "UNIQUE (proposal_id, user_id)", "You have voted on this proposal already. Reload the page."
    )

    def _by_hand_sentence(self):
        return self.env._("Votes are given by the buttons of the proposal, each by oneself.")
