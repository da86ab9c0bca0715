from odoo import api, fields, models
from odoo.tools import SQL

# Which open clients a figure of money waits for: those whose deal will be of this kind.
PIPELINE = {"contract_amount": False, "cross_sale_amount": True}


class SalestechPlanLine(models.Model):
    """What the open clients promise, beside what the pace promises."""

    _inherit = "salestech.plan.line"

    pipeline_forecast = fields.Float(
        string="Forecast by pipeline",
        digits=(16, 3),
        compute="_compute_pipeline_forecast",
        help="What was reached so far, and of each open client that is expected to close by the period's end its amount"
        " times its probability. For the amounts of contracts and of cross-sales, while the period runs.",
    )

    @api.depends("actual", "date_to")
    def _compute_pipeline_forecast(self):
        today = self.plan_id._today()
        running = self.filtered(
            lambda line: (
                line.indicator_id.code in PIPELINE
                and line.id
                and line.date_from
                and line.date_from <= today <= line.date_to
            )
        )
        promised = running._promised(today)
        for line in self:
            line.pipeline_forecast = line.actual + promised[line.id] if line.id in promised else 0

    def _promised(self, today):
        """Return {line id: weighted amount of the open clients that close by the line's end}; one statement.

        A client without a closing day is expected by nobody. Those whose kind of deal is not said are a cross-sale
        where the organisation has a contract.
        """
        if not self:
            return {}
        self.env.flush_all()
        # Whose line it is was checked by who reads it; of the clients only the sum is told.
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT line.id, COALESCE(SUM(lead.expected_revenue * lead.probability / 100), 0)::float
                         FROM salestech_plan_line line
                         JOIN unnest(%(ids)s::int[], %(cross)s::bool[]) AS asked(id, is_cross) ON asked.id = line.id
                         LEFT JOIN (
                             SELECT lead.company_id, lead.team_id, lead.user_id, lead.date_deadline, lead.probability,
                                    lead.expected_revenue,
                                    COALESCE(lead.deal_type = 'cross_sale', EXISTS (
                                        SELECT FROM salestech_contract contract
                                          JOIN res_partner partner ON partner.id = lead.partner_id
                                         WHERE contract.partner_id = partner.commercial_partner_id
                                           AND contract.company_id = lead.company_id AND contract.state = 'signed'
                                    )) AS is_cross
                               FROM crm_lead lead
                               JOIN crm_stage stage ON stage.id = lead.stage_id AND stage.ladder_id IS NOT NULL
                              WHERE lead.active AND lead.type = 'opportunity' AND NOT COALESCE(stage.is_won, FALSE)
                                AND lead.date_deadline BETWEEN %(today)s AND %(last)s
                         ) lead ON lead.company_id = line.company_id AND lead.is_cross = asked.is_cross
                          AND lead.date_deadline <= line.date_to
                          AND (line.team_id IS NULL OR lead.team_id = line.team_id)
                          AND (line.user_id IS NULL OR lead.user_id = line.user_id)
                        GROUP BY line.id""",
                    ids=self.ids,
                    cross=[PIPELINE[line.indicator_id.code] for line in self],
                    today=today,
                    last=max(self.mapped("date_to")),
                )
            )
        )
