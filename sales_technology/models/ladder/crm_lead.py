from odoo import api, fields, models

from ...tools.passage import CONTEXT_KEY, Passage

# A write of one of these may put a lead on another step: by hand, or because core computes the
# stage anew from the team, and the team from the user.
PASSAGE_FIELDS = frozenset({"stage_id", "team_id", "user_id", "type", "active", "probability"})


class CrmLead(models.Model):
    _inherit = "crm.lead"

    ladder_id = fields.Many2one(related="stage_id.ladder_id")
    ladder_kind = fields.Selection(related="stage_id.ladder_id.kind", string="Ladder's kind")
    step_no = fields.Integer(related="stage_id.step_no")
    ladder_move_ids = fields.One2many(
        "salestech.ladder.move", "lead_id", string="History of steps", groups="sales_technology.group_salestech_user"
    )
    tender_required = fields.Boolean(
        groups="sales_technology.group_salestech_user", help="The client must hold a tender before signing."
    )
    ladder_reason = fields.Char(
        string="Reason of the move",
        store=False,
        help="Given along with a move back, by import or RPC; on screen the dialog asks for it.",
    )
    ladder_checklist = fields.Json(
        compute="_compute_ladder_checklist", groups="sales_technology.group_salestech_user", string="This step"
    )
    # No `groups` on what each card shows: asking for them at every read cost as much as the gates. The view has them.
    ladder_missing_count = fields.Integer(compute="_compute_ladder_missing_count", string="Missing to go on")
    ladder_ready = fields.Boolean(compute="_compute_ladder_missing_count", string="Ready to go on")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("team_id", "type")
    def _compute_stage_id(self):
        ladder_by_team = self.env["crm.team"]._ladder_by_team()
        climbing = self.filtered(lambda lead: lead.team_id.id in ladder_by_team) if ladder_by_team else self.browse()
        steps = self.env["crm.stage"]._ladder_steps() if climbing else {}
        for lead in climbing:
            ladder_id = ladder_by_team[lead.team_id.id]
            step = steps.get(lead.stage_id.id)
            if not step or step.ladder_id != ladder_id:
                lead.stage_id = self.env["crm.stage"]._steps_of(ladder_id)[0].id
        super(CrmLead, self - climbing)._compute_stage_id()

    # Not on the hot path: read by the form and the kanban only, in one statement for all cards.
    @api.depends("stage_id", "won_status")
    def _compute_ladder_missing_count(self):
        missing, steps = self._ladder_missing(), self.env["crm.stage"]._ladder_steps()
        for lead in self:
            lead.ladder_missing_count = len(missing.get(lead.id, ()))
            lead.ladder_ready = (
                not lead.ladder_missing_count and lead.won_status == "pending" and lead.stage_id.id in steps
            )

    @api.depends("stage_id")
    def _compute_ladder_checklist(self):
        missing = self._ladder_missing()
        for lead in self:
            lead.ladder_checklist = (
                lead._prepare_ladder_checklist(missing.get(lead.id, ())) if lead.ladder_id else False
            )

    def _prepare_ladder_checklist(self, missing):
        """Return what the panel “This step” shows, as plain data.

        :param missing: ids of the gates that do not hold
        """
        self.ensure_one()
        step = self.stage_id
        gates = self.env["salestech.ladder.gate"].browse(self._gates_to_go_on())
        labels = dict(gates._selection_mend())
        texts = gates._gate_texts(self.env.lang)
        return {
            "step": step.step_no,
            "name": step.name,
            "purpose": step.purpose or "",
            "script": str(step.script or ""),
            "days": self._days_on_step(),
            "bar": self._prepare_ladder_bar(),
            "next": self._next_step_name(),
            "stale": self.is_rotting,
            "items": [
                {
                    "id": gate_id,
                    "name": texts[gate_id][0],
                    "sentence": texts[gate_id][1],
                    "done": gate_id not in missing,
                    "mend": labels.get(texts[gate_id][2], "") if gate_id in missing else "",
                }
                for gate_id in gates.ids
            ],
        }

    def _days_on_step(self):
        """Return how many midnights have passed, in the company's time zone, since the client came to this step."""
        company = self.company_id or self.env.company
        since = self.date_last_stage_update or fields.Datetime.now()
        return max((company._local_day(fields.Datetime.now()) - company._local_day(since)).days, 0)

    def _prepare_ladder_bar(self):
        """Return the steps of the ladder as they are drawn: done, here or ahead."""
        names = self.env["crm.stage"]._step_names(self.env.lang)
        return [
            {
                "id": step.id,
                "no": step.no,
                "name": names.get(step.id),
                "optional": step.is_optional,
                "state": "here" if step.id == self.stage_id.id else "done" if step.no < self.step_no else "ahead",
            }
            for step in self.env["crm.stage"]._steps_of(self.ladder_id.id)
        ]

    def _next_step(self):
        """Return the Step a client goes on to: the next one that is not passed over for him, else None."""
        self.ensure_one()
        for step in self.env["crm.stage"]._steps_of(self.stage_id.ladder_id.id):
            if step.no > self.step_no and not (step.is_optional and not self._meets(step.applies_domain)):
                return step
        return None

    def _next_step_name(self):
        step = self._next_step()
        return self.env["crm.stage"]._step_names(self.env.lang).get(step.id, "") if step else ""

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env["crm.stage"]._ladder_steps():
            return super().create(vals_list)
        reasons = [vals.pop("ladder_reason", "") for vals in vals_list]
        leads = super().create(vals_list)
        leads._ladder_after_create(reasons)
        return leads

    def write(self, vals):
        if not PASSAGE_FIELDS.intersection(vals) or not self._may_pass(vals):
            return super().write({k: v for k, v in vals.items() if k != "ladder_reason"})
        vals = dict(vals)
        reason = vals.pop("ladder_reason", "") or ""
        before = self._ladder_snapshot()
        result = super().write(vals)
        self._ladder_after_write(before, by_hand="stage_id" in vals, reason=reason)
        return result

    def _may_pass(self, vals):
        """Tell, cheaply, whether a write of these values can put any of the leads on a step or take it off one."""
        steps = self.env["crm.stage"]._ladder_steps()
        if not steps:
            return False
        # a new salesperson or type may bring a new team
        if "user_id" in vals or "type" in vals or vals.get("stage_id") in steps:
            return True
        by_team = self.env["crm.team"]._ladder_by_team()
        teams = {vals.get("team_id"), *self.team_id._ids}
        return not (by_team.keys().isdisjoint(teams) and steps.keys().isdisjoint(self.stage_id._ids))

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """On the pipeline of groups that all work by ladders, show their steps alone."""
        found = super()._read_group_stage_ids(stages, domain)
        ladder_by_team = self.env["crm.team"]._ladder_by_team()
        if not ladder_by_team:
            return found
        team_ids = set(self.env.user.crm_team_ids.ids) if self.env.context.get("show_user_team_stages") else set()
        if self.env.context.get("default_team_id"):
            team_ids.add(self.env.context["default_team_id"])
        wanted = self.env.context.get("ladder_kind")
        if wanted:
            steps = self.env["crm.stage"].search([("ladder_id.kind", "=", wanted)])
            shown = stages | steps.filtered(lambda s: not team_ids or team_ids.intersection(s.team_ids.ids))
            return shown.sorted("sequence")
        if team_ids and team_ids.issubset(ladder_by_team):
            return found.filtered(lambda s: s.ladder_id or s in stages)
        return found

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        """Leads of a group with a ladder find its steps only."""
        ladder_by_team = self.env["crm.team"]._ladder_by_team()
        if ladder_by_team:
            team_ids = {team_id} if team_id else set(self.team_id.ids)
            ladder_ids = {ladder_by_team.get(team) for team in team_ids}
            if len(ladder_ids) == 1 and None not in ladder_ids:
                domain = [*(domain or []), ("ladder_id", "in", list(ladder_ids))]
        return super()._stage_find(team_id=team_id, domain=domain, order=order, limit=limit)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_set_won(self):
        """Won works from any step, as in Odoo; the history tells which steps were passed over.

        One team at a time: core looks for the won stage among those of all the teams at once.
        """
        if not self.env["crm.stage"]._ladder_steps():
            return super().action_set_won()
        for leads in self.grouped("team_id").values():
            super(CrmLead, leads.with_context(**{CONTEXT_KEY: Passage("won")})).action_set_won()
        return True

    def action_set_lost(self, **additional_values):
        """Lost works from any step, as in Odoo; the reason is kept in the history of steps too."""
        if not self.env["crm.stage"]._ladder_steps():
            return super().action_set_lost(**additional_values)
        reason = self.env["crm.lost.reason"].browse(additional_values.get("lost_reason_id") or ()).name
        leads = self.with_context(**{CONTEXT_KEY: Passage("lost", reason or "")})
        return super(CrmLead, leads).action_set_lost(**additional_values)

    def action_ladder_next(self):
        """Go on to the next step; refused, as any other move, while something is missing."""
        self.check_access("write")
        for lead in self:
            step = lead._next_step()
            if step:
                lead.stage_id = step.id
        return True

    def action_mend_gate(self, gate_id):
        """Open what the gate is missing.

        :param gate_id: id of a `salestech.ladder.gate`
        :returns: an action, or False where the gate has no button
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: a salesperson cannot read the configuration of gates in full, but is told what it asks of him.
        gate = self.env["salestech.ladder.gate"].sudo().browse(gate_id).exists()
        return getattr(self, f"_mend_{gate.mend}")(gate) if gate and gate.mend else False

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        if not self.env["crm.stage"]._ladder_steps():
            return super()._merge_opportunity(user_id, team_id, auto_unlink, max_length)
        leads = self.with_context(**{CONTEXT_KEY: Passage("merged")})
        result = super(CrmLead, leads)._merge_opportunity(user_id, team_id, auto_unlink, max_length)
        result._ladder_settle()
        return result.with_env(self.env)

    def _merge_dependences(self, opportunities):
        """The history of what is merged stays readable on the lead that remains."""
        super()._merge_dependences(opportunities)
        if not self.env["crm.stage"]._ladder_steps():
            return
        # sudo: core merges what the user may see, and then deletes the rest as superuser.
        opportunities.sudo().ladder_move_ids.write({"lead_id": self.id, "kind": "merged"})
