from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time, tagged

from .touch_common import NOW, TouchCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestNeed(TouchCommon):
    def _need(self, user=None, **vals):
        return (
            self.env["salestech.need"]
            .with_user(user or self.user_manager)
            .create({"lead_id": self.lead.id, "name": "Deliveries come late", **vals})
        )

    def test_need_is_open_until_something_answers_it(self):
        need = self._need()
        self.assertEqual((need.state, need.kind, need.company_id), ("open", "need", self.company))
        need.answer = "A stock at the plant"
        self.assertEqual(need.state, "answered")
        need.answer = "  "
        self.assertEqual(need.state, "open")

    def test_button_of_the_gate_opens_the_right_kind(self):
        for kind in ("need", "risk"):
            action = getattr(self._as(self.user_manager), f"_mend_{kind}s")(None)
            form = Form(self.env[action["res_model"]].with_user(self.user_manager).with_context(**action["context"]))
            form.name = "Said so"
            self.assertEqual(form.save().kind, kind)
        self.assertEqual(self.lead.open_need_count, 2)

    def test_process_guards_writing(self):
        need = self._need()
        self._tick("2.1.6", "manager", False)
        for refused in (lambda: self._need(), lambda: need.write({"weight": "5"}), need.unlink):
            with self.assertRefused("2.1.6"):
                refused()

    def test_reach_is_that_of_the_client(self):
        need = self._need()
        for user in (self.user_group_head, self.user_department_head):
            need.with_user(user).weight = "4"
        for user in (self.user_colleague, self.user_south_manager, self.user_south_head, self.user_abroad_manager):
            Need = need.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
            self.assertFalse(Need.search([("id", "=", need.id)]))
        self.assertTrue(need.with_user(self.user_director).search([("id", "=", need.id)]))
        with self.assertRefused():
            need.with_user(self.user_director).weight = "1"
        with self.assertRefused():
            need.with_user(self.user_none).read(["name"])

    def test_category_must_fit_and_words_must_be_there(self):
        category = self.env.ref("sales_technology.need_category_competitor")
        with self.assertRefused("not a category", error=ValidationError):
            self._need(category_id=category.id)
        self._need(kind="risk", category_id=category.id)
        with self.assertRefused("Write down", error=ValidationError):
            self._need(name="   ")

    def test_markup_in_words_stays_text(self):
        self.assertEqual(self._need(name="<b>x</b>").name, "<b>x</b>")

    def test_merge_keeps_needs(self):
        need = self._need()
        other = self._client(name="Twin")
        self.env["salestech.need"].create({"lead_id": other.id, "name": "Second", "kind": "risk"})
        lead = (self.lead | other).merge_opportunity()
        self.assertEqual(len(lead.need_ids), 2)
        self.assertEqual(need.lead_id.id, lead.id)
