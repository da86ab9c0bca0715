import re

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .satisfaction_common import SatisfactionCommon

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


@tagged("post_install", "-at_install")
class TestSatisfactionPage(SatisfactionCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.authenticate(None, None)
        self.row, self.token = self._asked()
        self.path = f"/salestech/satisfaction/{self.row.id}/{self.token}"

    def _get(self, path):
        answer = self.url_open(path)
        self.env.invalidate_all()
        return answer

    def _post(self, path=None, page=None, **data):
        page = self._get(page or f"{path or self.path}/5")
        data.setdefault("csrf_token", (CSRF.findall(page.text) or [""])[0])
        answer = self.url_open(path or self.path, data=data)
        self.env.invalidate_all()
        return answer

    def test_looking_answers_nothing(self):
        """Programs that check e-mails follow every link, more than once."""
        for score in (5, 3, 1, 5):
            page = self._get(f"{self.path}/{score}")
            self.assertEqual(page.status_code, 200)
            self.assertRegex(page.text, rf'value="{score}"[^>]*checked')
        self.assertEqual((self.row.state, len(self.row.rating_ids)), ("sent", 0))
        self.assertIn("no-referrer", page.headers["Referrer-Policy"])

    def test_one_press_answers(self):
        answer = self._post(score="5", feedback="Well <b>done</b>\x00")
        self.assertIn("Thank you", answer.text)
        self.assertRecordValues(self.row, [{"state": "answered", "score": 5, "feedback": "Well <b>done</b>"}])
        again = self._get(f"{self.path}/1")
        self.assertIn("We have your answer already", again.text)
        self.assertIn("answer already", self._post(page="/web/login", score="1").text)
        self.assertEqual(self.row.score, 5)

    def test_no_answer_without_the_form(self):
        self.assertEqual(self.url_open(self.path, data={"score": "5"}).status_code, 400)
        self.assertEqual(self._post(feedback="No face").status_code, 422)
        self.assertEqual(self._post(score="4").status_code, 422)
        self.assertEqual(self._post(score="5; DROP").status_code, 422)
        self.assertEqual(self._post(score="5", feedback="x" * 5000).status_code, 422)
        self.assertEqual(self.row.state, "sent")

    def test_wrong_links_get_one_answer(self):
        wrong = "x" * 43
        pages = [
            self._get(f"/salestech/satisfaction/{self.row.id}/{wrong}/5"),
            self._get(f"/salestech/satisfaction/999999/{self.token}"),
            self._get(f"/salestech/satisfaction/99999999999/{self.token}"),
            self._get(f"/salestech/satisfaction/{self.row.id}/preview"),
        ]
        self.assertEqual({page.status_code for page in pages}, {404})
        self.assertEqual(len({page.text for page in pages}), 1)

    def test_after_its_time(self):
        self.row.date_expiry = self._days_ago(1)
        page = self._get(self.path)
        self.assertEqual(page.status_code, 410)
        self.assertIn("The time for an answer has passed", page.text)
        self.assertEqual(self._post(page="/web/login", score="5").status_code, 410)
        self.assertEqual(self.row.state, "sent")

    def test_somebody_else(self):
        self.authenticate(self.user_portal.login, self.user_portal.login)
        page = self._get(self.path)
        self.assertEqual(page.status_code, 403)
        self.assertIn("put to somebody else", page.text)
        self.assertEqual(self._post(score="5", csrf_token=Request.csrf_token(self)).status_code, 403)
        self.assertEqual(self.row.state, "sent")

    def test_our_own_people_preview_only(self):
        login = self.user_leading_manager.login
        self.authenticate(login, login)
        self.user_leading_manager.lang = "en_US"
        page = self._get(f"/salestech/satisfaction/{self.row.id}/preview/5")
        self.assertIn("Only the client answers here", page.text)
        self.assertEqual(self._post(score="5").status_code, 403)
        self.assertEqual(self.row.state, "sent")
        self.authenticate(self.user_south_manager.login, self.user_south_manager.login)
        self.assertEqual(self._get(self.path).status_code, 404)

    def test_rating_addons_own_page_does_not_open_ours(self):
        self._post(score="5")
        for token in ("False", "None", self.token):
            self.assertEqual(self._get(f"/rate/{token}/1").status_code, 404)
        self.assertEqual(self.row.score, 5)
