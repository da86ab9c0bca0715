from collections import defaultdict

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools.period import children
from .level import LEVELS
from .plan_part import Part


class SalestechPlan(models.Model):
    """One click: the plans below a plan, with its figures shared out between them."""

    _inherit = "salestech.plan"

    def action_build(self):
        """Make the plans below that are missing, as drafts, and share the figures out between the drafts.

        Figures that are held, and plans that are submitted or approved, stay as they are; the others share what is
        left. Periods that are over get no plan.

        :raises AccessError: for whoever does not draft the plans below
        :raises UserError: where there is nothing to make, or nobody to make it for
        """
        self.check_access("read")
        self._require_draft_below()
        self._lock()
        for company in self.company_id:
            self.filtered(lambda plan, own=company: plan.company_id == own)._build(company)
        (self.line_ids | self.child_ids.line_ids).invalidate_recordset()
        return True

    def _may_draft_below(self):
        """Return whether the user may draft the plans below this one."""
        self.ensure_one()
        below = LEVELS[LEVELS[self.level].below]
        reaches = self.env.su or self.env.user.has_group("sales_technology.group_reach_company")
        # sudo: who heads the group is asked, not what is in it
        heads = below.drafter == "head" and self.team_id.sudo().user_id == self.env.user
        return (reaches or heads) and self._may_process(below.process) and self.company_id in self.env.companies

    def _require_draft_below(self):
        for plan in self:
            if not LEVELS[plan.level].covers:
                raise UserError(self.env._("Days are planned by the manager, one by one."))
            if not plan._may_draft_below():
                self._require_process(LEVELS[LEVELS[plan.level].below].process)
                raise AccessError(self.env._("The plans under “%s” are not for you to draft.", plan.display_name))

    def _build(self, company):
        owners = {plan: plan._owners_below() for plan in self}
        users = self.env["res.users"].union(
            *(user or team.member_ids for pairs in owners.values() for team, user in pairs)
        )
        first, last = min(self.mapped("date_from")), max(self.mapped("date_to"))
        days = self._working_days(company, users, first, last)
        parts = {}
        for plan in self:
            periods = children(plan._period(), LEVELS[plan.level].below, company._first_month())
            periods = [period for period in periods if period.date_to >= plan._today()]
            parts[plan] = plan._parts_below(periods, owners[plan], days)
        self._make_below(parts)
        self._add_lines_below()
        self._share_below(parts)

    def _owners_below(self):
        """Return [(group, person)] that get a plan below this one.

        :raises UserError: where there is nobody
        """
        self.ensure_one()
        scope = LEVELS[LEVELS[self.level].below].scope
        # sudo: who belongs to the groups is asked, not what they hold
        team, user = self.env["crm.team"].sudo(), self.env["res.users"].sudo()
        if scope == "company":
            return [(team, user)]
        if scope == "team":
            # a group that keeps its own pipeline is left alone
            domain = [
                ("company_id", "=", self.company_id.id),
                ("member_ids", "!=", False),
                ("ladder_id", "!=", False),
            ]
            pairs = [(found, user) for found in team.search(domain)]
        else:
            team = self.team_id.sudo()
            pairs = [(team, member) for member in team.member_ids.sorted("id")]
        if not pairs:
            raise UserError(
                self.env._(
                    "Nobody to plan for under “%s”: give groups the sales ladder and their managers first.",
                    self.display_name,
                )
            )
        return pairs

    def _make_below(self, parts):
        """Make the plans below that are not there yet."""
        # sudo: who may draft them was checked; siblings count, whoever sees them
        below = self.sudo().with_context(tracking_disable=True, mail_create_nosubscribe=True, mail_create_nolog=True)
        known = {(plan.parent_id.id, *plan._part_key()) for plan in below.child_ids}
        vals_list = []
        for plan, wanted in parts.items():
            for part in wanted:
                if (plan.id, *part.key) in known:
                    continue
                date_from, team_id, user_id = part.key
                vals_list.append(
                    {
                        "level": LEVELS[plan.level].below,
                        "date_from": date_from,
                        "company_id": plan.company_id.id,
                        "team_id": team_id,
                        "user_id": user_id,
                        "parent_id": plan.id,
                    }
                )
        below.create(vals_list)

    def _part_key(self):
        self.ensure_one()
        return self.date_from, self.team_id.id, self.user_id.id

    def _add_lines_below(self):
        """Give the drafts below each line of the plan that their level has, and the lines that begin on their level."""
        indicators = self.env["salestech.indicator"].search([])
        rows = []
        for plan in self.sudo():  # sudo: as in _make_below
            wanted = indicators._planned_on(LEVELS[plan.level].below)
            axes = [
                (line.indicator_id.id, line.segment_id.id or None, line.category_id.id or None)
                for line in plan.line_ids
                if line.indicator_id in wanted
            ]
            begun = wanted - plan.line_ids.indicator_id
            axes += plan._axes_of(begun)
            for child in plan.child_ids:
                if child.state == "draft":
                    rows += [(child.id, *axis) for axis in axes]
        self._insert_lines(rows)

    def _insert_lines(self, rows):
        """Insert lines (plan, indicator, segment, category) with a target of zero; those that are there stay."""
        if not rows:
            return
        self.env.flush_all()
        columns = [list(column) for column in zip(*rows, strict=True)]
        self.env.cr.execute(
            SQL(
                """INSERT INTO salestech_plan_line (plan_id, indicator_id, segment_id, category_id, sequence, target,
                          weight, company_id, level, date_from, date_to, team_id, user_id,
                          create_uid, write_uid, create_date, write_date)
                   SELECT plan.id, row.indicator_id, row.segment_id, row.category_id, indicator.sequence, 0,
                          0, plan.company_id, plan.level, plan.date_from, plan.date_to, plan.team_id, plan.user_id,
                          %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                     FROM unnest(%(plans)s::int[], %(indicators)s::int[], %(segments)s::int[], %(categories)s::int[])
                          AS row(plan_id, indicator_id, segment_id, category_id)
                     JOIN salestech_plan plan ON plan.id = row.plan_id
                     JOIN salestech_indicator indicator ON indicator.id = row.indicator_id
                       ON CONFLICT DO NOTHING""",
                uid=self.env.uid,
                plans=columns[0],
                indicators=columns[1],
                segments=columns[2],
                categories=columns[3],
            )
        )
        self.env["salestech.plan.line"].invalidate_model()
        self.invalidate_model(["line_ids"])

    def _share_below(self, parts):
        """Share each figure out between the plans below it."""
        rows = []
        for plan in self.sudo():  # sudo: as in _make_below
            openings = plan._openings()
            wanted = self.env["salestech.indicator"].search([])._planned_on(LEVELS[plan.level].below)
            below = defaultdict(dict)
            for line in plan.child_ids.line_ids:
                below[line._axis()][line.plan_id._part_key()] = line
            for turn, line in enumerate(plan.line_ids):
                if line.indicator_id not in wanted:
                    continue
                lines = below[line._axis()]
                held = {
                    key: part.target for key, part in lines.items() if part.is_held or part.plan_id.state != "draft"
                }
                takers = [part for part in parts[plan] if part.key in lines]
                takers += plan._parts_gone(lines.keys() - {part.key for part in takers})
                shares = plan._share_line(line, takers, held, openings.get(line.indicator_id.id), turn)
                rows += [(lines[key].id, share) for key, share in shares.items() if key not in held]
        self._update_targets(rows)

    def _parts_gone(self, keys):
        """Return the parts of periods that are over, or of people who left the group: they get nothing more."""
        ends = {child._part_key(): child.date_to for child in self.child_ids}
        return [Part(key, ends[key], 0) for key in sorted(keys, key=str)]

    def _update_targets(self, rows):
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE salestech_plan_line line
                      SET target = row.target, write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                     FROM unnest(%s::int[], %s::numeric[]) AS row(id, target)
                    WHERE line.id = row.id AND line.target IS DISTINCT FROM row.target""",
                self.env.uid,
                [id_ for id_, _target in rows],
                [target for _id, target in rows],
            )
        )
        self.env["salestech.plan.line"].invalidate_model()
