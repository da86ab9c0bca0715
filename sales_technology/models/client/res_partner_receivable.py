from odoo import api, fields, models

SALESTECH_USER = "sales_technology.group_salestech_user"


class ResPartner(models.Model):
    """What the organisation owes, as far as the user answers for it or leads those who do."""

    _inherit = "res.partner"

    receivable_open = fields.Monetary(
        string="Owes",
        compute="_compute_receivable",
        groups=SALESTECH_USER,
        help="In company currency, less what was paid and not matched yet.",
    )
    receivable_overdue = fields.Monetary(string="Owes overdue", compute="_compute_receivable", groups=SALESTECH_USER)
    receivable_days_late = fields.Integer(
        string="Oldest debt, days late", compute="_compute_receivable", groups=SALESTECH_USER
    )
    has_receivables = fields.Boolean(compute="_compute_receivable", groups=SALESTECH_USER)

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_receivable(self):
        rows = self.env["salestech.receivable"]._read_group(
            [("partner_id", "in", self.commercial_partner_id.ids)],
            ["partner_id"],
            ["amount_open:sum", "amount_overdue:sum", "days_late:max"],
        )
        figures = {partner.id: values for partner, *values in rows}
        for partner in self:
            found = figures.get(partner.commercial_partner_id.id)
            amounts = found or (0.0, 0.0, 0)
            partner.receivable_open, partner.receivable_overdue, late = amounts
            partner.receivable_days_late = late or 0
            partner.has_receivables = bool(found)

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            # sudo: reminders and promises go to whoever answers for the client now, whoever decided it
            task = self.env["salestech.receivable.task"].sudo()
            for company in self.env.companies:
                task._follow_responsible(company, self.commercial_partner_id)
        return result

    def action_open_receivables(self):
        """Open what this organisation owes, document by document."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_receivable_action")
        return {**action, "domain": [("partner_id", "=", self.commercial_partner_id.id)], "context": {}}
