from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

ACTIVITY = "sales_technology.mail_activity_type_scorecard"
EARLY = timedelta(days=31)  # so long before the year is over the assessment may begin
TIME = timedelta(days=7)


class SalestechScorecard(models.Model):
    """The course of a card up to the signatures."""

    _inherit = "salestech.scorecard"

    def action_take_targets(self):
        """Take the targets of drafts from the approved plans anew; those typed by hand stay."""
        self._require_review()
        self._require_state("draft")
        self._fill_targets()
        return True

    def action_agree(self):
        """Agree weights and targets: they stand from now on."""
        self._require_review()
        self._lock()
        self._require_state("draft")
        for card in self:
            card.line_ids._require_whole_weights(card.display_name)
            card._require_targets()
            if not card.reviewer_id:
                raise UserError(self.env._("“%s”: say who is the next level up.", card.display_name))
        self._record({"state": "agreed", "agreed_at": fields.Datetime.now(), "agreed_by_id": self.env.uid})
        self._fill_actuals()
        for card in self:
            card._ask(card.user_id, self.env._("Read the weights and targets of your year"))
        return True

    def action_refresh(self):
        """Count the figures of agreed cards anew."""
        self.check_access("read")
        self._require_state("agreed", "assessment")
        self._require_unsigned()
        if any(card.user_id != self.env.user for card in self):
            self._require_review()
        self._fill_actuals()
        return True

    def action_assess(self):
        """Begin the assessment: the figures are counted, both sides say their word and sign."""
        self._require_review()
        self._lock()
        self._require_state("agreed")
        for card in self.filtered(lambda card: card._today() < card.date_to - EARLY):
            raise UserError(
                self.env._("“%s”: the year still runs. It is assessed from its last month on.", card.display_name)
            )
        self._record({"state": "assessment"})
        self._fill_actuals()
        # sudo: what was to be read is over; who may move the card was checked
        self.sudo().activity_unlink([ACTIVITY])
        for card in self:
            for user in card.user_id | card.reviewer_id:
                card._ask(user, self.env._("Say your word on the year and sign"))
        return True

    def action_reopen(self):
        """Open the dialog that asks why a card goes back."""
        self.ensure_one()
        self._require_review()
        self._require_state("agreed", "assessment")
        return self._ask_reason("reopen")

    def action_close(self):
        """Close cards that both signed."""
        self._require_review()
        self._lock()
        self._require_state("signed")
        self._record({"state": "closed", "closed_at": fields.Datetime.now()})
        return True

    def action_open_history(self):
        """Open the cards of the same person, group or department in all years."""
        self.ensure_one()
        self.check_access("read")
        owner = {"user": [("user_id", "=", self.user_id.id)], "team": [("team_id", "=", self.team_id.id)]}
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_scorecard_years_action")
        domain = [("scope", "=", self.scope), ("company_id", "=", self.company_id.id), *owner.get(self.scope, [])]
        return {
            **action,
            "domain": domain,
            "context": {},
            "views": [(False, "graph"), (False, "list"), (False, "form")],
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _reasoned(self):
        return super()._reasoned() | {"reopen": (self.env._("Why does the card go back?"), self._reopen)}

    def _reopen(self, reason):
        """Take an agreement back to the draft, or the signatures of an assessment back."""
        self._require_review()
        self._lock()
        self._require_state("agreed", "assessment")
        # sudo: tasks of both; who may move the card was checked
        self.sudo().activity_unlink([ACTIVITY])
        if self.state == "agreed":
            self._record({"state": "draft", "agreed_at": False, "agreed_by_id": False})
        else:
            names = ("signed_at", "signed_name", "reviewer_signed_at", "reviewer_signed_name")
            self._record(dict.fromkeys(names, False))
            for user in self.user_id | self.reviewer_id:
                self._ask(user, self.env._("Say your word on the year and sign"))
        self.message_post(body=self.env._("Taken back: %s", reason))

    def _require_targets(self):
        """Refuse a card some of whose lines have no target."""
        missing = self.line_ids.filtered(lambda line: line.target_source == "none")
        if missing:
            raise UserError(
                self.env._(
                    "“%(card)s” has no target for: %(indicators)s. Type it, or take the line out.",
                    card=self.display_name,
                    indicators=", ".join(missing.mapped("indicator_id.name")),
                )
            )

    def _ask(self, user, summary):
        # sudo: puts a task before who has to act; who may move the card was checked
        self.sudo().activity_schedule(ACTIVITY, user_id=user.id, summary=summary, date_deadline=self._today() + TIME)

    def _record(self, facts):
        # sudo: facts, closed to everybody; reach, process and state were checked by the callers
        self.sudo().write(facts)
