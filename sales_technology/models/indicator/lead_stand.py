from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

# What of a client a stand keeps, in SQL over crm_lead and what it is joined with below.
COLUMNS = ("company_id", "user_id", "team_id", "org_id", "kind", "is_open", "revenue", "weighted")
# Counted through their client where they have no group of their own.
DOCUMENTS = ("salestech.contract", "salestech.proposal", "salestech.pilot", "salestech.tender", "salestech.protocol")
STATE = SQL(
    """SELECT lead.id AS lead_id,
              COALESCE(lead.company_id, team.company_id, person.company_id, %s) AS company_id,
              lead.user_id, lead.team_id,
              COALESCE(partner.commercial_partner_id, -lead.id) AS org_id,
              ladder.kind,
              COALESCE(lead.active AND lead.won_status = 'pending' AND lead.type = 'opportunity'
                       AND ladder.id IS NOT NULL, FALSE) AS is_open,
              COALESCE(lead.expected_revenue, 0)::numeric AS revenue,
              ROUND(COALESCE(lead.expected_revenue, 0)::numeric * COALESCE(lead.probability, 0)::numeric / 100, 2)
                  AS weighted
         FROM crm_lead lead
         LEFT JOIN crm_stage stage ON stage.id = lead.stage_id
         LEFT JOIN salestech_ladder ladder ON ladder.id = stage.ladder_id
         LEFT JOIN res_partner partner ON partner.id = lead.partner_id
         LEFT JOIN crm_team team ON team.id = lead.team_id
         LEFT JOIN res_users person ON person.id = lead.user_id""",
    0,
)


class SalestechLeadStand(models.Model):
    """How a client stood from one day to the next: whose he was, whether open, worth how much.

    The history of the ladder tells passages from step to step, but neither reassignments nor amounts. What stood on any
    past day, and which group a client was with then, is read from here. One row a client and day on which anything
    changed; written by one statement a transaction.
    """

    _name = "salestech.lead.stand"
    _description = "Stand of a Client"
    _order = "lead_id, date"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", required=True, readonly=True, ondelete="cascade")
    date = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="Until", readonly=True, help="The first day on which it stood otherwise.")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    team_id = fields.Many2one("crm.team", readonly=True, ondelete="set null")
    org_id = fields.Integer(
        string="Organisation", readonly=True, help="Id of the organisation; below zero: of a client that has none yet."
    )
    kind = fields.Char(string="Ladder's kind", readonly=True)
    is_open = fields.Boolean(readonly=True)
    revenue = fields.Float(digits=False, readonly=True)
    weighted = fields.Float(digits=False, readonly=True)

    _day_uniq = models.UniqueIndex("(lead_id, date)")
    _open_idx = models.Index("(company_id) WHERE date_to IS NULL AND is_open")
    _ended_idx = models.Index("(company_id, date_to) WHERE date_to IS NOT NULL AND is_open")
    _team_idx = models.Index("(team_id)")
    _user_idx = models.Index("(user_id)")

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("How a client stood is written down by the system."))
        return super().write(vals)

    @api.model
    def _record(self, lead_ids):
        """Write down how clients stand from today on, where anything changed; return the companies of those.

        Clients that never were on a ladder are left alone.
        """
        if not lead_ids:
            return []
        now, days = fields.Datetime.now(), {}
        leads = self.env["crm.lead"].sudo().browse(lead_ids).exists()  # sudo: each company's clock, whoever saves
        for company in leads.company_id | leads.team_id.company_id | leads.user_id.company_id | self.env.company:
            days[company.id] = company._local_day(now)
        # Returns a row for each company; the keys of the stocks are marked from them.
        return self.env.execute_query(
            SQL(
                """WITH today AS (
                       SELECT state.*, clock.day
                         FROM (%(state)s WHERE lead.id = ANY(%(ids)s)) state
                         JOIN UNNEST(%(companies)s::int[], %(days)s::date[]) clock(company_id, day)
                           ON clock.company_id = COALESCE(NULLIF(state.company_id, 0), %(own)s)),
                   changed AS (
                       SELECT today.* FROM today
                         LEFT JOIN salestech_lead_stand old ON old.lead_id = today.lead_id AND old.date_to IS NULL
                        WHERE CASE WHEN old.id IS NULL THEN today.kind IS NOT NULL ELSE
                              (old.company_id, old.user_id, old.team_id, old.org_id, old.kind, old.is_open,
                               old.revenue, old.weighted) IS DISTINCT FROM
                              (COALESCE(NULLIF(today.company_id, 0), %(own)s), today.user_id, today.team_id,
                               today.org_id, today.kind, today.is_open, today.revenue, today.weighted) END),
                   ended AS (
                       UPDATE salestech_lead_stand old SET date_to = changed.day FROM changed
                        WHERE old.lead_id = changed.lead_id AND old.date_to IS NULL AND old.date < changed.day),
                   put AS (
                       INSERT INTO salestech_lead_stand AS old (lead_id, date, %(columns)s)
                       SELECT lead_id, day, COALESCE(NULLIF(company_id, 0), %(own)s), user_id, team_id, org_id, kind,
                              is_open, revenue, weighted FROM changed
                       ON CONFLICT (lead_id, date) DO UPDATE SET (%(columns)s) = (%(excluded)s), date_to = NULL
                       RETURNING company_id, date)
                   SELECT DISTINCT company_id, date FROM put""",
                state=STATE,
                ids=list(lead_ids),
                companies=list(days),
                days=list(days.values()),
                own=self.env.company.id,
                columns=_names(""),
                excluded=_names("excluded."),
            )
        )

    @api.model
    def _begin(self, lead_ids):
        """Begin the history of clients that have documents and none yet; return those of all these that have one."""
        for name in ("crm.lead", *DOCUMENTS):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """WITH begun AS (
                       INSERT INTO salestech_lead_stand (lead_id, date, %(columns)s)
                       SELECT state.lead_id, lead.create_date::date - 1, COALESCE(NULLIF(state.company_id, 0), %(own)s),
                              state.user_id, state.team_id, state.org_id, state.kind, state.is_open, state.revenue,
                              state.weighted
                         FROM (%(state)s WHERE lead.id = ANY(%(ids)s)) state
                         JOIN crm_lead lead ON lead.id = state.lead_id
                        WHERE NOT EXISTS (SELECT FROM salestech_lead_stand s WHERE s.lead_id = state.lead_id)
                          AND (%(documents)s)
                       RETURNING lead_id)
                   SELECT lead_id FROM begun
                    UNION SELECT lead_id FROM salestech_lead_stand WHERE lead_id = ANY(%(ids)s)""",
                columns=_names(""),
                own=self.env.company.id,
                state=STATE,
                ids=lead_ids,
                documents=SQL(" OR ").join(
                    SQL("EXISTS (SELECT FROM %s d WHERE d.lead_id = lead.id)", SQL.identifier(self.env[name]._table))
                    for name in DOCUMENTS
                ),
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _backfill(self, company):
        """Give clients that climbed before figures were kept a history of stands, from that of their steps.

        Amounts were not kept then: those of today stand for the past.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """WITH lacking AS (
                       SELECT DISTINCT move.lead_id FROM salestech_ladder_move move
                        WHERE move.company_id = %(company)s
                          AND NOT EXISTS (SELECT FROM salestech_lead_stand s WHERE s.lead_id = move.lead_id)),
                   day AS (
                       SELECT DISTINCT ON (move.lead_id, move.date_local) move.*
                         FROM salestech_ladder_move move JOIN lacking ON lacking.lead_id = move.lead_id
                        ORDER BY move.lead_id, move.date_local, move.date DESC, move.id DESC)
                   INSERT INTO salestech_lead_stand (lead_id, date, date_to, %(columns)s)
                   SELECT day.lead_id, day.date_local,
                          LEAD(day.date_local) OVER (PARTITION BY day.lead_id ORDER BY day.date_local),
                          COALESCE(day.company_id, %(company)s), day.manager_id, day.team_id, state.org_id, ladder.kind,
                          COALESCE(day.kind NOT IN ('lost', 'leave') AND NOT COALESCE(step.is_won, FALSE)
                                   AND ladder.id IS NOT NULL, FALSE),
                          state.revenue, state.weighted
                     FROM day
                     JOIN (%(state)s) state ON state.lead_id = day.lead_id
                     LEFT JOIN salestech_ladder ladder ON ladder.id = day.ladder_id
                     LEFT JOIN crm_stage step ON step.id = day.to_stage_id""",
                company=company.id,
                columns=_names(""),
                state=STATE,
            )
        )
        if self.env.cr.rowcount:
            self._record(self._lacking_today(company))
        return self.env.cr.rowcount

    def _lacking_today(self, company):
        rows = self.env.execute_query(
            SQL("SELECT lead_id FROM salestech_lead_stand WHERE company_id = %s AND date_to IS NULL", company.id)
        )
        return [row[0] for row in rows]


def _names(prefix):
    parts = prefix.rstrip(".")
    return SQL(", ").join(SQL.identifier(parts, name) if parts else SQL.identifier(name) for name in COLUMNS)
