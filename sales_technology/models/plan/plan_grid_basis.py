from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.money import amount_fault
from .level import LEVELS
from .plan_part import Part
from .plan_weight import days_within

# A year before, on the same days of the week: weeks are compared with whole weeks.
YEAR_BEFORE = {"quarter": {"years": 1}, "month": {"years": 1}, "week": {"days": 364}, "day": {"days": 364}}
AXES = {"company": "company_id", "team": "team_id", "user": "user_id"}


class Basis(NamedTuple):
    """By what figures are shared out.

    :param name: what people choose it by
    :param weights: method of `salestech.plan`, called with the plans below and the indicators; returns
        {indicator id: {id of a plan below: weight}}; under None what holds for indicators that it does not name
    """

    name: str
    weights: str


class SalestechPlan(models.Model):
    """By what a sheet can be shared out; another basis is an entry more in `_grid_bases`."""

    _inherit = "salestech.plan"

    def _grid_bases(self):
        """Return {code: Basis} in the order in which they are offered."""
        bases = {
            "working_days": Basis(self.env._("By working days"), "_weights_working_days"),
            "equal": Basis(self.env._("Equally"), "_weights_equal"),
            "last_year": Basis(self.env._("As each reached last year"), "_weights_last_year"),
            "season": Basis(self.env._("By last year's seasons"), "_weights_season"),
            "capacity": Basis(self.env._("By the capacity of people"), "_weights_capacity"),
        }
        scope = LEVELS[LEVELS[self.level].below].scope
        if scope == "company":  # periods alone: nobody's share, nobody's capacity
            del bases["season"], bases["capacity"]
        return bases

    @api.readonly
    def share_grid(self, basis, keys, held):
        """Return how figures of this plan would be shared out between the plans below; nothing is written.

        Flows go by the basis; a stock climbs to its target, and each part gets a ratio as it is.

        :param basis: a code of `get_grid`'s `bases`
        :param keys: which rows, by their `key` in `get_grid`
        :param held: [[line id, target], …] of cells that stay as they are
        :returns: {"cells": [[line id, target], …], "left_out": keys of rows that this basis knows nothing about}
        :raises UserError: for a basis that there is not
        """
        self.ensure_one()
        self.check_access("read")
        self._require_below()
        bases = self._grid_bases()
        if not isinstance(basis, str) or basis not in bases:
            raise UserError(self.env._("Choose from the list by what to share out."))
        keys = keys if isinstance(keys, list | tuple) else ()
        held = self._grid_held(held)
        children = self._grid_children()
        below = {}
        for line in children.line_ids:
            below.setdefault(line._axis(), []).append(line)
        wanted = {line: below[line._axis()] for line in self.line_ids if line._axis() in below}
        indicators = self.line_ids.indicator_id
        weights = getattr(self, bases[basis].weights)(children, indicators)
        openings = self._openings()
        answer = {"cells": [], "left_out": []}
        for turn, line in enumerate(self.line_ids):
            key = line._axis_key()
            if line not in wanted or key not in keys:
                continue
            own = weights.get(line.indicator_id.id, weights.get(None, {}))
            if line.kind == "flow" and not any(own.get(part.plan_id.id) for part in wanted[line]):
                answer["left_out"].append(key)
                continue
            if line.kind != "flow":
                own = self._weights_working_days(children)[None]
            answer["cells"] += self._grid_share(line, wanted[line], own, held, openings, turn)
        return answer

    def _grid_held(self, held):
        try:
            figures = {int(id_): float(target) for id_, target in held}
        except (TypeError, ValueError, OverflowError) as error:
            raise UserError(self.env._("A cell holds no figure. Write a number there first.")) from error
        if any(map(amount_fault, figures.values())):
            raise UserError(self.env._("A cell holds no figure. Write a number there first."))
        return {id_: Decimal(str(target)) for id_, target in figures.items()}

    def _grid_share(self, line, cells, weights, held, openings, turn):
        parts = [
            Part(cell.plan_id._part_key(), cell.plan_id.date_to, weights.get(cell.plan_id.id, 0)) for cell in cells
        ]
        keys = {cell.id: cell.plan_id._part_key() for cell in cells}
        fixed = {keys[id_]: target for id_, target in held.items() if id_ in keys}
        shares = self._share_line(line, parts, fixed, openings.get(line.indicator_id.id), turn)
        return [[id_, float(shares[key])] for id_, key in keys.items() if id_ not in held]

    # ------------------------------------------------------------
    # BASES
    # ------------------------------------------------------------

    def _grid_takers(self, children):
        """Return those of the plans below that can still take something: not over, of people who are still there."""
        today = self._today()
        return children.filtered(
            # sudo: who belongs to the groups is asked, not what they hold
            lambda child: (
                child.date_to >= today and (not child.user_id or child.user_id in child.sudo().team_id.member_ids)
            )
        )

    def _grid_days(self, children):
        """Return {id of a plan below: [(person, working days)]}; nobody's days are the company's own."""
        takers = self._grid_takers(children)
        people = {child: child.user_id or child.sudo().team_id.member_ids for child in takers}  # sudo: as above
        users = self.env["res.users"].union(*people.values())
        worked = self._working_days(self.company_id, users, self.date_from, self.date_to) if takers else {}
        return {
            child.id: [
                (person, days_within(worked[person.id], child.date_from, child.date_to))
                for person in people[child] or [self.env["res.users"]]
            ]
            for child in takers
        }

    def _weights_equal(self, children, indicators=None):
        return {None: dict.fromkeys(self._grid_takers(children).ids, 1)}

    def _weights_working_days(self, children, indicators=None):
        """Weigh each plan by the working days of those who carry it out, less public holidays and leave."""
        days = self._grid_days(children)
        return {None: {child.id: sum(count for _who, count in days.get(child.id, ())) for child in children}}

    def _weights_last_year(self, children, indicators):
        """Weigh each plan by what its owner reached a year before."""
        takers = self._grid_takers(children)
        axis = AXES[LEVELS[LEVELS[self.level].below].scope]
        owners = {child: child[axis].id for child in takers}
        figures, periods = self._grid_last_year(takers, indicators, axis, sorted(set(owners.values())))
        return {
            indicator.id: {
                child.id: max(figures.get(owner, {}).get(indicator.code, {})[periods[child.date_from]] or 0, 0)
                for child, owner in owners.items()
            }
            for indicator in indicators
        }

    def _weights_season(self, children, indicators):
        """Weigh each period by what the whole company reached in it a year before, within it people by their days."""
        takers = self._grid_takers(children)
        days = self._weights_working_days(children)[None]
        totals = {}
        for child in takers:
            totals[child.date_from] = totals.get(child.date_from, 0) + days[child.id]
        company = self.company_id.id
        figures, periods = self._grid_last_year(takers, indicators, "company_id", [company])
        weights = {}
        for indicator in indicators:
            reached = figures.get(company, {}).get(indicator.code, {})
            weights[indicator.id] = {
                child.id: max(reached[periods[child.date_from]] or 0, 0)
                * (days[child.id] / totals[child.date_from] if totals[child.date_from] else 0)
                for child in takers
            }
        return weights

    def _grid_last_year(self, children, indicators, axis, keys):
        """Return the figures of the periods a year before, as `get_figures` does, and {first day: place in them}."""
        back = YEAR_BEFORE[LEVELS[self.level].below]
        asked = {}
        for child in children:
            asked[child.date_from] = (
                fields.Date.subtract(child.date_from, **back),
                fields.Date.subtract(child.date_to, **back),
            )
        days = sorted(asked)
        if not days or not indicators:
            return {}, {day: place for place, day in enumerate(days)}
        actual = self.env["salestech.actual"].with_context(allowed_company_ids=self.company_id.ids)
        found = actual.get_figures(indicators.mapped("code"), [asked[day] for day in days], axis, keys)
        return found["figures"], {day: place for place, day in enumerate(days)}

    def _weights_capacity(self, children, indicators=None):
        """Weigh each plan by its people's capacity, as it stands at the members of the sales team, and their days."""
        # sudo: what somebody can take on is counted; members are the settings' own
        members = self.env["crm.team.member"].sudo().search([("crm_team_id", "in", children.sudo().team_id.ids)])
        capacity = {(member.crm_team_id.id, member.user_id.id): member.assignment_max for member in members}
        days, team = self._grid_days(children), {child.id: child.team_id.id for child in children}
        return {
            None: {
                id_: sum(count * capacity.get((team[id_], person.id), 0) for person, count in people)
                for id_, people in days.items()
            }
        }
