from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .report_course import ACTIVITY_TYPE


class SalestechDecision(models.Model):
    """The course of a decision: agreed, in work, carried out; measured when its period is over."""

    _inherit = "salestech.decision"

    def action_propose(self):
        """Ask the department head to agree."""
        for decision in self:
            self._require_work_out(decision.company_id, decision.team_id)
            decision._require_state("draft")
            decision._require_complete()
        self._forget_activities()
        for decision in self:
            for user in decision._agreeing():
                decision._decision_activity(user, self.env._("Agree to the corrective decision"))
        return True

    def action_agree(self):
        """Agree: from now on it is carried out as it stands, in its period."""
        self._require_agreement()
        for decision in self:
            decision._require_state("draft")
            decision._require_complete()
        # sudo: facts, closed to everybody; who may agree was checked just now
        self.sudo().write(
            {
                "state": "agreed",
                "agreed_by_id": self.env.uid,
                "agreed_at": fields.Datetime.now(),
                "return_reason": False,
            }
        )
        self._forget_activities()
        for decision in self:
            decision._decision_activity(decision.responsible_id, self.env._("Carry out the corrective decision"))
        return True

    def action_return(self):
        """Open the dialog that asks why the decision goes back to who worked it out."""
        self.ensure_one()
        self._require_agreement()
        self._require_state("draft", "agreed", "work")
        return self._ask_reason("return")

    def action_start(self):
        """Begin to carry it out."""
        self._require_act()
        for decision in self:
            decision._require_state("agreed")
        self.sudo().write({"state": "work"})  # sudo: a fact; who acts and the state were checked just now
        return True

    def action_done(self):
        """Open the dialog that asks what was done."""
        self.ensure_one()
        self._require_act()
        self._require_state("agreed", "work")
        return self._ask_reason("done")

    def _reasoned(self):
        return super()._reasoned() | {
            "return": (self.env._("Why does the decision go back?"), self._return),
            "done": (self.env._("Carried out: what was done?"), self._finish),
        }

    def _return(self, reason):
        self._require_agreement()
        for decision in self:
            decision._require_state("draft", "agreed", "work")
        # sudo: facts, closed to everybody; who may decide was checked just now
        self.sudo().write({"state": "draft", "return_reason": reason, "agreed_by_id": False, "agreed_at": False})
        self._forget_activities()
        for decision in self:
            decision._decision_activity(
                decision.proposed_by_id, self.env._("Change the corrective decision"), note=reason
            )

    def _finish(self, result):
        self._require_act()
        for decision in self:
            decision._require_state("agreed", "work")
        # sudo: facts, closed to everybody; who acts and the state were checked just now
        self.sudo().write({"state": "done", "result": result, "done_at": fields.Datetime.now()})
        self._forget_activities()

    # ------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------

    def _require_state(self, *states):
        self.ensure_one()
        if self.state not in states:
            label = dict(self._fields["state"]._description_selection(self.env))[self.state].lower()
            raise UserError(
                self.env._(
                    "“%(decision)s” is in state “%(state)s” by now. Reload the page.",
                    decision=self.display_name,
                    state=label,
                )
            )

    def _require_complete(self):
        """Refuse to decide on what does not say yet what is done, why, and by what one sees that it worked."""
        self.ensure_one()
        missing = []
        if not self.cause_id:
            missing.append(self.env._("Choose the cause."))
        if not self.kind_id:
            missing.append(self.env._("Choose what kind of decision it is."))
        if not (self.description or "").strip():
            missing.append(self.env._("Write down what is done."))
        if not self.goal and self.direction == "up":
            missing.append(self.env._("Enter the measure of success: what the figure shall come to."))
        if missing:
            raise UserError(
                self.env._(
                    "“%(decision)s” is not complete. %(missing)s",
                    decision=self.display_name,
                    missing=" ".join(missing),
                )
            )

    def _require_agreement(self):
        """Raise AccessError unless the user agrees to these decisions."""
        self.check_access("read")
        for decision in self:
            if decision._may_agree() and (self.env.su or decision.company_id in self.env.companies):
                continue
            if decision.proposed_by_id == self.env.user and decision._may_work_out(
                decision.company_id, decision.team_id
            ):
                raise AccessError(
                    self.env._(
                        "You worked out “%s” yourself: somebody else agrees to it. The settings can allow it to you.",
                        decision.display_name,
                    )
                )
            who = ", ".join(decision._agreeing().sudo().mapped("name"))
            raise AccessError(
                self.env._("“%(decision)s” is agreed to by %(who)s.", decision=decision.display_name, who=who or "–")
            )

    def _require_act(self):
        """Raise AccessError unless the user carries these decisions out, or heads those who do."""
        self.check_access("read")
        for decision in self:
            mine = self.env.su or decision.responsible_id == self.env.user
            if not mine and not decision._may_work_out(decision.company_id, decision.team_id):
                raise AccessError(
                    self.env._(
                        "“%(decision)s” is carried out by %(who)s.",
                        decision=decision.display_name,
                        who=decision.responsible_id.sudo().name or "–",
                    )
                )

    def _decision_activity(self, user, summary, note=None):
        self.ensure_one()
        if user:
            # sudo: whoever acts need not be able to give tasks to the other
            self.sudo().activity_schedule(ACTIVITY_TYPE, user_id=user.id, summary=summary, note=note)

    def _forget_activities(self):
        self.sudo().activity_unlink([ACTIVITY_TYPE])  # sudo: tasks of others that are done with
