import json
from base64 import b64decode, b64encode

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.canonical import canonical_json, fingerprint

FORMAT = 1
REPORT = "sales_technology.action_report_protocol"


class SalestechProtocol(models.Model):
    """The document itself: its canonical content, its PDF, and what the page and the PDF show."""

    _inherit = "salestech.protocol"

    def _prepare_content(self):
        """Return the content as plain data, the only source of the page, the PDF and the fingerprint.

        Nothing internal goes in: no mail addresses, no assessments, no ids but the items' own.
        """
        self.ensure_one()
        return {
            "document": "sales_technology.protocol",
            "format": FORMAT,
            "kind": self.kind,
            "number": self.name,
            "version": self.version,
            "title": self.title or "",
            "date": fields.Date.to_string(self.date),
            "place": self.place or "",
            "company": self.company_id.name,
            "client": self.partner_id.name or "",
            "our_people": self._prepare_people(self.our_participant_ids),
            "client_people": self._prepare_people(self.client_participant_ids),
            "signers": self._prepare_people(self.signer_ids),
            "agenda": self.agenda or "",
            "needs": self.needs or "",
            "risks": (self.risks or "") if self.share_risks else "",
            "note": self.note or "",
            "items": self._prepare_items(),
        }

    def _prepare_people(self, partners):
        return [
            {"name": partner.name or "", "function": partner.function or ""}
            for partner in partners.sorted(lambda p: (p.name or "", p.id))
        ]

    def _prepare_items(self):
        items = self.item_ids.sorted(lambda item: (item.sequence, item.id))
        number = {item: position for position, item in enumerate(items, 1)}
        return [
            {
                "id": item.id,
                "number": number[item],
                "what": item.name,
                "side": item.side or "",
                "who": item.who or "",
                "until": fields.Date.to_string(item.date_deadline) or "",
                "depends_on": sorted(number[before] for before in item.depends_on_ids if before in number),
            }
            for item in items
        ]

    def _frozen(self):
        """Return the frozen content; of a draft, what would be frozen now."""
        self.ensure_one()
        return json.loads(self.content) if self.content else self._prepare_content()

    def _freeze(self):
        """Freeze content and PDF and keep their fingerprints; the state is the caller's."""
        self.ensure_one()
        sealed = self._sealed()
        text = canonical_json(self._prepare_content())
        sealed.write({"content": text, "content_hash": fingerprint(text)})
        pdf = self._render_pdf()
        sealed.write({"pdf": b64encode(pdf), "pdf_hash": fingerprint(pdf)})

    def _freeze_signed_pdf(self):
        """Keep the PDF with all signatures."""
        self.ensure_one()
        pdf = self._render_pdf()
        self._sealed().write({"signed_pdf": b64encode(pdf), "signed_pdf_hash": fingerprint(pdf)})

    def _freeze_signed_pdf_now(self):
        """Who asks for a document that was signed a moment ago waits for it instead of getting the one without them."""
        if self.content_hash and self.date_signed and not self.signed_pdf_hash:
            self._lock()
            if not self.signed_pdf_hash:
                # sudo: what the job would write in a minute, for whoever may read the protocol
                self.sudo()._freeze_signed_pdf()

    def _render_pdf(self):
        self.ensure_one()
        # sudo: the document is the same for whoever prints it; the callers checked the right to it.
        report = self.env["ir.actions.report"].sudo().with_context(lang=self._document_lang())
        return report._render_qweb_pdf(REPORT, self.ids)[0]

    def _document_lang(self):
        """Return the language of the document: the first signer's, the client's, else the user's."""
        self.ensure_one()
        lang = self.signer_ids[:1].lang or self.partner_id.lang or self.env.user.lang
        return lang if lang in dict(self.env["res.lang"].get_installed()) else self.env.lang or "en_US"

    def _pdf_bytes(self):
        """Return the newest frozen PDF, if any."""
        self.ensure_one()
        record = self.with_context(bin_size=False)
        data = record.signed_pdf or record.pdf
        return b64decode(data) if data else b""

    def _report_data(self):
        """Return what the PDF and the client's page lay out."""
        self.ensure_one()
        content = self._frozen()
        lang_env = self.with_context(lang=self._document_lang()).env
        for item in content["items"]:
            item["until_text"] = self._format_date(lang_env, item["until"])
            item["depends_text"] = ", ".join(f"№ {number}" for number in item["depends_on"])
        return {
            **content,
            "date_text": self._format_date(lang_env, content["date"]),
            "is_draft": not self.content_hash,
            "hash": self.content_hash or "",
            "signatures": self.signature_ids.filtered(lambda row: row.decision == "signed").sorted(
                lambda row: (row.side != "ours", row.id)
            ),
            "verify_url": f"{self.get_base_url()}/salestech/verify",
        }

    def _format_date(self, env, text):
        return env["ir.qweb.field.date"].value_to_html(fields.Date.to_date(text), {}) if text else ""

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_download_pdf(self):
        """Open the frozen PDF; of a draft, print how it would look."""
        self.ensure_one()
        self.check_access("read")
        self._freeze_signed_pdf_now()
        name = "signed_pdf" if self.signed_pdf_hash else "pdf" if self.pdf_hash else ""
        if not name:
            if not self.item_ids:
                raise UserError(self.env._("There is nothing to print yet. Write down what was agreed first."))
            return self.env.ref(REPORT).report_action(self)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/{name}/{self.pdf_name}?download=true",
        }
