from odoo import fields, models
from odoo.exceptions import AccessError


class DigestDigest(models.Model):
    """Cold calls, meetings and new contracts in Odoo's periodic e-mail, from the cube."""

    _inherit = "digest.digest"

    kpi_salestech_cold_call = fields.Boolean("Cold Calls")
    kpi_salestech_cold_call_value = fields.Integer(compute="_compute_kpi_salestech_cold_call_value")
    kpi_salestech_cold_meeting = fields.Boolean("Cold Meetings")
    kpi_salestech_cold_meeting_value = fields.Integer(compute="_compute_kpi_salestech_cold_meeting_value")
    kpi_salestech_contract = fields.Boolean("New Contracts")
    kpi_salestech_contract_value = fields.Integer(compute="_compute_kpi_salestech_contract_value")

    def _compute_kpi_salestech_cold_call_value(self):
        self._compute_salestech("cold_call_count", "kpi_salestech_cold_call_value")

    def _compute_kpi_salestech_cold_meeting_value(self):
        self._compute_salestech("cold_meeting_count", "kpi_salestech_cold_meeting_value")

    def _compute_kpi_salestech_contract_value(self):
        self._compute_salestech("contract_count", "kpi_salestech_contract_value")

    def _compute_salestech(self, code, name):
        if not self.env.user.has_group("sales_technology.group_salestech_user"):
            raise AccessError(self.env._("Without a role of the sales technology there are no figures for the digest."))
        start, end, companies = self._get_kpi_compute_parameters()
        actual = self.env["salestech.actual"].with_context(allowed_company_ids=companies.ids)
        days = [(fields.Date.to_date(start), fields.Date.to_date(end))]
        figures = actual.get_figures([code], days, "company_id", companies.ids)["figures"]
        for digest in self:
            company = digest.company_id or self.env.company
            digest[name] = (figures.get(company.id) or {}).get(code, [0])[0] or 0
