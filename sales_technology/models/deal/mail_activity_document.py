from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _log_outcome(self, outcome, contact, text):
        """After a call with the decision maker a commercial proposal is due, whatever the call brought."""
        following = super()._log_outcome(outcome, contact, text)
        if self.is_decision_call:
            self.touch_lead_id._open_due_proposal()
        return following

    def _correct_outcome(self, outcome, contact, reason):
        super()._correct_outcome(outcome, contact, reason)
        if self.is_decision_call:
            self.touch_lead_id._open_due_proposal()
