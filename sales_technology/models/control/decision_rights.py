from odoo import api, fields, models
from odoo.exceptions import AccessError

PROCESS = "3.4"


class SalestechDecision(models.Model):
    """Who works a decision out, who agrees to it, who carries it out."""

    _inherit = "salestech.decision"

    can_work_out = fields.Boolean(compute="_compute_rights", export_string_translation=False)
    can_agree = fields.Boolean(compute="_compute_rights", export_string_translation=False)
    can_act = fields.Boolean(compute="_compute_rights", export_string_translation=False)

    @api.depends_context("uid")
    @api.depends("state", "team_id", "company_id", "responsible_id", "proposed_by_id")
    def _compute_rights(self):
        for decision in self:
            works_out = decision._may_work_out(decision.company_id, decision.team_id)
            decision.can_work_out = works_out
            decision.can_agree = decision.state == "draft" and decision._may_agree()
            decision.can_act = works_out or decision.responsible_id == self.env.user

    @api.model
    def _may_work_out(self, company, team):
        """Return whether the user works out decisions for a group: he heads it, or reaches the company."""
        if self.env.su:
            return True
        reaches = self.env.user.has_group("sales_technology.group_reach_company")
        heads = team and team.sudo().user_id == self.env.user  # sudo: who heads the group is asked
        return bool((reaches or heads) and self._may_process(PROCESS) and company in self.env.companies)

    @api.model
    def _require_work_out(self, company, team):
        if not self._may_work_out(company, team):
            self._require_process(PROCESS)
            raise AccessError(self.env._("Corrective decisions are worked out by the head of the group."))

    def _agreeing(self):
        """Return who agrees: the department heads; to their own decisions, the holders of the right to approve."""
        self.ensure_one()
        reports, company = self.env["salestech.report"].sudo(), self.company_id.sudo()  # sudo: who heads what
        for users in (reports._department_heads(company), reports._approvers(company)):
            if not company.plan_self_approval:
                users -= self.proposed_by_id
            if users:
                return users.with_env(self.env)
        return self.env["res.users"]

    def _may_agree(self):
        self.ensure_one()
        return self.env.su or self.env.user in self._agreeing()
