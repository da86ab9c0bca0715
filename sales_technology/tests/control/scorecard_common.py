from datetime import date

from odoo import fields
from odoo.fields import Command

from ..common import SalestechCommon


class ScorecardCommon(SalestechCommon):
    """The department and the cards of last year, which is over. `_card(user)` is a card with three indicators;
    `_agreed`, `_assessed` take it on; `_reached(card, code, amount)` puts a figure into the cube.
    """

    WEIGHTS = (("contract_count", 50, 10), ("turnover", 30, 1000), ("claim_count", 20, 4))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cards = cls.env["salestech.scorecard"]
        cls.templates = cls.env["salestech.scorecard.template"]
        cls.today = cls.company._local_day(fields.Datetime.now())
        cls.year = cls.today.year - 1
        cls._adopt_ladder()
        cls.company.actual_since = date(cls.year, 1, 1)
        feed = cls.env["salestech.indicator.feed"]
        for source in cls.env["salestech.indicator"]._sources():
            cls.feed = feed._of(source, cls.company)
            cls.feed.write({"as_of": fields.Datetime.now(), "date_to": cls.today})

    @classmethod
    def _indicator(cls, code):
        return cls.env["salestech.indicator"].search([("code", "=", code)])

    def _card(self, user=None, reviewer=None, weights=WEIGHTS, **vals):
        user = user or self.user_manager
        return self.cards.with_user(reviewer or self.user_group_head).create(
            {
                "scope": "user",
                "user_id": user.id,
                "team_id": self.team_north.id,
                "company_id": self.company.id,
                "year": self.year,
                "line_ids": [
                    Command.create({"indicator_id": self._indicator(code).id, "weight": weight, "target": target})
                    for code, weight, target in weights
                ],
                **vals,
            }
        )

    def _agreed(self, **vals):
        card = self._card(**vals)
        card.action_agree()
        return card

    def _assessed(self, reached=(("contract_count", 9), ("claim_count", 5), ("turnover", 2000)), **vals):
        card = self._agreed(**vals)
        for code, amount in reached:
            self._reached(card, code, amount)
        card.action_assess()
        return card

    def _signed(self, **vals):
        card = self._assessed(**vals)
        card.with_user(card.user_id).action_sign()
        card.with_user(card.reviewer_id).action_sign()
        return card

    def _line(self, card, code):
        return card.line_ids.filtered(lambda line: line.indicator_id.code == code)

    def _reached(self, card, code, amount, day=5):
        self.env.cr.execute(
            """INSERT INTO salestech_actual (feed_id, company_id, indicator_id, date, user_id, team_id, amount, weight)
               VALUES (%s, %s, %s, %s, %s, %s, %s, 0)""",
            [
                *(self.feed.id, self.company.id, self._indicator(code).id, date(self.year, 5, day)),
                *(card.user_id.id, card.team_id.id or None, amount),
            ],
        )
        self.env.invalidate_all()
