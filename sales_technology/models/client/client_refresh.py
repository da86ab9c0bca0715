from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class SalestechClient(models.Model):
    """Keeps the rows of clients in step with history, contracts and touches, set-wise."""

    _inherit = "salestech.client"

    @api.model
    def _ensure(self, partner_ids, company_ids=None):
        """Make the rows that contracts or history ask for, and update those that are there already.

        The update is the lock: see `salestech.client.status._sync`.

        :param company_ids: make rows in these companies whatever there is
        """
        asked = SQL(
            "SELECT partner_id, company_id FROM salestech_client_status WHERE partner_id = ANY(%s)", partner_ids
        )
        if company_ids:
            asked = SQL(
                "SELECT unnest(%s) AS partner_id, company.id AS company_id FROM res_company company WHERE id = ANY(%s)",
                partner_ids,
                company_ids,
            )
        self.env.cr.execute(
            SQL(
                """INSERT INTO salestech_client (partner_id, company_id, status, is_partner, revision, is_active,
                          segment_id, user_id, team_id, create_uid, create_date, write_uid, write_date)
                   SELECT pair.partner_id, pair.company_id, 'potential', FALSE, 0, organisation.active,
                          organisation.segment_id, COALESCE(owner.user_id, organisation.user_id), owner.team_id,
                          %(uid)s, now() at time zone 'UTC', %(uid)s, now() at time zone 'UTC'
                     FROM (
                         %(asked)s
                         UNION
                         SELECT partner_id, company_id FROM salestech_contract
                          WHERE state IN ('signed', 'terminated') AND partner_id = ANY(%(partners)s)
                         UNION
                         SELECT partner_id, company_id FROM salestech_client WHERE partner_id = ANY(%(partners)s)
                     ) AS pair
                     JOIN res_partner organisation ON organisation.id = pair.partner_id
                     LEFT JOIN LATERAL (%(owner)s) AS owner ON TRUE
                    ORDER BY pair.partner_id, pair.company_id
                   ON CONFLICT (partner_id, company_id) DO UPDATE SET revision = salestech_client.revision + 1""",
                asked=asked,
                partners=partner_ids,
                owner=self._owner_sql(),
                uid=self.env.uid,
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _owner_sql(self):
        """Whose client it is when it first appears: of whoever has the latest opportunity with a contract, or any."""
        return SQL(
            """SELECT lead.user_id, lead.team_id
                 FROM crm_lead lead
                 JOIN res_partner person ON person.id = lead.partner_id
                 LEFT JOIN salestech_contract contract ON contract.lead_id = lead.id AND contract.state = 'signed'
                WHERE person.commercial_partner_id = pair.partner_id
                  AND lead.company_id = pair.company_id AND lead.user_id IS NOT NULL
                ORDER BY contract.date_signed DESC NULLS LAST, lead.id DESC LIMIT 1"""
        )

    @api.model
    def _take_status(self, partner_ids):
        """Take over from the history what holds now."""
        self.env.cr.execute(
            SQL(
                """UPDATE salestech_client client
                      SET status = COALESCE(held.status, 'potential'), status_since = held.date_from,
                          is_partner = channel.id IS NOT NULL, partner_since = channel.date_from,
                          contract_id = COALESCE(held.contract_id, channel.contract_id), %(stamp)s
                     FROM salestech_client self
                     LEFT JOIN salestech_client_status held ON held.partner_id = self.partner_id
                          AND held.company_id = self.company_id AND held.axis = 'client' AND held.date_to IS NULL
                     LEFT JOIN salestech_client_status channel ON channel.partner_id = self.partner_id
                          AND channel.company_id = self.company_id AND channel.axis = 'partner'
                          AND channel.date_to IS NULL
                    WHERE client.id = self.id AND self.partner_id = ANY(%(partners)s)""",
                partners=partner_ids,
                stamp=self.env["salestech.client.status"]._stamp(),
            )
        )
        self.invalidate_model(flush=False)
        self.env["res.partner"].invalidate_model(["client_status", "client_user_id"], flush=False)
        self._refresh_touches(partner_ids)
        self._refresh_due([("partner_id", "in", partner_ids)])

    @api.model
    def _refresh_due(self, domain):
        """Set by when the clients of a domain are to be touched again: current ones and partners only."""
        self.flush_model()
        self.env["salestech.segment"].flush_model()
        self.env["res.company"].flush_model()
        found = self._search(Domain(domain), bypass_access=True)
        self.env.cr.execute(
            SQL(
                """UPDATE salestech_client client SET touch_due_date = fresh.due
                     FROM (SELECT self.id,
                                  CASE WHEN self.status = 'current' OR self.is_partner THEN
                                       COALESCE(self.last_touch_date, self.status_since, self.partner_since)
                                       + COALESCE(NULLIF(segment.touch_days, 0), company.salestech_touch_days, 30)
                                  END AS due
                             FROM salestech_client self
                             JOIN res_company company ON company.id = self.company_id
                             LEFT JOIN salestech_segment segment ON segment.id = self.segment_id
                            WHERE self.id IN %(found)s) AS fresh
                    WHERE client.id = fresh.id AND client.touch_due_date IS DISTINCT FROM fresh.due""",
                found=found.subselect(),
            )
        )
        self.invalidate_model(["touch_due_date"], flush=False)

    @api.model
    def _refresh_touches(self, partner_ids=None):
        """Find the last touch of these organisations, or of all, from what was done: a statement for all.

        A touch is a finished call, letter, meeting or other activity on an opportunity of the organisation, on
        the organisation or on one of its people; or a held meeting.
        """
        self.env.flush_all()
        some = SQL("person.commercial_partner_id = ANY(%s)", partner_ids) if partner_ids is not None else SQL("TRUE")
        self.env.cr.execute(
            SQL(
                """WITH touch AS (
                       SELECT person.commercial_partner_id AS partner_id, lead.company_id, activity.date_done AS day
                         FROM crm_lead lead
                         JOIN res_partner person ON person.id = lead.partner_id
                         JOIN mail_activity activity ON activity.res_model = 'crm.lead' AND activity.res_id = lead.id
                        WHERE %(some)s AND activity.active IS NOT TRUE AND activity.date_done IS NOT NULL
                       UNION ALL
                       SELECT person.commercial_partner_id, lead.company_id, event.start::date
                         FROM crm_lead lead
                         JOIN res_partner person ON person.id = lead.partner_id
                         JOIN calendar_event event ON event.opportunity_id = lead.id AND event.meeting_state = 'held'
                        WHERE %(some)s
                       UNION ALL
                       SELECT person.commercial_partner_id, NULL, activity.date_done
                         FROM res_partner person
                         JOIN mail_activity activity
                              ON activity.res_model = 'res.partner' AND activity.res_id = person.id
                        WHERE %(some)s AND activity.active IS NOT TRUE AND activity.date_done IS NOT NULL
                   ), last AS (
                       SELECT client.id, MAX(touch.day) AS day
                         FROM salestech_client client
                         JOIN touch ON touch.partner_id = client.partner_id
                              AND (touch.company_id IS NULL OR touch.company_id = client.company_id)
                        GROUP BY client.id)
                   UPDATE salestech_client client SET last_touch_date = last.day
                     FROM last WHERE client.id = last.id AND client.last_touch_date IS DISTINCT FROM last.day""",
                some=some,
            )
        )
        self.invalidate_model(["last_touch_date"], flush=False)
