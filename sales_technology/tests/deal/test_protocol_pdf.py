import io
import time
from datetime import timedelta

from pypdf import PdfReader

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .protocol_common import ProtocolCommon, drawing


@tagged("post_install", "-at_install")
class TestProtocolPdf(ProtocolCommon, HttpCase):
    """The rendered document: both signatures, version, fingerprint, address of the check."""

    def _text(self, pdf):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)

    def test_pdf_of_fifty_items_holds_everything_and_is_quick(self):
        protocol = self._protocol(title="О поставке весной", agenda="Сроки\nЦены", note="Курьер за наш счёт")
        protocol.item_ids = [
            Command.create({"name": f"Пункт {i}: прислать чертежи", "date_deadline": self.today + timedelta(days=9)})
            for i in range(48)
        ]
        self._send(protocol)
        self._client_signs(protocol, "Анна Петрова")
        self._we_sign(protocol)
        real = protocol.sudo().with_context(force_report_rendering=True)
        real._render_pdf()  # bundles
        start = time.monotonic()
        pdf = real._render_pdf()
        seconds = time.monotonic() - start
        self.assertTrue(pdf.startswith(b"%PDF"))
        self.assertLess(seconds, 5)
        text = " ".join(self._text(pdf).split())
        squeezed = text.replace(" ", "")
        for words in ("О поставке весной", "Пункт 47", "Анна Петрова", "Manager", protocol.name, "/salestech/verify"):
            self.assertIn(words.replace(" ", ""), squeezed)
        self.assertIn(protocol.content_hash, squeezed)

    def test_both_signatures_are_drawn(self):
        protocol = self._protocol()
        self._send(protocol)
        link = self._link(protocol)
        image = drawing().split(",")[1]
        link.protocol_id._client_sign(
            link, link.protocol_id.content_hash, {"signer_name": "Anna Petrova", "method": "drawn", "signature": image}
        )
        self.env.invalidate_all()
        self._we_sign(protocol)
        pdf = protocol.sudo().with_context(force_report_rendering=True)._render_pdf()
        images = [image for page in PdfReader(io.BytesIO(pdf)).pages for image in page.images]
        self.assertGreaterEqual(len(images), 2)

    def test_signed_pdf_is_kept_by_the_job(self):
        protocol = self._signed()
        self.assertFalse(protocol.signed_pdf_hash)
        self.env.ref("sales_technology.ir_cron_freeze_signed_protocols").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(protocol.signed_pdf_hash), 64)
        self.assertEqual(protocol.action_download_pdf()["url"].split("/")[-2], "signed_pdf")
        self.assertFalse(protocol._integrity_error())

    def test_draft_is_marked_as_such(self):
        html = self.env["ir.actions.report"]._render_qweb_html(
            "sales_technology.report_protocol", self._protocol().ids
        )[0]
        self.assertIn(b"Draft, not valid", html)
