from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .plan_decide import ACTIVITY_TYPE


class SalestechPlanCorrection(models.Model):
    """Proposing, approving and refusing corrections."""

    _inherit = "salestech.plan.correction"

    def action_submit(self):
        """Propose the corrections to those who approve the plan."""
        self._require_open()
        for correction in self:
            if not correction.line_ids:
                raise UserError(self.env._("The correction has no figure yet. Add one."))
            correction.plan_id._require_coming()
        # sudo: facts, closed to everybody; process, reach and state were checked just now
        self.sudo().write({"state": "submitted", "submitted_by_id": self.env.uid})
        for correction in self:
            for user in correction.plan_id._approvers():
                # sudo: whoever proposes need not be able to give tasks to who decides
                correction.sudo().activity_schedule(
                    ACTIVITY_TYPE, user_id=user.id, summary=self.env._("Decide on the correction")
                )
        return True

    def action_approve(self):
        """Approve the corrections: the figures of the plans change at once, and who shares them out is told.

        :raises AccessError: for whoever does not decide on the plan, or proposed the correction himself
        :raises UserError: where the plan changed meanwhile, so that the correction no longer betters it
        """
        self._require_decision(four_eyes=True)
        plans = self.sudo().plan_id  # sudo: who decides on the plan was checked
        (plans | plans.parent_id | plans.child_ids)._lock()
        self.invalidate_recordset()
        for correction in self:
            correction._require_submitted()
            correction.plan_id.sudo()._require_coming()
            for row in correction.sudo().line_ids:
                row._require_better()
                row.old_target = row.line_id.target
                row.line_id.target = row.new_target
        self._decided("approved")
        for correction in self:
            correction._tell_what_follows()
        return True

    def action_refuse(self):
        """Refuse the corrections; the plans stay as they are."""
        self._require_decision()
        self.plan_id.sudo()._lock()  # sudo: only against a decision at the same moment
        self.invalidate_recordset()
        for correction in self:
            correction._require_submitted()
        self._decided("refused")
        return True

    def _decided(self, state):
        # sudo: facts, closed to everybody; who may decide was checked by the caller
        done = self.sudo()
        done.write({"state": state, "decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()})
        done.activity_unlink([ACTIVITY_TYPE])

    def _require_decision(self, four_eyes=False):
        self.check_access("read")
        for correction in self:
            plan = correction.plan_id
            plan._require_decision()
            authors = correction.submitted_by_id | correction.create_uid
            allowed = self.env.su or plan.company_id.sudo().plan_self_approval  # sudo: a setting all are held by
            if four_eyes and not allowed and self.env.user in authors:
                raise AccessError(self.env._("You proposed this correction yourself: somebody else approves it."))

    def _require_submitted(self):
        self.ensure_one()
        if self.state != "submitted":
            raise UserError(self.env._("Somebody decided on this correction already. Reload the page."))

    def _tell_what_follows(self):
        """Write what changed into the plan's history; who shares the plan out gets the rest as a task."""
        plan = self.plan_id.sudo()  # sudo: history is written whoever decides
        rows = self.sudo().line_ids
        text = "; ".join(
            f"{row.line_id.display_name}: {row.line_id._formatted(row.old_target)} → "
            f"{row.line_id._formatted(row.new_target)}"
            for row in rows
        )
        sentence = self.env._("Corrected: %(figures)s. Reason: %(reason)s", figures=text, reason=self.reason)
        plan._message_log(body=sentence)
        rows.line_id.invalidate_recordset(["shared", "to_share", "cover"])
        if any(row.line_id.cover == "short" for row in rows):
            plan._plan_activity(plan._sharer(), self.env._("Share out what the correction added"))
