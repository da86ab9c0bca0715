from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.improvement.satisfaction import SCORES
from ..tools.client_input import UnfitInput, clean_text
from .deal_protocol_link import ProtocolLinkMixin

PAGE = "/salestech/satisfaction/<int:row_id>/<string:token>"
FEEDBACK_LIMIT = 4_000
MAX_BODY = 64 * 1024


class SatisfactionPage(ProtocolLinkMixin, http.Controller):
    """The page behind the three faces: no login, a personal link, one answer.

    Looking is GET and writes nothing: programs that check e-mails follow every link. The face that was clicked is
    chosen already, one press sends it. Our own people only preview.
    """

    @http.route(
        [PAGE, f"{PAGE}/<int:score>"], type="http", auth="public", methods=["GET"], readonly=True, sitemap=False
    )
    def satisfaction(self, row_id, token, score=0, **query):
        """Show the question, or why it is closed."""
        row, answer = self._open_row(row_id, token)
        return answer or self._form(row, score)

    @http.route(PAGE, type="http", auth="public", methods=["POST"], sitemap=False, max_content_length=MAX_BODY)
    def satisfaction_answer(self, row_id, token, **post):
        """Take the answer."""
        row, answer = self._open_row(row_id, token)
        if answer:
            return answer
        if request.env.user._is_internal():
            error = request.env._("This is the client's page: only the client answers here.")
            return self._form(row, 0, error=error, status=403)
        score = {str(score): score for score in SCORES}.get(post.get("score"), 0)
        try:
            feedback = clean_text(post.get("feedback"), FEEDBACK_LIMIT)
            row._answer(score, feedback)
        except UnfitInput:
            return self._form(row, score, error=request.env._("This text is too long. Please shorten it."), status=422)
        except UserError as error:
            return self._form(row, 0, error=str(error), status=422)
        return self._closed(row, "thanks")

    # ------------------------------------------------------------
    # PARTS
    # ------------------------------------------------------------

    def _open_row(self, row_id, token):
        """Return (row, None), or (row or nothing, the page that says why not).

        An unknown row and a wrong link get the same answer. A link is of 256 random bits: there is nothing to guess.
        """
        user = request.env.user
        # sudo: the visitor has no rights; the token is his right, and it opens exactly one question
        row = request.env["salestech.satisfaction"].sudo()
        if user._is_internal():
            found = request.env["salestech.satisfaction"].browse(row_id if 0 < row_id < 2**31 else 0).exists()
            row = found.sudo() if found and found.has_access("read") else row.browse()
            return row, None if row else self._respond("sales_technology.satisfaction_no_page", {}, status=404)
        row = row._find(row_id, token)
        if not row:
            return row, self._respond("sales_technology.satisfaction_no_page", {}, status=404)
        self._speak(row.contact_id.lang)
        row = row.with_context(lang=request.env.lang)
        if not user._is_public() and user.partner_id.commercial_partner_id != row.contact_id.commercial_partner_id:
            return row, self._closed(row, "other", status=403)
        state = row._link_state()
        if state:
            return row, self._closed(row, state, status=200 if state == "answered" else 410)
        return row, None

    def _form(self, row, score, error="", status=200):
        faces = [(5, request.env._("Very good")), (3, request.env._("All right")), (1, request.env._("Not good"))]
        values = {
            "company": row.company_id.name,
            "question": row.kind_id.question,
            "about": row.source_name or "",
            "faces": faces,
            "score": score if score in SCORES else 0,
            "action": request.httprequest.path.removesuffix(f"/{score}"),
            "preview": request.env.user._is_internal(),
            "csrf_token": request.csrf_token(),
            "limit": FEEDBACK_LIMIT,
            "seller": self._seller(row),
            "error": error,
        }
        return self._respond("sales_technology.satisfaction_page", values, status=status)

    def _closed(self, row, state, status=200):
        # only who has answered is led on
        next_page = row._next_page() if state in ("thanks", "answered") else ""
        values = {"state": state, "seller": self._seller(row), "next_page": next_page}
        return self._respond("sales_technology.satisfaction_closed", values, status=status)
