from markupsafe import Markup, escape

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize, html2plaintext

from ...tools.client_input import UnfitInput, clean_line

MAX_TEXT = 20_000


class SalestechClaim(models.Model):
    """Claims that come by e-mail.

    A known contact's mail is a claim of his organisation; a stranger's waits in the queue “To be sorted”. The same
    mail makes one claim, by its Message-Id. A file that is too large costs the sender a letter, not the claim.
    """

    _inherit = "salestech.claim"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make a claim of an incoming mail; called by the mail gateway as superuser."""
        key = f"mail:{msg_dict.get('message_id') or ''}"
        present = self.search([("source_key", "=", key)], limit=1) if msg_dict.get("message_id") else self
        if present:
            return present
        company = self.env["res.company"].browse((custom_values or {}).get("company_id")) or self.env.company
        contact = self._known_sender(msg_dict, company)
        client = contact.commercial_partner_id
        values = {
            **(custom_values or {}),
            "name": self._mail_line(msg_dict.get("subject")) or self.env._("Claim without a subject"),
            "text": html2plaintext(msg_dict.get("body") or "").replace("\x00", "")[:MAX_TEXT],
            "email_from": self._mail_line(msg_dict.get("email_from")),
            "channel": "email",
            "source_key": key if msg_dict.get("message_id") else False,
            "state": "new" if contact else "unsorted",
            "partner_id": client.id,
            "contact_id": contact.id if contact != client else False,
            "contract_id": self._only_contract(client, company).id,
        }
        # by the company of the mailbox: whoever fetches the mail may work in another one
        return self.with_company(company).create(values)

    def _mail_line(self, text):
        try:
            return clean_line((text or "")[:1000], 250)
        except UnfitInput:
            return (text or "").strip()[:250]

    @api.model
    def _known_sender(self, msg_dict, company):
        """Return the contact of one of this company's clients that sent the mail; nobody for our own people."""
        email = email_normalize(msg_dict.get("email_from") or "")
        if not email:
            return self.env["res.partner"]
        contacts = self.env["res.partner"].search(
            [("email_normalized", "=", email), ("company_id", "in", [False, company.id])], order="id"
        )
        contacts = contacts.filtered(lambda contact: not contact.user_ids.filtered(lambda user: not user.share))
        ours = self.env["res.company"].search([]).partner_id
        contacts = contacts.filtered(lambda contact: contact.commercial_partner_id not in ours)
        # one address, two organisations: a person has to say which
        return contacts[:1] if len(contacts.commercial_partner_id) == 1 else contacts.browse()

    @api.model
    def _only_contract(self, client, company):
        """Return the contract in force where there is just one: no guessing among several."""
        contracts = self.env["salestech.contract"]
        if not client:
            return contracts
        own = Domain("partner_id", "=", client.id) & Domain("company_id", "=", company.id)
        found = contracts.search(contracts._valid_domain() & own, limit=2)
        return found if len(found) == 1 else contracts

    # ------------------------------------------------------------
    # FILES
    # ------------------------------------------------------------

    def _process_attachments_for_post(self, attachments, attachment_ids, message_values):
        """Keep the text of a mail whose files are too large: those are left out, and the sender is told."""
        kept, refused = self._split_by_size(attachments)
        result = super()._process_attachments_for_post(kept, attachment_ids, message_values)
        if refused:
            self._tell_of_large_files(refused, message_values)
        return result

    def _split_by_size(self, attachments):
        kept, refused = [], []
        for attachment in attachments or []:
            name, content = attachment[0], attachment[1]
            data = content.encode() if isinstance(content, str) else getattr(content, "as_bytes", lambda c=content: c)()
            try:
                self.company_id._refuse_large_file(len(data or b""), name)
                kept.append(attachment)
            except ValidationError as error:
                refused.append(str(error))
        return kept, refused

    def _tell_of_large_files(self, sentences, message_values):
        """Write what was left out into the claim's history, and answer the sender."""
        self.ensure_one()
        lines = Markup("<br/>").join(escape(sentence) for sentence in sentences)
        self._message_log(body=Markup("<p>%s</p>") % lines)
        if not self.email_from:
            return
        head = self.env._(
            "Your claim %s has reached us and is being worked on. One of its files has not: please send it in another"
            " way.",
            self.number,
        )
        mailbox = self.company_id.salestech_claim_alias_id.alias_full_name
        # sudo: mails of the gateway; queued, and gone after they were sent
        self.env["mail.mail"].sudo().create(
            {
                "email_to": self.email_from,
                "email_from": mailbox or self.company_id.email_formatted,
                "subject": f"Re: {self.name}",
                "body_html": Markup("<p>%s</p><p>%s</p>") % (head, lines),
                "headers": repr({"Auto-Submitted": "auto-replied"}),
                "auto_delete": True,
            }
        )
