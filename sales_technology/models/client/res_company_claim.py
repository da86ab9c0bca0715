from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ...tools.working_hours import plan_office_hours


class ResCompany(models.Model):
    """What claims and situations have from the company: numbers, working hours, the mailbox, who sorts."""

    _inherit = "res.company"

    salestech_claim_alias_id = fields.Many2one(
        "mail.alias",
        string="E-mail of claims",
        ondelete="set null",
        copy=False,
        help="A mail of a known contact to this address is a claim; one of a stranger waits to be sorted.",
    )
    salestech_claim_alias_name = fields.Char(
        string="Name of the mailbox of claims",
        compute="_compute_salestech_claim_alias_name",
        inverse="_inverse_salestech_claim_alias_name",
        help="The part before the @, for example “claims”. Empty: no claims by e-mail.",
    )
    salestech_claim_team_id = fields.Many2one(
        "crm.team",
        string="Group that sorts claims",
        ondelete="set null",
        check_company=True,
        help="Claims that nobody answers for yet wait for the people of this group.",
    )

    @api.depends("salestech_claim_alias_id.alias_name")
    def _compute_salestech_claim_alias_name(self):
        for company in self:
            company.salestech_claim_alias_name = company.salestech_claim_alias_id.alias_name

    def _inverse_salestech_claim_alias_name(self):
        for company in self:
            name = company.salestech_claim_alias_name
            if company.salestech_claim_alias_id:
                company.salestech_claim_alias_id.alias_name = name
            elif name:
                company.salestech_claim_alias_id = self.env["mail.alias"].create(
                    {
                        "alias_name": name,
                        "alias_domain_id": company.alias_domain_id.id,
                        "alias_model_id": self.env["ir.model"]._get_id("salestech.claim"),
                        "alias_defaults": repr({"company_id": company.id}),
                        "alias_contact": "everyone",
                    }
                )

    @api.model
    def _document_sequences(self):
        return {
            **super()._document_sequences(),
            "salestech.claim": (self.env._("Claims"), "CL", "standard"),
            "salestech.incident": (self.env._("Non-standard situations"), "NS", "standard"),
        }

    def _plan_working_hours(self, start, hours):
        """Return when so many working hours of the company have passed.

        :param start: naive datetime in UTC
        :param hours: float, zero or more
        :returns: naive datetime in UTC
        """
        self.ensure_one()
        calendar = self.sudo().resource_calendar_id  # sudo: whoever asks, a company works when it works
        if calendar and not calendar.flexible_hours:
            leaves = [("time_type", "=", "leave"), ("company_id", "in", [False, self.id])]
            end = calendar.plan_hours(hours, start, compute_leaves=True, domain=leaves)
            if end:
                return end
        zone = ZoneInfo(calendar.tz or self.sudo().partner_id.tz or "UTC")
        local = start.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
        return plan_office_hours(local, hours).replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
