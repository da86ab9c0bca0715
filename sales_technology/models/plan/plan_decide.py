from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .level import APPROVAL, LEVELS

ACTIVITY_TYPE = "sales_technology.mail_activity_type_plan"


class SalestechPlan(models.Model):
    """Who drafts, submits, approves and returns a plan (planning section, last table)."""

    _inherit = "salestech.plan"

    # ------------------------------------------------------------
    # WHO MAY
    # ------------------------------------------------------------

    def _may_draft(self):
        """Return whether the user may draft these plans: his process, and his company, group or own person."""
        user = self.env.user
        reaches_company = self.env.su or user.has_group("sales_technology.group_reach_company")
        for plan in self:
            level = LEVELS[plan.level]
            allowed = {
                "company": reaches_company,
                # sudo: who heads a group is asked, not what is in it
                "head": reaches_company or plan.team_id.sudo().user_id == user,
                "self": self.env.su or plan.user_id == user,
            }[level.drafter]
            if not allowed or not self._may_process(level.process) or plan.company_id not in self.env.companies:
                return False
        return True

    def _require_draft(self):
        """Raise AccessError unless the user may draft these plans."""
        for plan in self:
            if plan._may_draft():
                continue
            self._require_process(LEVELS[plan.level].process)
            sentences = {
                "company": self.env._("“%s” is drafted by the department head.", plan.display_name),
                "head": self.env._("“%s” is drafted by the head of the group.", plan.display_name),
                "self": self.env._("“%s” is drafted by the manager himself.", plan.display_name),
            }
            raise AccessError(sentences[LEVELS[plan.level].drafter])

    def _approvers(self):
        """Return the users who may approve this plan; nobody for a day."""
        self.ensure_one()
        approver = LEVELS[self.level].approver
        if approver == "head":
            return self.team_id.sudo().user_id  # sudo: who heads a group is asked, not what is in it
        if approver == "self":
            return self.user_id
        if not approver:
            return self.env["res.users"]
        # sudo: who holds the right, which the one who submits need not be able to look up
        group = self.env["res.groups"].sudo().browse(self.env["salestech.process"]._get_group_id(APPROVAL))
        holders = group.all_user_ids.filtered(lambda user: user.active and self.company_id in user.company_ids)
        return holders.with_env(self.env)

    def _may_approve(self):
        """Return whether the user decides on this plan, whoever drafted it."""
        self.ensure_one()
        if self.env.su:
            return True
        if LEVELS[self.level].approver == "right":
            return self._may_process(APPROVAL) and self.company_id in self.env.companies
        return self.env.user in self._approvers()

    def _authors(self):
        """Return who had a hand in the figures: none of them approves the plan."""
        self.ensure_one()
        lines = self.sudo().line_ids  # sudo: who wrote a line, not what is in it
        return self.submitted_by_id | self.create_uid | lines.create_uid | lines.write_uid

    def _open_for_figures(self):
        """Refuse unless the user may change the figures of these plans now; nobody else can until he is done."""
        self.check_access("write")
        self._require_draft()
        self._lock()
        for plan in self:
            if plan.state != "draft":
                raise UserError(
                    self.env._(
                        "“%s” is no longer a draft: its figures change by a correction, or after it is returned.",
                        plan.display_name,
                    )
                )
            plan._require_running_day()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_submit(self):
        """Hand the plans to those who decide on them; a day's plan needs nobody and is in force at once."""
        self.check_access("write")
        self._require_draft()
        (self | self.sudo().parent_id)._lock()  # sudo: the row above is only locked
        for plan in self:
            plan._require_state("draft")
            plan._require_parent()
            plan._check_breakdowns()
            if LEVELS[plan.level].approver and not plan._approvers():
                raise UserError(
                    self.env._(
                        "Nobody can approve “%s”: give the group a head, or somebody the right to approve plans.",
                        plan.display_name,
                    )
                )
        now = {"submitted_by_id": self.env.uid, "submitted_at": fields.Datetime.now(), "return_reason": False}
        days = self.filtered(lambda plan: not LEVELS[plan.level].approver)
        # sudo: facts, closed to everybody; process, reach and state were checked just now
        (self - days).sudo().write({"state": "submitted", **now})
        days.sudo().write({"state": "approved", **now})
        (self - days)._ask_approvers()
        return True

    def action_approve(self):
        """Approve (or accept) the plans: their figures stand from now on.

        :raises AccessError: for whoever does not decide on them, or had a hand in them
        :raises UserError: where a plan is not submitted, the plan above is not approved, or the parts do not cover
            the plan or the one above
        """
        self.check_access("read")
        for plan in self:
            plan._require_approval()
        family = self.sudo()  # sudo: parts and siblings count, whoever sees them; who may decide was checked
        (family | family.parent_id | family.child_ids)._lock()
        for plan in self:
            plan._require_state("submitted")
            plan._require_parent()
            plan._require_approval()
        covered = family | family.parent_id
        covered.filtered(lambda plan: LEVELS[plan.level].covers)._require_cover()
        family.write({"state": "approved", "decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()})
        self._forget_activities()
        return True

    def action_ask_return(self):
        """Open the dialog that asks why the plan goes back."""
        self.ensure_one()
        self.check_access("read")
        self._require_decision()
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_plan_return_action")
        action["context"] = {"default_plan_id": self.id, "dialog_size": "medium"}
        return action

    def _return(self, reason):
        """Give the plans back to who submitted them, with the reason in words."""
        self.check_access("read")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write down why the plan goes back."))
        for plan in self:
            plan._require_decision()
        self._lock()
        for plan in self:
            plan._require_state("submitted")
        # sudo: facts, closed to everybody; who may decide was checked just now
        self.sudo().write({"state": "draft", "return_reason": reason})
        self._forget_activities()
        for plan in self:
            plan._plan_activity(plan.submitted_by_id, self.env._("Change the plan and submit it again"), reason)

    # ------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------

    def _require_decision(self):
        if not self._may_approve():
            who = ", ".join(self._approvers().sudo().mapped("name"))
            raise AccessError(
                self.env._("“%(plan)s” is decided on by %(who)s.", plan=self.display_name, who=who or "–")
            )

    def _require_approval(self):
        """Refuse who does not decide on this plan, and who drafted it himself."""
        self._require_decision()
        allowed = self.env.su or self.company_id.sudo().plan_self_approval  # sudo: a setting everybody is held by
        if not allowed and self.env.user in self._authors():
            raise AccessError(
                self.env._(
                    "You drafted “%s” yourself: somebody else approves it. The settings can allow it to you.",
                    self.display_name,
                )
            )

    def _require_state(self, state):
        self.ensure_one()
        if self.state != state:
            label = dict(self._fields["state"]._description_selection(self.env))[self.state].lower()
            raise UserError(
                self.env._(
                    "“%(plan)s” is %(state)s by now. Reload the page to see what happened.",
                    plan=self.display_name,
                    state=label,
                )
            )

    def _require_parent(self):
        above = self.sudo().parent_id  # sudo: only whether the plan above is approved
        if above and above.state != "approved":
            raise UserError(
                self.env._(
                    "“%(above)s” is not approved yet, and “%(plan)s” follows from it.",
                    above=above.display_name,
                    plan=self.display_name,
                )
            )

    # ------------------------------------------------------------
    # ACTIVITIES
    # ------------------------------------------------------------

    def _ask_approvers(self):
        self._forget_activities()
        for plan in self:
            for user in plan._approvers():
                plan._plan_activity(user, self.env._("Decide on the plan"))

    def _plan_activity(self, user, summary, note=None):
        self.ensure_one()
        if user:
            # sudo: whoever acts need not be able to give tasks to the other
            self.sudo().activity_schedule(ACTIVITY_TYPE, user_id=user.id, summary=summary, note=note)

    def _forget_activities(self):
        self.sudo().activity_unlink([ACTIVITY_TYPE])  # sudo: tasks of others that are done with
