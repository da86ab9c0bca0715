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
        self._add_lines_below(begun_only=True)
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

    def _add_lines_below(self, begun_only=False):
        """Give the drafts below each line of the plan that their level has, and the lines that begin on their level.

        :param begun_only: the latter alone
        """
        indicators = self.env["salestech.indicator"].search([])
        rows = []
        for plan in self.sudo():  # sudo: as in _make_below
            wanted = indicators._planned_on(LEVELS[plan.level].below)
            axes = plan._axes_of(wanted - plan.line_ids.indicator_id)
            if not begun_only:
                axes += [line._axis() for line in plan.line_ids if line.indicator_id in wanted]
            rows += [(child.id, *axis, 0) for child in plan.child_ids if child.state == "draft" for axis in axes]
        self._insert_lines(rows)

    def _insert_lines(self, rows, update=False):
        """Insert lines (plan, indicator, segment, category, target) in one statement.

        :param update: lines that are there already get the target; else they stay as they are
        """
        if not rows:
            return
        self.env.flush_all()
        columns = [[value or None for value in column] for column in zip(*rows, strict=True)]
        put = SQL(
            """(plan_id, indicator_id, COALESCE(segment_id, 0), COALESCE(category_id, 0)) DO UPDATE
                  SET target = excluded.target, write_uid = excluded.write_uid, write_date = excluded.write_date
                WHERE line.target IS DISTINCT FROM excluded.target"""
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO salestech_plan_line AS line (
                          plan_id, indicator_id, segment_id, category_id, sequence, target,
                          weight, company_id, level, date_from, date_to, team_id, user_id,
                          create_uid, write_uid, create_date, write_date)
                   SELECT plan.id, row.indicator_id, row.segment_id, row.category_id, indicator.sequence,
                          COALESCE(row.target, 0),
                          0, plan.company_id, plan.level, plan.date_from, plan.date_to, plan.team_id, plan.user_id,
                          %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                     FROM unnest(%(plans)s::int[], %(indicators)s::int[], %(segments)s::int[], %(categories)s::int[],
                                 %(targets)s::numeric[])
                          AS row(plan_id, indicator_id, segment_id, category_id, target)
                     JOIN salestech_plan plan ON plan.id = row.plan_id
                     JOIN salestech_indicator indicator ON indicator.id = row.indicator_id
                       ON CONFLICT %(put)s""",
                uid=self.env.uid,
                plans=columns[0],
                indicators=columns[1],
                segments=columns[2],
                categories=columns[3],
                targets=columns[4],
                put=put if update else SQL("DO NOTHING"),
            )
        )
        self.env["salestech.plan.line"].invalidate_model()
        self.invalidate_model(["line_ids"])

    def _share_below(self, parts):
        """Share each figure out between the plans below it; the drafts among them get the lines they lack."""
        wanted = self.env["salestech.indicator"].search([])
        wanted = {below: wanted._planned_on(below) for below in {LEVELS[plan.level].below for plan in self}}
        fixed, rows = self._fixed_below(), []
        for plan in self.sudo():  # sudo: as in _make_below
            openings = plan._openings()
            drafts = {child._part_key(): child.id for child in plan.child_ids if child.state == "draft"}
            gone = plan._parts_gone({part.key for part in parts[plan]})
            for turn, line in enumerate(plan.line_ids):
                if line.indicator_id not in wanted[LEVELS[plan.level].below]:
                    continue
                axis = line._axis()
                held = fixed.get((plan.id, *axis), {})
                takers = [part for part in [*parts[plan], *gone] if part.key in drafts or part.key in held]
                shares = plan._share_line(line, takers, held, openings.get(line.indicator_id.id), turn)
                rows += [(drafts[key], *axis, share) for key, share in shares.items() if key not in held]
        self._insert_lines(rows, update=True)

    def _fixed_below(self):
        """Return {(plan, indicator, segment, category): {key of a part: target}} of the figures below these plans
        that sharing out leaves as they are. Read as rows: of a season there are more than fit well into records.
        """
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                """SELECT child.parent_id, line.indicator_id, line.segment_id, line.category_id,
                          child.date_from, child.team_id, child.user_id, line.target
                     FROM salestech_plan child
                     JOIN salestech_plan_line line ON line.plan_id = child.id
                    WHERE child.parent_id = ANY(%s) AND (line.is_held OR child.state <> 'draft')""",
                self.ids,
            )
        )
        fixed = defaultdict(dict)
        for plan_id, indicator, segment, category, first, team, user, target in found:
            axis = indicator, segment or False, category or False
            fixed[(plan_id, *axis)][first, team or False, user or False] = target
        return fixed

    def _parts_gone(self, known):
        """Return the parts of periods that are over, or of people who left the group: they get nothing more."""
        ends = {child._part_key(): child.date_to for child in self.child_ids}
        return [Part(key, ends[key], 0) for key in sorted(ends.keys() - known, key=str)]

    def _update_targets(self, rows, column="target"):
        """Write the targets, or another column of figures, of lines: [(line id, figure)]."""
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE salestech_plan_line line
                      SET %(column)s = row.figure, write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
                     FROM unnest(%(ids)s::int[], %(figures)s::numeric[]) AS row(id, figure)
                    WHERE line.id = row.id AND line.%(column)s IS DISTINCT FROM row.figure""",
                column=SQL.identifier(column),
                uid=self.env.uid,
                ids=[id_ for id_, _figure in rows],
                figures=[figure for _id, figure in rows],
            )
        )
        self.env["salestech.plan.line"].invalidate_model()
