import re
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ...models.client.claim_portal import MAX_PER_HOUR
from .case_common import CaseCommon

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
KEY = re.compile(r'name="key" value="([0-9a-f]{32})"')


@tagged("post_install", "-at_install")
class TestClaimPortal(CaseCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_portal.partner_id.parent_id = cls.organisation
        cls.user_portal.lang = "en_US"
        cls.stranger = cls._user("stranger", "base.group_portal", internal=False)
        mill = cls.env["res.partner"].create({"name": "Mill", "is_company": True})
        cls.stranger.partner_id.parent_id = mill

    def setUp(self):
        super().setUp()
        self._login(self.user_portal)

    def _login(self, user):
        self.authenticate(user.login, user.login)

    def _post(self, path, page=None, **data):
        page = self.url_open(page or path)
        data.setdefault("csrf_token", (CSRF.findall(page.text) or [""])[0])
        data.setdefault("key", (KEY.findall(page.text) or [""])[0])
        files = data.pop("files", None)
        answer = self.url_open(path, data=data, files=files)
        self.env.invalidate_all()
        return answer

    def _send(self, **data):
        data = {"name": "Leak", "text": "Two pumps leak.", "contract": str(self.contract.id), **data}
        return self._post("/my/claims/new", **data)

    def _claims(self):
        return self.env["salestech.claim"].search([("channel", "=", "portal")])

    def test_client_makes_and_follows_a_claim(self):
        answer = self._send(files={"files": ("photo.jpg", b"pixels")})
        claim = self._claims()
        self.assertIn("has reached us", answer.text)
        self.assertRecordValues(
            claim,
            [
                {
                    "name": "Leak",
                    "partner_id": self.organisation.id,
                    "contact_id": self.user_portal.partner_id.id,
                    "contract_id": self.contract.id,
                    "user_id": self.user_leading_manager.id,
                    "state": "new",
                }
            ],
        )
        file = self.env["ir.attachment"].search([("res_model", "=", claim._name), ("res_id", "=", claim.id)])
        self.assertEqual((file.name, file.public), ("photo.jpg", False))
        self.assertIn(claim.number, self.url_open("/my/claims").text)

    def test_client_confirms_or_says_what_is_missing(self):
        self._send()
        claim = self._claims()
        self._resolved(claim)
        path = f"/my/claims/{claim.id}"
        self.assertEqual(self._post(f"{path}/reopen", page=path, reason="").status_code, 422)
        self._post(f"{path}/reopen", page=path, reason="It leaks again")
        self.assertEqual(claim.state, "in_work")
        self._resolved(claim)
        self._post(f"{path}/confirm", page=path, note="Thanks")
        self.assertRecordValues(
            claim,
            [{"state": "confirmed", "confirmed_by_id": self.user_portal.partner_id.id, "confirm_note": "Thanks"}],
        )
        self.assertEqual(self._post(f"{path}/confirm", page="/my/claims/new", note="Twice").status_code, 409)

    def test_nothing_internal_is_on_the_page(self):
        self._send()
        claim = self._claims()
        secret = {"cause": "SECRET-CAUSE", "decision": "SECRET-DECISION", "lessons": "SECRET-LESSONS", "cost": 987654}
        claim.write({**secret, "note": "SECRET-NOTE", "answer": "We replace both."})
        claim._message_log(body="SECRET-CHATTER")
        claim.action_resolve()
        text = self.url_open(f"/my/claims/{claim.id}").text + self.url_open("/my/claims").text
        self.assertIn("We replace both.", text)
        for word in ("SECRET", "987654", "987,654", self.user_leading_manager.name, self.user_leading_manager.email):
            self.assertNotIn(word, text)
        data = {"params": {"model": claim._name, "method": "read", "args": [claim.ids], "kwargs": {}}}
        answer = self.url_open("/web/dataset/call_kw", json=data).text
        self.assertNotIn("SECRET", answer)
        self.assertIn("error", answer)

    def test_others_see_nothing(self):
        self._send()
        claim = self._claims()
        self._login(self.stranger)
        self.assertEqual(self.url_open(f"/my/claims/{claim.id}").status_code, 404)
        self.assertNotIn(claim.number, self.url_open("/my/claims").text)
        self.assertEqual(self.url_open("/my/claims/new").status_code, 403)
        self.assertEqual(self.url_open("/my/claims/99999999999").status_code, 404)
        answer = self._post("/my/claims/new", page="/my/claims/new", name="X", text="Y", contract=str(self.contract.id))
        self.assertIn(answer.status_code, (400, 403))
        self.assertEqual(self._claims(), claim)

    def test_contract_of_somebody_else_is_refused(self):
        mill = self.stranger.partner_id.parent_id
        theirs = self._in_force(self._client(partner_id=mill.id, name="Mill", decision_maker_id=False))
        for wrong in (str(theirs.id), "", "x", "-1"):
            self.assertEqual(self._send(contract=wrong).status_code, 422)
        self.assertFalse(self._claims())

    def test_wild_input(self):
        self.assertEqual(self._send(text="").status_code, 422)
        self.assertEqual(self._send(text="x" * 200_000).status_code, 422)
        self._send(name="<b>Leak</b>\x00", text="a\x00b <script>alert(1)</script> {{7*7}}")
        claim = self._claims()
        self.assertEqual(claim.text, "ab <script>alert(1)</script> {{7*7}}")
        page = self.url_open(f"/my/claims/{claim.id}").text
        self.assertNotIn("<script>alert(1)", page)
        self.assertNotIn("<b>Leak", page)

    def test_large_file_is_left_out_and_said(self):
        self.company.salestech_file_limit = 1
        answer = self._send(files={"files": ("video.mp4", b"x" * (2 * 1024 * 1024))})
        self.assertIn("video.mp4", answer.text)
        self.assertEqual(self._claims().text, "Two pumps leak.")

    def test_same_form_twice_makes_one_claim(self):
        page = self.url_open("/my/claims/new")
        key = KEY.findall(page.text)[0]
        for _number in range(2):
            self._send(key=key)
        self.assertEqual(len(self._claims()), 1)

    def test_flood_is_stopped(self):
        with patch("odoo.addons.sales_technology.models.client.claim_portal.MAX_PER_HOUR", 2):
            for _number in range(2):
                self.assertEqual(self._send().status_code, 200)
            answer = self._send()
        self.assertEqual(answer.status_code, 429)
        self.assertIn("Two pumps leak.", answer.text, "what was written is not lost")
        self.assertEqual(len(self._claims()), 2)
        self.assertGreater(MAX_PER_HOUR, 2)

    def test_without_csrf_token_nothing_happens(self):
        self.assertEqual(self._send(csrf_token="x").status_code, 400)
        self.assertFalse(self._claims())

    def test_home_shows_the_entry(self):
        self.assertIn("/my/claims", self.url_open("/my").text)
