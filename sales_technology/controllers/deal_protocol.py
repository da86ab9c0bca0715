import logging
from datetime import date

from werkzeug.exceptions import Forbidden

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.deal.protocol_sign import ProtocolConflict
from ..tools.client_input import UnfitInput, clean_line, clean_signature, clean_text
from .deal_protocol_link import HEADERS, ProtocolLinkMixin

_logger = logging.getLogger(__name__)

PAGE = "/salestech/protocol/<int:protocol_id>/<string:token>"
MAX_BODY = 2 * 1024 * 1024
REASON_LIMIT, NAME_LIMIT = 2_000, 128


def _is_served_readonly(controller, rule, args):
    """Serve a working link read only; a wrong one is counted, which writes."""
    return bool(controller._find_link(**args))


class ProtocolPage(ProtocolLinkMixin, http.Controller):
    """The client's page of a protocol: no login, a personal link, one decision.

    Looking is GET and writes nothing; deciding is POST with a CSRF token. Our own people only preview.
    """

    # ------------------------------------------------------------
    # READING
    # ------------------------------------------------------------

    @http.route(PAGE, type="http", auth="public", methods=["GET"], readonly=_is_served_readonly, sitemap=False)
    def protocol_page(self, protocol_id, token, **query):
        """Show the version of the link, or one clean page where there is nothing to show."""
        link, refusal = self._open(protocol_id, token)
        if refusal:
            return refusal
        return self._render_page(link, message=query.get("done", ""))

    @http.route(f"{PAGE}/pdf", type="http", auth="public", methods=["GET"], readonly=_is_served_readonly, sitemap=False)
    def protocol_pdf(self, protocol_id, token, **query):
        """Return the frozen PDF."""
        link, refusal = self._open(protocol_id, token)
        if refusal:
            return refusal
        protocol = link.protocol_id
        headers = {
            **HEADERS,
            "Content-Type": "application/pdf",
            "Content-Disposition": http.content_disposition(protocol.pdf_name),
        }
        return request.make_response(protocol._pdf_bytes(), list(headers.items()))

    @http.route("/salestech/verify", type="http", auth="public", methods=["GET"], readonly=True, sitemap=False)
    def verify(self, h="", **query):
        """Tell whether a fingerprint is that of a signed version; nothing of its content."""
        digest = "".join((h if isinstance(h, str) else "")[:200].split()).lower()
        protocol = None
        if len(digest) == 64 and not digest.strip("0123456789abcdef"):
            # sudo: whoever holds the fingerprint holds the document; what is told is number, version and dates.
            protocol = (
                request.env["salestech.protocol"]
                .sudo()
                .search(
                    [
                        "|",
                        "|",
                        ("content_hash", "=", digest),
                        ("pdf_hash", "=", digest),
                        ("signed_pdf_hash", "=", digest),
                        ("kind", "=", "client"),
                        ("date_signed", "!=", False),
                    ],
                    limit=1,
                )
            )
        return self._respond("sales_technology.protocol_verify", {"asked": bool(h), "protocol": protocol})

    # ------------------------------------------------------------
    # DECIDING
    # ------------------------------------------------------------

    @http.route(
        f"{PAGE}/sign", type="http", auth="public", methods=["POST"], sitemap=False, max_content_length=MAX_BODY
    )
    def protocol_sign(self, protocol_id, token, **post):
        """The client agrees and signs, by drawing or typing."""

        def sign(protocol, link, shown_hash):
            drawn = post.get("signature") or ""
            evidence = {
                "signer_name": clean_line(post.get("name"), NAME_LIMIT, required=True),
                "method": "drawn" if drawn else "typed",
                "signature": clean_signature(drawn) if drawn else False,
                **self._origin(),
            }
            if not post.get("agree"):
                raise UnfitInput("agree")
            protocol._client_sign(link, shown_hash, evidence)

        return self._decide(protocol_id, token, post, sign, "signed")

    @http.route(
        f"{PAGE}/refuse", type="http", auth="public", methods=["POST"], sitemap=False, max_content_length=MAX_BODY
    )
    def protocol_refuse(self, protocol_id, token, **post):
        """The client refuses with a reason."""

        def refuse(protocol, link, shown_hash):
            reason = clean_text(post.get("reason"), REASON_LIMIT, required=True)
            name = clean_line(link.partner_id.name, NAME_LIMIT) or link.email
            protocol._client_refuse(link, shown_hash, {"reason": reason, "signer_name": name, **self._origin()})

        return self._decide(protocol_id, token, post, refuse, "refused")

    @http.route(
        f"{PAGE}/propose", type="http", auth="public", methods=["POST"], sitemap=False, max_content_length=MAX_BODY
    )
    def protocol_propose(self, protocol_id, token, **post):
        """The client proposes other words or other dates."""

        def propose(protocol, link, shown_hash):
            note = clean_text(post.get("note"), REASON_LIMIT)
            lines = [line for item in protocol._frozen()["items"] if (line := self._proposed_line(item, post))]
            if not note and not lines:
                raise UnfitInput("nothing")
            protocol._client_propose(link, shown_hash, note, lines)

        return self._decide(protocol_id, token, post, propose, "proposed")

    @http.route(
        f"{PAGE}/comment", type="http", auth="public", methods=["POST"], sitemap=False, max_content_length=MAX_BODY
    )
    def protocol_comment(self, protocol_id, token, **post):
        """The client says something about an item or the whole."""

        def comment(protocol, link, shown_hash):
            text = clean_text(post.get("text"), REASON_LIMIT, required=True)
            wanted = post.get("item") or ""
            item = protocol.item_ids.filtered(lambda i: str(i.id) == wanted)
            protocol._client_comment(link, shown_hash, item, text)

        return self._decide(protocol_id, token, post, comment, "commented")

    def _decide(self, protocol_id, token, post, act, done):
        """Let the client act once; answer with the page again, or with what was wrong."""
        if request.env.user._is_internal():
            _logger.warning(
                "User %s (%s) tried to answer protocol %s as its client",
                request.env.uid,
                request.env.user.login,
                protocol_id,
            )
            raise Forbidden()
        link, refusal = self._open(protocol_id, token)
        if refusal:
            return refusal
        protocol = link.protocol_id
        shown_hash = post.get("hash") or ""
        try:
            act(protocol, link, shown_hash)
        except UnfitInput as error:
            return self._render_page(link, error=self._why_unfit(error.args[0]), status=422)
        except (ProtocolConflict, UserError) as error:
            request.env.cr.rollback()
            link, refusal = self._open(protocol_id, token)
            return refusal or self._render_page(link, error=str(error), status=409)
        return self._redirect(link, token, done)

    # ------------------------------------------------------------
    # THE PAGE
    # ------------------------------------------------------------

    def _render_page(self, link, message="", error="", status=200):
        preview = not link.partner_id
        protocol = link.protocol_id.sudo().with_context(lang=request.env.lang)
        mine = protocol.signature_ids.filtered(lambda row: row.side == "client" and row.partner_id == link.partner_id)
        proposals = protocol.change_ids.filtered(lambda change: change.partner_id == link.partner_id)
        values = {
            "data": protocol._report_data(),
            "protocol": protocol,
            "seller": self._seller(protocol),
            "preview": preview,
            "may_decide": not preview and not mine and protocol.state in ("sent", "agreed", "signed_us"),
            "decision": mine.decision if not preview and mine else "",
            "signer_name": link.partner_id.name or "",
            "comments": self._comments(protocol, link.partner_id),
            "proposal": "" if preview else proposals[:1].state,
            "message": message if message in ("signed", "refused", "proposed", "commented") else "",
            "error": error,
            "error_kind": status,
            "base": "" if preview else self._page_path(),
            "csrf": "" if preview else self._csrf_token(),
        }
        return self._respond("sales_technology.protocol_page", values, status=status)

    def _page_path(self):
        """Return the path of the page, also while answering one of its forms."""
        path = request.httprequest.path
        return path.rsplit("/", 1)[0] if request.httprequest.method == "POST" else path

    def _csrf_token(self):
        # A visitor's session is kept (in a file) so that his answer comes from the same one.
        request.session.touch()
        return request.csrf_token()

    def _comments(self, protocol, partner):
        """Return {item id or 0: texts} of this signer's own comments: what others wrote is theirs."""
        result = {}
        for comment in protocol.comment_ids.filtered(lambda c: c.partner_id == partner):
            result.setdefault(comment.item_id.id or 0, []).append(comment.text)
        return result

    def _redirect(self, link, token, done):
        # See other: reloading or going back never sends the decision again.
        response = request.redirect(f"/salestech/protocol/{link.protocol_id.id}/{token}?done={done}", code=303)
        response.headers.update(HEADERS)
        return response

    # ------------------------------------------------------------
    # INPUT
    # ------------------------------------------------------------

    def _origin(self):
        return {
            "address": (request.httprequest.remote_addr or "")[:64],
            "user_agent": clean_line((request.httprequest.user_agent.string or "")[:512], 512),
        }

    def _proposed_line(self, item, post):
        """Return what the client wants else of an item, or nothing."""
        name = clean_text(post.get(f"what_{item['id']}"), REASON_LIMIT)
        until = (post.get(f"until_{item['id']}") or "").strip()
        line = {}
        if name and name != item["what"].strip():
            line["new_name"] = name
        if until and until != item["until"]:
            try:
                line["new_date"] = date.fromisoformat(until)
            except ValueError as error:
                raise UnfitInput("date") from error
        return {"item_id": item["id"], **line} if line else None

    def _why_unfit(self, why):
        env = request.env
        return {
            "agree": env._("Please tick that you have read the protocol and agree."),
            "nothing": env._("Please change an item or write what should be different."),
            "date": env._("Please enter the date as day, month and year."),
            "empty": env._("Please fill in the field: it is empty."),
            "too_long": env._("This text is too long. Please shorten it."),
            "too_large": env._("The drawing is too large. Please draw it again, or type your name."),
            "unreadable": env._("The drawing cannot be read. Please draw it again, or type your name."),
            "blank": env._("The field for the signature is empty. Please draw your signature, or type your name."),
        }[why]
