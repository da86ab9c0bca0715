import logging

from odoo.http import request

from ..tools.link_token import address_class, without_tokens

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Nothing but this page's own files: neither other hosts nor code written into a text of the protocol.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
}


class WithoutTokens(logging.Filter):
    """Keeps personal links out of the server's log of requests: who may read a log may sign nothing."""

    def filter(self, record):
        text = record.getMessage()
        clean = without_tokens(text)
        if clean != text:
            record.msg, record.args = clean, ()
        return True


logging.getLogger("werkzeug").addFilter(WithoutTokens())


class ProtocolLinkMixin:
    """How a personal link is opened, and the one way a page of these leaves the house."""

    def _find_link(self, protocol_id, token):
        # sudo: the visitor has no rights; the token is his right, and it opens exactly one version.
        return request.env["salestech.protocol.link"].sudo()._find(protocol_id, token)

    def _open(self, protocol_id, token):
        """Return (link, None), or (nothing, the page that says why not).

        An unknown record, a wrong link and an address that is locked out all get the same answer.
        """
        if request.env.user._is_internal():
            return self._open_preview(protocol_id)
        attempts = request.env["salestech.protocol.attempt"].sudo()
        link = self._find_link(protocol_id, token)
        exists = 0 < protocol_id < 2**31 and bool(request.env["salestech.protocol"].sudo().browse(protocol_id).exists())
        key, address = protocol_id if exists else 0, address_class(request.httprequest.remote_addr)
        locked = attempts._is_locked(key, address)
        if not link or locked:
            if not link:
                attempts._count_wrong(key, address)
            return link.browse(), self._respond("sales_technology.protocol_no_page", {}, status=404)
        self._speak(link.partner_id.lang)
        state = link.state if link.state in ("expired", "revoked") else link.protocol_id.state
        if state in ("expired", "revoked", "superseded", "draft"):
            values = {"state": state, "seller": self._seller(link.protocol_id)}
            return link.browse(), self._respond("sales_technology.protocol_gone", values, status=410)
        return link, None

    def _open_preview(self, protocol_id):
        """Our own people see what the client sees, where they may read the protocol, and decide nothing."""
        protocol = request.env["salestech.protocol"].browse(protocol_id if 0 < protocol_id < 2**31 else 0).exists()
        if not protocol or not protocol.has_access("read"):
            return protocol, self._respond("sales_technology.protocol_no_page", {}, status=404)
        # sudo: the right to read was checked; the page shows the frozen content only.
        return request.env["salestech.protocol.link"].sudo().new({"protocol_id": protocol.id}), None

    def _speak(self, lang):
        if lang and lang != request.env.lang and lang in dict(request.env["res.lang"].sudo().get_installed()):
            request.update_context(lang=lang)

    def _seller(self, protocol):
        """Return what the client may know of the responsible: name, function, phone, mail, photo."""
        user = protocol.sudo().user_id
        partner = user.partner_id
        return {
            "name": user.name or protocol.sudo().company_id.name,
            "function": partner.function or "",
            "phone": partner.phone or protocol.sudo().company_id.phone or "",
            "email": partner.email or "",
            "photo": user.with_context(bin_size=False).image_128 or False,
        }

    def _respond(self, template, values, status=200):
        # sudo: the visitor may read no view; the values hold what he may see and nothing else.
        html = (
            request.env["ir.ui.view"].sudo()._render_template(template, {"lang": request.env.lang or "en_US", **values})
        )
        headers = [("Content-Type", "text/html; charset=utf-8"), *HEADERS.items()]
        return request.make_response(html, headers, status=status)
