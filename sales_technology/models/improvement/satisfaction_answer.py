from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.link_token import token_hash
from .satisfaction import POSSIBLE, SCORES


class SalestechSatisfaction(models.Model):
    """What comes back: the answer, the rating it is, and the situation that a low mark becomes."""

    _inherit = "salestech.satisfaction"

    @api.model
    def _find(self, row_id, token):
        """Return the row with this token, in whatever state; else nothing."""
        digest = token_hash(token)
        if not digest or not 0 < row_id < 2**31:
            return self.browse()
        return self.search([("token_hash", "=", digest), ("id", "=", row_id)], limit=1)

    def _link_state(self):
        """Return why the page cannot take an answer, "" where it can: "answered", "expired", "gone"."""
        self.ensure_one()
        if self.state == "answered":
            return "answered"
        if self.state == "expired" or (self.date_expiry and self.date_expiry <= fields.Datetime.now()):
            return "expired"
        return "" if self.state == "sent" else "gone"

    def _answer(self, score, feedback):
        """Record the client's answer once; runs as superuser, the token was the right.

        :param score: one of SCORES
        :param feedback: plain text, may be empty
        :raises UserError: answered already, too late, no such mark
        """
        self.ensure_one()
        if score not in SCORES:
            raise UserError(self.env._("Please choose one of the three faces."))
        if self._link_state():
            raise UserError(self.env._("This question is closed."))
        now = fields.Datetime.now()
        self.write(
            {
                "state": "answered",
                "score": score,
                "possible": POSSIBLE,
                "feedback": feedback or False,
                "date_answered": now,
                "day_answered": self.company_id._local_day(now),
            }
        )
        self._rate(score, feedback)
        if score <= int(self.company_id.salestech_satisfaction_low):
            self._raise_incident()

    def _next_page(self):
        """Return the address that the page of thanks leads on to; "" for none. For bridge addons."""
        self.ensure_one()
        return ""

    def _rate(self, score, feedback):
        """Write the rating. Without a token: the rating addon's pages would take a second answer by it."""
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": self.id,
                "partner_id": self.contact_id.id,
                "rated_partner_id": self.user_id.partner_id.id,
                "access_token": False,
            }
        )
        self.rating_apply(score, rating=rating, feedback=feedback, subtype_xmlid="mail.mt_note")

    def _raise_incident(self):
        """Make a low mark a non-standard situation, of whoever answers for the client."""
        user = self.user_id.filtered("active")
        if not user:
            users = self.env["salestech.client.responsible"]._users_of(self.partner_id, self.company_id)
            user = users.get(self.partner_id.id, user).filtered("active")
        # in the words of whoever reads it
        row = self.with_context(lang=user.lang or self.company_id.partner_id.lang)
        self.incident_id = (
            row.env["salestech.incident"].with_company(self.company_id).create(row._prepare_incident(user))
        )

    def _prepare_incident(self, user):
        person = self.contact_id.filtered(
            lambda contact: contact != self.partner_id and contact.commercial_partner_id == self.partner_id
        )
        lines = [self.kind_id.question, self.feedback or self.env._("The client left no words.")]
        return {
            "name": self.env._("Unhappy client: %s", self.source_name or self.kind_id.name),
            "text": "\n\n".join(lines),
            "partner_id": self.partner_id.id,
            "contact_id": person.id,
            "company_id": self.company_id.id,
            **({"user_id": user.id} if user else {}),
            **({"team_id": self.team_id.id} if self.team_id else {}),
            "category": "client",
            "severity": "2",
            "channel": "email",
            "source_key": f"satisfaction:{self.id}",
        }
