from odoo import fields, models


class SalestechReportReturn(models.TransientModel):
    """Asks why a report goes back to who wrote it."""

    _name = "salestech.report.return"
    _description = "Return of a Report"

    report_id = fields.Many2one("salestech.report", required=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_return(self):
        """Give the report back, with the reason."""
        self.ensure_one()
        self.report_id._return(self.reason)
        return {"type": "ir.actions.act_window_close"}
