import json
from base64 import b64decode

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.canonical import canonical_json, fingerprint

BATCH = 200


class SalestechProtocol(models.Model):
    """The daily check that what was sent and signed is still what it was, behind Odoo's back too."""

    _inherit = "salestech.protocol"

    @api.model
    def _cron_verify(self):
        """Compare everything frozen with its fingerprints; report what differs to the administrators."""
        self.env["ir.cron"]._salestech_watch()
        today = fields.Date.today()
        waiting = Domain("content_hash", "!=", False) & (
            Domain("date_verified", "=", False) | Domain("date_verified", "<", today)
        )
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(waiting))
        while batch := self.search(waiting, order="id", limit=BATCH):
            batch._verify(today)
            time_left = self.env["ir.cron"]._commit_progress(len(batch))
            self.env.invalidate_all()
            if not time_left:
                break

    def _verify(self, today):
        broken = self.browse()
        for protocol in self:
            error = protocol._integrity_error() or False
            if error and error != protocol.integrity_error:
                broken |= protocol
            protocol._sealed().write({"date_verified": today, "integrity_error": error})
        broken._report_broken()

    def _integrity_error(self):
        """Return what differs from what was frozen, in words, or an empty text."""
        self.ensure_one()
        protocol = self.with_context(bin_size=False)
        errors = []
        if fingerprint(protocol.content or "") != protocol.content_hash:
            errors.append(self.env._("the content is not the one that was sent"))
        elif not protocol._items_as_frozen():
            errors.append(self.env._("the items are not those that were sent"))
        for name, hash_name in (("pdf", "pdf_hash"), ("signed_pdf", "signed_pdf_hash")):
            if protocol[hash_name] and fingerprint(b64decode(protocol[name] or b"")) != protocol[hash_name]:
                errors.append(
                    self.env._("%s is not the one that was kept", self._fields[name]._description_string(self.env))
                )
        for row in protocol.signature_ids:
            if row.content_hash != protocol.content_hash or row.row_hash != row._compute_fingerprint():
                errors.append(self.env._("the signature of %s was changed", row.signer_name))
        if protocol.state == "signed" and not protocol._is_fully_signed():
            errors.append(self.env._("a signature is missing"))
        return "; ".join(errors)

    def _items_as_frozen(self):
        """Tell whether the items still say what was frozen; names of people may have changed since."""
        content = json.loads(self.content)
        names = ("id", "number", "what", "side", "until", "depends_on")

        def essence(items):
            return canonical_json([{name: item[name] for name in names} for item in items])

        return (
            essence(content["items"]) == essence(self._prepare_items())
            and content["version"] == self.version
            and content["number"] == self.name
        )

    def _is_fully_signed(self):
        signed = self.signature_ids.filtered(lambda row: row.decision == "signed")
        return self.is_signed_by_us and not self.signer_ids - signed.filtered(lambda r: r.side == "client").partner_id

    def _report_broken(self):
        """Tell the administrators, on the record and by one mail."""
        if not self:
            return
        administrators = self.env.ref("sales_technology.group_salestech_administrator").all_user_ids.filtered(
            lambda user: user.active and not user.share
        )
        for protocol in self:
            protocol.message_notify(
                partner_ids=administrators.partner_id.ids,
                subject=self.env._("A protocol was changed behind Odoo's back"),
                body=f"{protocol.display_name}: {protocol.integrity_error}",
            )
