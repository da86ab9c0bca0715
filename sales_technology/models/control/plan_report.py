from odoo import fields, models


class SalestechPlan(models.Model):
    """Missed figures of a day that its daily report has explained already are not asked about again."""

    _inherit = "salestech.plan"

    def _ask_why(self, lines):
        report = self.env["salestech.report"].sudo()._open_reports_of(self).get(self)  # sudo: the manager's own report
        if report:
            self._explained_by(report)
            return None
        return super()._ask_why(lines)

    def _explained_by(self, report):
        """Take over what the day's report says."""
        self.write({"missed_reason": report.comment, "explained_at": report.submitted_at or fields.Datetime.now()})
        self._forget_activities()
