from odoo import api, fields, models


class ResCompany(models.Model):
    """What a company allows of gifts and representation expenses."""

    _inherit = "res.company"

    salestech_gift_person_limit = fields.Monetary(
        string="Limit per person and year",
        currency_field="currency_id",
        help="What one person may be given in a calendar year, in company currency. 0: no limit.",
    )
    salestech_gift_head_limit = fields.Monetary(
        string="Approved by the group head up to",
        currency_field="currency_id",
        default=10000,
        help="What is planned above this amount is approved by the department head.",
    )
    salestech_own_approval = fields.Boolean(
        string="Own requests may be approved",
        help="In a small company one person may hold both roles. Off: nobody approves what is his own.",
    )

    _salestech_gift_limits_range = models.Constraint(
        "CHECK (COALESCE(salestech_gift_person_limit, 0) >= 0 AND COALESCE(salestech_gift_head_limit, 0) >= 0"
        " AND COALESCE(salestech_gift_person_limit, 0) < 1e13 AND COALESCE(salestech_gift_head_limit, 0) < 1e13)",
        "The limits of gifts are amounts of zero or more.",
    )

    @api.model
    def _document_sequences(self):
        return {
            **super()._document_sequences(),
            "salestech.representation.expense": (self.env._("Gifts and representation expenses"), "GR", "standard"),
        }
