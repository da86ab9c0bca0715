from odoo.tests import HttpCase, tagged

from .scorecard_common import ScorecardCommon


class ScorecardTour(ScorecardCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.user_group_head | cls.user_manager).lang = "en_US"

    def _play(self):
        """Weights are refused and mended; figures counted; both sign."""
        card = self._card(weights=(("contract_count", 50, 10), ("turnover", 30, 1000)))
        for code, amount in (("contract_count", 9), ("turnover", 1100)):
            self._reached(card, code, amount)
        url = f"/odoo/scorecards/{card.id}"
        self.start_tour(url, "salestech_scorecard_agree", login=self.user_group_head.login, timeout=120)
        self.start_tour(url, "salestech_scorecard_own", login=self.user_manager.login, timeout=120)
        self.start_tour(url, "salestech_scorecard_above", login=self.user_group_head.login, timeout=120)
        self.env.invalidate_all()
        # 9 of 10 with 70, 110 % with 30
        self.assertRecordValues(
            card, [{"state": "signed", "score": 96, "own_comment": "A good year", "signed_name": "Manager"}]
        )


@tagged("post_install", "-at_install")
class TestScorecardTourDesk(ScorecardTour):
    browser_size = "1440x900"

    def test_year(self):
        self._play()


@tagged("post_install", "-at_install")
class TestScorecardTourPhone(ScorecardTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_year(self):
        self._play()
