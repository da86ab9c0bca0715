import re

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from odoo.addons.sales_technology.tests.improvement.satisfaction_common import SatisfactionCommon

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
NEXT = re.compile(r'href="[^"]*(/survey/start/[^"]+)"')


@tagged("post_install", "-at_install")
class TestQuestionnaire(SatisfactionCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create({"title": "How was it?", "access_mode": "token"})
        cls.question = cls.env["survey.question"].create(
            {"survey_id": cls.survey.id, "title": "What was best?", "question_type": "char_box"}
        )
        cls.kind = cls.kinds.filtered(lambda kind: kind.event == "contract_signed")
        cls.kind.survey_id = cls.survey

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)
        self.row, token = self._asked()
        self.path = f"/salestech/satisfaction/{self.row.id}/{token}"

    def _answer(self):
        page = self.url_open(f"{self.path}/5")
        data = {"score": "5", "csrf_token": CSRF.findall(page.text)[0]}
        answer = self.url_open(self.path, data=data)
        self.env.invalidate_all()
        self.assertEqual(self.row.state, "answered")
        return answer.text

    def test_client_is_led_on_until_it_is_filled_in(self):
        (link,) = NEXT.findall(self._answer())
        answer = self.row.survey_input_id
        self.assertRecordValues(
            answer, [{"partner_id": self.person.id, "deadline": self.row.date_expiry, "state": "new"}]
        )
        self.assertIn("How was it?", self.url_open(link.replace("&amp;", "&")).text)
        self.assertEqual(NEXT.findall(self.url_open(self.path).text), [link], "it can be taken up later")
        with self.assertRefused("not filled in", error=UserError):
            self.row.action_open_questionnaire()
        answer._mark_done()
        self.env.flush_all()
        self.assertFalse(NEXT.findall(self.url_open(self.path).text))
        self.assertEqual(self.env["salestech.satisfaction"].search_count([("survey_input_id", "=", answer.id)]), 1)

    def test_what_was_filled_in_is_read_by_who_reads_the_mark(self):
        self._answer()
        self.row.survey_input_id._mark_done()
        action = self.row.with_user(self.user_leading_manager).action_open_questionnaire()
        self.assertIn(self.row.survey_input_id.access_token, action["url"])
        for user in (self.user_south_manager, self.user_none):
            with self.assertRaises(AccessError):
                self.row.with_user(user).action_open_questionnaire()

    def test_mark_counts_whatever_became_of_the_survey(self):
        self.survey.active = False
        self.assertFalse(NEXT.findall(self._answer()))
        self.assertFalse(self.row.survey_input_id)

    def test_no_questionnaire_of_an_occasion_without_one(self):
        self.kind.survey_id = False
        self.assertFalse(NEXT.findall(self._answer()))

    def test_survey_has_to_be_open_to_clients(self):
        with self.assertRefused("Clients have no login", error=ValidationError):
            self.kind.survey_id = self.survey.copy({"users_login_required": True})
