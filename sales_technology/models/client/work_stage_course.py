from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_date

from .work_stage import PROCESS, SIGNED


class SalestechWorkStage(models.Model):
    """The course of a stage: accepted by an act that the client signed, or cancelled with the reason."""

    _inherit = "salestech.work.stage"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_accept(self):
        """Open the dialog that takes the act: its number, its day and the scan."""
        self.ensure_one()
        self._require_closable()
        return self._open_dialog("salestech.work.stage.accept", self.env._("Accepted: %s", self.name))

    def action_attach_act(self):
        """Open the dialog that takes the scan of the act, where it came later than the act."""
        self.ensure_one()
        self._require_work()
        if self.state != "accepted" or self.has_act:
            raise UserError(self.env._("Only an accepted stage whose act is not here yet takes a scan."))
        return self._open_dialog("salestech.work.stage.accept", self.env._("Scan of the act: %s", self.name))

    def action_cancel(self):
        """Open the dialog that asks why the stage falls away."""
        self.ensure_one()
        self._require_closable()
        return self._ask_reason("cancel")

    def action_open_contract(self):
        """Open the contract of the stage."""
        self.ensure_one()
        self.check_access("read")
        return self.contract_id._get_records_action()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _open_dialog(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_stage_id": self.id, "dialog_size": "medium"},
        }

    def _reasoned(self):
        """Return {verb: (question, method)} of what needs a reason in words."""
        return {"cancel": (self.env._("Cancelled: why?"), self._cancel)}

    def _require_work(self):
        self.check_access("write")
        self._require_process(PROCESS)

    def _require_closable(self):
        """Who may not close stages is told so first, then what keeps this one open."""
        self._require_work()
        self._refuse_closed()
        for stage in self.filtered(lambda stage: stage.contract_id.state not in SIGNED):
            raise UserError(
                self.env._(
                    "“%(stage)s” cannot be closed: the contract “%(contract)s” is not signed yet."
                    " Record its signature first; a stage that is not needed can be deleted until then.",
                    stage=stage.name,
                    contract=stage.contract_id.display_name,
                )
            )

    def _accept(self, number, date, file=None, file_name=None):
        """Close the stage by the act that both sides signed.

        :param date: the act's day, local to the company
        :raises ValidationError: no number; a day in the future or before the contract was signed
        """
        self.ensure_one()
        self._require_closable()
        number = (number or "").strip()
        if not number:
            raise ValidationError(self.env._("Enter the number of the act."))
        if not date or date > self._today():
            raise ValidationError(self.env._("The act cannot be of a day to come. Enter when it was signed."))
        signed = self.contract_id.date_signed
        if signed and date < signed:
            raise ValidationError(
                self.env._(
                    "The contract was signed on %(signed)s, the act cannot be older. Check the act's day.",
                    signed=format_date(self.env, signed),
                )
            )
        self._refuse_large_act(file, file_name)
        # sudo: facts, closed to everybody; reach, process and state were checked just now
        self.sudo().write(
            {
                "state": "accepted",
                "date_accepted": date,
                "accepted_by_id": self.env.uid,
                "act_number": number,
                "act_date": date,
                "act_file": file,
                "act_file_name": file_name,
                "has_act": bool(file),
            }
        )

    def _attach_act(self, file, file_name):
        """Add the scan to an accepted stage that has none."""
        self.ensure_one()
        self._require_work()
        if not file:
            raise ValidationError(self.env._("Attach the signed act."))
        if self.has_act:
            raise UserError(self.env._("The act of “%s” is here already.", self.name))
        self._refuse_large_act(file, file_name)
        # sudo: a fact; reach and process were checked just now
        self.sudo().write({"act_file": file, "act_file_name": file_name, "has_act": True})

    def _refuse_large_act(self, file, file_name):
        if file:
            self.company_id._refuse_large_file(len(file) * 3 // 4, file_name)

    def _cancel(self, reason):
        self._require_closable()
        # sudo: facts, closed to everybody; reach, process and state were checked just now
        self.sudo().write({"state": "cancelled", "cancel_reason": reason})
