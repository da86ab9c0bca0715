import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ...tools.seal import Seal
from .protocol import DECIDABLE

_logger = logging.getLogger(__name__)


class ProtocolConflict(UserError):
    """The client decides about something that is not as it was shown to him."""


class SalestechProtocol(models.Model):
    """Decisions: each is one row of evidence, taken under a lock, exactly once."""

    _inherit = "salestech.protocol"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_sign(self):
        """Open the pad for our signature."""
        return self._action_wizard("salestech.protocol.sign", self.env._("Sign for Us"))

    def action_sign_paper(self):
        """Ask for the scan of the version signed on paper."""
        return self._action_wizard("salestech.protocol.paper", self.env._("Signed on Paper"))

    def action_record_answer(self):
        """Record what the client answered by e-mail or phone."""
        return self._action_wizard("salestech.protocol.answer", self.env._("The Client's Answer"))

    def _action_wizard(self, model, title):
        self.ensure_one()
        self._check_may_move(*DECIDABLE)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_protocol_id": self.id, "dialog_size": "medium"},
        }

    # ------------------------------------------------------------
    # OUR SIDE
    # ------------------------------------------------------------

    def _sign_for_us(self, evidence):
        """Put our signature under the version, in the name of the current user."""
        self._check_may_move(*DECIDABLE)
        if self.is_signed_by_us:
            raise UserError(self.env._("This version is signed by us already."))
        self._add_evidence(
            {"side": "ours", "partner_id": self.env.user.partner_id.id, "user_id": self.env.uid, **evidence}
        )
        self.message_post(body=self.env._("Signed by us: %s", evidence["signer_name"]))
        self._settle()

    def _sign_on_paper(self, partner, evidence, with_ours):
        """Record that the version was signed on paper, by the client alone or by both."""
        self._check_may_move(*DECIDABLE)
        self._check_signer(partner)
        evidence = {**evidence, "decision": "signed", "method": "paper", "user_id": self.env.uid}
        if with_ours and not self.is_signed_by_us:
            ours = {"side": "ours", "partner_id": self.env.user.partner_id.id, "signer_name": self.env.user.name}
            self._add_evidence({**evidence, **ours, "scan": False, "scan_name": False})
        self._add_evidence({**evidence, "side": "client", "partner_id": partner.id})
        self.message_post(
            body=self.env._(
                "Signed on paper on %(date)s: %(name)s",
                date=format_date(self.env, evidence["paper_date"]),
                name=evidence["signer_name"],
            )
        )
        self._settle()

    def _record_agreed(self, partner, date, how):
        """Record that the client agreed by other means; the signature is still to come."""
        self._check_may_move("sent", "signed_us")
        self._check_signer(partner)
        vals = {"date_agreed": date, "agreed_by_id": partner.id, "agreed_how": how}
        if self.state == "sent":
            vals["state"] = "agreed"
        self._sealed().write(vals)
        self.message_post(body=self.env._("Agreed by %(name)s: %(how)s", name=partner.name, how=how))

    def _record_refused(self, partner, reason):
        """Record that the client refused by other means."""
        self._check_may_move(*DECIDABLE)
        self._check_signer(partner)
        self._refuse(
            {
                "partner_id": partner.id,
                "signer_name": partner.name,
                "method": "told",
                "user_id": self.env.uid,
                "reason": reason,
            }
        )

    def _check_signer(self, partner):
        if partner not in self.signer_ids:
            raise UserError(self.env._("%s is not one of those who sign for the client.", partner.name))
        if self.signature_ids.filtered(lambda row: row.partner_id == partner and row.side == "client"):
            raise UserError(self.env._("%s has decided about this version already.", partner.name))

    # ------------------------------------------------------------
    # THE CLIENT'S SIDE (called by the page, as superuser, after the link was checked)
    # ------------------------------------------------------------

    def _client_sign(self, link, shown_hash, evidence):
        """The client agrees and signs."""
        self._check_client_may(link, shown_hash)
        self._add_evidence(
            {"side": "client", "decision": "signed", "partner_id": link.partner_id.id, "email": link.email, **evidence}
        )
        self._withdraw_changes(link)
        self._tell_responsible(link, self._our_env()._("Agreed and signed by the client: %s", evidence["signer_name"]))
        self._settle()

    def _client_refuse(self, link, shown_hash, evidence):
        """The client refuses with a reason."""
        self._check_client_may(link, shown_hash)
        self._withdraw_changes(link)
        self._refuse({"partner_id": link.partner_id.id, "email": link.email, "method": "clicked", **evidence}, link)

    def _client_propose(self, link, shown_hash, note, lines):
        """The client proposes a change; the version stands until we answer."""
        self._check_client_may(link, shown_hash)
        if self.change_ids.filtered(lambda c: c.state == "open" and c.partner_id == link.partner_id):
            raise ProtocolConflict(self.env._("Your proposal has reached us already. We will answer it."))
        self.env["salestech.protocol.change"].create(
            {
                "protocol_id": self.id,
                "partner_id": link.partner_id.id,
                "note": note,
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )
        self._tell_responsible(link, self._our_env()._("The client proposes a change: look at it and answer."))
        if self.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self._our_env()._("Answer the client's proposal"),
                user_id=self.user_id.id,
            )

    def _client_comment(self, link, shown_hash, item, text):
        """The client says something about an item or the whole."""
        self._check_client_may(link, shown_hash)
        if len(self.comment_ids) >= 200:
            raise ProtocolConflict(self.env._("There are very many comments already. Please call us."))
        self.env["salestech.protocol.comment"].create(
            {"protocol_id": self.id, "partner_id": link.partner_id.id, "item_id": item.id, "text": text}
        )
        self._tell_responsible(link, self._our_env()._("The client's comment: %s", text))

    def _check_client_may(self, link, shown_hash):
        """Look again, under the lock, at everything the page was shown under."""
        self.ensure_one()
        self._lock()
        self._track_set_author(link.partner_id)  # the history names the client, not the public user
        if link.state != "works" or self.state not in DECIDABLE or link.partner_id not in self.signer_ids:
            raise ProtocolConflict(self.env._("This version is not open for a decision any more."))
        if shown_hash != self.content_hash:
            raise ProtocolConflict(self.env._("The protocol is not the one you were shown. Open the link again."))
        if self.signature_ids.filtered(lambda row: row.side == "client" and row.partner_id == link.partner_id):
            raise ProtocolConflict(self.env._("Your decision has reached us already."))

    def _withdraw_changes(self, link):
        """Who decides about the version no longer waits for an answer to his proposal."""
        mine = self.change_ids.filtered(lambda c: c.state == "open" and c.partner_id == link.partner_id)
        mine._settle("withdrawn")

    def _our_env(self):
        """Return the environment in the responsible's language: the client's page runs in the client's."""
        return self.with_context(lang=self.user_id.lang or self.env.lang).env

    def _tell_responsible(self, link, body):
        self.message_post(
            body=body,
            author_id=link.partner_id.id,
            partner_ids=self.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    # ------------------------------------------------------------
    # BOTH
    # ------------------------------------------------------------

    def _add_evidence(self, vals):
        # sudo: nobody may write evidence by hand; each caller has checked who decides.
        return Seal.on(self.env["salestech.protocol.signature"].sudo()).create(
            {
                "protocol_id": self.id,
                "version": self.version,
                "date": fields.Datetime.now(),
                "content_hash": self.content_hash,
                **vals,
            }
        )

    def _refuse(self, evidence, link=None):
        self._add_evidence({"side": "client", "decision": "refused", **evidence})
        self._sealed().write({"state": "refused"})
        body = self._our_env()._("Refused by the client: %s", evidence["reason"])
        if link:
            self._tell_responsible(link, body)
        else:
            self.message_post(body=body)

    def _settle(self):
        """Bring the state in line with the signatures."""
        self.invalidate_recordset(["signature_ids", "is_signed_by_us"])
        signed = self.signature_ids.filtered(lambda row: row.decision == "signed")
        client = signed.filtered(lambda row: row.side == "client")
        all_of_client = self.signer_ids and not self.signer_ids - client.partner_id
        if all_of_client and not self.date_agreed:
            self._sealed().write(
                {"date_agreed": fields.Date.context_today(self), "agreed_by_id": client[:1].partner_id.id}
            )
        if all_of_client and self.is_signed_by_us:
            self._sealed().write({"state": "signed", "date_signed": fields.Datetime.now()})
            self._come_into_force()
        elif self.is_signed_by_us:
            self._sealed().write({"state": "signed_us"})
        elif all_of_client:
            self._sealed().write({"state": "agreed"})

    def _come_into_force(self):
        """The version holds from now on: the one before gives way, the items become the plan."""
        # sudo: the last signature may be the client's, who has no rights of his own.
        protocol = self.sudo()
        protocol.item_ids._come_into_force()
        for version in (protocol._versions() - protocol).filtered(lambda p: p.state in ("signed", "closed")):
            version._supersede()
        self.env.ref("sales_technology.ir_cron_freeze_signed_protocols").sudo()._trigger()

    @api.model
    def _cron_freeze_signed(self):
        """Render and keep the PDF with both signatures; apart from signing, which waits for no printer."""
        waiting = self.search(
            [("content_hash", "!=", False), ("date_signed", "!=", False), ("signed_pdf_hash", "=", False)], order="id"
        )
        self.env["ir.cron"]._commit_progress(remaining=len(waiting))
        for protocol in waiting:
            try:
                with self.env.cr.savepoint():
                    protocol._freeze_signed_pdf()
            except Exception:  # noqa: BLE001  one that cannot be printed does not keep the others back
                _logger.exception("The signed PDF of protocol %s could not be made", protocol.id)
            if not self.env["ir.cron"]._commit_progress(1):
                break
