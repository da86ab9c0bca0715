from odoo import models
from odoo.exceptions import UserError

from .change import PROCESS


class SalestechChange(models.Model):
    """The course of a change: assessed, decided and carried out; or nothing is to be done, with the reason."""

    _inherit = "salestech.change"

    def action_assess(self):
        """Begin to assess it."""
        self._require_work()
        self._become("assessing", ("new",))
        return True

    def action_decide(self):
        """Record that it is decided what we do, who does it and until when; all that is missing is said at once."""
        self._require_work()
        for change in self:
            missing = change._missing_to_decide()
            if missing:
                raise UserError(
                    self.env._(
                        "“%(change)s” is not decided yet. %(missing)s", change=change.name, missing=" ".join(missing)
                    )
                )
        self._become("decided", ("new", "assessing"), decided_by_id=self.env.uid, date_decided=self._today())
        return True

    def _missing_to_decide(self):
        self.ensure_one()
        missing = []
        if not (self.impact_note or "").strip():
            missing.append(self.env._("Write down what it means for us."))
        if not (self.decision or "").strip():
            missing.append(self.env._("Write down the decision."))
        if not self.executor_id:
            missing.append(self.env._("Say who carries it out."))
        if not self.date_do:
            missing.append(self.env._("Say until when."))
        return missing

    def action_done(self):
        """Open the dialog that asks what came of it."""
        return self._ask("done")

    def action_dismiss(self):
        """Open the dialog that asks why nothing is to be done."""
        return self._ask("dismiss")

    def action_reopen(self):
        """Open the dialog that asks why it has to be looked at again."""
        return self._ask("reopen")

    def _ask(self, verb):
        self.ensure_one()
        self._require_work()
        return self._ask_reason(verb)

    def _reasoned(self):
        return {
            "done": (self.env._("Carried out: what came of it?"), self._finish),
            "dismiss": (self.env._("Nothing to do: why?"), self._dismiss),
            "reopen": (self.env._("To be assessed again: why?"), self._reopen),
        }

    def _finish(self, result):
        self._become("done", ("decided",), result=result, date_done=self._today())

    def _dismiss(self, reason):
        self._become("dismissed", ("new", "assessing", "decided"), dismiss_reason=reason)

    def _reopen(self, reason):
        self._become("assessing", ("done", "dismissed"), date_done=False, dismiss_reason=False, result=False)
        self._message_log_batch({change.id: self.env._("To be assessed again: %s", reason) for change in self})

    def _require_work(self):
        self.check_access("write")
        self._require_process(PROCESS)

    def _become(self, state, before, **facts):
        self._require_work()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for change in self.filtered(lambda change: change.state not in before):
            raise UserError(
                self.env._(
                    "“%(change)s” is in state “%(state)s” by now. Reload the page.",
                    change=change.name,
                    state=labels[change.state],
                )
            )
        # sudo: facts, closed to everybody; reach, process and state were checked just now
        self.sudo().write({"state": state, **facts})
