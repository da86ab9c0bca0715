from datetime import timedelta

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...exceptions import LadderRefusal
from ...tools.passage import CONTEXT_KEY, Passage


class CrmLead(models.Model):
    """Moving on the ladder: what is checked, what is refused, what is written down."""

    _inherit = "crm.lead"

    # ------------------------------------------------------------
    # WHAT IS MISSING
    # ------------------------------------------------------------

    def _ladder_missing(self):
        """Return {lead id: [gate ids]} of what each lead lacks to go on from its present step."""
        steps = self.env["crm.stage"]._ladder_steps()
        asked = {}
        for lead in self.filtered("id"):
            step = steps.get(lead.stage_id.id)
            for stage_id in self._gate_stages(step) if step else ():
                asked.setdefault(stage_id, []).append(lead._origin.id)
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
    # CHECK AND RECORD
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
            climbing._ladder_check({lead.id: None for lead in climbing})
        climbing._ladder_record({lead.id: (False, False, "pending") for lead in climbing}, passage or Passage("enter"))

    def _ladder_after_write(self, before, by_hand, reason):
        steps = self.env["crm.stage"]._ladder_steps()
        moved = self.filtered(lambda lead: before[lead.id][0] != lead.stage_id.id)
        on_ladder = moved.filtered(
            lambda lead: (
                lead.stage_id.id in steps
                or before[lead.id][0] in steps
                or (by_hand and lead.team_id.id in self.env["crm.team"]._ladder_by_team())
            )
        )
        passage = Passage.of(self.env.context)
        if on_ladder:
            if by_hand and not passage:
                on_ladder._ladder_check({lead.id: steps.get(before[lead.id][0]) for lead in on_ladder}, reason)
            on_ladder._ladder_record(before, passage or Passage("", reason))
        (self - moved)._ladder_record_lost(before)

    def _ladder_check(self, old_steps, reason=""):
        """Refuse the moves that the ladder does not allow, naming everything that is missing of every lead.

        Runs after the write, so a decision maker and a step may come in one save; a refusal rolls all back.

        :param old_steps: {lead id: Step before, or None}
        :raises LadderRefusal: where anything is missing
        """
        faults = {}  # lead id -> [(sentence, gate id or False, kind)]
        for lead in self:
            fault = lead._structural_fault(old_steps[lead.id], reason)
            if fault:
                faults[lead.id] = [fault]
        lawful = self.filtered(lambda lead: lead.id not in faults)
        starts = lawful._ladder_starts(old_steps)
        for lead_id, skipped in lawful._unlawful_skips(starts).items():
            faults.setdefault(lead_id, []).extend(skipped)
        for lead_id, missing in lawful._missing_on_the_way(starts).items():
            faults.setdefault(lead_id, []).extend(missing)
        if faults:
            self._refuse(faults)

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

    def _ladder_starts(self, old_steps):
        """Return {lead id: Step} from which each lead climbs: where it stood, or the first step when it enters.

        A lead won by the button passed over steps; reopened, it goes on from where it was won.
        """
        steps = self.env["crm.stage"]._ladder_steps()
        starts = {}
        for lead in self:
            new, old = steps.get(lead.stage_id.id), old_steps[lead.id]
            if new:
                same = old and old.ladder_id == new.ladder_id
                starts[lead.id] = old if same else self.env["crm.stage"]._steps_of(new.ladder_id)[0]
        from_won = [lead_id for lead_id, step in starts.items() if step.is_won]
        if from_won:
            # sudo: history is the lead's, whoever may read it.
            moves = (
                self.env["salestech.ladder.move"]
                .sudo()
                .search([("lead_id", "in", from_won), ("kind", "=", "won")], order="date, id")
            )
            starts.update(
                {move.lead_id.id: steps[move.from_stage_id.id] for move in moves if move.from_stage_id.id in steps}
            )
        return starts

    def _missing_on_the_way(self, starts):
        """Return {lead id: faults} for the gates of every step left behind by the move."""
        steps = self.env["crm.stage"]._ladder_steps()
        asked = {}
        for lead in self.filtered(lambda lead: lead.id in starts):
            start, new = starts[lead.id], steps[lead.stage_id.id]
            for step in self.env["crm.stage"]._steps_of(new.ladder_id):
                left = start.no <= step.no < new.no and (step.no == start.no or not step.is_optional)
                if left or (step == new and new.is_won and new.no > start.no):
                    asked.setdefault(step.id, []).append(lead.id)
        failing = self.env["salestech.ladder.gate"]._failing(asked) if asked else {}
        # sudo: the sentences of the gates are for everybody whom they hold up.
        gates = self.env["salestech.ladder.gate"].sudo().browse({g for ids in failing.values() for g in ids})
        sentences = {gate.id: gate.sentence for gate in gates}
        return {lead_id: [(sentences[g], g, "gate") for g in gate_ids] for lead_id, gate_ids in failing.items()}

    def _unlawful_skips(self, starts):
        """Return {lead id: faults} for steps jumped over that were not optional, or whose condition holds."""
        steps = self.env["crm.stage"]._ladder_steps()
        result, conditional = {}, {}
        for lead in self.filtered(lambda lead: lead.id in starts):
            start, new = starts[lead.id], steps[lead.stage_id.id]
            for step in self.env["crm.stage"]._steps_of(new.ladder_id):
                if start.no < step.no < new.no and step.is_optional:
                    conditional.setdefault(step, []).append(lead.id)
                elif start.no < step.no < new.no:
                    result.setdefault(lead.id, []).append(self._skip_fault(step))
        for step, lead_ids in conditional.items():
            domain = self.env["salestech.ladder.gate"]._parse_domain(step.applies_domain)
            # sudo: the company's rule, see the gates.
            held = (
                self.env["crm.lead"]
                .sudo()
                .with_context(active_test=False)
                .search(Domain("id", "in", lead_ids) & domain)
            )
            for lead_id in held.ids:
                result.setdefault(lead_id, []).append(self._skip_fault(step))
        return result

    def _skip_fault(self, step):
        name = self.env["crm.stage"].browse(step.id).name
        return (self.env._("Step %(no)s “%(step)s” cannot be passed over.", no=step.no, step=name), False, "skip")

    def _refuse(self, faults):
        """Raise the refusal, in words and as data.

        :param faults: {lead id: [(sentence, gate id or False, kind)]}
        """
        stage = self[:1].stage_id
        by_lead = {lead.id: lead for lead in self}
        labels = dict(self.env["salestech.ladder.gate"]._selection_mend())
        lines, data = [], []
        for lead_id, found in faults.items():
            lead = by_lead[lead_id]
            lines.append(
                self.env._("“%(client)s” cannot move to “%(step)s”:", client=lead.name, step=lead.stage_id.name)
            )
            lines += [f"– {sentence}" for sentence, _gate, _kind in found]
            data.append(
                {"id": lead_id, "name": lead.name, "faults": [self._fault_data(fault, labels) for fault in found]}
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

    def _ladder_settle(self):
        """Put leads whose stage is not on their group's ladder on its first step, without a check."""
        steps = self.env["crm.stage"]._ladder_steps()
        for team, leads in self.grouped("team_id").items():
            ladder_id = self.env["crm.team"]._ladder_by_team().get(team.id)
            astray = leads.filtered(
                lambda lead, own=ladder_id: own and getattr(steps.get(lead.stage_id.id), "ladder_id", 0) != own
            )
            if astray:
                first = self.env["crm.stage"]._steps_of(ladder_id)[0]
                astray.with_context(**{CONTEXT_KEY: Passage("enter")}).write({"stage_id": first.id})

    def _ladder_record(self, before, passage):
        """Write a row of history for each lead.

        :param before: {lead id: (stage id, since, won status)}
        """
        steps, now, rows = self.env["crm.stage"]._ladder_steps(), self.env.cr.now(), []
        for lead in self:
            old_stage_id, since, _status = before[lead.id]
            old = steps.get(old_stage_id)
            kind = passage.kind or lead._move_kind(old, steps.get(lead.stage_id.id))
            rows.append((lead, old_stage_id, since if old else None, kind))
        self._insert_moves(rows, passage.reason, now)

    def _ladder_record_lost(self, before):
        """Losing and restoring leave the step as it is, but end and begin a stay on it."""
        steps = self.env["crm.stage"]._ladder_steps()
        changed = self.filtered(
            lambda lead: (
                before[lead.id][2] != lead.won_status
                and "lost" in (before[lead.id][2], lead.won_status)
                and lead.stage_id.id in steps
            )
        )
        passage = Passage.of(self.env.context) or Passage("lost")
        for status, leads in changed.grouped(lambda lead: lead.won_status == "lost").items():
            rows = [
                (lead, lead.stage_id.id, lead.date_last_stage_update, passage.kind if status else "restored")
                for lead in leads
            ]
            leads._insert_moves(rows, passage.reason if status else "", self.env.cr.now())

    def _insert_moves(self, rows, reason, now):
        """Write rows of history in one statement: a thousand leads that move are one INSERT.

        Nobody may write history by hand; whoever reached this point had the right to the move.

        :param rows: [(lead, stage id before or False, since when on it or None, kind)]
        """
        if not rows:
            return
        days = {}  # the local day of each company, looked up once
        for company in self.company_id | self.env.company:
            days[company.id] = company._local_day(now)
        self.flush_recordset(["stage_id", "user_id", "team_id", "company_id"])
        own = self.env.company.id
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO salestech_ladder_move (
                       lead_id, ladder_id, kind, reason, date, date_local, days,
                       from_stage_id, from_no, from_name, to_stage_id, to_no, to_name,
                       user_id, manager_id, team_id, company_id, create_uid, create_date, write_uid, write_date)
                SELECT lead.id, COALESCE(t.ladder_id, f.ladder_id), row.kind, %(reason)s, %(now)s, row.day, row.days,
                       f.id, COALESCE(f.step_no, 0), COALESCE(f.name->>%(lang)s, f.name->>'en_US'),
                       t.id, COALESCE(t.step_no, 0), COALESCE(t.name->>%(lang)s, t.name->>'en_US'),
                       %(uid)s, lead.user_id, lead.team_id, COALESCE(lead.company_id, %(company)s),
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM UNNEST(%(leads)s::int[], %(stages)s::int[], %(kinds)s::text[], %(spent)s::float8[],
                              %(days)s::date[])
                       WITH ORDINALITY AS row(lead_id, stage_id, kind, days, day, position)
                  JOIN crm_lead lead ON lead.id = row.lead_id
                  LEFT JOIN crm_stage f ON f.id = row.stage_id
                  LEFT JOIN crm_stage t ON t.id = lead.stage_id
                 ORDER BY row.position""",
                reason=reason or None,
                now=now,
                lang=self.env.lang or "en_US",
                uid=self.env.uid,
                company=own,
                leads=[lead.id for lead, *_row in rows],
                stages=[stage_id or None for _lead, stage_id, _since, _kind in rows],
                kinds=[kind for *_row, kind in rows],
                spent=[max((now - since) / timedelta(days=1), 0.0) if since else 0.0 for _l, _s, since, _k in rows],
                days=[days[lead.company_id.id or own] for lead, *_row in rows],
            )
        )
        self.invalidate_recordset(["ladder_move_ids"], flush=False)

    def _move_kind(self, old, new):
        if not new:
            return "leave"
        if not old or old.ladder_id != new.ladder_id:
            return "enter"
        if new.no < old.no:
            return "back"
        return "won" if new.is_won else "forward"

    # ------------------------------------------------------------
    # BACK AND OVERRIDE
    # ------------------------------------------------------------

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
        starts = self._ladder_starts(old_steps)
        missing = self._unlawful_skips(starts)
        for lead_id, faults in self._missing_on_the_way(starts).items():
            missing.setdefault(lead_id, []).extend(faults)
        # sudo: history is not written by hand; the right to override was checked.
        moves = self.env["salestech.ladder.move"].sudo().search([("lead_id", "in", self.ids)], order="id")
        for move in {move.lead_id: move for move in moves}.values():
            move.missing = "\n".join(fault[0] for fault in missing.get(move.lead_id.id, ()))
