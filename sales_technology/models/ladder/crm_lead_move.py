from odoo import models
from odoo.fields import Domain

from ...exceptions import LadderRefusal
from ...tools.passage import Passage


class CrmLead(models.Model):
    """Moving on the ladder: what is checked and what is refused."""

    _inherit = "crm.lead"

    # ------------------------------------------------------------
    # WHAT IS MISSING
    # ------------------------------------------------------------

    def _ladder_missing(self):
        """Return {lead id: [gate ids]} of what each lead lacks to go on from its present step."""
        steps = self.env["crm.stage"]._ladder_steps()
        asked = {}
        for stage, leads in self.filtered("id").grouped("stage_id").items():
            for stage_id in self._gate_stages(steps[stage.id]) if stage.id in steps else ():
                asked.setdefault(stage_id, []).extend(leads._origin._ids)
        return self.env["salestech.ladder.gate"]._failing(asked) if asked else {}

    def _gates_to_go_on(self):
        """Return the ids of all gates between the present step and the next, met or not, asked of this lead."""
        self.ensure_one()
        step = self.env["crm.stage"]._ladder_steps().get(self.stage_id.id)
        by_stage = self.env["salestech.ladder.gate"]._gates_by_stage()
        gates = [gate for stage_id in (self._gate_stages(step) if step else ()) for gate in by_stage.get(stage_id, ())]
        return [gate_id for gate_id, _domain, condition in gates if self._meets(condition)]

    def _gate_stages(self, step):
        """Return the stages whose gates stand before the next step.

        Nobody leaves the winning step, so its own gates are asked on entering it.
        """
        if step.is_won:
            return [step.id]
        following = next((s for s in self.env["crm.stage"]._steps_of(step.ladder_id) if s.no > step.no), None)
        return [step.id, following.id] if following and following.is_won else [step.id]

    def _meets(self, condition):
        domain = self.env["salestech.ladder.gate"]._parse_domain(condition)
        if domain.is_true():
            return True
        # sudo: as for the gates themselves, the company's rule does not depend on who looks.
        lead = self.env["crm.lead"].sudo().with_context(active_test=False)
        return bool(lead.search_count(Domain("id", "=", self._origin.id) & domain, limit=1))

    # ------------------------------------------------------------
    # CHECK
    # ------------------------------------------------------------

    def _ladder_snapshot(self):
        """Return {lead id: (stage id, since when, won status)} as it stands before a write."""
        return {lead.id: (lead.stage_id.id, lead.date_last_stage_update, lead.won_status) for lead in self}

    def _ladder_after_create(self, reasons):
        steps = self.env["crm.stage"]._ladder_steps()
        by_team = self.env["crm.team"]._ladder_by_team()
        climbing = self.filtered(lambda lead: lead.team_id.id in by_team or lead.stage_id.id in steps)
        if not climbing:
            return
        passage = Passage.of(self.env.context)
        if not passage:
            climbing._ladder_check(dict.fromkeys(climbing._ids))
        climbing._ladder_record(dict.fromkeys(climbing._ids, (False, False, "pending")), passage or Passage("enter"))

    def _ladder_after_write(self, before, by_hand, reason):
        steps = self.env["crm.stage"]._ladder_steps()
        by_team = self.env["crm.team"]._ladder_by_team() if by_hand else {}
        moved = self.filtered(lambda lead: before[lead.id][0] != lead.stage_id.id)
        on_ladder = moved.filtered(
            lambda lead: lead.stage_id.id in steps or before[lead.id][0] in steps or lead.team_id.id in by_team
        )
        passage = Passage.of(self.env.context)
        if on_ladder:
            if by_hand and not passage:
                on_ladder._ladder_check({lead_id: steps.get(before[lead_id][0]) for lead_id in on_ladder._ids}, reason)
            on_ladder._ladder_record(before, passage or Passage("", reason))
        (self - moved)._ladder_record_lost(before)

    def _ladder_check(self, old_steps, reason=""):
        """Refuse the moves that the ladder does not allow, naming everything that is missing of every lead.

        Runs after the write, so a decision maker and a step may come in one save; a refusal rolls all back.
        What is the same for all leads that make the same move is found out once, not for each of them.

        :param old_steps: {lead id: Step before, or None}
        :raises LadderRefusal: where anything is missing
        """
        faults = {}  # lead id -> [(sentence, gate id or False, kind)]
        climbs = []
        for (old, _stage, _team), leads in self._same_moves(old_steps).items():
            fault = leads[0]._structural_fault(old, reason)
            if fault:
                faults.update((lead_id, [fault]) for lead_id in leads._ids)
            else:
                climbs += leads._climbs(old)
        for found in (self._unlawful_skips(climbs), self._missing_on_the_way(climbs)):
            for lead_id, sentences in found.items():
                faults.setdefault(lead_id, []).extend(sentences)
        if faults:
            self._refuse(faults)

    def _same_moves(self, old_steps):
        """Return {(Step before, stage now, group): leads} of leads that stand, or move, alike."""
        return self.grouped(lambda lead: (old_steps[lead.id], lead.stage_id, lead.team_id))

    def _structural_fault(self, old, reason):
        """Return what is wrong with the move itself, whatever the gates say, else None."""
        new = self.env["crm.stage"]._ladder_steps().get(self.stage_id.id)
        ladder_id = self.env["crm.team"]._ladder_by_team().get(self.team_id.id)
        if new and not ladder_id and not (old and not self.team_id and old.ladder_id == new.ladder_id):
            text = self.env._(
                "“%s” is a step of a ladder that this client's group has not adopted.", self.stage_id.name
            )
            return (text, False, "foreign")
        if ladder_id and (not new or new.ladder_id != ladder_id):
            # sudo: the ladder's name, for the sentence
            ladder = self.env["salestech.ladder"].sudo().browse(ladder_id)
            text = self.env._(
                "“%(stage)s” is not a step of the ladder “%(ladder)s”.", stage=self.stage_id.name, ladder=ladder.name
            )
            return (text, False, "foreign")
        if new and old and old.ladder_id == new.ladder_id and new.no < old.no and not reason.strip():
            return (self.env._("Going back to an earlier step needs a reason."), False, "back")
        return None

    def _climbs(self, old):
        """Return [(leads, Step from, Step to)] of leads that make the same move.

        They climb from where they stood, or from the first step when they enter. A lead won by the button passed
        over steps; reopened, it goes on from where it was won.

        :param old: the Step before, or None
        """
        steps = self.env["crm.stage"]._ladder_steps()
        new = steps.get(self.stage_id.id)
        if not new:
            return []
        start = old if old and old.ladder_id == new.ladder_id else self.env["crm.stage"]._steps_of(new.ladder_id)[0]
        if not start.is_won:
            return [(self, start, new)]
        # sudo: history is the lead's, whoever may read it.
        moves = self.env["salestech.ladder.move"].sudo()
        won = moves.search([("lead_id", "in", self.ids), ("kind", "=", "won")], order="date, id")
        won_from = {move.lead_id.id: steps[move.from_stage_id.id] for move in won if move.from_stage_id.id in steps}
        groups = self.grouped(lambda lead: won_from.get(lead.id, start))
        return [(leads, step, new) for step, leads in groups.items()]

    def _missing_on_the_way(self, climbs):
        """Return {lead id: faults} for the gates of every step left behind by the moves.

        :param climbs: what `_climbs` returned
        """
        asked = {}
        for leads, start, new in climbs:
            for step in self.env["crm.stage"]._steps_of(new.ladder_id):
                left = start.no <= step.no < new.no and (step.no == start.no or not step.is_optional)
                if left or (step == new and new.is_won and new.no > start.no):
                    asked.setdefault(step.id, []).extend(leads._ids)
        failing = self.env["salestech.ladder.gate"]._failing(asked) if asked else {}
        # sudo: the sentences of the gates are for everybody whom they hold up.
        gates = self.env["salestech.ladder.gate"].sudo().browse({g for ids in failing.values() for g in ids})
        sentences = {gate.id: gate.sentence for gate in gates}
        return {lead_id: [(sentences[g], g, "gate") for g in gate_ids] for lead_id, gate_ids in failing.items()}

    def _unlawful_skips(self, climbs):
        """Return {lead id: faults} for steps jumped over that were not optional, or whose condition holds.

        :param climbs: what `_climbs` returned
        """
        result = {}
        for leads, start, new in climbs:
            for step in self.env["crm.stage"]._steps_of(new.ladder_id):
                if start.no < step.no < new.no:
                    held = leads._held_by(step) if step.is_optional else leads
                    for lead_id in held._ids:
                        result.setdefault(lead_id, []).append(self._skip_fault(step))
        return result

    def _held_by(self, step):
        """Return those that may not pass over an optional step, since its condition holds for them."""
        domain = self.env["salestech.ladder.gate"]._parse_domain(step.applies_domain)
        # sudo: the company's rule, see the gates.
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        return leads.search(Domain("id", "in", self._ids) & domain)

    def _skip_fault(self, step):
        name = self.env["crm.stage"].browse(step.id).name
        return (self.env._("Step %(no)s “%(step)s” cannot be passed over.", no=step.no, step=name), False, "skip")

    def _refuse(self, faults):
        """Raise the refusal, in words and as data.

        :param faults: {lead id: [(sentence, gate id or False, kind)]}
        """
        stage = self[:1].stage_id
        labels = dict(self.env["salestech.ladder.gate"]._selection_mend())
        lines, data = [], []
        for lead in self.filtered(lambda lead: lead.id in faults):
            found = faults[lead.id]
            lines.append(
                self.env._("“%(client)s” cannot move to “%(step)s”:", client=lead.name, step=lead.stage_id.name)
            )
            lines += [f"– {sentence}" for sentence, _gate, _kind in found]
            data.append(
                {"id": lead.id, "name": lead.name, "faults": [self._fault_data(fault, labels) for fault in found]}
            )
        may_override = self.env.user.has_group("sales_technology.group_right_ladder_override")
        for row in data:
            row["may_override"] = may_override and all(f["kind"] != "foreign" for f in row["faults"])
        raise LadderRefusal("\n".join(lines), stage={"id": stage.id, "name": stage.name}, leads=data)

    def _fault_data(self, fault, labels):
        sentence, gate_id, kind = fault
        # sudo: only the button's key is read
        mend = self.env["salestech.ladder.gate"].sudo().browse(gate_id).mend if gate_id else False
        return {"sentence": sentence, "gate": gate_id, "kind": kind, "mend": labels.get(mend, "") if mend else ""}
