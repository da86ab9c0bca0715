from odoo import fields, models
from odoo.tools import SQL

from ...models.client.representation_outcome import OUTCOMES


class SalestechRepresentationReport(models.Model):
    """What was spent on a client beside what was won since: a row per expense, and per contract signed after the first.

    What a client signed before it got anything is no result of it.
    """

    _name = "salestech.representation.report"
    _description = "Gifts and Results"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "salestech.representation.expense": [
            *("company_id", "partner_id", "user_id", "team_id", "kind", "date", "state"),
            *("planned_company", "committed_amount", "outcome"),
        ],
        "salestech.contract": [
            *("company_id", "partner_id", "user_id", "lead_id", "segment_id", "type", "date_signed", "state"),
            "amount_company",
        ],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    segment_id = fields.Many2one("salestech.segment", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    team_id = fields.Many2one("crm.team", string="Group", readonly=True)
    date = fields.Date(readonly=True)
    kind = fields.Selection(
        [("gift", "Gift"), ("hospitality", "Representation"), ("won", "Contract signed")], readonly=True
    )
    outcome = fields.Selection(OUTCOMES, readonly=True)
    planned_amount = fields.Monetary(string="Planned", readonly=True, currency_field="company_currency_id")
    spent_amount = fields.Monetary(string="Approved and spent", readonly=True, currency_field="company_currency_id")
    won_amount = fields.Monetary(string="Won", readonly=True, currency_field="company_currency_id")
    expense_count = fields.Integer(string="Expenses", readonly=True)
    contract_count = fields.Integer(string="Contracts", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT e.id * 2 AS id, e.company_id, e.partner_id, client.segment_id, e.user_id, e.team_id, e.date, e.kind,
                   e.outcome, e.planned_company AS planned_amount, e.committed_amount AS spent_amount,
                   0.0 AS won_amount, 1 AS expense_count, 0 AS contract_count
              FROM salestech_representation_expense e
              LEFT JOIN res_partner client ON client.id = e.partner_id
             WHERE e.state IN ('approved', 'done')
             UNION ALL
            SELECT c.id * 2 + 1, c.company_id, c.partner_id, c.segment_id, c.user_id, lead.team_id, c.date_signed,
                   'won', NULL, 0.0, 0.0, c.amount_company, 0, 1
              FROM salestech_contract c
              LEFT JOIN crm_lead lead ON lead.id = c.lead_id
             WHERE c.state IN ('signed', 'terminated') AND c.type IN ('contract', 'guarantee_letter')
               AND EXISTS (SELECT FROM salestech_representation_expense e
                            WHERE e.partner_id = c.partner_id AND e.company_id = c.company_id
                              AND e.state IN ('approved', 'done') AND e.date <= c.date_signed)
            """
        )
