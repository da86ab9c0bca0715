from odoo import api, models
from odoo.tools import SQL


class SalestechClientResponsible(models.AbstractModel):
    """Who answers for a client in a company, set-wise: the responsible of the company's row of clients; where there is
    none, the salesperson on the organisation's card, if that person works in the company; else the one responsible
    for the last contract signed there.
    """

    _name = "salestech.client.responsible"
    _description = "Who Answers for a Client"

    @api.model
    def _joins(self, client, company_id):
        """Return the joins that give `responsible.user_id` for a row with an organisation and a company.

        :param client: SQL of the alias of `res_partner`, an organisation
        :param company_id: SQL of the company's id
        """
        return SQL(
            """LEFT JOIN salestech_client known ON known.partner_id = %(client)s.id AND known.company_id = %(company)s
               LEFT JOIN res_company_users_rel works ON works.user_id = %(client)s.user_id AND works.cid = %(company)s
               LEFT JOIN (
                    SELECT DISTINCT ON (contract.partner_id, contract.company_id)
                           contract.partner_id, contract.company_id, contract.user_id
                      FROM salestech_contract contract
                     WHERE contract.date_signed IS NOT NULL AND contract.user_id IS NOT NULL
                     ORDER BY contract.partner_id, contract.company_id, contract.date_signed DESC, contract.id DESC
               ) AS seller ON seller.partner_id = %(client)s.id AND seller.company_id = %(company)s
               LEFT JOIN res_users responsible
                    ON responsible.id = COALESCE(known.user_id, works.user_id, seller.user_id)""",
            client=client,
            company=company_id,
        )

    @api.model
    def _users_of(self, partners, company):
        """Return {id of the organisation: res.users, maybe none} in one statement."""
        organisations = partners.commercial_partner_id
        if not organisations:
            return {}
        for model in ("res.partner", "res.users", "salestech.client", "salestech.contract"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT client.id, responsible.id FROM res_partner client %s WHERE client.id = ANY(%s)",
                self._joins(SQL("client"), SQL("%s", company.id)),
                organisations.ids,
            )
        )
        return {partner_id: self.env["res.users"].browse(user_id) for partner_id, user_id in rows}
