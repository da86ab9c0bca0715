from odoo import api, fields, models
from odoo.tools import SQL


class SalestechCrossSale(models.Model):
    """How the suggestions are reckoned: one statement a company.

    They are kept in a table, not in a view: a view reckons the whole company again for the one page that a manager
    opens (bench/bench_cross_sale.py has the figures). A row is written only where it changes.
    """

    _inherit = "salestech.cross.sale"

    @api.model
    def _cron_refresh(self):
        """Reckon the suggestions of all companies; one transaction each."""
        # sudo: every company has its suggestions, whoever the action runs as
        companies = self.env["res.company"].sudo().search([])
        for number, company in enumerate(companies, start=1):
            self._refresh(company)
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - number)

    @api.model
    def _refresh_all(self):
        """Reckon the suggestions of all companies in this transaction."""
        for company in self.env["res.company"].sudo().search([]):  # sudo: as above
            self._refresh(company)

    @api.model
    def _refresh(self, company):
        """Reckon the suggestions of one company anew; what was decided on stays."""
        self.env.flush_all()
        # sudo: thresholds of the company, and the moment of the figures
        company = company.sudo()
        self.env.cr.execute(
            SQL(
                """
                WITH owned AS MATERIALIZED (%(owned)s), %(habits)s, %(fresh)s,
                gone AS (
                    DELETE FROM salestech_cross_sale old
                     WHERE old.company_id = %(company)s AND old.state = 'open'
                       AND NOT EXISTS (SELECT FROM fresh WHERE fresh.partner_id = old.partner_id
                                                           AND fresh.category_id = old.category_id)
                )
                INSERT INTO salestech_cross_sale AS old (
                       company_id, partner_id, segment_id, category_id, user_id, team_id, share, lift,
                       expected_amount, state, create_uid, create_date, write_uid, write_date)
                SELECT %(company)s, partner_id, segment_id, category_id, user_id, team_id, share, lift,
                       expected_amount, 'open', %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM fresh
                    ON CONFLICT (company_id, partner_id, category_id) DO UPDATE
                   SET segment_id = EXCLUDED.segment_id, user_id = EXCLUDED.user_id, team_id = EXCLUDED.team_id,
                       share = EXCLUDED.share, lift = EXCLUDED.lift, expected_amount = EXCLUDED.expected_amount,
                       write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                 WHERE old.state = 'open'
                   AND (old.segment_id, old.user_id, old.team_id, old.share, old.lift, old.expected_amount)
                       IS DISTINCT FROM
                       (EXCLUDED.segment_id, EXCLUDED.user_id, EXCLUDED.team_id, EXCLUDED.share, EXCLUDED.lift,
                        EXCLUDED.expected_amount)
                """,
                owned=self._owned_sql(company),
                habits=self._habits_sql(company),
                fresh=self._fresh_sql(company),
                company=company.id,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.invalidate_model()
        company.salestech_cross_date = fields.Datetime.now()

    @api.model
    def _owned_sql(self, company):
        """Which client has which category, for how much."""
        return SQL(
            """
            SELECT product.partner_id, COALESCE(client.segment_id, 0) AS segment_id, product.category_id, product.amount
              FROM (%s) AS product
              JOIN res_partner client ON client.id = product.partner_id AND client.active
             WHERE product.company_id = %s
            """,
            self.env["salestech.client.product"]._table_query,
            company.id,
        )

    @api.model
    def _habits_sql(self, company):
        """What is usual in a segment: the share of its clients that have a category, and the lift over all clients."""
        return SQL(
            """
            client AS (SELECT DISTINCT partner_id, segment_id FROM owned),
            segment AS (SELECT segment_id, COUNT(*)::float AS clients FROM client GROUP BY segment_id),
            everyone AS (SELECT COUNT(*)::float AS clients FROM client),
            overall AS (SELECT category_id, COUNT(*)::float AS owners FROM owned GROUP BY category_id),
            habit AS (
                SELECT owned.segment_id, owned.category_id,
                       ROUND((COUNT(*) / segment.clients)::numeric, 4)::float AS share,
                       ROUND((COUNT(*) / segment.clients / (overall.owners / everyone.clients))::numeric, 4)::float
                           AS lift,
                       ROUND((percentile_cont(0.5) WITHIN GROUP (ORDER BY owned.amount))::numeric, 2)
                           AS expected_amount
                  FROM owned
                  JOIN segment ON segment.segment_id = owned.segment_id
                  JOIN overall ON overall.category_id = owned.category_id
                 CROSS JOIN everyone
                 GROUP BY owned.segment_id, owned.category_id, segment.clients, overall.owners, everyone.clients
                HAVING segment.clients >= %s AND COUNT(*) / segment.clients >= %s
            )
            """,
            company.salestech_cross_min_clients,
            company.salestech_cross_min_share,
        )

    @api.model
    def _fresh_sql(self, company):
        """The suggestions as they should be: for clients with a contract in force, what they do not have yet."""
        today = company._local_day(fields.Datetime.now())
        return SQL(
            """
            current_client AS (
                SELECT DISTINCT ON (c.partner_id) c.partner_id, responsible.id AS user_id,
                       COALESCE(lead.team_id, responsible.sale_team_id) AS team_id
                  FROM salestech_contract c
                  JOIN res_partner client ON client.id = c.partner_id
                  LEFT JOIN crm_lead lead ON lead.id = c.lead_id
                  %(responsible)s
                 WHERE c.company_id = %(company)s AND c.state = 'signed'
                   AND c.type IN ('contract', 'guarantee_letter')
                   AND (c.date_from IS NULL OR c.date_from <= %(today)s)
                   AND (c.date_to IS NULL OR c.date_to >= %(today)s)
                 ORDER BY c.partner_id, c.date_signed DESC, c.id DESC
            ),
            fresh AS MATERIALIZED (
                SELECT client.partner_id, NULLIF(client.segment_id, 0) AS segment_id, habit.category_id,
                       current_client.user_id, current_client.team_id, habit.share, habit.lift, habit.expected_amount
                  FROM client
                  JOIN current_client ON current_client.partner_id = client.partner_id
                  JOIN habit ON habit.segment_id = client.segment_id
                 WHERE NOT EXISTS (SELECT FROM owned WHERE owned.partner_id = client.partner_id
                                                       AND owned.category_id = habit.category_id)
            )
            """,
            company=company.id,
            today=today,
            responsible=self.env["salestech.client.responsible"]._joins(SQL("client"), SQL("%s", company.id)),
        )
