from odoo import api, fields, models

from ...tools.period import period_of

CODES = ("cold_call_count", "cold_meeting_count", "contract_count")


class KpiProvider(models.AbstractModel):
    _inherit = "kpi.provider"

    @api.model
    def get_kpi_summary(self):
        """Add this month's calls, meetings and contracts, as far as the reader may see them."""
        result = super().get_kpi_summary()
        if not self.env["salestech.actual"].has_access("read"):
            return result
        today = self.env.company._local_day(fields.Datetime.now())
        month = period_of(today, "month")[1:]
        company = self.env.company.id
        codes = self.env["salestech.indicator"].search([("code", "in", CODES)])
        read = self.env["salestech.actual"].get_figures(codes.mapped("code"), [month], "company_id", [company])
        for indicator in codes:
            value = read["figures"][company][indicator.code][0]
            result.append(
                {
                    "id": f"salestech.{indicator.code}",
                    "name": indicator.name,
                    "type": "integer",
                    "value": round(value or 0),
                }
            )
        return result
