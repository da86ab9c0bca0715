from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .plan_decide import ACTIVITY_TYPE


class SalestechPlan(models.Model):
    """The evening of a day: missed figures are marked, the manager says why, the head knows, tomorrow is planned."""

    _inherit = "salestech.plan"

    checked_at = fields.Datetime(string="Checked at", readonly=True, copy=False)
    missed_count = fields.Integer(string="Missed figures", readonly=True, copy=False)
    missed_reason = fields.Text(string="Reason given", readonly=True, copy=False, tracking=True)
    missed_words = fields.Char(string="What was missed", compute="_compute_missed_words")
    explained_at = fields.Datetime(string="Explained at", readonly=True, copy=False)
    can_explain = fields.Boolean(compute="_compute_can_explain", export_string_translation=False)

    _missed_idx = models.Index("(company_id, date_from) WHERE missed_count > 0")

    @api.depends_context("uid")
    @api.depends("missed_count", "explained_at", "user_id")
    def _compute_can_explain(self):
        for plan in self:
            plan.can_explain = plan.missed_count and not plan.explained_at and plan.user_id == self.env.user

    @api.depends("missed_count")
    @api.depends_context("lang")
    def _compute_missed_words(self):
        for plan in self:
            plan.missed_words = plan._words_of_missed() if plan.missed_count else False

    def _words_of_missed(self):
        """Return in words which figures of a day were missed, and how far."""
        return "; ".join(line._missed_words() for line in self.line_ids.filtered("missed"))

    @api.ondelete(at_uninstall=False)
    def _unlink_if_day_is_to_come(self):
        for plan in self.filtered(lambda plan: plan.level == "day" and not self.env.su):
            if plan.date_from <= plan._today():
                raise UserError(self.env._("“%s” has begun and stays. You may plan more for it.", plan.display_name))
            if any(plan.line_ids.mapped("norm")):
                raise UserError(
                    self.env._("“%s” owes its part of the week and stays. You may plan more for it.", plan.display_name)
                )

    def _require_running_day(self):
        """Refuse where this is a day that is over: its figures are what they were."""
        self.ensure_one()
        if self.level == "day" and (self.checked_at or self.date_to < self._today()):
            raise UserError(self.env._("“%s” is over: its figures stay as they were.", self.display_name))

    # ------------------------------------------------------------
    # THE JOB
    # ------------------------------------------------------------

    @api.model
    def _cron_evening(self):
        """Close the day of each company whose evening has come, and those that were left open; one transaction each."""
        self.env["ir.cron"]._salestech_watch()
        companies = self.env["res.company"].search([])
        for number, company in enumerate(companies, start=1):
            self.with_context(allowed_company_ids=company.ids)._evening(company)
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - number)

    @api.model
    def _evening(self, company):
        """Close a company's day, once: after a time without the job, the days that were left open are closed too."""
        now = fields.Datetime.now()
        today = company._local_day(now)
        hour = now.replace(tzinfo=UTC).astimezone(ZoneInfo(company._zone_name())).hour
        last = today if hour >= company.plan_evening_hour else today - timedelta(days=1)
        if company.plan_day_closed and company.plan_day_closed >= last:
            return
        company.plan_day_closed = last
        self.env["salestech.plan.line"]._refresh_actuals(company)
        domain = Domain("company_id", "=", company.id)
        days = self.search(
            domain & Domain([("level", "=", "day"), ("checked_at", "=", False), ("date_to", "<=", last)])
        )
        days._check_days()
        weeks = [("level", "=", "week"), ("state", "=", "approved"), ("date_to", ">", last)]
        coming = Domain("date_from", "<=", fields.Date.add(last, days=21))
        self.search(domain & Domain(weeks) & coming)._plan_next_days(last)

    def _check_days(self):
        """Mark what these days missed; ask their managers why, and tell the heads, each by one message."""
        self._lock()
        missed = {day: day.line_ids.filtered(lambda line: line._missed_figure()) for day in self}
        for lines in missed.values():
            for line in lines:
                line.missed = line._missed_figure()
        # a draft was in force too: nobody decides on a day
        self.write({"state": "approved", "checked_at": fields.Datetime.now()})
        for day, lines in missed.items():
            if lines:
                day.missed_count = len(lines)
                day._ask_why(lines)
        self.filtered("missed_count")._tell_heads()

    def _ask_why(self, lines):
        mine = self.with_context(lang=self.user_id.lang)
        words = "; ".join(line._missed_words() for line in lines.with_env(mine.env))
        mine.activity_schedule(
            ACTIVITY_TYPE,
            user_id=self.user_id.id,
            date_deadline=fields.Date.add(self._today(), days=1),
            summary=mine.env._("Say why the day's figures were missed"),
            note=words,
        )
        mine._message_log(body=mine.env._("Missed: %s. The rest of the week carries it.", words))

    def _tell_heads(self):
        for head in self.team_id.user_id:
            days = self.filtered(lambda day, own=head: day.team_id.user_id == own and day.user_id != own)
            if not days:
                continue
            days = days.with_context(lang=head.lang)
            words = [
                f"{day.user_id.name}, {day._period_label()}: "
                + "; ".join(line._missed_words() for line in day.line_ids.filtered("missed"))
                for day in days.sorted(lambda day: (day.user_id.name, day.date_from))
            ]
            self.env["mail.thread"].message_notify(
                partner_ids=head.partner_id.ids,
                subject=days.env._("Figures of the day that were missed"),
                body="\n".join(words),
            )

    # ------------------------------------------------------------
    # THE REASON
    # ------------------------------------------------------------

    def _reasoned(self):
        return super()._reasoned() | {
            "missed": (self.env._("Why were the day's figures missed?"), self._explain),
        }

    def action_explain(self):
        """Open the dialog that asks the manager why the day's figures were missed."""
        self.ensure_one()
        self._require_explanation()
        return self._ask_reason("missed")

    def _explain(self, reason):
        self._require_explanation()
        # sudo: facts, closed to everybody; whose day it is was checked just now
        day = self.sudo()
        day.write({"missed_reason": reason, "explained_at": fields.Datetime.now()})
        day._forget_activities()
        head = day.team_id.user_id
        if head != self.env.user:
            day.message_notify(
                partner_ids=head.partner_id.ids,
                subject=self.env._("%s says why the day's figures were missed", self.env.user.name),
                body=reason,
            )

    def _require_explanation(self):
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user:
            raise AccessError(self.env._("Only %s says why the figures were missed.", self.user_id.sudo().name or "–"))
        if not self.missed_count:
            raise UserError(self.env._("“%s” missed nothing.", self.display_name))
        if self.explained_at:
            raise UserError(self.env._("You said why already: “%s”", self.missed_reason))
