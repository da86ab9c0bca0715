from odoo import models
from odoo.exceptions import AccessError, UserError

from ...tools.passage import CONTEXT_KEY, Passage


class CrmLead(models.Model):
    """Going back, and passing over what is missing: with a reason, and kept in the history."""

    _inherit = "crm.lead"

    def ladder_move_to(self, stage_id, reason, override=False):
        """Move leads back, or past missing gates, with a reason that stays in the history.

        :param stage_id: id of a step of the leads' ladder
        :param reason: why, in words
        :param override: pass although something is missing; needs the right
            “Pass a step over a missing gate”
        :raises UserError: without a reason, or where the step is of another ladder
        :raises AccessError: where the right is missing
        """
        self.check_access("write")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write down the reason first."))
        if not override:
            return self.write({"stage_id": stage_id, "ladder_reason": reason})
        if not self.env.su and not self.env.user.has_group("sales_technology.group_right_ladder_override"):
            raise AccessError(
                self.env._(
                    "Only those with the right to pass a step over a missing gate may do so. Ask your group head."
                )
            )
        leads = self.with_context(**{CONTEXT_KEY: Passage("override", reason)})
        step = self.env["crm.stage"]._ladder_steps().get(stage_id)
        ladder_by_team = self.env["crm.team"]._ladder_by_team()
        strangers = self.filtered(lambda lead: not step or ladder_by_team.get(lead.team_id.id) != step.ladder_id)
        if strangers:
            stage = self.env["crm.stage"].browse(stage_id)
            raise UserError(
                self.env._(
                    "“%(stage)s” is not a step of the ladder of: %(clients)s.",
                    stage=stage.name,
                    clients=", ".join(strangers.mapped("name")),
                )
            )
        leads._ladder_override(stage_id)
        return True

    def _ladder_override(self, stage_id):
        """Move, and keep in the history what was passed over."""
        steps = self.env["crm.stage"]._ladder_steps()
        old_steps = {lead.id: steps.get(lead.stage_id.id) for lead in self}
        self.write({"stage_id": stage_id})
        climbs = [c for (old, *_now), leads in self._same_moves(old_steps).items() for c in leads._climbs(old)]
        missing = self._unlawful_skips(climbs)
        for lead_id, faults in self._missing_on_the_way(climbs).items():
            missing.setdefault(lead_id, []).extend(faults)
        # sudo: history is not written by hand; the right to override was checked.
        moves = self.env["salestech.ladder.move"].sudo().search([("lead_id", "in", self.ids)], order="id")
        for move in {move.lead_id: move for move in moves}.values():
            move.missing = "\n".join(fault[0] for fault in missing.get(move.lead_id.id, ()))
