from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError

from ...tools.passage import Passage


class CrmTeam(models.Model):
    _inherit = "crm.team"

    ladder_id = fields.Many2one(
        "salestech.ladder",
        string="Sales ladder",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_ladder_id(),
        help="The group's clients go up this ladder. Empty: the group keeps its own pipeline.",
        copy=True,
    )

    @api.model
    def _default_ladder_id(self):
        company = self.env.company
        # sudo: whoever may create a team gets the company's ladder, though he may not read ladders.
        ladders = (
            self.env["salestech.ladder"]
            .sudo()
            .search([("for_new_teams", "=", True), ("company_id", "in", [company.id, False])])
        )
        return ladders.sorted(lambda ladder: not ladder.company_id)[:1]

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        if teams.user_id:
            self._reach_changed()
        if teams.ladder_id:
            teams._note_adoption()
            teams._ladder_changed(teams.ladder_id)
        return teams

    def write(self, vals):
        if not {"user_id", "active"}.isdisjoint(vals):
            self._reach_changed()
        if "ladder_id" not in vals:
            return super().write(vals)
        changing = self.filtered(lambda t: t.ladder_id.id != vals["ladder_id"])
        by_hand = changing and not Passage.of(self.env.context)
        if by_hand:
            changing._check_no_leads()
        ladders = changing.ladder_id
        result = super().write(vals)
        if by_hand:
            changing._note_adoption()
        if changing:
            changing._ladder_changed(ladders | changing.ladder_id)
        return result

    def unlink(self):
        ladders = self.ladder_id
        if ladders:
            # The link between stages and teams restricts deletion; steps let their team go first.
            # sudo: checked by the deletion itself, which follows at once.
            self.check_access("unlink")
            ladders.sudo().with_context(active_test=False).stage_ids.write(
                {"team_ids": [fields.Command.unlink(team.id) for team in self]}
            )
        result = super().unlink()
        if ladders:
            ladders.sudo()._sync_steps()
            self.env.registry.clear_cache()
        return result

    def _reach_changed(self):
        """Forget who works in which group: the record rules name the groups, and Odoo keeps rules in its cache."""
        self.env["res.users"].invalidate_model(["salestech_team_ids"], flush=False)
        self.env.registry.clear_cache()

    def _check_no_leads(self):
        # sudo: leads of others count as well.
        teams = (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            ._read_group([("team_id", "in", self.ids)], ["team_id"])
        )
        if teams:
            raise UserError(
                self.env._(
                    "“%s” has clients already: use “Adopt the ladder”, which asks where each of their stages belongs"
                    " and can be undone.",
                    teams[0][0].name,
                )
            )

    def _note_adoption(self):
        """Write down that a group without clients got a ladder, so that it can be undone like any other adoption."""
        # sudo: the one who may write the team decides its ladder; the adoption is the record of it.
        adoptions = self.env["salestech.ladder.adoption"].sudo()
        adoptions.search([("team_id", "in", self.ids), ("state", "=", "active")]).state = "undone"
        adoptions.create([{"team_id": team.id, "ladder_id": team.ladder_id.id} for team in self if team.ladder_id])

    def _ladder_changed(self, ladders):
        # sudo: who may write the team decides its ladder; showing the steps to the team follows from it.
        ladders.sudo()._sync_steps()
        self.env.registry.clear_cache()

    def action_adopt_ladder(self):
        """Open the assistant that gives a ladder to this group; for administrators."""
        self.env["salestech.ladder.adoption"]._require_administrator()
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_ladder_adopt_action")
        action["context"] = {"default_team_id": self[:1].id}
        return action

    @api.model
    @tools.ormcache()
    def _ladder_by_team(self):
        """Return {team id: ladder id} of the teams that adopted one; cached: every write on a lead asks."""
        teams = self.sudo().with_context(active_test=False).search([("ladder_id", "!=", False)])
        return {team.id: team.ladder_id.id for team in teams}

    @api.model
    def action_sales_technology(self):
        """Open the app on what its user does first.

        A manager his own pipeline, a head his group's, whoever reaches the company all of it, an
        administrator without a role the access matrix.

        :raises AccessError: for anybody without a role
        """
        user = self.env.user
        if not user.has_group("sales_technology.group_salestech_user"):
            raise AccessError(
                self.env._("You have no role in the sales technology yet. Ask your administrator for one.")
            )
        if not user.has_groups("sales_technology.group_reach_own,sales_technology.group_reach_company_read"):
            return self.env["ir.actions.actions"]._for_xml_id("sales_technology.salestech_access_matrix_action")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.crm_lead_pipeline_action")
        context = {"default_type": "opportunity", "show_user_team_stages": 1, "ladder_kind": "client"}
        if not user.has_groups("sales_technology.group_reach_group,sales_technology.group_reach_company_read"):
            context["search_default_assigned_to_me"] = 1
        action["context"] = context
        return action
