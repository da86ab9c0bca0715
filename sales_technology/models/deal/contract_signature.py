from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import plaintext2html
from odoo.tools.misc import format_date

from ...exceptions import LadderRefusal


class SalestechContract(models.Model):
    """The signature of both sides, which wins the client."""

    _inherit = "salestech.contract"

    def action_sign(self):
        """Open the dialog that records the signature: the day and the signed document."""
        self.ensure_one()
        self.check_access("write")
        self._require_own_process()
        if self.state not in ("prepared", "at_client"):
            raise UserError(self._wrong_state_sentence(self))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Signed: %s", self.display_name),
            "res_model": "salestech.contract.sign",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_contract_id": self.id, "dialog_size": "medium"},
        }

    def action_confirm_order(self):
        """Confirm the quotation of the signed contract."""
        self.ensure_one()
        self.check_access("write")
        self._require_own_process()
        if self.state != "signed":
            raise UserError(self.env._("The contract is not signed yet."))
        self.order_id.action_confirm()
        return True

    def _sign(self, date, file, file_name, signer=None):
        """Record the signature of both sides, and win the client where nothing else is missing.

        :returns: the sentences of what keeps the client from being won, or ""
        """
        self.ensure_one()
        if not file:
            raise ValidationError(self.env._("Attach the signed document."))
        if not date or date > self._today():
            raise ValidationError(self.env._("The day of signature cannot be in the future. Enter when it was signed."))
        if self.date_to and self.date_to < date:
            raise ValidationError(
                self.env._(
                    "“%(contract)s” ended on %(date)s, before it was signed. Check its dates.",
                    contract=self.display_name,
                    date=format_date(self.env, self.date_to),
                )
            )
        self._refuse_large_files({"signed_file": file, "signed_file_name": file_name})
        self._become(
            "signed",
            ("prepared", "at_client"),
            date_signed=date,
            signed_file=file,
            signed_file_name=file_name,
            signed_by_id=self.env.uid,
            signer_id=signer.id if signer else False,
            **({} if self.date_from else {"date_from": date}),
        )
        self._log_in_history(self.env._("signed on %s", format_date(self.env, date)))
        return self._win_lead()

    def _win_lead(self):
        """Win the client the lawful way: by a move that all gates on the way are asked about.

        The signature is a fact and stays recorded where the ladder still misses something.
        """
        # sudo: whoever signs contracts wins the client with it, also a colleague's; every gate is asked all the same.
        lead = self.lead_id.sudo()
        if lead.won_status != "pending" or not lead.active:
            return ""
        step = self.env["crm.stage"]._ladder_steps().get(lead.stage_id.id)
        if not step:
            lead.action_set_won()
            return ""
        if (lead.ladder_kind == "partner") != (self.type == "partner_agreement"):
            return ""
        last = [s for s in self.env["crm.stage"]._steps_of(step.ladder_id) if s.is_won][:1]
        try:
            with self.env.cr.savepoint():
                lead.write({"stage_id": last[0].id if last else lead.stage_id.id})
        except LadderRefusal as refusal:
            lead.invalidate_recordset()
            lead._message_log(body=plaintext2html(str(refusal)))
            return str(refusal)
        return ""
