from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SalestechContract(models.Model):
    """How long a contract is in force, and what follows it."""

    _inherit = "salestech.contract"

    @api.depends("date_to")
    def _compute_date_deadline(self):
        for contract in self:
            contract.date_deadline = contract.date_to

    @api.model
    def _deadline_domain(self, kind):
        renewed = Domain("renewal_ids", "any", [("state", "!=", "refused")])
        return super()._deadline_domain(kind) & ~renewed

    @api.depends("state", "date_from", "date_to")
    def _compute_is_valid(self):
        for contract in self:
            today = contract._today()
            begun = not contract.date_from or contract.date_from <= today
            contract.is_valid = (
                contract.state == "signed" and begun and not (contract.date_to and contract.date_to < today)
            )

    def _search_is_valid(self, operator, value):
        if operator != "in":
            return NotImplemented
        valid = self._valid_domain()
        return valid if True in value else ~valid

    @api.model
    def _valid_domain(self, today=None):
        """Return what makes a contract be in force on a day."""
        today = today or self.env.company._local_day(fields.Datetime.now())
        return (
            Domain("state", "=", "signed")
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", today))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )

    def action_renew(self):
        """Request the contract that follows this one: the same for as long again."""
        self.ensure_one()
        self.check_access("write")
        self._require_request()
        if self.state not in ("signed", "terminated"):
            raise UserError(self.env._("“%s” was not signed: there is nothing to renew.", self.display_name))
        following = self.renewal_ids.filtered(lambda c: c.state != "refused")[:1]
        if not following:
            following = self.copy(self._prepare_renewal_vals())
            # sudo: which contract it renews is a fact; the right to request it was checked when it was made.
            following.sudo().previous_id = self
            self._log_in_history(self.env._("renewal requested"))
            self.sudo()._deadline_follow()  # sudo: the activities of the deadline, which is kept now
        return following._open_form()

    def _prepare_renewal_vals(self):
        vals = {"deal_type": "renewal"}
        if self.date_to:
            start = self.date_to + relativedelta(days=1)
            vals["date_from"] = start
            if self.date_from:
                length = relativedelta(start, self.date_from)
                vals["date_to"] = start + length - relativedelta(days=1)
        return vals

    def _terminate(self, reason):
        self._become("terminated", ("signed",), date_terminated=self._today(), refuse_reason=reason)
        self._log_in_history(self.env._("ended early: %s", reason))
