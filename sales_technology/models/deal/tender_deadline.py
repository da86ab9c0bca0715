from odoo import api, models
from odoo.fields import Domain

CLOSED = ("won", "lost", "declined", "cancelled")


class SalestechTender(models.Model):
    """What is due of a tender next: our bid, then the client's result, then our deposit that has to come back.

    Each has rules of its own, since the people above care for a missed bid at once, and for a deposit that is late
    only where it stays away.
    """

    _inherit = "salestech.tender"

    _deadline_open_states = ()  # each kind has its own, see `_deadline_domain`

    # also by what `deposit_state` follows from: the mechanism watches the fields that are written
    @api.depends(
        *("state", "date_submission", "date_result", "company_id"),
        *("deposit_state", "deposit_paid_on", "deposit_returned_on", "deposit_return_due"),
    )
    def _compute_date_deadline(self):
        for tender in self:
            tender.date_deadline = tender._due_next() or tender._submission_day()

    def _submission_day(self):
        company = self.company_id or self.env.company
        return self.date_submission and company._local_day(self.date_submission)

    def _due_next(self):
        """Return the day of what we wait for once the bids are in, or nothing."""
        if self.state == "submitted":
            return self.date_result
        return self.state in CLOSED and self.deposit_state == "paid" and self.deposit_return_due

    @api.model
    def _deadline_kinds(self):
        return {
            **super()._deadline_kinds(),
            f"{self._name}/result": self.env._("Tender: result"),
            f"{self._name}/deposit": self.env._("Tender: return of the deposit"),
        }

    @api.model
    def _deadline_domain(self, kind):
        due = {
            self._name: Domain("state", "in", ("found", "preparing")),
            f"{self._name}/result": Domain("state", "=", "submitted") & Domain("date_result", "!=", False),
            f"{self._name}/deposit": Domain("state", "in", CLOSED)
            & Domain("deposit_state", "=", "paid")
            & Domain("deposit_return_due", "!=", False),
        }
        return super()._deadline_domain(kind) & due[kind]
