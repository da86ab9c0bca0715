from odoo.fields import Command
from odoo.tests import tagged

from .register_common import RegisterCommon


@tagged("post_install", "-at_install")
class TestDuplicates(RegisterCommon):
    def test_known_inn_is_refused_by_name_and_nothing_is_made(self):
        self._organisation("Сбербанк", self.user_manager, vat="7707083893")
        rows = [["Название", "ИНН"], ["Альфа", ""], ["ПАО Сбербанк", "7707 083893"]]
        result, _columns = self._import(rows)
        self.assertFalse(result["ids"])
        self.assertEqual(
            result["messages"][0]["message"],
            "Row 2 “ПАО Сбербанк”: INN 7707083893 belongs to “Сбербанк” (responsible: Manager) already.",
        )
        self.assertEqual(result["messages"][0]["field"], "vat")
        self.assertFalse(self.env["crm.lead"].search([("partner_name", "=", "Альфа")]))

    def test_one_run_tells_all_that_is_wrong(self):
        self._organisation("Сбербанк", self.user_manager, vat="7707083893")
        rows = [["Название", "ИНН", "Сегмент", "Менеджер"], ["А", "7707083893", "?", "?"], ["Б", "", "??", ""]]
        result, _columns = self._import(rows)
        self.assertEqual(
            [(message["field"], message["rows"]["from"]) for message in result["messages"]],
            [("vat", 0), ("user_id", 0), ("segment_id", 0), ("segment_id", 1)],
        )

    def test_refused_rows_can_be_left_out(self):
        self._organisation("Сбербанк", self.user_manager, vat="7707083893")
        rows = [["Название", "ИНН", "Сегмент"], ["Сбербанк", "7707083893", ""], ["Альфа", "", "?"], ["Бета", "", ""]]
        result, _columns = self._import(rows, import_skip_records=["vat"])
        self.assertEqual([(m["field"], m["rows"]["from"]) for m in result["messages"]], [("segment_id", 1)])
        rows[2][2] = ""
        result, _columns = self._import(rows, import_skip_records=["vat"])
        self.assertEqual(self._leads(result).mapped("partner_name"), ["Альфа", "Бета"])
        self.assertEqual((result["register_left_out"], result["register_notes"]), (1, []))

    def test_same_inn_twice_in_the_list(self):
        result, _columns = self._import([["Название", "ИНН"], ["Альфа", "7707083893"], ["Бета", "7707083893"]])
        self.assertEqual(
            [m["message"] for m in result["messages"]], ["Row 2 “Бета”: INN 7707083893 stands in row 1 already."]
        )

    def test_what_the_user_may_not_see_is_known_but_not_told(self):
        self._organisation(
            "Тайна", self.user_south_manager, team=self.team_south, vat="7707083893", phone="(495) 540-75-20"
        )
        rows = [["Название", "ИНН", "Телефон"], ["Сбербанк", "7707083893", ""]]
        result, _columns = self._import(rows)
        sentence = result["messages"][0]["message"]
        self.assertIn("known already, but not shown to you", sentence)
        for secret in ("Тайна", "South"):
            self.assertNotIn(secret, sentence)
        result, _columns = self._import([rows[0], ["Другая", "", "8 (495) 540-75-20"]])
        self.assertTrue(result["ids"])
        self.assertIn("an organisation with the same phone is known already", result["register_notes"][0])
        self.assertNotIn("Тайна", result["register_notes"][0])

    def test_other_company_stays_out(self):
        self._lead(self.user_abroad_manager, self.team_abroad, partner_name="Чужая", vat="7707083893")
        self.env["res.partner"].create(
            {"name": "Чужая", "is_company": True, "vat": "7707083893", "company_id": self.other_company.id}
        )
        result, _columns = self._import([["Название", "ИНН"], ["Чужая", "7707083893"]])
        self.assertTrue(result["ids"])
        self.assertFalse(result["register_notes"])

    def test_contacts_count_as_known(self):
        self.env["res.partner"].create({"name": "АО «Берёзка»", "is_company": True, "email": "info@berezka.example"})
        result, _columns = self._import([["Название", "Email"], ["БЕРЕЗКА", ""], ["Ель", "sale@berezka.example"]])
        self.assertEqual(
            result["register_notes"],
            [
                "Row 1 “БЕРЕЗКА” looks like “АО «Берёзка»” in the contacts: the same name.",
                "Row 2 “Ель” looks like “АО «Берёзка»” in the contacts: the same e-mail domain.",
            ],
        )

    def test_public_mail_domains_say_nothing(self):
        rows = [["Название", "Email"], ["Альфа", "alfa@mail.ru"], ["Бета", "beta@mail.ru"], ["Гамма", "gamma@narod.ru"]]
        result, _columns = self._import(rows)
        self.assertFalse(result["register_notes"])

    def test_lost_organisation_is_still_known(self):
        lead = self._organisation("Сбербанк", self.user_manager, vat="7707083893")
        lead.action_set_lost()
        result, _columns = self._import([["Название", "ИНН"], ["Сбербанк", "7707083893"]])
        self.assertIn("archived or lost", result["messages"][0]["message"])

    def test_marks_follow_the_data(self):
        one = self._organisation("Альфа", self.user_manager)
        other = self._organisation("ООО Альфа", self.user_south_manager, team=self.team_south)
        leads = one + other
        self.assertTrue(all(leads.mapped("is_possible_duplicate")))
        found = self.env["crm.lead"].with_user(self.user_manager).search([("is_possible_duplicate", "=", True)])
        self.assertEqual(found, one)
        self.assertIn(other, self.env["crm.lead"].search(one.action_open_duplicates()["domain"]))
        other.partner_name = "Бета"
        leads.invalidate_recordset(["is_possible_duplicate"])
        self.assertFalse(any(leads.mapped("is_possible_duplicate")))

    def test_merging_keeps_the_register(self):
        one = self._organisation("Альфа", self.user_manager, vat="7707083893")
        two = self._organisation("Альфа", self.user_manager, segment_id=self.large.id, org_trade="Бетон")
        merged = (one + two).with_user(self.user_manager).merge_opportunity()
        self.assertRecordValues(merged, [{"vat": "7707083893", "segment_id": self.large.id, "org_trade": "Бетон"}])

    def test_query_count_does_not_grow_with_rows(self):
        def report(count):
            keys = [
                self.env["crm.lead"]._org_keys(False, f"Фирма {i}", f"a@f{i}.example", f"495{i:07}")
                for i in range(count)
            ]
            duplicates = self.env["salestech.register.duplicates"].with_user(self.user_manager)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            duplicates._report([f"Фирма {i}" for i in range(count)], keys, list(range(1, count + 1)))
            return self.env.cr.sql_log_count - before

        for i in range(60):
            self._organisation(f"Фирма {i}", self.user_manager)
        self.env.flush_all()
        report(1)
        self.assertEqual(report(10), report(10000))

    def test_list_marks_in_one_query_a_key(self):
        leads = self.env["crm.lead"].create(
            [
                {"name": f"Фирма {i}", "partner_name": f"Фирма {i // 2}", "team_id": self.team_north.id}
                for i in range(80)
            ]
        )
        self.env.flush_all()
        leads.invalidate_recordset()
        leads.mapped("partner_name")
        leads.mapped("org_name_key")
        self.assertTrue(self.env.companies)  # is in the cache from here on
        with self.assertQueryCount(1):
            leads.mapped("is_possible_duplicate")
        self.assertEqual(len(leads.filtered("is_possible_duplicate")), 80)

    def test_plain_team_pays_no_query(self):
        """Keys and register fields of a lead off the ladder ride along in core's own statements."""
        team = self.env["crm.team"].create({"name": "Plain", "company_id": self.company.id, "ladder_id": False})
        vals = {"name": "x", "team_id": team.id, "user_id": False, "type": "opportunity", "partner_name": "x"}
        self.env["crm.lead"].create([dict(vals)])
        self.env.flush_all()
        own = {name for name in self.env["crm.lead"]._fields if name.startswith("org_") or name == "vat_state"}

        queries = []
        execute = type(self.env.cr).execute

        def spy(cursor, query, *args, **kwargs):
            queries.append(str(getattr(query, "code", query)))
            return execute(cursor, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", spy)
        self.env["crm.lead"].create([dict(vals), dict(vals)])
        self.env.flush_all()
        updates = [q for q in queries if q.startswith("UPDATE") and "crm_lead" in q and any(name in q for name in own)]
        self.assertLessEqual(len(updates), 1)
        selects = [q for q in queries if "salestech_segment" in q]
        self.assertFalse(selects)

    def test_salesman_without_a_role_notices_nothing(self):
        team = self._plain_team()
        partner = self.env["res.partner"].create({"name": "Альфа", "is_company": True, "segment_id": self.large.id})
        leads = self.env["crm.lead"].with_user(self.user_salesman)
        lead = leads.create({"name": "x", "team_id": team.id, "partner_id": partner.id})
        lead.write({"partner_name": "Бета", "phone": "1"})
        self.assertEqual(lead.sudo().segment_id, self.large)
        self.assertNotIn("segment_id", leads.fields_get())
        other = leads.create({"name": "y", "team_id": team.id})
        self.assertTrue((lead + other).merge_opportunity())
        self.assertTrue(lead._create_customer() if lead.exists() else other._create_customer())

    def test_copy_keeps_the_register_for_roles_and_works_without(self):
        lead = self._organisation("Альфа", self.user_manager, vat="7707083893")
        self.assertEqual(lead.with_user(self.user_manager).copy().vat, "7707083893")
        lead = self._lead(self.user_salesman, vat="7707083893", team=self._plain_team())
        self.assertTrue(lead.with_user(self.user_salesman).copy())

    def _plain_team(self):
        return self.env["crm.team"].create(
            {
                "name": "Plain",
                "company_id": self.company.id,
                "ladder_id": False,
                "member_ids": [Command.link(self.user_salesman.id)],
            }
        )
