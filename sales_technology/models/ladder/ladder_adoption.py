from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools.passage import CONTEXT_KEY, Passage


class SalestechLadderAdoption(models.Model):
    """That a group went over to a ladder, where its clients stood before, and how to take it back."""

    _name = "salestech.ladder.adoption"
    _description = "Adoption of a Ladder"
    _order = "date desc, id desc"
    _rec_name = "team_id"

    team_id = fields.Many2one("crm.team", string="Group", required=True, index=True, ondelete="cascade", readonly=True)
    ladder_id = fields.Many2one("salestech.ladder", required=True, index=True, ondelete="cascade", readonly=True)
    previous_ladder_id = fields.Many2one("salestech.ladder", ondelete="set null", readonly=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, default=lambda self: self.env.user, ondelete="restrict", readonly=True
    )
    state = fields.Selection(
        [("active", "In force"), ("undone", "Undone")], default="active", required=True, readonly=True
    )
    line_ids = fields.One2many("salestech.ladder.adoption.line", "adoption_id", string="Stages", readonly=True)
    lead_count = fields.Integer(string="Clients moved", readonly=True)
    company_id = fields.Many2one(related="team_id.company_id", store=True, index=True)

    def _apply(self):
        """Move all leads of the group, open, won and lost, from their stages to the steps, set-wise.

        Set-wise SQL, since a group may have 100,000 leads and nothing about them changes but where
        they stand: no mail, no tracking, no new probability; won stays won (checked by the wizard).
        """
        self.ensure_one()
        team = self.team_id
        self.env["crm.lead"].flush_model()
        # The UPDATE of the team comes first: two adoptions at once end with one winner.
        team.with_context(**{CONTEXT_KEY: Passage("adopted")}).ladder_id = self.ladder_id
        team.flush_recordset()
        self.env.cr.execute(
            SQL(
                """INSERT INTO salestech_ladder_adoption_lead (adoption_id, lead_id, stage_id, date_last_stage_update)
                   SELECT %s, id, stage_id, date_last_stage_update FROM crm_lead WHERE team_id = %s""",
                self.id,
                team.id,
            )
        )
        self.lead_count = self.env.cr.rowcount
        targets = {line.stage_id.id or 0: line.step_id.id for line in self.line_ids}
        first = self.ladder_id._first_step().id
        self._place({stage: targets.get(stage, first) for stage in {*targets, 0}}, first, "adopted")

    def _place(self, targets, default, kind):
        """Put every lead of the group on the stage given for its present one.

        :param targets: {present stage id, 0 for none: new stage id}
        :param default: stage id for leads on any other stage
        :param kind: kind of the history's rows
        """
        self.env["crm.lead"].flush_model()
        self.env["salestech.ladder.move"].flush_model()
        # 0 is no stage, and goes to the default like any other that is not named; a CASE needs one line at least
        cases = SQL(" ").join(SQL("WHEN %s THEN %s", old, new) for old, new in {0: default, **targets}.items())
        now = self.env.cr.now()
        self.env.cr.execute(
            SQL(
                """
                WITH placed AS (
                    UPDATE crm_lead
                       SET stage_id = CASE COALESCE(old.stage_id, 0) %(cases)s ELSE %(default)s END,
                           date_last_stage_update = %(now)s
                      FROM (SELECT id, stage_id, date_last_stage_update FROM crm_lead WHERE team_id = %(team)s) old
                     WHERE crm_lead.id = old.id
                    RETURNING crm_lead.id, old.stage_id AS old_stage, crm_lead.stage_id AS new_stage,
                              crm_lead.user_id, crm_lead.company_id, old.date_last_stage_update AS since
                )
                INSERT INTO salestech_ladder_move (
                       lead_id, ladder_id, kind, from_stage_id, from_no, from_name, to_stage_id, to_no, to_name,
                       date, date_local, days, user_id, manager_id, team_id, company_id)
                SELECT placed.id, %(ladder)s, %(kind)s,
                       f.id, COALESCE(f.step_no, 0), COALESCE(f.name->>%(lang)s, f.name->>'en_US'),
                       t.id, COALESCE(t.step_no, 0), COALESCE(t.name->>%(lang)s, t.name->>'en_US'),
                       %(now)s, %(day)s, GREATEST(EXTRACT(EPOCH FROM %(now)s - placed.since) / 86400, 0),
                       %(user)s, placed.user_id, %(team)s, COALESCE(placed.company_id, %(company)s)
                  FROM placed
                  LEFT JOIN crm_stage f ON f.id = placed.old_stage
                  JOIN crm_stage t ON t.id = placed.new_stage""",
                cases=cases,
                default=default,
                now=now,
                team=self.team_id.id,
                ladder=self.ladder_id.id,
                kind=kind,
                lang=self.env.lang or "en_US",
                day=(self.team_id.company_id or self.env.company)._local_day(now),
                user=self.env.uid,
                company=(self.team_id.company_id or self.env.company).id,
            )
        )
        self.env["crm.lead"].invalidate_model(["stage_id", "date_last_stage_update", "ladder_move_ids"])
        self.env["salestech.ladder.move"].invalidate_model()

    def action_undo(self):
        """Take the adoption back: the group has its own pipeline again, every client the stage it had.

        Clients that were won, reopened or added since then go to the stage that stood for their step.

        :raises AccessError: for anybody but an administrator
        :raises UserError: where it was undone already, or a later adoption stands on it
        """
        self.ensure_one()
        self._require_administrator()
        self.check_access("read")
        self.sudo()._undo()  # adoptions are closed to writing by hand; the right was checked
        return True

    def _require_administrator(self):
        if not self.env.su and not self.env.user.has_group("sales_technology.group_salestech_administrator"):
            raise AccessError(self.env._("Only an administrator of the sales technology may give a ladder to a group."))

    def _undo(self):
        last = self.search([("team_id", "=", self.team_id.id), ("state", "=", "active")], limit=1)
        if self.state != "active" or last != self:
            raise UserError(self.env._("Only the last adoption of a group that is still in force can be undone."))
        self.state = "undone"
        self.flush_recordset()
        present = self._present_stages()
        fallback = self._fallback_stages(present)
        self.team_id.with_context(**{CONTEXT_KEY: Passage("adopted")}).ladder_id = self.previous_ladder_id
        self.team_id.flush_recordset()
        default = next(iter(fallback.values()), False) or self._own_stage(False).id
        moved = self._moved_since()
        self._place({stage.id: fallback[stage.id] for stage in present}, default, "leave")
        self._restore_old_stages(moved)

    def _present_stages(self):
        # sudo: all leads of the group count, whoever undoes it.
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        return self.env["crm.stage"].union(
            *(stage for (stage,) in leads._read_group([("team_id", "=", self.team_id.id)], ["stage_id"]))
        )

    def _fallback_stages(self, present):
        """Return {step id: stage id}: the stage that was mapped to that step or the nearest below, won to won."""
        result = {}
        for step in present:
            fitting = self.line_ids.filtered(lambda line, s=step: line.stage_id and line.stage_id.is_won == s.is_won)
            below = fitting.filtered(lambda line, s=step: line.step_id.step_no <= s.step_no)
            line = (below.sorted(lambda line: line.step_id.step_no, reverse=True) or fitting)[:1]
            result[step.id] = (line.stage_id or self._own_stage(step.is_won)).id
        return result

    def _own_stage(self, is_won):
        """Return the first stage the group has without this ladder.

        :raises UserError: where Odoo's pipeline has none left
        """
        stage = self.env["crm.stage"].search(
            [
                ("is_won", "=", is_won),
                ("ladder_id", "=", self.previous_ladder_id.id),
                "|",
                ("team_ids", "=", False),
                ("team_ids", "in", self.team_id.ids),
            ],
            limit=1,
        )
        if not stage:
            raise UserError(
                self.env._("There is no stage left to which the clients could go back. Make one in CRM first.")
            )
        return stage

    def _moved_since(self):
        """Return the ids of leads that went on or back on the ladder after the adoption."""
        # sudo: history of all leads of the group
        moves = (
            self.env["salestech.ladder.move"]
            .sudo()
            ._read_group(
                [
                    ("team_id", "=", self.team_id.id),
                    ("ladder_id", "=", self.ladder_id.id),
                    ("kind", "in", ("forward", "back", "override", "won", "enter", "merged")),
                    ("date", ">", self.date),
                ],
                ["lead_id"],
            )
        )
        return [lead.id for (lead,) in moves]

    def _restore_old_stages(self, moved):
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead
                   SET stage_id = old.stage_id,
                       date_last_stage_update = CASE WHEN crm_lead.id = ANY(%(moved)s)
                           THEN crm_lead.date_last_stage_update ELSE old.date_last_stage_update END
                  FROM salestech_ladder_adoption_lead old
                  LEFT JOIN crm_stage was ON was.id = old.stage_id
                 WHERE old.adoption_id = %(adoption)s AND old.lead_id = crm_lead.id AND crm_lead.team_id = %(team)s
                   AND COALESCE(was.is_won, FALSE) = (
                       SELECT COALESCE(s.is_won, FALSE) FROM crm_stage s WHERE s.id = crm_lead.stage_id)""",
                moved=moved,
                adoption=self.id,
                team=self.team_id.id,
            )
        )
        self.env["crm.lead"].invalidate_model(["stage_id", "date_last_stage_update"])
