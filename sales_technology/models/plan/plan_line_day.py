from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...tools.cover import as_good
from ...tools.day_norm import day_norm, even_share
from ...tools.sharing import in_units


class SalestechPlanLine(models.Model):
    """What a day owes of its week, and what of it was missed."""

    _inherit = "salestech.plan.line"

    norm = fields.Float(
        digits=(16, 3),
        readonly=True,
        copy=False,
        aggregator="sum",
        help="What the day owes: the rest of the week over the working days that are left. The manager may plan more.",
    )
    carried = fields.Float(
        string="Carried over",
        digits=(16, 3),
        readonly=True,
        copy=False,
        help="How much of the norm days before left behind; below zero: so much they were ahead.",
    )
    missed = fields.Float(
        digits=(16, 3), readonly=True, copy=False, aggregator="sum", help="How far the day stayed behind its norm."
    )

    @api.constrains("target", "norm")
    def _check_norm(self):
        for line in self.filtered(lambda line: line.plan_id.level == "day"):
            if as_good(line.direction, line.target, line.norm) or not line._owed():
                continue
            sentence = (
                self.env._("“%(figure)s”: the day's norm is %(norm)s. You may plan more, but not less.")
                if line.direction == "up"
                else self.env._("“%(figure)s”: the day's norm is %(norm)s. You may plan less, but not more.")
            )
            raise ValidationError(sentence % {"figure": line.display_name, "norm": line._formatted(line.norm)})

    @api.ondelete(at_uninstall=False)
    def _unlink_if_nothing_is_owed(self):
        for line in self.filtered(lambda line: line.norm and not self.env.su):
            raise UserError(self.env._("“%s” is owed by the day: the week's plan has it.", line.display_name))

    def _owed(self):
        """Return what the figure is held by: the norm; where less is better, the week's figure.

        A week that allows none at all of what is better avoided has simply not planned it.
        """
        self.ensure_one()
        if self.direction == "up":
            return self.norm
        # sudo: a manager's own week
        week = self.plan_id.sudo().parent_id.line_ids.filtered(lambda line: line._axis() == self._axis())
        return sum(week.mapped("target"))

    def _missed_figure(self):
        """Return how far a day's figure stayed behind its norm; 0 where it was reached, or nothing is known."""
        self.ensure_one()
        if not self.has_actual or not self._owed() or as_good(self.direction, self.actual, self.norm):
            return 0.0
        return abs(self.norm - self.actual)

    def _missed_words(self):
        """Return the figure in words, as it is told to those who ask why."""
        return self.env._(
            "%(figure)s: %(actual)s of %(norm)s",
            figure=self.display_name,
            actual=self._formatted(self.actual),
            norm=self._formatted(self.norm),
        )

    def _norm_of(self, week, reached, left, whole):
        """Return (norm, carried over) of a day's figure: a flow is what is left; a stock and a ratio are the week's.

        :param week: the line of the week
        :param left: working days from this day to the week's end, of `whole` in the week
        """
        unit = self.indicator_id._unit_of(self.company_id)
        target = in_units(Decimal(str(week.target)), unit) * unit
        if self.kind != "flow":
            return target, Decimal(0)
        norm = day_norm(target, in_units(Decimal(str(reached)), unit) * unit, left, unit)
        return norm, norm - even_share(target, whole, whole - left, unit)

    def _update_norms(self, rows):
        """Write norms; a target that was the norm follows it, and none stays worse than the norm."""
        if not rows:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE salestech_plan_line line
                      SET norm = row.norm, carried = row.carried,
                          target = CASE WHEN line.target = COALESCE(line.norm, 0) THEN row.norm
                                        WHEN indicator.direction = 'up' THEN GREATEST(line.target, row.norm)
                                        ELSE LEAST(line.target, row.norm) END
                     FROM unnest(%s::int[], %s::numeric[], %s::numeric[]) AS row(id, norm, carried),
                          salestech_indicator indicator
                    WHERE line.id = row.id AND indicator.id = line.indicator_id""",
                *(list(column) for column in zip(*rows, strict=True)),
            )
        )
        self.invalidate_model()
