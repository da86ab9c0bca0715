from odoo import api, fields, models
from odoo.tools import SQL

from ..deal.contract import CLIENT_TYPES


class SalestechSatisfaction(models.Model):
    """After what clients are asked: one statement for each event.

    Another event is a value more of `event` and a method `_asks_<event>(company)` that returns a SELECT of

    * `key`: what makes it this one and no other, as text,
    * `source_model`, `source_id`, `source_name`: the record it is about,
    * `day`: the local day it happened on,
    * `partner_id`, `contact_id`: the organisation and the person who is asked, maybe NULL,
    * `contract_id`, `user_id`, `team_id`: maybe NULL.
    """

    _inherit = "salestech.satisfaction"

    @api.model
    def _asks(self, kind, company):
        """Return the SELECT of what there is to ask about on this occasion, whenever it was."""
        return getattr(self, f"_asks_{kind.event}")(company)

    @api.model
    def _asks_contract_signed(self, company):
        return SQL(
            """SELECT contract.id::text AS key, 'salestech.contract' AS source_model, contract.id AS source_id,
                      COALESCE(contract.number, contract.name) AS source_name, contract.date_signed AS day,
                      contract.partner_id, lead.decision_maker_id AS contact_id, contract.id AS contract_id,
                      contract.user_id, lead.team_id
                 FROM salestech_contract contract
                 LEFT JOIN crm_lead lead ON lead.id = contract.lead_id
                WHERE contract.company_id = %s AND contract.state = 'signed' AND contract.type IN %s""",
            company.id,
            tuple(CLIENT_TYPES),
        )

    @api.model
    def _asks_pilot_ended(self, company):
        return SQL(
            """SELECT pilot.id::text AS key, 'salestech.pilot' AS source_model, pilot.id AS source_id,
                      pilot.name AS source_name, pilot.date_finished AS day, pilot.partner_id,
                      COALESCE(pilot.contact_id, lead.decision_maker_id) AS contact_id, NULL::int AS contract_id,
                      pilot.user_id, lead.team_id
                 FROM salestech_pilot pilot
                 LEFT JOIN crm_lead lead ON lead.id = pilot.lead_id
                WHERE pilot.company_id = %s AND pilot.state = 'finished'
                  AND pilot.result IN ('accepted', 'rejected')""",
            company.id,
        )

    @api.model
    def _asks_stage_closed(self, company):
        return SQL(
            """SELECT stage.id::text AS key, 'salestech.work.stage' AS source_model, stage.id AS source_id,
                      stage.name AS source_name, stage.date_accepted AS day, stage.partner_id,
                      lead.decision_maker_id AS contact_id, stage.contract_id, stage.user_id, stage.team_id
                 FROM salestech_work_stage stage
                 JOIN salestech_contract contract ON contract.id = stage.contract_id
                 LEFT JOIN crm_lead lead ON lead.id = contract.lead_id
                WHERE stage.company_id = %s AND stage.state = 'accepted'""",
            company.id,
        )

    @api.model
    def _asks_claim_resolved(self, company):
        zone = company.resource_calendar_id.tz or company.partner_id.tz or "UTC"
        return SQL(
            """SELECT claim.id::text AS key, 'salestech.claim' AS source_model, claim.id AS source_id,
                      concat_ws(' ', claim.number, claim.name) AS source_name,
                      (claim.date_resolved AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS day, claim.partner_id,
                      COALESCE(claim.contact_id, lead.decision_maker_id) AS contact_id, claim.contract_id,
                      claim.user_id, claim.team_id
                 FROM salestech_claim claim
                 LEFT JOIN salestech_contract contract ON contract.id = claim.contract_id
                 LEFT JOIN crm_lead lead ON lead.id = COALESCE(claim.lead_id, contract.lead_id)
                WHERE claim.company_id = %s AND claim.state IN ('resolved', 'confirmed')""",
            zone,
            company.id,
        )

    @api.model
    def _asks_yearly(self, company):
        """Each full year that an organisation has been a client for, counted from the day it became one."""
        today = company._local_day(fields.Datetime.now())
        return SQL(
            """SELECT client.partner_id || '/' || client.company_id || '/' || passed.years AS key,
                      'res.partner' AS source_model, client.partner_id AS source_id, organisation.name AS source_name,
                      (client.status_since + make_interval(years => passed.years))::date AS day, client.partner_id,
                      lead.decision_maker_id AS contact_id, client.contract_id, client.user_id, client.team_id
                 FROM salestech_client client
                 JOIN res_partner organisation ON organisation.id = client.partner_id
                CROSS JOIN LATERAL (
                       SELECT date_part('year', age(%s::date, client.status_since))::int AS years
                     ) AS passed
                 LEFT JOIN salestech_contract contract ON contract.id = client.contract_id
                 LEFT JOIN crm_lead lead ON lead.id = contract.lead_id
                WHERE client.company_id = %s AND client.status = 'current' AND passed.years > 0""",
            today,
            company.id,
        )
