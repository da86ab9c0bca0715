from odoo import models
from odoo.exceptions import AccessError, UserError

from .process_proposal import PROCESS


class SalestechProcessProposal(models.Model):
    """The course of a proposal: proposed, voted on, accepted or rejected, carried out and measured."""

    _inherit = "salestech.process.proposal"

    def action_propose(self):
        """Put a draft up for voting."""
        self.check_access("write")
        for proposal in self:
            if not (proposal.problem or "").strip() or not (proposal.proposal or "").strip():
                raise UserError(
                    self.env._("“%s”: write down what is wrong now and what we should do instead.", proposal.name)
                )
        self._become("proposed", ("draft",))
        return True

    def action_accept(self):
        """Accept proposals: somebody carries them out until a day, and there is a measure of before.

        :raises AccessError: of one's own, unless the company's setting for plans allows it (section on planning)
        """
        self._require_decision()
        self._require_other_author()
        for proposal in self:
            missing = proposal._missing_to_accept()
            if missing:
                raise UserError(
                    self.env._(
                        "“%(name)s” cannot be accepted yet. %(missing)s", name=proposal.name, missing=" ".join(missing)
                    )
                )
        self._become("accepted", ("proposed",), decided_by_id=self.env.uid, date_decided=self._today())
        return True

    def _missing_to_accept(self):
        self.ensure_one()
        missing = []
        if not self.executor_id:
            missing.append(self.env._("Say who carries it out."))
        if not self.date_deadline:
            missing.append(self.env._("Say until when."))
        if not (self.measure or "").strip():
            missing.append(self.env._("Say what it is measured by, and the figure before."))
        return missing

    def action_measure(self):
        """Close proposals whose figure after was entered."""
        self._require_decision()
        self._become("done", ("accepted",), date_done=self._today())
        return True

    def action_reject(self):
        """Open the dialog that asks why a proposal is rejected."""
        self.ensure_one()
        self._require_decision()
        return self._ask_reason("reject")

    def action_vote_for(self):
        """Vote for it; whoever did already takes the vote back."""
        return self._vote("for")

    def action_vote_against(self):
        """Vote against it; whoever did already takes the vote back."""
        return self._vote("against")

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _reasoned(self):
        return {"reject": (self.env._("Rejected: why?"), self._reject)}

    def _reject(self, reason):
        self._require_decision()
        self._become(
            "rejected",
            ("proposed", "accepted"),
            reject_reason=reason,
            decided_by_id=self.env.uid,
            date_decided=self._today(),
        )

    def _vote(self, value):
        """Record, change or take back the user's own vote: one a person, by UNIQUE."""
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("sales_technology.group_reach_own"):
            raise UserError(self.env._("Those who work by these processes vote on them."))
        if self.state != "proposed":
            raise UserError(self.env._("“%s” is not up for voting.", self.name))
        # sudo: votes are written by this button alone, the voter is the one who presses it
        votes = self.env["salestech.process.vote"].sudo()
        own = votes.search([("proposal_id", "=", self.id), ("user_id", "=", self.env.uid)])
        if not own:
            votes.create({"proposal_id": self.id, "user_id": self.env.uid, "value": value})
        elif own.value == value:
            own.unlink()
        else:
            own.value = value
        return True

    def _require_decision(self):
        self.check_access("write")
        self._require_process(PROCESS)

    def _require_other_author(self):
        for proposal in self.filtered(lambda proposal: self.env.user in (proposal.user_id, proposal.create_uid)):
            # sudo: a setting everybody is held by
            if not self.env.su and not proposal.company_id.sudo().plan_self_approval:
                raise AccessError(
                    self.env._(
                        "“%s” is your own proposal: somebody else accepts it. The settings can allow it to you.",
                        proposal.name,
                    )
                )

    def _become(self, state, before, **facts):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for proposal in self.filtered(lambda proposal: proposal.state not in before):
            raise UserError(
                self.env._(
                    "“%(proposal)s” is in state “%(state)s” by now. Reload the page.",
                    proposal=proposal.name,
                    state=labels[proposal.state],
                )
            )
        # sudo: facts, closed to everybody; reach, process and state were checked by the callers and just now
        self.sudo().write({"state": state, **facts})
