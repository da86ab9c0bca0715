from odoo import api, models
from odoo.tools import SQL

DATA = "salestech.lead.stand"
MOVED = "salestech.lead.moved"
# What a stand keeps, and what Odoo computes it from.
FIELDS = frozenset(
    {
        *("company_id", "user_id", "team_id", "partner_id", "stage_id", "active", "type", "expected_revenue"),
        *("probability", "automated_probability", "lost_reason_id", "won_status"),
    }
)


class CrmLead(models.Model):
    """How a client stands is written down when a transaction ends in which that changed."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._on_ladder()._stand_changed()
        return leads

    def write(self, vals):
        if FIELDS.isdisjoint(vals):
            return super().write(vals)
        # where nobody works by a ladder, assigning costs nothing more
        moves = not vals.keys().isdisjoint(("user_id", "team_id")) and bool(self.env["crm.stage"]._ladder_steps())
        before = self._on_ladder()
        if moves:
            before |= (self - before)._with_history()
        result = super().write(vals)
        (before | self._on_ladder())._stand_changed()
        if moves:
            self.env.cr.precommit.data[MOVED] = True
        return result

    def _on_ladder(self):
        steps = self.env["crm.stage"]._ladder_steps()
        return self.filtered(lambda lead: lead.stage_id.id in steps) if steps else self.browse()

    def _with_history(self):
        """Return those off the ladders whose history of stands goes on, begun for those with documents that lack one.

        What is counted through a client is of whoever had it then: before it changes hands for the first time, who has
        it now is written down, from before it was made.
        """
        ids = self.filtered("id").ids
        if not ids:
            return self.browse()
        # sudo: a fact of the client, whoever gives it away
        return self.browse(self.env["salestech.lead.stand"].sudo()._begin(ids))

    def unlink(self):
        stood = self._stood_since()
        result = super().unlink()
        self.env["salestech.indicator.dirty"]._mark(
            {(source, company, day, True) for company, day in stood for source in (*self._stand_sources(), "win")}
        )
        return result

    def _stand_changed(self):
        if not self:
            return
        precommit = self.env.cr.precommit
        pending = precommit.data.get(DATA)
        if pending is None:
            pending = precommit.data[DATA] = set()
            precommit.add(self.env(user=self.env.uid)["crm.lead"]._write_stands)
        pending.update(self._ids)

    @api.model
    def _write_stands(self):
        ids = self.env.cr.precommit.data.pop(DATA, None)
        moved = self.env.cr.precommit.data.pop(MOVED, False)
        rows = self.env["salestech.lead.stand"]._record(sorted(ids)) if ids else ()
        keys = {(source, company, day, True) for company, day in rows for source in self._stand_sources()}
        if moved and rows:
            indicators = self.env["salestech.indicator"]
            through = [source for source in indicators._sources() if indicators._source_is_by_client(source)]
            keys |= {(source, company, day, False) for company, day in rows for source in through}
            held = {*through, *self._stand_sources(), "client_lost"}
            keys |= {(source, company, day, True) for company, day in self._older_days(ids) for source in held}
        if rows:
            keys |= self._win_keys(ids)
        self.env["salestech.indicator.dirty"]._mark(keys)
        self.env["salestech.indicator.dirty"]._write_marks()

    @api.model
    def _win_keys(self, ids):
        """Return the keys of the days on which these clients were won: winning, reopening, all that changes them."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT move.company_id, move.date_local
                     FROM salestech_ladder_move move JOIN crm_stage step ON step.id = move.to_stage_id AND step.is_won
                    WHERE move.lead_id = ANY(%s)""",
                list(ids),
            )
        )
        return {("win", company, day, False) for company, day in rows if company}

    @api.model
    def _older_days(self, ids):
        """Return [(company id, day)] since which documents count for whoever has these clients on their first day.

        Before a client's first stand it counts as on that first day; so while that day lasts, its past may move.
        """
        return self.env.execute_query(
            SQL(
                """SELECT company_id, MIN(day) FROM (
                       SELECT lead_id, company_id, LEAST(date_prepared, date_signed) AS day FROM salestech_contract
                        WHERE lead_id = ANY(%(ids)s) UNION ALL
                       SELECT lead_id, company_id, LEAST(date_prepared, date_agreed) FROM salestech_proposal
                        WHERE lead_id = ANY(%(ids)s) UNION ALL
                       SELECT lead_id, company_id, date_started FROM salestech_pilot WHERE lead_id = ANY(%(ids)s)) d
                    WHERE day IS NOT NULL AND NOT EXISTS (
                        SELECT FROM salestech_lead_stand s WHERE s.lead_id = d.lead_id AND s.date_to IS NOT NULL)
                    GROUP BY 1""",
                ids=list(ids),
            )
        )

    @api.model
    def _stand_sources(self):
        """Return the names of the sources that are made of stands, of those that feed any indicator."""
        return [
            name
            for name in ("funnel_client", "funnel_partner", "client", "partner")
            if name in self.env["salestech.indicator"]._sources()
        ]

    def _stood_since(self):
        """Return [(company id, first day)] of the stands that go with these clients."""
        if not self.env["crm.stage"]._ladder_steps():
            return []
        # sudo: which figures a deletion touches, whoever deletes
        rows = (
            self.env["salestech.lead.stand"]
            .sudo()
            ._read_group([("lead_id", "in", self.ids)], ["company_id"], ["date:min"])
        )
        return [(company.id, day) for company, day in rows]
