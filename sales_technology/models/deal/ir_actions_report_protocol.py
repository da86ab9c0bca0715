from odoo import models

LAYOUT = "sales_technology.report_protocol_layout"


class IrActionsReport(models.Model):
    """Lays protocols out without the bundles of styles that Odoo has its printer fetch from the server."""

    _inherit = "ir.actions.report"

    def _get_layout(self):
        if self.env.context.get("salestech_own_layout"):
            return self.env.ref(LAYOUT)
        return super()._get_layout()

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        if self._get_report(report_ref).report_name == "sales_technology.report_protocol":
            self = self.with_context(salestech_own_layout=True)
        return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
