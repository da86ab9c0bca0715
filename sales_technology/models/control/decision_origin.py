from odoo import api, fields, models

from ...tools.period import next_period, period_of, previous_period

COPIED = ("team_id", "user_id", "indicator_id", "segment_id", "category_id", "cause_id", "level")


class SalestechDecision(models.Model):
    """What a decision takes from its deviation, and the periods that both are about."""

    _inherit = "salestech.decision"

    @api.depends("deviation_id")
    def _compute_from_deviation(self):
        """A decision begins with what its deviation says; without one, with the next month of the company."""
        for decision in self:
            # sudo: of a deviation that whoever works the decision out has in front of him
            deviation = decision.deviation_id.sudo()
            company = deviation.company_id or decision.company_id or self.env.company
            decision.company_id = company
            if not deviation:
                decision.level = decision.level or "month"
                today = company._local_day(fields.Datetime.now())
                decision.date_from = decision.date_from or decision._following(today, company)
                decision.responsible_id = decision.responsible_id or self.env.user
                continue
            for name in COPIED:
                decision[name] = deviation[name]
            decision.goal = max(deviation.target, 0)
            decision.date_from = decision._following(deviation.date_from, company)
            decision.responsible_id = deviation.user_id or deviation.team_id.user_id or deviation.responsible_id

    def _following(self, day, company):
        first_month = company._first_month()
        return next_period(period_of(day, self.level or "month", first_month), first_month).date_from

    def _period_before(self):
        """Return the period of the deviation; without one, the period before that in which it is carried out."""
        if self.deviation_id:
            deviation = self.deviation_id.sudo()  # sudo: only when it was
            return period_of(deviation.date_from, deviation.level, self.company_id._first_month())
        return previous_period(self._period(), self.company_id._first_month())
