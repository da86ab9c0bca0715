from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .register_common import RegisterCommon


@tagged("post_install", "-at_install")
class TestSegment(RegisterCommon):
    def _segment(self, name, **vals):
        return self.env["salestech.segment"].create({"name": name, **vals})

    def test_name_is_taken_whatever_its_letters(self):
        self._segment("Agro", company_id=self.company.id)
        for vals in ({"company_id": self.company.id}, {"company_id": False}):
            with self.assertRefused("There is a segment “ agRO” already", error=ValidationError):
                self._segment(" agRO", **vals)
        self.assertTrue(self._segment("agro", company_id=self.other_company.id))

    def test_name_is_taken_in_any_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        segment = self._segment("Agro")
        segment.with_context(lang="ru_RU").name = "Агро"
        with self.assertRaises(ValidationError):
            self._segment("агро")

    def test_archived_name_is_free(self):
        self._segment("Agro").active = False
        self.assertTrue(self._segment("Agro"))

    def test_empty_name_is_refused(self):
        with self.assertRefused("Give the segment a name", error=ValidationError):
            self._segment(" \u200b ")

    def test_counts_show_what_the_user_may_see(self):
        segment = self._segment("Agro")
        self._organisation("Альфа", self.user_manager, segment_id=segment.id)
        self._organisation("Бета", self.user_south_manager, team=self.team_south, segment_id=segment.id)
        self.env["res.partner"].create({"name": "Гамма", "is_company": True, "segment_id": segment.id})
        self.assertEqual(segment.with_user(self.user_manager).lead_count, 1)
        self.assertEqual(segment.with_user(self.user_department_head).lead_count, 2)
        self.assertEqual(segment.with_user(self.user_manager).partner_count, 1)

    def test_administrator_keeps_the_list(self):
        own = self.env["salestech.segment"]
        self.assertTrue(own.with_user(self.user_administrator).create({"name": "Agro"}))
        for user in (self.user_manager, self.user_group_head, self.user_department_head, self.user_director):
            with self.assertRaises(AccessError):
                own.with_user(user).create({"name": "Retail"})
        for user in (self.user_none, self.user_salesman, self.user_portal):
            with self.assertRaises(AccessError):
                own.with_user(user).search([])

    def test_segment_of_another_company_is_out_of_reach(self):
        segment = self._segment("Abroad", company_id=self.other_company.id)
        self.assertNotIn(segment, self.env["salestech.segment"].with_user(self.user_manager).search([]))
        with self.assertRaises(UserError):
            self._organisation("Альфа", self.user_manager, segment_id=segment.id)

    def test_default_segments(self):
        codes = {
            self.env.ref(f"sales_technology.segment_{name}").code: name for name in ("large", "mid", "small", "public")
        }
        self.assertEqual(codes, {"large": "large", "mid": "mid", "small": "small", "public": "public"})
