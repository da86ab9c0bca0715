from odoo import api, models
from odoo.tools import SQL

from ...tools.passage import CONTEXT_KEY, Passage


class CrmLead(models.Model):
    """The history of a client's way up: every passage is a row, written by the database in one statement."""

    _inherit = "crm.lead"

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
        steps, rows = self.env["crm.stage"]._ladder_steps(), []
        for lead in self:
            old_stage_id, since, _status = before[lead.id]
            old = steps.get(old_stage_id)
            kind = passage.kind or self._move_kind(old, steps.get(lead.stage_id.id))
            rows.append((lead.id, old_stage_id or None, kind, since if old else None))
        self._insert_moves(rows, passage.reason)

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
                (lead.id, lead.stage_id.id, passage.kind if status else "restored", lead.date_last_stage_update)
                for lead in leads
            ]
            leads._insert_moves(rows, passage.reason if status else "")

    def _insert_moves(self, rows, reason):
        """Write rows of history in one statement: a thousand leads that move are one INSERT.

        Nobody may write history by hand; whoever reached this point had the right to the move.

        :param rows: [(lead id, stage id before or None, kind, since when on it or None)]
        """
        if not rows:
            return
        now, own = self.env.cr.now(), self.env.company
        companies = self.company_id | own
        self.flush_recordset(["stage_id", "user_id", "team_id", "company_id"])
        leads, stages, kinds, since = map(list, zip(*rows, strict=True))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO salestech_ladder_move (
                       lead_id, ladder_id, kind, reason, date, date_local, days,
                       from_stage_id, from_no, from_name, to_stage_id, to_no, to_name,
                       user_id, manager_id, team_id, company_id)
                SELECT lead.id, COALESCE(t.ladder_id, f.ladder_id), row.kind, %(reason)s, %(now)s, local.day,
                       GREATEST(COALESCE(EXTRACT(EPOCH FROM %(now)s - row.since) / 86400, 0), 0),
                       f.id, COALESCE(f.step_no, 0), COALESCE(f.name->>%(lang)s, f.name->>'en_US'),
                       t.id, COALESCE(t.step_no, 0), COALESCE(t.name->>%(lang)s, t.name->>'en_US'),
                       %(uid)s, lead.user_id, lead.team_id, local.company_id
                  FROM UNNEST(%(leads)s::int[], %(stages)s::int[], %(kinds)s::text[], %(since)s::timestamp[])
                       WITH ORDINALITY AS row(lead_id, stage_id, kind, since, position)
                  JOIN crm_lead lead ON lead.id = row.lead_id
                  JOIN UNNEST(%(companies)s::int[], %(days)s::date[]) AS local(company_id, day)
                       ON local.company_id = COALESCE(lead.company_id, %(company)s)
                  LEFT JOIN crm_stage f ON f.id = row.stage_id
                  LEFT JOIN crm_stage t ON t.id = lead.stage_id
                 ORDER BY row.position""",
                reason=reason or None,
                now=now,
                lang=self.env.lang or "en_US",
                uid=self.env.uid,
                company=own.id,
                companies=companies.ids,
                days=[company._local_day(now) for company in companies],
                leads=leads,
                stages=stages,
                kinds=kinds,
                since=since,
            )
        )
        self.invalidate_recordset(["ladder_move_ids"], flush=False)

    @api.model
    def _move_kind(self, old, new):
        if not new:
            return "leave"
        if not old or old.ladder_id != new.ladder_id:
            return "enter"
        if new.no < old.no:
            return "back"
        return "won" if new.is_won else "forward"
