import secrets

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.client.claim_portal import MAX_FILES
from ..tools.client_input import UnfitInput, clean_line, clean_text

NAME_LIMIT, TEXT_LIMIT = 200, 10_000
MAX_BODY = 128 * 1024 * 1024
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


class ClaimPortal(CustomerPortal):
    """A client's own claims: make one, follow it, confirm that it is put right.

    Templates get plain data only (`_portal_row`). Looking is GET and writes nothing; the rest is POST with a CSRF
    token, and answers with a redirect so that reloading sends nothing again.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "salestech_claim_count" in counters:
            values["salestech_claim_count"] = len(self._claims()._portal_claims(request.env.user.partner_id))
        return values

    @http.route("/my/claims", type="http", auth="user", website=True, methods=["GET"], readonly=True, sitemap=False)
    def my_claims(self, **query):
        """List the claims of the visitor's organisation."""
        partner = request.env.user.partner_id
        claims = self._claims()._portal_claims(partner)
        values = {
            "rows": [claim._portal_row() for claim in claims],
            "may_claim": bool(self._claims()._portal_contracts(partner)),
        }
        return self._page("sales_technology.portal_my_claims", values)

    @http.route("/my/claims/new", type="http", auth="user", website=True, methods=["GET"], readonly=True, sitemap=False)
    def my_claim_new(self, **query):
        """Show the empty form, or why there is none."""
        return self._form({})

    @http.route(
        "/my/claims/new",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        sitemap=False,
        max_content_length=MAX_BODY,
    )
    def my_claim_create(self, **post):
        """Receive a claim."""
        partner = request.env.user.partner_id
        contracts = self._claims()._portal_contracts(partner)
        contract = contracts.filtered(lambda contract: str(contract.id) == (post.get("contract") or ""))
        if not contracts:
            return self._form(post)
        try:
            name = clean_line(post.get("name"), NAME_LIMIT, required=True)
            text = clean_text(post.get("text"), TEXT_LIMIT, required=True)
            if not contract:
                raise UnfitInput("contract")
            claim, refused = self._claims()._portal_receive(
                partner, self._key(post), name, text, contract, self._files()
            )
        except UnfitInput as error:
            return self._form(post, self._why_unfit(error.args[0]), status=422)
        except UserError as error:
            return self._form(post, str(error), status=429)
        if refused:
            return self._claim_page(claim, message="received", error=" ".join(refused))
        return self._see(claim, "received")

    @http.route(
        "/my/claims/<int:claim_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def my_claim(self, claim_id, **query):
        """Show one claim of the visitor's organisation."""
        return self._claim_page(self._find(claim_id), message=query.get("done", ""))

    @http.route(
        "/my/claims/<int:claim_id>/confirm", type="http", auth="user", website=True, methods=["POST"], sitemap=False
    )
    def my_claim_confirm(self, claim_id, **post):
        """The client confirms that it is put right."""

        def confirm(claim):
            note = clean_line(post.get("note"), NAME_LIMIT)
            claim._confirm(request.env.user.partner_id, claim._today(), note)

        return self._decide(claim_id, confirm, "confirmed")

    @http.route(
        "/my/claims/<int:claim_id>/reopen", type="http", auth="user", website=True, methods=["POST"], sitemap=False
    )
    def my_claim_reopen(self, claim_id, **post):
        """The client says what is still not right."""

        def reopen(claim):
            claim._reopen(clean_text(post.get("reason"), 2_000, required=True))

        return self._decide(claim_id, reopen, "reopened")

    # ------------------------------------------------------------
    # PARTS
    # ------------------------------------------------------------

    def _claims(self):
        return request.env["salestech.claim"]

    def _find(self, claim_id):
        return self._claims()._portal_claim(request.env.user.partner_id, claim_id)

    def _decide(self, claim_id, act, done):
        claim = self._find(claim_id)
        if not claim:
            return self._claim_page(claim)
        try:
            act(claim)
        except UnfitInput as error:
            return self._claim_page(claim, error=self._why_unfit(error.args[0]), status=422)
        except UserError as error:
            request.env.cr.rollback()
            return self._claim_page(self._find(claim_id), error=str(error), status=409)
        return self._see(claim, done)

    def _form(self, post, error="", status=200):
        contracts = self._claims()._portal_contracts(request.env.user.partner_id)
        values = {
            "contracts": [{"id": c.id, "label": " ".join(filter(None, (c.number, c.name)))} for c in contracts],
            "form": {name: (post.get(name) or "")[:TEXT_LIMIT] for name in ("name", "text", "contract")},
            "key": self._key(post),
            "error": error,
            "max_files": MAX_FILES,
        }
        return self._page("sales_technology.portal_claim_new", values, status if contracts else 403)

    def _claim_page(self, claim, message="", error="", status=200):
        if not claim:
            return self._page("sales_technology.portal_claim_gone", {}, 404)
        values = {
            "row": claim._portal_row(),
            "message": message if message in ("received", "confirmed", "reopened") else "",
            "error": error,
        }
        return self._page("sales_technology.portal_claim", values, status)

    def _page(self, template, values, status=200):
        response = request.render(template, {"page_name": "claims", **values}, status=status)
        response.headers.update(HEADERS)
        return response

    def _see(self, claim, done):
        response = request.redirect(f"/my/claims/{claim.id}?done={done}", code=303)
        response.headers.update(HEADERS)
        return response

    def _key(self, post):
        """Return what tells one form from another: a form sent twice makes one claim."""
        key = post.get("key") or ""
        return key if len(key) == 32 and key.isalnum() and key.isascii() else secrets.token_hex(16)

    def _files(self):
        files = [file for file in request.httprequest.files.getlist("files") if file.filename]
        if len(files) > MAX_FILES:
            raise UnfitInput("files")
        return [(clean_line(file.filename[-200:], 200) or "file", file.read()) for file in files]

    def _why_unfit(self, why):
        env = request.env
        return {
            "empty": env._("Please fill in the field: it is empty."),
            "too_long": env._("This text is too long. Please shorten it, or attach it as a file."),
            "contract": env._("Please choose the contract that your claim is about."),
            "files": env._("Please attach %s files at most.", MAX_FILES),
        }[why]
