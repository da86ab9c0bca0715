from odoo import models
from odoo.tools import SQL

NEW = [("type", "in", ("contract", "guarantee_letter")), ("deal_type", "=", "new")]


class SalestechIndicatorSourceContractProduct(models.AbstractModel):
    """New contracts by product category: their lines, and contracts without lines under no category."""

    _name = "salestech.indicator.source.contract_product"
    _description = "Contracts by Product Category"
    _inherit = ["salestech.indicator.source"]

    _codes = ("contract_count_product", "contract_amount_product")
    _by_client = True
    _watched = {
        "salestech.contract": (
            "date_signed",
            frozenset({"state", "type", "deal_type", "user_id", "lead_id", "amount", "currency_id", "line_ids"}),
        )
    }

    def _scans(self, company, first, last):
        # a contract counts once in a category, however many lines it has there
        first_line = SQL(
            """NOT EXISTS (SELECT FROM salestech_contract_line earlier
                            WHERE earlier.contract_id = salestech_contract_line.contract_id
                              AND earlier.category_id = salestech_contract_line.category_id
                              AND earlier.id < salestech_contract_line.id)"""
        )
        lines = self._scan(
            company,
            first,
            last,
            "salestech.contract.line",
            [(f"contract_id.{field}", operator, value) for field, operator, value in NEW],
            date="contract_id.date_signed",
            user_id="contract_id.user_id",
            team_id="contract_id.lead_id.team_id",
            category_id="category_id",
            measures={
                "contract_count_product": (first_line,),
                "contract_amount_product": ((), "amount_company", 0),
            },
        )
        whole = self._scan(
            company,
            first,
            last,
            "salestech.contract",
            [*NEW, ("line_ids", "=", False)],
            date="date_signed",
            user_id="user_id",
            team_id="lead_id.team_id",
            measures={"contract_count_product": (), "contract_amount_product": ((), "amount_company", 0)},
        )
        return [lines, whole]
