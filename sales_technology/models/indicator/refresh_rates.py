from odoo import api, models
from odoo.tools import SQL

from .scan import Scan


class SalestechIndicatorRefresh(models.AbstractModel):
    """Amounts in a currency that has no rate at all: Odoo takes them one to one, so does the cube, and says so."""

    _inherit = "salestech.indicator.refresh"

    @api.model
    def _doubt(self, feed, first, last):
        """Return in a sentence which currencies of the days counted have no rate, or False."""
        company = feed.company_id
        rateless = self._rateless(company)
        found = self.env["res.currency"].browse()
        for scan in (
            self.env["salestech.indicator"]._source_scans(feed.source, company, first, last) if rateless else ()
        ):
            if isinstance(scan, Scan) and scan.currency:
                query = SQL(
                    "SELECT DISTINCT %s %s AND %s = ANY(%s)", scan.currency, scan.source, scan.currency, rateless.ids
                )
                found |= found.browse(id_ for (id_,) in self.env.execute_query(query))
        if not found:
            return False
        return self.env._(
            "No rate is known for %s, so its amounts are counted one to one. Enter a rate: the figures follow.",
            ", ".join(sorted(found.mapped("name"))),
        )

    @api.model
    def _rateless(self, company):
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM res_currency currency
                    WHERE active AND id <> %s AND NOT EXISTS (
                        SELECT FROM res_currency_rate rate
                         WHERE rate.currency_id = currency.id AND COALESCE(rate.company_id, %s) = %s)""",
                company.currency_id.id,
                company.root_id.id,
                company.root_id.id,
            )
        )
        return self.env["res.currency"].browse(row[0] for row in rows)
