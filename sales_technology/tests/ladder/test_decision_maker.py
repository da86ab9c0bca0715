from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.mail.tools.discuss import Store

from ...models.ladder.res_partner import DECISION_FIELDS
from .register_common import RegisterCommon


@tagged("post_install", "-at_install")
class TestDecisionMaker(RegisterCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.organisation = cls.env["res.partner"].create({"name": "Альфа", "is_company": True})
        cls.person = cls.env["res.partner"].create(
            {"name": "Анна Ивановна Петрова", "parent_id": cls.organisation.id, "phone": "+7 495 000-00-01"}
        )
        cls.person.write({"decision_role": "blocks", "decision_note": "Secret weakness", "info_source": "Her driver"})
        cls.lead = cls._lead(cls.user_manager, partner_id=cls.organisation.id)

    def _wizard(self, lead, user=None):
        return Form(
            self.env["salestech.decision.maker"]
            .with_user(user or self.user_manager)
            .with_context(default_lead_id=lead.id)
        )

    def test_assistant_makes_organisation_and_person(self):
        lead = self._lead(
            self.user_manager,
            partner_name="Бета",
            email_from="info@beta.example",
            vat="7707083893",
            segment_id=self.large.id,
        )
        form = self._wizard(lead)
        form.name = "Борис Сергеевич"
        form.phone = "+7 495 000-00-02"
        form.reach_when = "after 4 pm"
        form.save().action_save()
        person = lead.decision_maker_id
        self.assertRecordValues(
            person,
            [
                {
                    "name": "Борис Сергеевич",
                    "phone": "+7 495 000-00-02",
                    "decision_role": "decides",
                    "reach_when": "after 4 pm",
                    "is_company": False,
                }
            ],
        )
        self.assertRecordValues(
            person.parent_id, [{"name": "Бета", "vat": "7707083893", "segment_id": self.large.id, "is_company": True}]
        )
        self.assertEqual(lead.partner_id, person.parent_id)
        self.assertEqual(lead.committee_partner_ids, person)
        self.assertEqual(lead.decision_maker_phone, "+7 495 000-00-02")

    def test_assistant_finds_the_known_organisation_and_person(self):
        lead = self._lead(self.user_manager, partner_name="ООО «АЛЬФА»")
        form = self._wizard(lead)
        self.assertEqual(form.organisation_id, self.organisation)
        form.name = "анна ивановна петрова"
        form.save().action_save()
        self.assertEqual(lead.decision_maker_id, self.person)
        self.assertEqual(self.person.decision_note, "Secret weakness")

    def test_contact_of_the_card_is_not_made_twice(self):
        lead = self._lead(self.user_manager, partner_name="Гамма", contact_name="Пётр Великий")
        form = self._wizard(lead)
        self.assertEqual(form.name, "Пётр Великий")
        form.save().action_save()
        self.assertEqual(len(lead.organisation_id.child_ids), 1)
        self.assertEqual(lead.decision_maker_id, lead.organisation_id.child_ids)

    def test_other_member_of_the_committee_is_not_the_decision_maker(self):
        action = self.lead.with_user(self.user_manager).action_add_committee_member()
        form = Form(self.env["salestech.decision.maker"].with_user(self.user_manager).with_context(**action["context"]))
        form.name = "Секретарь Вера"
        form.save().action_save()
        self.assertFalse(self.lead.decision_maker_id)
        self.assertEqual(self.lead.committee_partner_ids.mapped("decision_role"), ["influences"])

    def test_stranger_is_refused_with_names(self):
        stranger = self.env["res.partner"].create({"name": "Иван Чужой", "company_name": "x"})
        for field, value in (("decision_maker_id", stranger.id), ("committee_partner_ids", stranger.ids)):
            with self.assertRefused("“Иван Чужой” is a contact of", "not of “Альфа”", error=ValidationError):
                self.lead.with_user(self.user_manager).write({field: value})

    def test_organisation_cannot_change_under_its_decision_maker(self):
        self.lead.decision_maker_id = self.person
        other = self.env["res.partner"].create({"name": "Омега", "is_company": True})
        with self.assertRaises(ValidationError):
            self.lead.partner_id = other
        self.assertEqual(self.lead.partner_id, self.organisation)

    def test_person_without_an_organisation_on_the_lead(self):
        lead = self._lead(self.user_manager)
        with self.assertRefused("Choose the organisation of “Client” first", error=ValidationError):
            lead.decision_maker_id = self.person

    def test_contact_of_another_company_is_refused(self):
        abroad = self.env["res.partner"].create(
            {"name": "Иван Дальний", "parent_id": self.organisation.id, "company_id": self.other_company.id}
        )
        with self.assertRefused("Abroad", error=ValidationError):
            self.lead.decision_maker_id = abroad

    def test_only_process_2_1_2_writes(self):
        person = self.person.with_user(self.user_group_head)
        self.assertEqual(person.decision_note, "Secret weakness")
        with self.assertRefused("2.1.2"):
            person.decision_note = "other"
        with self.assertRefused("2.1.2"):
            self.lead.with_user(self.user_group_head).decision_maker_id = self.person
        with self.assertRefused("2.1.2"):
            self.lead.with_user(self.user_group_head).action_add_decision_maker()
        person.phone = "+7 495 000-00-09"
        self.person.with_user(self.user_manager).decision_note = "other"

    def assertClosed(self, ask, *args):
        """The field is refused or, for the user, is not even there."""
        try:
            with self.env.cr.savepoint():
                ask(*args)
        except (AccessError, ValueError):
            return
        self.fail("The field is open.")

    def test_notes_are_closed_to_everybody_without_a_role(self):
        for user in (self.user_none, self.user_salesman):
            person = self.person.with_user(user)
            for name in DECISION_FIELDS:
                self.assertNotIn(name, person.fields_get())
                with self.assertRaises(AccessError):
                    person.read([name])
                with self.assertRaises(UserError):
                    person.export_data([name])
                leads = self.lead.with_user(user)
                self.assertClosed(person.search, [(name, "!=", False)])
                self.assertClosed(leads.search, [(f"partner_id.child_ids.{name}", "!=", False)])
                self.assertClosed(person.formatted_read_group, [], [name], ["__count"])
            with self.assertRaises(AccessError):
                person.write({"decision_note": "x"})
            self.assertNotIn(
                "Secret", str(person.web_search_read([("id", "=", person.id)], {"name": {}, "comment": {}}))
            )
            self.assertNotIn("Secret", str(person.display_name))
            with self.assertRaises(AccessError):
                self.lead.with_user(user).read(["decision_maker_id"])

    def test_portal_user_sees_nothing_of_himself(self):
        partner = self.user_portal.partner_id
        partner.write({"decision_note": "Secret weakness", "decision_role": "blocks"})
        own = partner.with_user(self.user_portal)
        self.assertNotIn("decision_note", own.fields_get())
        with self.assertRaises(AccessError):
            own.read(["decision_note"])
        self.assertNotIn("Secret", str(Store().add(own).get_result()))

    def test_chatter_says_nothing(self):
        person = self.person.with_context(tracking_disable=False, mail_notrack=False)
        before = person.message_ids
        person.with_user(self.user_manager).write({"decision_note": "Other", "decision_attitude": "against"})
        self.env.flush_all()
        self.assertFalse((person.message_ids - before).tracking_value_ids)
        self.assertNotIn("Other", str((person.message_ids - before).mapped("body")))

    def test_markup_stays_letters(self):
        self.person.with_user(self.user_manager).decision_note = "<script>alert(1)</script>"
        view = self.lead.with_user(self.user_manager).get_view(view_type="form")
        self.assertIn("committee_partner_ids", view["arch"])
        self.assertEqual(self.person._fields["decision_note"].type, "text")

    def test_views_hide_it_from_people_without_a_role(self):
        for model, names in (("crm.lead", ("decision_maker_id", "segment_id")), ("res.partner", DECISION_FIELDS)):
            arch = self.env[model].with_user(self.user_salesman).get_view(view_type="form")["arch"]
            for name in names:
                self.assertNotIn(f'name="{name}"', arch)
            self.assertIn(names[0], self.env[model].with_user(self.user_manager).get_view(view_type="form")["arch"])

    def test_mends_open_just_what_is_needed(self):
        lead = self.lead.with_user(self.user_manager)
        for key in ("organisation", "segment", "responsible"):
            action = getattr(lead, f"_mend_{key}")(None)
            self.assertEqual((action["res_model"], action["res_id"], action["target"]), ("crm.lead", lead.id, "new"))
            self.assertTrue(lead.get_view(action["views"][0][0], "form")["arch"])
        self.assertEqual(lead._mend_decision_maker(None)["context"], {"default_lead_id": lead.id})
