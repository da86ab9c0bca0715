from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .familiarity import KNOWN


class SalestechClient(models.Model):
    """How many of the key people of a client we know."""

    _inherit = "salestech.client"

    key_known = fields.Integer(string="Key roles known", compute="_compute_coverage")
    key_total = fields.Integer(string="Key roles", compute="_compute_coverage")
    coverage = fields.Integer(
        string="Key people known, %", compute="_compute_coverage", help="Of the roles that we ought to know there."
    )
    has_key_gaps = fields.Boolean(
        string="Key people missing", compute="_compute_coverage", search="_search_has_key_gaps"
    )

    def _compute_coverage(self):
        for company, clients in self.grouped("company_id").items():
            organisations = clients.partner_id.with_company(company)
            # sudo: figures of the client's people, of clients that the user reaches
            found = organisations.sudo()._key_coverage(clients.sudo())
            for client in clients:
                known, total = found.get(client.partner_id.id, (0, 0))
                client.key_known, client.key_total = known, total
                client.coverage = round(100 * known / total) if total else 0
                client.has_key_gaps = known < total

    def _search_has_key_gaps(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["res.partner"].flush_model()
        self.env["salestech.key.role"].flush_model()
        found = SQL(
            """(SELECT client.id FROM salestech_client client
                 JOIN salestech_key_role role ON role.active
                      AND (role.company_id IS NULL OR role.company_id = client.company_id)
                      AND CASE role.kind WHEN 'partner' THEN client.is_partner
                                         ELSE NOT client.is_partner OR client.status <> 'potential' END
                WHERE client.company_id = ANY(%(companies)s)
                  AND (NOT EXISTS (SELECT FROM salestech_key_role_segment_rel rel WHERE rel.role_id = role.id)
                       OR EXISTS (SELECT FROM salestech_key_role_segment_rel rel
                                   WHERE rel.role_id = role.id AND rel.segment_id = client.segment_id))
                  AND NOT EXISTS (
                      SELECT FROM res_partner person
                        JOIN salestech_key_role_person_rel rel ON rel.partner_id = person.id AND rel.role_id = role.id
                       WHERE person.commercial_partner_id = client.partner_id AND person.active
                         AND person.familiarity = ANY(%(known)s)))""",
            companies=self.env.companies.ids,
            known=list(KNOWN),
        )
        return Domain("id", "in", found)

    def action_plan_key_gaps(self):
        """Plan an activity for each key role of these clients whose holder we do not know."""
        self.check_access("read")
        return self.partner_id.action_plan_key_gaps()
