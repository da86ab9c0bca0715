from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .scorecard_course import ACTIVITY
from .scorecard_template import PROCESS


class SalestechScorecard(models.Model):
    """Two signatures, each by the person himself; the system writes down who and when."""

    _inherit = "salestech.scorecard"

    def action_sign(self):
        """Sign a card as whose it is, or as the next level up; with the second signature its figures are frozen.

        :raises AccessError: for anybody else
        :raises UserError: while the year runs, without a figure, and for who has signed already
        """
        self.ensure_one()
        self.check_access("read")
        side = self._side()
        self._lock()
        self._require_state("assessment")
        self._require_signable()
        if self[f"{side}signed_at"]:
            raise UserError(self.env._("You have signed “%s” already.", self.display_name))
        self._record({f"{side}signed_at": fields.Datetime.now(), f"{side}signed_name": self.env.user.name})
        # sudo: his own task is done; others keep theirs
        self.sudo().activity_feedback([ACTIVITY], user_id=self.env.uid, feedback=self.env._("Signed"))
        if self.signed_at and self.reviewer_signed_at:
            self._record({"state": "signed"})
        return True

    def _side(self):
        """Return which of the two the user is: "" whose card it is, "reviewer_" the next level up."""
        user = self.env.user
        if user == self.user_id:
            self._require_process(PROCESS)
            return ""
        if user == self.reviewer_id:
            return "reviewer_"
        raise AccessError(
            self.env._(
                "“%(card)s” is signed by %(owner)s and %(reviewer)s themselves.",
                card=self.display_name,
                owner=self.user_id.sudo().name,
                reviewer=self.reviewer_id.sudo().name or "–",
            )
        )

    def _require_signable(self):
        if self._today() <= self.date_to:
            raise UserError(
                self.env._(
                    "“%s”: the year still runs, so its figures would change. Sign when it is over.", self.display_name
                )
            )
        missing = self.line_ids.filtered(lambda line: line.actual_source == "none")
        if missing:
            raise UserError(
                self.env._(
                    "“%(card)s”: there is no figure for %(indicators)s. The next level up types it.",
                    card=self.display_name,
                    indicators=", ".join(missing.mapped("indicator_id.name")),
                )
            )
        self.line_ids._require_whole_weights(self.display_name)
