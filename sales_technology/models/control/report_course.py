from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .report import OPEN

ACTIVITY_TYPE = "sales_technology.mail_activity_type_report"


class SalestechReport(models.Model):
    """The course of a report: submitted, then accepted or returned with the reason."""

    _inherit = "salestech.report"

    # ------------------------------------------------------------
    # THE AUTHOR
    # ------------------------------------------------------------

    def action_refresh(self):
        """Fill the report with the figures as they are now."""
        self.check_access("write")
        self._require_author()
        for report in self:
            report._require_state(*OPEN)
        self.sudo()._fill()  # sudo: figures, written by the system alone
        return True

    def action_submit(self):
        """Hand the reports to those who decide on them; the figures are frozen as they are at this moment.

        :raises AccessError: for whoever does not write them
        :raises UserError: where one was submitted already, its period still runs, or something is unexplained
        """
        self.check_access("write")
        self._require_author()
        self._lock()
        for report in self:
            report._require_state(*OPEN)
            report._require_period()
        self.sudo()._fill()  # sudo: figures, written by the system alone
        for report in self:
            report._require_words()
        now = fields.Datetime.now()
        for report in self.sudo():  # sudo: facts, closed to everybody; author and state were checked just now
            report.write(
                {
                    **{"state": "submitted", "submitted_by_id": self.env.uid, "submitted_at": now},
                    **{"is_late": report.is_late or report.deadline_at < now, "return_reason": False},
                }
            )
            report._explain_day()
        self._ask_deciders()
        return True

    def _require_period(self):
        """Refuse to report on a period before its last working day."""
        company = self.company_id.sudo()  # sudo: when the company works is no secret
        nobody = self.env["res.users"]
        worked = self.env["salestech.plan"]._working_days(company, nobody, self.date_from, self.date_to)[False]
        if company._local_day(fields.Datetime.now()) < (worked[-1] if worked else self.date_from):
            raise UserError(
                self.env._(
                    "The period of “%s” still runs. You may write already, and submit on its last working day.",
                    self.display_name,
                )
            )

    def _require_words(self):
        """Refuse where something that went off is not explained or, where the schedule asks for it, not decided on."""
        if self.demands == "comment":
            return self._require_comment()
        unexplained = self.deviation_ids.filtered(lambda deviation: not (deviation.explanation or "").strip())
        undecided = self.deviation_ids - self.deviation_ids.filtered("decision_ids")
        sentences = []
        if unexplained:
            names = "; ".join(unexplained.mapped("display_name"))
            sentences.append(self.env._("Say why in “Deviations”: %s.", names))
        if undecided and self.demands == "decision":
            names = "; ".join(undecided.mapped("display_name"))
            sentences.append(self.env._("Work out a corrective decision: %s.", names))
        if sentences:
            raise UserError(
                self.env._(
                    "“%(report)s” cannot be submitted yet. %(missing)s",
                    report=self.display_name,
                    missing=" ".join(sentences),
                )
            )
        return None

    def _require_comment(self):
        missed = self.line_ids.filtered("is_deviation")
        if missed and not (self.comment or "").strip() and not self._day_plans().filtered("missed_reason"):
            raise UserError(
                self.env._("Write one line about why this was missed: %s.", "; ".join(missed.mapped("display_name")))
            )

    def _ask_deciders(self):
        self._forget_activities()
        for report in self:
            for user in report._deciders():
                report._report_activity(user, self.env._("Accept or return the report"))

    # ------------------------------------------------------------
    # WHO DECIDES
    # ------------------------------------------------------------

    def action_accept(self):
        """Accept the reports; from then on they are sent to the recipients of their schedule."""
        self._require_decision()
        self._lock()
        for report in self:
            report._require_state("submitted")
        now = fields.Datetime.now()
        # sudo: facts, closed to everybody; who may decide was checked just now
        self.sudo().write({"state": "accepted", "decided_by_id": self.env.uid, "decided_at": now})
        self._forget_activities()
        self.schedule_id.sudo()._wake()  # sudo: has the job look soon
        return True

    def action_ask_return(self):
        """Open the dialog that asks why the report goes back."""
        self.ensure_one()
        self._require_decision()
        self._require_state("submitted")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_report_return_action")
        action["context"] = {"default_report_id": self.id, "dialog_size": "medium"}
        return action

    def _return(self, reason):
        """Give the reports back to who wrote them, with the reason in words; due by the next working day at least."""
        self._require_decision()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write down why the report goes back."))
        self._lock()
        for report in self:
            report._require_state("submitted")
        # sudo: facts, closed to everybody; who may decide was checked just now
        for report in self.sudo():
            report.write(
                {
                    **{"state": "returned", "return_reason": reason, **report._deadline_after_return()},
                    **{"decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()},
                }
            )
        self._forget_activities()
        for report in self:
            report._report_activity(report.responsible_id, self.env._("Change the report and submit it again"), reason)

    def _deadline_after_return(self):
        company, now = self.company_id, fields.Datetime.now()
        if self.deadline_at > now + timedelta(hours=12):
            return {}
        day = company._working_day_after(company._local_day(now), 1)
        return {"date_deadline": day, "deadline_at": company._moment_at(day, self.schedule_id.hour)}

    def _require_decision(self):
        """Raise AccessError unless the user decides on these reports."""
        self.check_access("read")
        for report in self:
            if report._may_decide() and report.company_id in self.env.companies:
                continue
            if report.responsible_id == self.env.user:
                raise AccessError(
                    self.env._(
                        "You wrote “%s” yourself: somebody else accepts it. The settings can allow it to you.",
                        report.display_name,
                    )
                )
            who = ", ".join(report._deciders().sudo().mapped("name"))
            raise AccessError(
                self.env._("“%(report)s” is decided on by %(who)s.", report=report.display_name, who=who or "–")
            )

    # ------------------------------------------------------------
    # ACTIVITIES
    # ------------------------------------------------------------

    def _report_activity(self, user, summary, note=None):
        self.ensure_one()
        if user:
            # sudo: whoever acts need not be able to give tasks to the other
            self.sudo().activity_schedule(ACTIVITY_TYPE, user_id=user.id, summary=summary, note=note)

    def _forget_activities(self):
        self.sudo().activity_unlink([ACTIVITY_TYPE])  # sudo: tasks of others that are done with

    # ------------------------------------------------------------
    # OPENING
    # ------------------------------------------------------------

    @api.readonly
    def action_open_deviations(self):
        """Show the deviations of the report."""
        return self._open("sales_technology.salestech_deviation_action")

    @api.readonly
    def action_open_decisions(self):
        """Show the decisions that follow from the report."""
        return self._open("sales_technology.salestech_decision_action")

    def _open(self, reference):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(reference)
        return {**action, "domain": [("report_id", "=", self.id)], "context": {}}
