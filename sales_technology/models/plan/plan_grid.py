from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .level import LEVELS

# What of a line the sheet shows; fetched at once.
CELL = ["plan_id", "indicator_id", "segment_id", "category_id", "target", "weight", "is_held", "sequence"]


class SalestechPlan(models.Model):
    """The plans below a plan as one sheet: figures down, plans across, and of each figure what is still to share."""

    _inherit = "salestech.plan"

    @api.readonly
    def get_grid(self):
        """Return the sheet of the plans below this one, as far as the reader may see them.

        :returns: {"plan", "children", "rows", "bases", "editable", "hint"}. `children` are the columns, by period and
            then by owner, each with its working days as `weight`; a row has line and `target` of this plan (None where
            the figure begins on the level below) and a cell for each child: {"id", "target", "weight", "held"} or None.
            Of a ratio, `weight` says what its planned denominators are called; of others it is None.
            Figures are numbers of the indicator's unit; `step` is the smallest part of one, as a decimal in words.
        :raises UserError: for a day, which has nothing under it
        """
        self.ensure_one()
        self.check_access("read")
        self._require_below()
        children = self._grid_children()
        lines = self.env["salestech.plan.line"].search_fetch([("plan_id", "in", (self | children).ids)], CELL)
        editable = children.filtered(lambda child: child.state == "draft" and child._may_draft())
        return {
            "plan": {
                "id": self.id,
                "name": self.display_name,
                "level": self.level,
                "below": LEVELS[self.level].below,
                "state": self.state,
                "currency_id": self.currency_id.id,
            },
            "children": self._grid_columns(children, editable),
            "rows": self._grid_rows(children, lines),
            "bases": [{"code": code, "name": basis.name} for code, basis in self._grid_bases().items()],
            "editable": bool(editable),
            "can_build": self.can_build,
            "hint": "" if editable else self._grid_hint(children),
        }

    def save_grid(self, edits, seen):
        """Write figures and locks of the plans below, all or none.

        Whoever shares a figure out has seen all its parts: where one of them was changed by somebody else meanwhile,
        nothing is written, and the answer says what was changed.

        :param edits: [[line id, target, whether it is held], …], of a ratio with its planned denominator as a fourth;
            left out, that stays as it is
        :param seen: the same of all lines of the figures that are edited, this plan's own too, as they were read
        :returns: {"saved": how many were written, "changed": [{"id", "by", "at"}, …], "grid": see `get_grid`}
        :raises AccessError: for whoever does not draft the plans below
        :raises UserError: for what is no line of theirs, ValidationError: for what is no figure
        """
        self.ensure_one()
        self.check_access("read")
        wanted, known = _by_line(self, edits), _by_line(self, seen)
        lines = self._grid_lines(wanted)
        lines.plan_id.check_access("write")
        lines.plan_id._require_draft()
        # sudo: the row above is only locked
        (self.sudo() | lines.sudo().plan_id)._lock()
        changed = self._grid_changed(lines, known)
        if not changed:
            self._grid_write(lines, wanted)
        return {"saved": 0 if changed else len(wanted), "changed": changed, "grid": self.get_grid()}

    # ------------------------------------------------------------
    # READ
    # ------------------------------------------------------------

    def _require_below(self):
        if not LEVELS[self.level].below:
            raise UserError(self.env._("“%s” is planned by itself: nothing lies under a day.", self.display_name))

    def _grid_children(self):
        """Return the plans below in the order of the sheet: by period, then by owner."""
        # a group's head and whoever reaches the company see all of them: the rules of plans go by the group
        found = self.search([("parent_id", "=", self.id)], order="date_from, id")
        # sudo: who may see the plan may know whose it is
        owners = {child: (child.sudo().team_id.name or "", child.sudo().user_id.name or "") for child in found}
        return found.sorted(lambda child: (child.date_from, *owners[child]))

    def _grid_columns(self, children, editable):
        states = dict(self._fields["state"]._description_selection(self.env))
        weights = self._weights_working_days(children)[None]
        columns = []
        for child in children:
            owner = child.user_id.sudo() or child.team_id.sudo()  # sudo: as in _grid_children
            columns.append(
                {
                    "id": child.id,
                    "period": fields.Date.to_string(child.date_from),
                    "period_end": fields.Date.to_string(child.date_to),
                    "period_name": child._period_label(),
                    "owner": owner.id if LEVELS[child.level].scope != "company" else 0,
                    "owner_name": owner.name if LEVELS[child.level].scope != "company" else "",
                    "state": child.state,
                    "state_name": states[child.state],
                    "editable": child in editable,
                    "weight": weights[child.id],
                }
            )
        return columns

    def _grid_rows(self, children, lines):
        rows = {}
        place = {child.id: number for number, child in enumerate(children)}
        shared = lines.indicator_id._planned_on(LEVELS[self.level].below)
        for line in lines.sorted(lambda line: (line.sequence, line.segment_id.id, line.category_id.id, line.id)):
            if line.indicator_id not in shared:
                continue
            row = rows.setdefault(line._axis(), {**self._grid_row(line), "cells": [None] * len(children)})
            if line.plan_id == self:
                row.update(id=line.id, target=line.target, held=line.is_held)
            else:
                row["cells"][place[line.plan_id.id]] = {
                    "id": line.id,
                    "target": line.target,
                    "weight": line.weight,
                    "held": line.is_held,
                }
        return list(rows.values())

    def _grid_row(self, line):
        indicator = line.indicator_id
        return {
            "key": line._axis_key(),
            "name": line.display_name,
            "explanation": indicator.explanation or "",
            "unit": indicator.unit,
            "kind": indicator.kind,
            "direction": indicator.direction,
            "step": format(indicator._unit_of(self.company_id), "f"),
            "weight": self._grid_weight(line) if indicator.kind == "ratio" else None,
            "id": None,
            "target": None,
            "held": False,
        }

    def _grid_weight(self, line):
        field = line._fields["weight"].get_description(self.env, ["help"])
        return {
            "name": self.env._("%s: planned denominator", line.display_name),
            "explanation": field["help"],
        }

    def _grid_hint(self, children):
        """Return in words why the reader cannot change anything; nothing where there is nothing yet."""
        if not children:
            return ""
        if all(child.state != "draft" for child in children):
            return self.env._("These plans were submitted or approved: their figures change by corrections.")
        try:
            children.filtered(lambda child: child.state == "draft")._require_draft()
        except AccessError as refusal:
            return refusal.args[0]
        return ""

    # ------------------------------------------------------------
    # WRITE
    # ------------------------------------------------------------

    def _grid_lines(self, ids):
        """Return the lines with these ids, which all have to belong to plans below this one.

        :raises UserError: where one does not
        """
        lines = self.env["salestech.plan.line"].search_fetch(
            [("id", "in", list(ids)), ("plan_id.parent_id", "=", self.id)], CELL
        )
        if len(lines) != len(ids):
            raise UserError(
                self.env._(
                    "A plan or a figure of “%s” was removed meanwhile, and nothing was saved. Open the sheet again.",
                    self.display_name,
                )
            )
        return lines

    def _grid_changed(self, edited, known):
        """Return [{"id", "by", "at"}] of parts that are not as they were seen, or that are no drafts any more."""
        axes = {line._axis() for line in edited}
        lines = self.env["salestech.plan.line"].search(
            [
                ("indicator_id", "in", edited.indicator_id.ids),
                "|",
                ("plan_id", "=", self.id),
                ("plan_id.parent_id", "=", self.id),
            ]
        )
        changed = lines.filtered(
            lambda line: line._axis() in axes and not line._is_seen(known.get(line.id))
        ) | edited.filtered(lambda line: line.plan_id.state != "draft")
        return [
            {
                "id": line.id,
                "by": line.sudo().write_uid.name,  # sudo: colleagues are known by name
                "at": fields.Datetime.to_string(line.write_date),
            }
            for line in changed
        ]

    def _grid_write(self, lines, wanted):
        for line in lines:
            target, _held, weight = wanted[line.id]
            line._refuse_figures({"target": target, "weight": weight})
        weighed = lines.filtered(lambda line: wanted[line.id][2] is not None)
        if any(line.kind != "ratio" for line in weighed):
            raise UserError(self.env._("Only a ratio has a planned denominator. Open the sheet again."))
        # by their ids: those that come from lines would be read one by one after the lock
        self.browse(lines.plan_id.ids)._open_for_figures()
        for held in (True, False):
            changed = lines.filtered(lambda line, held=held: line.is_held != held and wanted[line.id][1] == held)
            # sudo: who may draft, and that it is a draft, was checked for all plans at once just now
            changed.sudo().is_held = held
        lines.flush_recordset()
        self._update_targets([(line.id, wanted[line.id][0]) for line in lines])
        self._update_targets([(line.id, wanted[line.id][2]) for line in weighed], "weight")
        lines._check_unit()
        body = self.env._(
            "Shared out: %(figures)s figures of %(plans)s plans below were changed.",
            figures=len(lines),
            plans=len(lines.plan_id),
        )
        self.sudo()._message_log(body=body)  # sudo: whoever drafts the plans below need not be able to change this one


def _by_line(plan, cells):
    """Return {line id: (target, whether it is held, planned denominator or None)} of what a client sent.

    :raises UserError: where it is no such list
    """
    try:
        return {int(id_): (float(target), bool(held), _weight(*more)) for id_, target, held, *more in cells}
    except (TypeError, ValueError, OverflowError) as error:
        raise UserError(plan.env._("A cell holds no figure. Write a number there and save again.")) from error


def _weight(weight=None):
    return None if weight is None else float(weight)
