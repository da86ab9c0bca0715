from datetime import timedelta

from odoo import models
from odoo.tools import SQL


class SalestechIndicatorStock(models.AbstractModel):
    """What stands at the end of a day: clients (or partners) with something in force, and those still being won.

    Made of two histories: contracts, which are in force from their signature to their end, and the stands of clients.
    An organisation counts once, whoever has a part of it: in force with its latest contract, being won with its latest
    open client. Each stretch of days in which nothing about an organisation changes is cut out and counted as one.
    """

    _name = "salestech.indicator.stock"
    _description = "Stock of Clients or Partners"
    _inherit = ["salestech.indicator.source"]

    _onward = True
    _kind = "client"
    _types = ("contract", "guarantee_letter")
    _watched = {
        "salestech.contract": (
            "date_signed",
            frozenset({"state", "type", "date_from", "date_to", "date_terminated", "partner_id", "user_id", "lead_id"}),
        )
    }

    def _force(self, company, first, last):
        """Return a SELECT of the stretches (org_id, contract_id, …, date_from, date_to) in which contracts are in
        force.
        """
        end = last + timedelta(days=1)
        return SQL(
            """SELECT * FROM (
                   SELECT contract.id AS contract_id, contract.partner_id AS org_id, contract.lead_id, contract.user_id,
                          contract.date_signed,
                          GREATEST(contract.date_signed, contract.date_from, %(first)s::date) AS date_from,
                          LEAST(contract.date_to + 1, contract.date_terminated, %(end)s::date) AS date_to
                     FROM salestech_contract contract
                    WHERE contract.company_id = %(company)s AND contract.type = ANY(%(types)s)
                      AND contract.date_signed <= %(last)s AND contract.state IN ('signed', 'terminated')
                      AND COALESCE(contract.date_to, %(last)s) >= %(first)s) stretch
                WHERE date_from < date_to""",
            first=first,
            last=last,
            end=end,
            company=company.id,
            types=list(self._types),
        )

    def _open(self, company, first, last):
        """Return a SELECT of the stretches in which clients on ladders of this kind are open."""
        return SQL(
            """SELECT stand.lead_id, stand.org_id, stand.user_id, stand.team_id, stand.revenue, stand.weighted,
                      GREATEST(stand.date, %(first)s::date) AS date_from,
                      LEAST(COALESCE(stand.date_to, %(end)s::date), %(end)s::date) AS date_to
                 FROM salestech_lead_stand stand
                WHERE stand.company_id = %(company)s AND stand.is_open AND stand.kind = %(kind)s
                  AND stand.date <= %(last)s AND (stand.date_to IS NULL OR stand.date_to > %(first)s)""",
            first=first,
            last=last,
            end=last + timedelta(days=1),
            company=company.id,
            kind=self._kind,
        )

    def _cuts(self, *names):
        """Return a SELECT (org_id, date_from, date_to) of the stretches between any two changes of an organisation."""
        days = SQL(" UNION ").join(
            SQL("SELECT org_id, %s AS day FROM %s", SQL.identifier(end), SQL.identifier(name))
            for name in names
            for end in ("date_from", "date_to")
        )
        return SQL(
            """SELECT org_id, day AS date_from, LEAD(day) OVER (PARTITION BY org_id ORDER BY day) AS date_to
                 FROM (%s) edge""",
            days,
        )

    def _in_force(self, company, first, last):
        """Return a SELECT of spans: organisations with something in force, each with whoever answers for it that
        day.
        """
        return SQL(
            """WITH force AS MATERIALIZED (%(force)s),
               stand AS MATERIALIZED (
                   SELECT force.org_id, stand.lead_id, stand.user_id, stand.team_id,
                          GREATEST(stand.date, %(first)s::date) AS date_from,
                          LEAST(COALESCE(stand.date_to, %(end)s::date), %(end)s::date) AS date_to
                     FROM (SELECT DISTINCT org_id, lead_id FROM force) force
                     JOIN salestech_lead_stand stand ON stand.lead_id = force.lead_id
                    WHERE stand.date <= %(last)s AND (stand.date_to IS NULL OR stand.date_to > %(first)s)),
               cut AS (%(cuts)s),
               held AS (
                   SELECT DISTINCT ON (cut.org_id, cut.date_from) cut.*, force.contract_id, force.lead_id, force.user_id
                     FROM cut
                     JOIN force ON force.org_id = cut.org_id AND force.date_from <= cut.date_from
                           AND force.date_to >= cut.date_to
                    ORDER BY cut.org_id, cut.date_from, force.date_signed DESC, force.contract_id DESC)
               SELECT held.contract_id AS id, held.org_id, held.date_from, held.date_to,
                      COALESCE(stand.user_id, lead.user_id, held.user_id) AS user_id,
                      COALESCE(stand.team_id, lead.team_id) AS team_id,
                      NULL::int AS segment_id, NULL::int AS category_id
                 FROM held
                 JOIN crm_lead lead ON lead.id = held.lead_id
                 LEFT JOIN stand ON stand.org_id = held.org_id AND stand.lead_id = held.lead_id
                                AND stand.date_from <= held.date_from AND stand.date_to > held.date_from""",
            force=self._force(company, first, last),
            cuts=self._cuts("force", "stand"),
            first=first,
            last=last,
            end=last + timedelta(days=1),
        )

    def _being_won(self, company, first, last):
        """Return a SELECT of spans: open clients, whether something is in force with them, and which one counts."""
        return SQL(
            """WITH open AS MATERIALIZED (%(open)s),
               force AS MATERIALIZED (SELECT f.org_id, f.date_from, f.date_to FROM (%(force)s) f
                                       WHERE f.org_id IN (SELECT org_id FROM open)),
               cut AS MATERIALIZED (%(cuts)s),
               covered AS (
                   SELECT DISTINCT cut.org_id, cut.date_from FROM cut
                     JOIN force ON force.org_id = cut.org_id AND force.date_from <= cut.date_from
                           AND force.date_to >= cut.date_to)
               SELECT open.lead_id AS id, cut.date_from, cut.date_to, open.user_id, open.team_id,
                      NULL::int AS segment_id, NULL::int AS category_id, open.revenue, open.weighted,
                      covered.org_id IS NOT NULL AS is_current,
                      ROW_NUMBER() OVER (PARTITION BY cut.org_id, cut.date_from ORDER BY open.lead_id DESC) = 1 AS
                      counts
                 FROM cut
                 JOIN open ON open.org_id = cut.org_id AND open.date_from <= cut.date_from AND open.date_to >=
                 cut.date_to
                 LEFT JOIN covered ON covered.org_id = cut.org_id AND covered.date_from = cut.date_from
                WHERE cut.date_to IS NOT NULL""",
            open=self._open(company, first, last),
            force=self._force(company, first, last),
            cuts=self._cuts("open", "force"),
        )
