from collections import defaultdict

from odoo import models

from ...tools.cover import as_good
from .report import OPEN

NAMED = 12  # clients that a day's note names; more than that nobody reads


class SalestechReport(models.Model):
    """The daily report writes itself from the day's calls and meetings; missed figures are explained once."""

    _inherit = "salestech.report"

    def _note_days(self, day):
        """Write down these persons' calls and meetings of a day: two searches, however many there are."""
        daily = self.filtered(lambda report: report.level == "day" and report.scope == "person")
        if not daily:
            return
        calls, meetings = daily._calls_of(day), daily._meetings_of(day)
        for report in daily:
            mine = report.with_context(lang=report.responsible_id.lang or self.env.lang)
            sentences = [
                mine._note_of_calls(calls[report.user_id.id]),
                mine._note_of_meetings(meetings[report.user_id.id]),
                *(line.display_name + ": " + mine._missed_text(line) for line in mine.line_ids if line.is_deviation),
            ]
            note = "\n".join(filter(None, sentences)) or mine.env._("No calls and no meetings are recorded.")
            if report.day_note != note:
                report.day_note = note

    def _calls_of(self, day):
        calls = defaultdict(list)
        domain = [("touch_day", "=", day), ("user_id", "in", self.user_id.ids), ("touch_kind", "=", "call")]
        # done touches are archived activities
        for call in self.env["mail.activity"].with_context(active_test=False).search(domain, order="date_done, id"):
            calls[call.user_id.id].append(call)
        return calls

    def _meetings_of(self, day):
        first, last = self.company_id._utc_bounds(day, day)
        meetings = defaultdict(list)
        domain = [
            *(("start", ">=", first), ("start", "<", last), ("user_id", "in", self.user_id.ids)),
            ("meeting_state", "=", "held"),
        ]
        for meeting in self.env["calendar.event"].search(domain, order="start, id"):
            meetings[meeting.user_id.id].append(meeting)
        return meetings

    def _note_of_calls(self, calls):
        if not calls:
            return ""
        outcomes = dict(self.env["mail.activity"]._fields["outcome"]._description_selection(self.env))
        words = [
            " – ".join(filter(None, (call.res_name, outcomes.get(call.outcome, "").lower()))) for call in calls[:NAMED]
        ]
        return self.env._("Calls: %(count)s. %(words)s", count=len(calls), words="; ".join(filter(None, words)))

    def _note_of_meetings(self, meetings):
        if not meetings:
            return ""
        words = [meeting.opportunity_id.name or meeting.name or "" for meeting in meetings[:NAMED]]
        return self.env._("Meetings held: %(count)s. %(words)s", count=len(meetings), words="; ".join(words))

    def _missed_text(self, line):
        digits = self._digits_of(line.indicator_id)
        actual, target = (self._matrix_text(value, digits) for value in (line.actual, line.target))
        return self.env._("%(actual)s of %(target)s", actual=actual, target=target)

    def _is_off(self, figure):
        """A day's figure is missed as its plan says: it is as good as the target or not, whatever the threshold."""
        if self.level != "day" or self.demands != "comment":
            return super()._is_off(figure)
        if figure.target is None or figure.actual is None or not figure.target:
            return False
        return not as_good(figure.indicator.direction, figure.actual, figure.target)

    def _day_plans(self):
        """Return the plans of the day that a daily report is about."""
        self.ensure_one()
        if self.level != "day" or self.scope != "person":
            return self.env["salestech.plan"]
        # sudo: the author's own day, or that of one of his people
        return (
            self.env["salestech.plan"]
            .sudo()
            .search(
                [
                    *(("level", "=", "day"), ("date_from", "=", self.date_from), ("user_id", "=", self.user_id.id)),
                    ("company_id", "=", self.company_id.id),
                ]
            )
        )

    def _explain_day(self):
        """What the author says of the day answers the question of the evening too, where the plan has asked it."""
        if self.comment and self.responsible_id == self.user_id:
            for plan in self._day_plans().filtered(lambda plan: plan.missed_count and not plan.explained_at):
                plan._explained_by(self)

    def _open_reports_of(self, plans):
        """Return {plan: the daily report that says why its figures were missed}."""
        reports = self.search(
            [
                *(("level", "=", "day"), ("scope", "=", "person"), ("comment", "!=", False)),
                *(("state", "not in", OPEN), ("user_id", "in", plans.user_id.ids)),
                ("date_from", "in", plans.mapped("date_from")),
            ]
        )
        by_day = {(report.company_id, report.user_id, report.date_from): report for report in reports}
        found = {plan: by_day.get((plan.company_id, plan.user_id, plan.date_from)) for plan in plans}
        return {plan: report for plan, report in found.items() if report and report.responsible_id == report.user_id}
