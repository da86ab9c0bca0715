from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.link_token import without_tokens
from ...tools.seal import Seal
from .protocol import DECIDABLE

TEMPLATE = "sales_technology.mail_template_protocol"


class SalestechProtocol(models.Model):
    """From draft to the client: completeness, freezing, personal links; and minutes, which are closed."""

    _inherit = "salestech.protocol"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send(self):
        """Freeze the version and mail each signer a personal link to it."""
        for protocol in self:
            protocol._check_may_move("draft")
            protocol._check_complete()
            protocol._take_number()
            protocol._freeze()
            protocol._sealed().write({"state": "sent", "date_sent": fields.Datetime.now()})
            protocol._supersede_unsigned_versions()
            protocol._send_links(protocol.signer_ids)

    def action_send_again(self):
        """Mail new links to the signers who have not decided yet; the links before stop working."""
        for protocol in self:
            protocol._check_may_move("sent", "agreed", "signed_us")
            protocol._send_links(protocol.signer_ids - protocol.signature_ids.partner_id)

    def action_close(self):
        """Close internal minutes: their items become tasks of those responsible."""
        for protocol in self:
            protocol._check_may_move("draft")
            protocol._check_complete()
            protocol._take_number()
            protocol._freeze()
            protocol._sealed().write({"state": "closed", "date_signed": fields.Datetime.now()})
            protocol._come_into_force()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _check_may_move(self, *states):
        """Whoever moves a version along may, and it is where he believes it to be; holds until the commit."""
        self.ensure_one()
        self.check_access("write")
        self._require_own_process()
        self._lock()
        if self.state not in states:
            raise UserError(
                self.env._(
                    "“%(protocol)s” is in state “%(state)s” by now, so this cannot be done any more. Reload the page.",
                    protocol=self.display_name,
                    state=self._state_label(),
                )
            )

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _check_complete(self):
        """Refuse to freeze what is not whole, naming everything that is missing."""
        missing = self._missing()
        if missing:
            raise UserError(
                "\n".join([self.env._("The protocol cannot go out yet:"), *(f"• {line}" for line in missing)])
            )

    def _missing(self):
        """Return a sentence for each thing that is missing."""
        missing = [] if self.item_ids else [self.env._("Write down at least one thing that was agreed.")]
        for item in self.item_ids.sorted(lambda i: (i.sequence, i.id)):
            missing += self._missing_of_item(item)
        if self.kind == "client":
            missing += self._missing_of_signers()
        return missing

    def _missing_of_item(self, item):
        missing = []
        if not item.name.strip():
            missing.append(self.env._("An item has no text."))
        if not item.side:
            missing.append(self.env._("“%s”: say whose task it is, ours or the client's.", item.name))
        if not item.date_deadline:
            missing.append(self.env._("“%s”: say until when.", item.name))
        elif item.date_deadline < self.date:
            missing.append(self.env._("“%s” ends before the day of the meeting. Correct the date.", item.name))
        if item.side == "ours" and not item.user_id:
            missing.append(self.env._("“%s”: say who does it.", item.name))
        return missing

    def _missing_of_signers(self):
        if not self.partner_id:
            return [self.env._("Say with which client it was agreed.")]
        if not self.signer_ids:
            return [self.env._("Say who signs for the client.")]
        return [
            self.env._("%s has no e-mail address to send the link to. Open the contact and enter it.", signer.name)
            for signer in self.signer_ids
            if not signer.email_normalized
        ]

    def _take_number(self):
        if self.name == "/":
            # sudo: numbers are drawn by whoever may send; the sequence itself is configuration.
            sequence = self.env["ir.sequence"].sudo().with_company(self.company_id)
            code = "salestech.protocol" if self.kind == "client" else "salestech.protocol.internal"
            self._sealed().write({"name": sequence.next_by_code(code, sequence_date=self.date)})

    def _send_links(self, signers):
        """Make a link for each signer and mail it; links sent before stop working."""
        self._check_addresses(signers)
        self.link_ids.filtered(lambda link: link.partner_id in signers)._revoke()
        # sudo: nobody may make links by hand; the right to send was checked by the callers.
        links = Seal.on(self.env["salestech.protocol.link"].sudo())
        links = links.create(
            [
                {
                    "protocol_id": self.id,
                    "partner_id": signer.id,
                    "email": signer.email_normalized,
                    "date_expiry": links._default_expiry(self.company_id),
                }
                for signer in signers
            ]
        )
        for link in links:
            self._mail_link(link)

    def _check_addresses(self, signers):
        """Keep our own people from sending the client's link to themselves."""
        emails = [email for email in signers.mapped("email_normalized") if email]
        # sudo: whose address it is does not depend on who may read users.
        own = (
            self.env["res.users"].sudo().search([("share", "=", False), ("partner_id.email_normalized", "in", emails)])
        )
        if own:
            raise UserError(
                self.env._(
                    "%s is the address of one of our own people; the client's link cannot go there.",
                    ", ".join(own.partner_id.mapped("email_normalized")),
                )
            )

    def _mail_link(self, link):
        """Queue the mail of one link, with the frozen PDF; the link itself is put in while it is sent."""
        # sudo: what the mail says is the template's, whom it goes to the link's. The context holds no
        # default_* of a client's: a header such as Bcc would take the link elsewhere.
        bare = self.env(su=True, context=Seal.without_defaults(self.env.context))
        template = self.env.ref(TEMPLATE).with_env(bare)
        mail_id = template.send_mail(link.id)
        mail = self.env["mail.mail"].sudo().browse(mail_id)
        mail.write(
            {
                "email_to": link.email,
                "email_cc": False,
                "headers": False,
                "recipient_ids": [Command.clear()],
                "attachment_ids": [Command.link(self._pdf_attachment().id)],
                "model": self._name,
                "res_id": self.id,
                "is_notification": True,
            }
        )
        link.write({"mail_id": mail.id})
        mail.send_after_commit()
        self.message_post(
            body=self.env._("Sent for agreement to %(name)s, %(email)s.", name=link.partner_id.name, email=link.email)
        )

    def message_post(self, *, body="", **kwargs):
        """Keep personal links out of the chatter: a client who answers the mail quotes his."""
        if isinstance(body, str):
            body = type(body)(without_tokens(str(body)))
        return super().message_post(body=body, **kwargs)

    def _pdf_attachment(self):
        return (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_field", "=", "pdf"), ("res_id", "=", self.id)], limit=1)
        )

    def _supersede_unsigned_versions(self):
        """Versions before that were never signed by both give way as soon as the next one goes out."""
        before = self.sudo()._versions() - self
        for version in before.filtered(lambda p: p.state in DECIDABLE):
            version._lock()
            if version.state in DECIDABLE:
                version._supersede()
