from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .case_mixin import OPEN


class SalestechCaseMixin(models.AbstractModel):
    """The course of a claim or a situation: taken over, worked on, resolved, confirmed; or rejected with a reason."""

    _inherit = "salestech.case.mixin"

    # ------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------

    @api.constrains("contract_id", "contact_id", "partner_id", "state")
    def _check_parties(self):
        for case in self:
            # sudo: whose contract and whose person, said to the one who named them
            contract, person, client = case.contract_id.sudo(), case.contact_id.sudo(), case.partner_id.sudo()
            if case.state not in ("unsorted", "rejected") and not client:
                raise ValidationError(self.env._("Choose the client of “%s” first.", case.name))
            if contract and contract.partner_id != client:
                raise ValidationError(
                    self.env._(
                        "The contract “%(contract)s” is of “%(other)s”, not of “%(client)s”.",
                        contract=contract.display_name,
                        other=contract.partner_id.name,
                        client=client.name or "",
                    )
                )
            if person and client and person.commercial_partner_id != client:
                raise ValidationError(
                    self.env._(
                        "“%(person)s” does not work for “%(client)s”. Choose a person of the client.",
                        person=person.name,
                        client=client.name,
                    )
                )

    @api.constrains("date_received")
    def _check_date_received(self):
        for case in self:
            if case.date_received > fields.Datetime.now() + timedelta(minutes=5):
                raise ValidationError(self.env._("“Received on” lies in the future. Enter when we heard of it."))

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def _reasoned(self):
        return {
            "refuse": (self.env._("Rejected: why?"), self._refuse),
            "reopen": (self.env._("Not resolved after all: what is missing?"), self._reopen),
        }

    def action_sort(self):
        """Take what came from an unknown sender over as one of the chosen client."""
        self._require_work()
        for case in self:
            if not case.partner_id:
                raise UserError(self.env._("Choose the client of “%s” first.", case.display_name))
        self._become("new", ("unsorted",))
        self._log_in_history(self.env._("received"))
        return True

    def action_start(self):
        """React: somebody answers for it from now on, and the client knows."""
        self._require_work()
        for case in self.filtered(lambda case: not case.user_id):
            if not self.env.su:
                case.user_id = self.env.user
        self._become("in_work", ("new",), date_reacted=fields.Datetime.now())
        return True

    def action_resolve(self):
        """Record that it is put right, and send the client our answer where there is one."""
        self._require_work()
        for case in self:
            missing = case._missing_to_resolve()
            if missing:
                raise UserError(
                    self.env._(
                        "“%(case)s” cannot be resolved yet. %(missing)s",
                        case=case.display_name,
                        missing=" ".join(missing),
                    )
                )
        now = fields.Datetime.now()
        for reacted, cases in self.grouped(lambda case: bool(case.date_reacted)).items():
            facts = {} if reacted else {"date_reacted": now}
            cases._become("resolved", ("new", "in_work"), date_resolved=now, **facts)
        self._log_in_history(self.env._("resolved"))
        self._send_answer()
        return True

    def _missing_to_resolve(self):
        self.ensure_one()
        missing = []
        if not (self.cause or "").strip():
            missing.append(self.env._("Write down the cause."))
        if not (self.decision or "").strip():
            missing.append(self.env._("Write down what was decided."))
        return missing

    def _send_answer(self):
        for case in self.filtered(lambda case: case.answer and case.contact_id.email):
            # sudo: the answer goes out whether or not the sender may write the client's contact
            case.sudo().message_post(
                body=case.answer,
                subject=case.display_name,
                author_id=self.env.user.partner_id.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=case.contact_id.ids,
            )

    def action_confirm(self):
        """Open the dialog that records who of the client confirmed it, and when."""
        self.ensure_one()
        self._require_work()
        if self.state != "resolved":
            raise UserError(self._wrong_state_sentence(self))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Confirmed by the client: %s", self.display_name),
            "res_model": "salestech.case.confirm",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id, "dialog_size": "medium"},
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _refuse(self, reason):
        self._become("rejected", OPEN, refuse_reason=reason)
        self.filtered("partner_id")._log_in_history(self.env._("rejected: %s", reason))

    def _reopen(self, reason):
        self._become("in_work", ("resolved",), date_resolved=False)
        self._message_log_batch({case.id: self.env._("Not resolved after all: %s", reason) for case in self})
        self._log_in_history(self.env._("not resolved after all: %s", reason))

    def _confirm(self, person, date, note=""):
        """Record the client's confirmation.

        :param person: who of the client
        :param date: local day, not in the future and not before it was resolved
        """
        self.ensure_one()
        resolved = self.date_resolved and self.company_id._local_day(self.date_resolved)
        if not date or date > self._today() or (resolved and date < resolved):
            raise ValidationError(
                self.env._("The client confirms between the day it was resolved and today. Check the date.")
            )
        if not person or person.sudo().commercial_partner_id != self.partner_id:
            raise ValidationError(self.env._("Choose the person of “%s” who confirmed.", self.partner_id.name))
        self._become(
            "confirmed", ("resolved",), confirmed_by_id=person.id, date_confirmed=date, confirm_note=note or False
        )
        self._log_in_history(self.env._("confirmed by %s", person.sudo().name))
