from odoo import api, fields, models
from odoo.tools import SQL

# What holds where several things happen on one day: a contract that begins, then the word of a person, then a
# contract that ended, then the ladder.
WANTED = """
WITH today (company_id, day) AS (VALUES %(days)s),
term AS (
    SELECT partner_id, contract.company_id, contract.id,
           CASE type WHEN 'partner_agreement' THEN 'partner' ELSE 'client' END AS axis,
           COALESCE(date_from, date_signed) AS since,
           COALESCE(LEAST(date_to, CASE state WHEN 'terminated' THEN date_terminated - 1 END), 'infinity') AS until
      FROM salestech_contract contract
      JOIN today ON today.company_id = contract.company_id
     WHERE state IN ('signed', 'terminated') AND COALESCE(date_from, date_signed) <= today.day
       AND partner_id IS NOT NULL AND %(of_contracts)s
), chain AS (
    SELECT term.*, since > 1 + MAX(until) OVER (
               PARTITION BY partner_id, company_id, axis ORDER BY since, id
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) IS NOT FALSE AS begins
      FROM term WHERE until >= since
), link AS (
    SELECT chain.*, SUM(begins::int) OVER (PARTITION BY partner_id, company_id, axis ORDER BY since, id) AS island
      FROM chain
), island AS (
    SELECT partner_id, company_id, axis, MIN(since) AS since, MAX(until) AS until,
           (ARRAY_AGG(id ORDER BY since, id))[1] AS first_id,
           (ARRAY_AGG(id ORDER BY until DESC, id DESC))[1] AS last_id
      FROM link GROUP BY partner_id, company_id, axis, island
), event AS (
    SELECT partner_id, company_id, axis, since AS day,
           CASE axis WHEN 'client' THEN 'current' ELSE 'partner' END AS status, 'contract' AS origin,
           first_id AS contract_id, 3 AS weight
      FROM island
    UNION ALL
    SELECT island.partner_id, island.company_id, axis, until + 1, CASE axis WHEN 'client' THEN 'lost' END,
           'contract', last_id, 1
      FROM island JOIN today ON today.company_id = island.company_id
     WHERE until < today.day
    UNION ALL
    SELECT status.partner_id, status.company_id, status.axis, date_from, status, origin, NULL,
           CASE origin WHEN 'override' THEN 2 ELSE 0 END
      FROM salestech_client_status status JOIN today ON today.company_id = status.company_id
     WHERE origin <> 'contract' AND %(of_statuses)s
), chosen AS (
    SELECT DISTINCT ON (partner_id, company_id, axis, day) *
      FROM event ORDER BY partner_id, company_id, axis, day, weight DESC
), first AS (
    SELECT chosen.*, ROW_NUMBER() OVER (PARTITION BY partner_id, company_id, axis ORDER BY day) AS no FROM chosen
), lawful AS (
    -- the ladder tells how it began, nothing more
    SELECT first.*, LAG(status) OVER (PARTITION BY partner_id, company_id, axis ORDER BY day) AS before
      FROM first WHERE origin <> 'ladder' OR no = 1
), change AS (
    SELECT * FROM lawful WHERE status IS DISTINCT FROM before
), row AS (
    SELECT change.*, LEAD(day) OVER (PARTITION BY partner_id, company_id, axis ORDER BY day) - 1 AS date_to
      FROM change
)
SELECT partner_id, company_id, axis, status, day AS date_from, date_to, origin, contract_id
  FROM row WHERE status IS NOT NULL
"""
SAME = SQL(
    """have.partner_id = wanted.partner_id AND have.company_id = wanted.company_id AND have.axis = wanted.axis
       AND have.date_from = wanted.date_from AND have.status = wanted.status AND have.origin = wanted.origin"""
)


class SalestechClientStatus(models.Model):
    """How the history follows from the contracts.

    Contracts in force one after another, without a day between them, are one time as a current client; the day
    after the last one the client is lost. What was said by hand holds until a contract begins or ends after it.
    The history is a function of contracts and such words: it can be made anew at any time, with the same result.
    """

    _inherit = "salestech.client.status"

    @api.model
    def _wanted(self, partner_ids=None):
        """Return the SQL of the history as it ought to be today.

        :param partner_ids: only of these organisations; None: of all
        """
        days = [SQL("(%s, %s::date)", company, day) for company, day, _zone in self.env["res.company"]._local_days()]
        return SQL(
            WANTED,
            days=SQL(", ").join(days),
            of_contracts=SQL("partner_id = ANY(%s)", list(partner_ids)) if partner_ids is not None else SQL("TRUE"),
            of_statuses=SQL("status.partner_id = ANY(%s)", list(partner_ids))
            if partner_ids is not None
            else SQL("TRUE"),
        )

    @api.model
    def _flush_sources(self):
        self.env["salestech.contract"].flush_model()
        self.flush_model()
        self.env["salestech.client"].flush_model()

    @api.model
    def _stale(self):
        """Return the ids of the organisations whose history is not what it ought to be today; one statement."""
        self._flush_sources()
        rows = self.env.execute_query(
            SQL(
                """WITH wanted AS (%(wanted)s), have AS (
                       SELECT partner_id, company_id, axis, status, date_from, date_to, origin
                         FROM salestech_client_status)
                   SELECT DISTINCT partner_id FROM (
                       (SELECT partner_id, company_id, axis, status, date_from, date_to, origin FROM wanted
                        EXCEPT SELECT * FROM have)
                       UNION ALL
                       (SELECT * FROM have
                        EXCEPT SELECT partner_id, company_id, axis, status, date_from, date_to, origin FROM wanted)
                   ) AS differing ORDER BY partner_id""",
                wanted=self._wanted(),
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _sync(self, partner_ids):
        """Bring the history of these organisations, in every company, to what it ought to be; a few statements for all.

        Their rows in `salestech.client` are updated first: whoever does the same at the same moment waits
        there, and is run again by Odoo with what the other one wrote.
        """
        partner_ids = sorted(set(partner_ids))
        if not partner_ids:
            return
        self._flush_sources()
        self.env["salestech.client"]._ensure(partner_ids)
        wanted = self._wanted(partner_ids)
        self._delete_unwanted(wanted, partner_ids)
        self._move_ends(wanted)
        self._insert_missing(wanted)
        self.invalidate_model(flush=False)
        self.env["salestech.client"]._take_status(partner_ids)

    @api.model
    def _delete_unwanted(self, wanted, partner_ids):
        self.env.cr.execute(
            SQL(
                """WITH wanted AS MATERIALIZED (%(wanted)s)
                   DELETE FROM salestech_client_status have WHERE have.partner_id = ANY(%(partners)s)
                      AND NOT EXISTS (SELECT FROM wanted WHERE %(same)s)""",
                wanted=wanted,
                partners=partner_ids,
                same=SAME,
            )
        )

    @api.model
    def _move_ends(self, wanted):
        self.env.cr.execute(
            SQL(
                """WITH wanted AS MATERIALIZED (%(wanted)s)
                   UPDATE salestech_client_status have
                      SET date_to = wanted.date_to, contract_id = wanted.contract_id, %(stamp)s
                     FROM wanted
                    WHERE %(same)s AND (have.date_to, have.contract_id)
                          IS DISTINCT FROM (wanted.date_to, wanted.contract_id)""",
                wanted=wanted,
                same=SAME,
                stamp=self._stamp(),
            )
        )

    @api.model
    def _insert_missing(self, wanted):
        self.env.cr.execute(
            SQL(
                """WITH wanted AS MATERIALIZED (%(wanted)s)
                   INSERT INTO salestech_client_status (partner_id, company_id, client_id, axis, status, date_from,
                          date_to, origin, contract_id, user_id, create_uid, create_date, write_uid, write_date)
                   SELECT wanted.partner_id, wanted.company_id, client.id, wanted.axis, wanted.status,
                          wanted.date_from, wanted.date_to, wanted.origin, wanted.contract_id,
                          CASE WHEN wanted.status <> 'lost' OR contract.state = 'terminated'
                               THEN COALESCE(contract.signed_by_id, %(uid)s) END,
                          %(uid)s, now() at time zone 'UTC', %(uid)s, now() at time zone 'UTC'
                     FROM wanted
                     JOIN salestech_client client ON client.partner_id = wanted.partner_id
                          AND client.company_id = wanted.company_id
                     LEFT JOIN salestech_contract contract ON contract.id = wanted.contract_id
                    WHERE NOT EXISTS (SELECT FROM salestech_client_status have WHERE %(same)s)""",
                wanted=wanted,
                same=SAME,
                uid=self.env.uid,
            )
        )

    @api.model
    def _stamp(self):
        return SQL("write_uid = %s, write_date = now() at time zone 'UTC'", self.env.uid)

    @api.model
    def _rebuild(self):
        """Make the whole history anew from contracts and words of people: for a database that had contracts before."""
        self._add_potential()
        self._sync(self._stale())

    @api.model
    def _add_potential(self):
        """Note the organisations that came on a client ladder and have no history yet: potential clients since then."""
        self.env.flush_all()
        zones = [
            SQL("(%s, %s::date, %s)", company, day, zone)
            for company, day, zone in self.env["res.company"]._local_days()
        ]
        rows = self.env.execute_query(
            SQL(
                """WITH today (company_id, day, zone) AS (VALUES %(zones)s), found AS (
                       SELECT person.commercial_partner_id AS partner_id, lead.company_id,
                              MIN((lead.create_date AT TIME ZONE 'UTC' AT TIME ZONE today.zone)::date) AS since
                         FROM crm_lead lead
                         JOIN today ON today.company_id = lead.company_id
                         JOIN crm_stage stage ON stage.id = lead.stage_id
                         JOIN salestech_ladder ladder ON ladder.id = stage.ladder_id AND ladder.kind = 'client'
                         JOIN res_partner person ON person.id = lead.partner_id
                        WHERE lead.active AND person.commercial_partner_id IS NOT NULL
                        GROUP BY 1, 2)
                   INSERT INTO salestech_client_status (partner_id, company_id, axis, status, date_from, origin,
                          create_uid, create_date, write_uid, write_date)
                   SELECT partner_id, company_id, 'client', 'potential', since, 'ladder',
                          %(uid)s, now() at time zone 'UTC', %(uid)s, now() at time zone 'UTC'
                     FROM found
                    WHERE NOT EXISTS (
                        SELECT FROM salestech_client_status have WHERE have.partner_id = found.partner_id
                           AND have.company_id = found.company_id AND have.axis = 'client')
                   RETURNING partner_id""",
                zones=SQL(", ").join(zones),
                uid=self.env.uid,
            )
        )
        self.invalidate_model(flush=False)
        self._sync([partner_id for (partner_id,) in rows])

    @api.model
    def _cron_client_status(self):
        """Each day: contracts that ended by time or began change the status, with the true days, after downtime too."""
        self._add_potential()
        stale = self._stale()
        for start in range(0, len(stale), 1000):
            batch = stale[start : start + 1000]
            self._sync(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=len(stale) - start - len(batch)):
                return
        self.env["salestech.client"]._refresh_touches()
        self.env["salestech.client"]._refresh_due([])

    # ------------------------------------------------------------
    # BY HAND
    # ------------------------------------------------------------

    @api.model
    def _override(self, partner, company, status, reason, day=None):
        """Set an organisation's status as a client by hand, from today; the caller checked who may.

        It holds until a contract begins or ends after it. A second word on the same day takes the first one's place.
        """
        day = day or company._local_day(fields.Datetime.now())
        self.env["salestech.client"]._ensure(partner.ids, company.ids)
        self.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", company.id),
                ("axis", "=", "client"),
                ("date_from", "=", day),
            ]
        ).unlink()
        self.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", company.id),
                ("axis", "=", "client"),
                ("date_to", "=", False),
            ]
        ).write({"date_to": fields.Date.subtract(day, days=1)})
        self.env.flush_all()  # the days of the row before are given up first
        client = self.env["salestech.client"].search([("partner_id", "=", partner.id), ("company_id", "=", company.id)])
        self.create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "client_id": client.id,
                "axis": "client",
                "status": status,
                "date_from": day,
                "origin": "override",
                "reason": reason,
                "user_id": self.env.uid,
            }
        )
        self._sync(partner.ids)
