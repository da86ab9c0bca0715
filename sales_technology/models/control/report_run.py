from functools import partial

from odoo import api, fields, models

from .report import OPEN


class SalestechReportRun(models.AbstractModel):
    """The scheduled action of the reports, in short transactions that are wholly done or not at all.

    Opens what is due, gives reports of people who left to those above, marks what is late, fills open ones again,
    measures decisions and sends what was accepted. It goes by what is there and not by when it last ran: two nodes at
    once do what one does, and after a time without it everything is made up for. What fails is told in the log and
    holds up nothing else.
    """

    _name = "salestech.report.run"
    _description = "Run of the Reports"

    @api.model
    def _cron_reports(self):
        run = self.sudo()  # sudo: reports of everybody, whoever the action was given to
        cron = run.env["ir.cron"]
        cron._salestech_watch()
        for step in run._steps():
            cron._salestech_step(step)
            if not cron._commit_progress(1, remaining=1):
                return  # out of time; with something remaining the action comes back at once
        cron._salestech_step(run._schedule_next)
        cron._commit_progress(remaining=0)

    def _steps(self):
        """Yield the steps of a run, each a transaction of its own."""
        for company in self.env["res.company"].search([]):
            if not self.env["salestech.report.schedule"].search_count([("company_id", "=", company.id)], limit=1):
                continue
            yield partial(self.env["salestech.plan.line"]._refresh_actuals, company)
        for schedule in self.env["salestech.report.schedule"].search([]):
            yield schedule._open_due
        reports = self.env["salestech.report"]
        for company in self.env["res.company"].search([]):
            yield partial(reports._hand_over, company)
            yield partial(reports._mark_late, company)
            yield partial(reports._refill, company)
            yield partial(self.env["salestech.decision"]._measure_due, company)
            yield partial(reports._send_again, company)
        for report in reports._to_send():
            yield report._send

    def _schedule_next(self):
        """Ask to be woken when the next deadline has passed, and when the next day begins in any company."""
        now = fields.Datetime.now()
        following = self.env["salestech.report"].search(
            [("state", "in", OPEN), ("deadline_at", ">", now), ("is_late", "=", False)], order="deadline_at", limit=1
        )
        moments = set(following.mapped("deadline_at"))
        for company in self.env["res.company"].search([]):
            tomorrow = fields.Date.add(company._local_day(now), days=1)
            moments.add(company._moment_at(tomorrow, 0))
        cron = self.env.ref("sales_technology.ir_cron_reports")
        known = set(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).mapped("call_at"))
        for moment in sorted(moments - known)[:3]:
            cron._trigger(moment)
