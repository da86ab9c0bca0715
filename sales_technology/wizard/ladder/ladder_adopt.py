from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class SalestechLadderAdopt(models.TransientModel):
    """Ask where each stage of a group belongs on the ladder, then move its clients there."""

    _name = "salestech.ladder.adopt"
    _description = "Adopt a Ladder"

    ladder_id = fields.Many2one("salestech.ladder", required=True)
    team_id = fields.Many2one("crm.team", string="Group", required=True)
    previous_ladder_id = fields.Many2one(related="team_id.ladder_id", string="Works by now")
    lead_count = fields.Integer(compute="_compute_lead_count", string="Clients to move")
    line_ids = fields.One2many(
        "salestech.ladder.adopt.line", "adopt_id", compute="_compute_line_ids", store=True, readonly=False
    )

    @api.depends("line_ids.lead_count")
    def _compute_lead_count(self):
        for adopt in self:
            adopt.lead_count = sum(adopt.line_ids.mapped("lead_count"))

    @api.depends("ladder_id", "team_id")
    def _compute_line_ids(self):
        for adopt in self:
            adopt.line_ids = [Command.clear(), *(Command.create(vals) for vals in adopt._prepare_lines())]

    def _prepare_lines(self):
        """Propose a step for each stage in use: the same name first, won to won, the rest in order."""
        if not self.ladder_id or not self.team_id:
            return []
        # sudo: every client of the group is moved, so all are counted; only administrators come here.
        counts = (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            ._read_group([("team_id", "=", self.team_id.id)], ["stage_id"], ["__count"])
        )
        stages = self.env["crm.stage"].union(*(stage for stage, _count in counts)).sorted("sequence")
        proposal = self._propose(stages)
        number = {stage.id: count for stage, count in counts}
        lines = [
            {"stage_id": stage.id, "step_id": proposal[stage.id], "lead_count": number[stage.id]} for stage in stages
        ]
        if number.get(False):
            lines.append({"stage_id": False, "step_id": self.ladder_id._first_step().id, "lead_count": number[False]})
        return lines

    def _propose(self, stages):
        steps = self.ladder_id.stage_ids.sorted("step_no")
        by_name = {step.name.strip().casefold(): step for step in steps}
        won, climb = steps.filtered("is_won")[:1], steps.filtered(lambda s: not s.is_won and not s.is_optional)
        plain = stages.filtered(lambda s: not s.is_won)
        result = {}
        for stage in stages:
            step = by_name.get(stage.name.strip().casefold())
            if not step or step.is_won != stage.is_won:
                position = list(plain).index(stage) if stage in plain else 0
                step = won if stage.is_won else climb[position * len(climb) // max(len(plain), 1)]
            result[stage.id] = step.id
        return result

    def action_adopt(self):
        """Move the group and its clients to the ladder.

        :raises AccessError: for anybody but an administrator
        :raises UserError: where the mapping would win or reopen clients, or the ladder is another company's
        """
        self.ensure_one()
        self.env["salestech.ladder.adoption"]._require_administrator()
        self._check()
        # sudo: adoptions are closed to writing by hand; the right was checked
        adoption = (
            self.env["salestech.ladder.adoption"]
            .sudo()
            .create(
                {
                    "team_id": self.team_id.id,
                    "ladder_id": self.ladder_id.id,
                    "previous_ladder_id": self.previous_ladder_id.id,
                    "line_ids": [
                        Command.create(
                            {"stage_id": line.stage_id.id, "step_id": line.step_id.id, "lead_count": line.lead_count}
                        )
                        for line in self.line_ids
                    ],
                }
            )
        )
        adoption._apply()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Adoption of a Ladder"),
            "res_model": "salestech.ladder.adoption",
            "res_id": adoption.id,
            "views": [(False, "form")],
        }

    def _check(self):
        ladder, team = self.ladder_id, self.team_id
        if team.ladder_id == ladder:
            raise UserError(self.env._("“%(team)s” works by “%(ladder)s” already.", team=team.name, ladder=ladder.name))
        if ladder.company_id and team.company_id and ladder.company_id != team.company_id:
            raise UserError(
                self.env._(
                    "“%(ladder)s” belongs to another company than “%(team)s”.", ladder=ladder.name, team=team.name
                )
            )
        if not ladder.stage_ids:
            raise UserError(self.env._("“%s” has no steps yet. Add them first.", ladder.name))
        for line in self.line_ids:
            if line.step_id.ladder_id != ladder:
                raise UserError(
                    self.env._("“%(step)s” is not a step of “%(ladder)s”.", step=line.step_id.name, ladder=ladder.name)
                )
            if line.step_id.is_won != line.stage_id.is_won:
                raise UserError(
                    self.env._(
                        "“%(stage)s” cannot go to “%(step)s”: won clients stay won,"
                        " and nobody becomes won by adopting a ladder.",
                        stage=line.stage_id.name or self.env._("No stage"),
                        step=line.step_id.name,
                    )
                )


class SalestechLadderAdoptLine(models.TransientModel):
    _name = "salestech.ladder.adopt.line"
    _description = "Stage to map to a Step"

    adopt_id = fields.Many2one("salestech.ladder.adopt", required=True, ondelete="cascade")
    ladder_id = fields.Many2one(related="adopt_id.ladder_id")
    stage_id = fields.Many2one("crm.stage", string="Stage now", context={"active_test": False})
    step_id = fields.Many2one(
        "crm.stage",
        string="Goes to step",
        required=True,
        domain="[('ladder_id', '=', ladder_id)]",
        context={"active_test": False},
    )
    lead_count = fields.Integer(string="Clients")
