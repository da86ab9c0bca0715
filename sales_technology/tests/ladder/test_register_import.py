import csv
import time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .register_common import LIST_SIZE, RegisterCommon, generated_list, real_list_path, to_csv


@tagged("post_install", "-at_install")
class TestRegisterImport(RegisterCommon):
    def _list(self):
        path = real_list_path()
        if path:
            content = path.read_bytes()
            return content, list(csv.reader(content.decode("utf-8-sig").splitlines(keepends=True)))
        rows = generated_list()
        return to_csv(rows), rows

    def test_whole_list_comes_in_and_nothing_is_lost(self):
        content, rows = self._list()
        start = time.monotonic()
        result, columns = self._import(None, file=content)
        self.env.flush_all()
        self.assertLess(time.monotonic() - start, 60)
        self.assertFalse(result["messages"])
        self.assertEqual(len(result["ids"]), LIST_SIZE)
        self.assertNotIn(False, columns)
        leads = self._leads(result)
        for lead, row in zip(leads, rows[1:], strict=True):
            cells = dict(zip(columns, [" ".join(cell.split()) for cell in row], strict=True))
            mail = cells.pop("email_from")
            self.assertIn(cells.pop("website"), lead.website)  # core adds the protocol
            for field, cell in cells.items():
                self.assertEqual(lead[field] or "", cell)
            self.assertIn(mail, (lead.email_from or "", lead.contact_raw or ""))
            self.assertEqual(lead.is_email_unusable, bool(mail and not lead.email_normalized))
        self.assertEqual(leads.stage_id.mapped("step_no"), [1])
        self.assertEqual(leads.team_id, self.team_north)
        self.assertFalse(leads.user_id)
        self.assertGreater(len(leads.filtered(lambda lead: lead.state_id.code == "MOW")), 500)

    def test_unusable_mails_are_kept_and_flagged_and_found(self):
        content, rows = self._list()
        result, _columns = self._import(None, file=content)
        forms = [row for row in rows[1:] if row[7].strip().casefold() == "форма обратной связи"]
        self.assertTrue(forms)
        unusable = self.env["crm.lead"].search([("id", "in", result["ids"]), ("is_email_unusable", "=", True)])
        kept = [lead for lead in unusable if (lead.contact_raw or "").casefold() == "форма обратной связи"]
        self.assertEqual(len(kept), len(forms))
        self.assertFalse(unusable.filtered("email_from"))

    def test_double_names_are_reported_and_marked(self):
        content, _rows = self._list()
        result, _columns = self._import(None, file=content)
        same = [note for note in result["register_notes"] if "carry the same name" in note]
        self.assertEqual(len(same), 2)
        self.assertIn("“АКВАХИМ”", same[0])
        self.assertIn("“Гринтэк Трейд”", same[1])
        marked = self.env["crm.lead"].search([("id", "in", result["ids"]), ("is_possible_duplicate", "=", True)])
        self.assertTrue(
            set(self._leads(result).filtered(lambda lead: lead.org_name_key == "аквахим").ids) <= set(marked.ids)
        )

    def test_dry_run_makes_nothing_and_tells_the_same(self):
        rows = [["Название"], ["Альфа"], ["ООО «АЛЬФА»"]]
        before = self.env["crm.lead"].search_count([])
        result, _columns = self._import(rows, dryrun=True)
        self.assertEqual(result["register_notes"], ["Rows 1, 2 carry the same name “Альфа”."])
        self.assertEqual(self.env["crm.lead"].search_count([]), before)

    def test_english_headings_and_xlsx_template(self):
        response_rows = [
            ["Organisation", "Legal form", "INN", "E-mail", "Headcount", "Segment", "Region"],
            ["Example", "OOO", "7707083893", "office@concrete.example", "1 200", "LARGE enterprise", "Moscow Oblast"],
        ]
        result, columns = self._import(response_rows)
        self.assertEqual(
            columns, ["partner_name", "legal_form", "vat", "email_from", "org_size", "segment_id", "region"]
        )
        self.assertRecordValues(
            self._leads(result),
            [
                {
                    "name": "Example",
                    "vat": "7707083893",
                    "vat_state": "correct",
                    "org_size": "huge",
                    "segment_id": self.large.id,
                    "state_id": self.env.ref("base.state_ru_mos").id,
                    "country_id": self.env.ref("base.ru").id,
                }
            ],
        )

    def test_wrong_inn_is_kept_and_flagged(self):
        result, _columns = self._import([["Название", "ИНН"], ["Альфа", "1234567890"]])
        self.assertRecordValues(self._leads(result), [{"vat": "1234567890", "vat_state": "incorrect"}])

    def test_invisible_characters_and_markup(self):
        name = "\u200bАльфа <b>&\x00 Ко</b>"
        result, _columns = self._import([["Название", "Примечание"], [name, "<script>alert(1)</script>важно"]])
        lead = self._leads(result)
        self.assertEqual(lead.partner_name, "Альфа <b>& Ко</b>")
        self.assertNotIn("script", lead.description)
        self.assertIn("важно", lead.description)

    def test_unknown_segment_is_offered_to_be_made(self):
        rows = [["Название", "Сегмент"], ["Альфа", "Агрохолдинги"]]
        result, _columns = self._import(rows)
        self.assertFalse(result["ids"])
        self.assertIn("Агрохолдинги", result["messages"][0]["message"])
        self.assertEqual(result["messages"][0]["field"], "segment_id")
        result, _columns = self._import(rows, name_create_enabled_fields={"segment_id": True})
        segment = self._leads(result).segment_id
        self.assertRecordValues(segment, [{"name": "Агрохолдинги", "company_id": self.company.id}])
        with self.assertRaises(AccessError):
            self.env["salestech.segment"].with_user(self.user_manager).create({"name": "Other"})

    def test_unknown_manager_gets_a_sentence(self):
        rows = [["Название", "Менеджер"], ["Альфа", "Petrov"], ["Бета", ""]]
        result, _columns = self._import(rows, user=self.user_department_head_with_register())
        self.assertFalse(result["ids"])
        self.assertIn("No manager “Petrov” is known", result["messages"][0]["message"])
        self.assertEqual(result["messages"][0]["rows"], {"from": 0, "to": 0})
        result, _columns = self._import(rows, user=self.user_department_head, import_set_empty_fields=["user_id"])
        self.assertEqual(len(result["ids"]), 2)

    def test_manager_by_name_gets_the_row_in_own_group(self):
        rows = [["Название", "Менеджер"], ["Альфа", "south MANAGER"]]
        result, _columns = self._import(rows, user=self.user_department_head_with_register())
        self.assertRecordValues(
            self._leads(result), [{"user_id": self.user_south_manager.id, "team_id": self.team_south.id}]
        )

    def test_manager_may_enter_only_himself(self):
        rows = [["Название", "Менеджер"], ["Альфа", "Colleague"], ["Бета", "Manager"]]
        result, _columns = self._import(rows)
        self.assertFalse(result["ids"])
        self.assertIn("You may enter yourself as the manager, not “Colleague”", result["messages"][0]["message"])

    def test_only_who_fills_the_register_imports(self):
        rows = [["Название", "ИНН"], ["Альфа", ""]]
        for user in (self.user_group_head, self.user_director):
            with self.assertRefused("2.1.1"):
                self._import(rows, user=user)
        with self.assertRefused("2.1.1"):
            self.env["crm.lead"].with_user(self.user_group_head).with_context(salestech_register=True).create(
                {"partner_name": "Альфа"}
            )

    def test_row_entered_by_hand_is_an_organisation(self):
        register = self.env["crm.lead"].with_user(self.user_manager).with_context(salestech_register=True)
        lead = register.create({"name": "Альфа"})
        self.assertRecordValues(
            lead, [{"partner_name": "Альфа", "team_id": self.team_north.id, "type": "opportunity", "step_no": 1}]
        )

    def test_plain_import_of_a_salesman_is_core_s(self):
        result, columns = self._import(
            [["Opportunity", "Название"], ["  Альфа ", "x"]], user=self.user_salesman, register=False
        )
        self.assertEqual(columns, ["name", False])
        self.assertNotIn("register_notes", result)

    def test_no_group_on_a_ladder_gets_a_sentence(self):
        self.env["crm.team"].search([("ladder_id", "!=", False)]).active = False
        with self.assertRefused("No group works by a ladder", error=UserError):
            self._import([["Название"], ["Альфа"]])

    def test_register_of_the_lead_goes_over_to_the_organisation(self):
        lead = self._organisation(
            vat="7707083893",
            company_registry="1027700132195",
            segment_id=self.large.id,
            org_size="huge",
            legal_form="ПАО",
        )
        organisation = lead._create_customer()
        self.assertRecordValues(
            organisation,
            [
                {
                    "is_company": True,
                    "vat": "7707083893",
                    "company_registry": "1027700132195",
                    "segment_id": self.large.id,
                    "org_size": "huge",
                    "legal_form": "ПАО",
                }
            ],
        )
        again = self._lead(partner_id=organisation.id)
        self.assertEqual(again.segment_id, self.large)
        again.segment_id = self.small
        self.assertEqual(organisation.segment_id, self.large)

    def test_updates_by_external_id_are_no_new_organisations(self):
        lead = self._organisation(vat="7707083893", user=self.user_manager)
        self.env["ir.model.data"].create({"module": "__test__", "name": "row", "model": "crm.lead", "res_id": lead.id})
        result, _columns = self._import([["id", "ИНН", "Телефон"], ["__test__.row", "7707083893", "123"]])
        self.assertEqual(result["ids"], lead.ids)
        self.assertEqual(lead.phone, "123")

    def user_department_head_with_register(self):
        self._tick("2.1.1", "department_head", True)
        return self.user_department_head
