from functools import partial

from odoo import api, fields, models
from odoo.tools import SQL

AXIS = {"user": "user_id", "team": "team_id", "company": "company_id"}


class SalestechScorecard(models.Model):
    """Targets from the plans and actuals from the cube, for any number of cards at once."""

    _inherit = "salestech.scorecard"

    @api.model
    def _cron_refresh(self):
        """Keep the figures of agreed cards fresh, so that everybody sees during the year where he stands."""
        cron = self.env["ir.cron"]
        cron._salestech_watch()
        companies = self.env["res.company"].search([])
        for number, company in enumerate(companies, start=1):
            cron._salestech_step(partial(self._refresh_company, company))
            cron._commit_progress(1, remaining=len(companies) - number)

    def _refresh_company(self, company):
        cards = self.search(
            [
                *(("company_id", "=", company.id), ("state", "in", ["agreed", "assessment"])),
                *(("signed_at", "=", False), ("reviewer_signed_at", "=", False)),
            ]
        )
        cards.with_context(tracking_disable=True)._fill_actuals()

    def _fill_targets(self):
        """Take the targets of these cards' lines from the approved plans; those typed by hand stay."""
        # sudo: targets are facts of lines; who may set the card was checked by the callers
        for line in self.sudo().line_ids.filtered(lambda line: line.target_source != "typed"):
            line.write({"target": 0, "target_source": "none"})
        found = self._planned_targets()
        for line in self.sudo().line_ids.filtered(lambda line: line.id in found):
            line.write({"target": found[line.id], "target_source": "plan"})

    def _planned_targets(self):
        """Return {line id: target}: the department's year, a group's months, a person's weeks; one statement.

        What flows adds up, a stock is the last period's, a ratio the mean.
        """
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    """WITH figure AS (
                           SELECT line.id, indicator.kind, planned.target,
                                  planned.date_to = MAX(planned.date_to) OVER (PARTITION BY line.id) AS is_last
                             FROM salestech_scorecard_line line
                             JOIN salestech_scorecard card ON card.id = line.scorecard_id
                             JOIN salestech_indicator indicator ON indicator.id = line.indicator_id
                             JOIN salestech_plan_line planned
                               ON planned.company_id = card.company_id AND planned.indicator_id = line.indicator_id
                              AND planned.date_from >= card.date_from AND planned.date_to <= card.date_to
                              AND planned.level = CASE card.scope WHEN 'company' THEN 'year'
                                                                  WHEN 'team' THEN 'month' ELSE 'week' END
                              AND (card.scope <> 'team' OR planned.team_id = card.team_id)
                              AND (card.scope <> 'user' OR planned.user_id = card.user_id)
                             JOIN salestech_plan plan ON plan.id = planned.plan_id AND plan.state = 'approved'
                            WHERE card.id = ANY(%s) AND line.target_source <> 'typed'
                       )
                       SELECT id, ROUND(CASE kind WHEN 'flow' THEN SUM(target)
                                                  WHEN 'stock' THEN SUM(target) FILTER (WHERE is_last)
                                                  ELSE AVG(target) END::numeric, 3)::float
                         FROM figure GROUP BY id, kind""",
                    self.ids,
                )
            )
        )

    def _fill_actuals(self):
        """Count the year of these cards from the cube: one statement for all cards of a level and a year."""
        # sudo: actuals are facts of lines, and counting reads no more than whose card it is; callers checked
        cards = self.sudo()
        for (company, scope, _year), found in cards.grouped(lambda c: (c.company_id, c.scope, c.year)).items():
            first = found[0]
            codes = found.line_ids.indicator_id.filtered("active").mapped("code")
            if not codes or first.date_from > company._local_day(fields.Datetime.now()):
                continue
            actual = self.env["salestech.actual"].sudo().with_context(allowed_company_ids=company.ids)
            axis = AXIS[scope]
            figures = actual.get_figures(codes, [(first.date_from, first.date_to)], axis, found.mapped(axis).ids)
            for card in found:
                card.line_ids._take_actuals(figures["figures"].get(card[axis].id, {}))
        cards.write({"figures_at": fields.Datetime.now()})
