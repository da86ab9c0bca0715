from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ...tools.period import period_of
from ..ladder.touch_common import NOW
from .common import IndicatorCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFigures(IndicatorCommon):
    """Reading the cube: by whom, over what, and from a figure to its records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yesterday = cls.today - timedelta(days=1)

    def _deals(self):
        """Two contracts of the leading manager, 10 and 30 days from the request to the signature."""
        for days, amount in ((10, 100), (30, 300)):
            contract = self._signed(date=self.yesterday, amount=amount)
            contract.sudo().write({"date_request": self.yesterday - timedelta(days=days), "deal_type": "new"})
        self._drain()

    def test_a_ratio_is_a_sum_over_a_sum_in_every_grouping(self):
        self._deals()
        late = self._signed(date=self.today, amount=1)
        late.sudo().write({"date_request": self.today - timedelta(days=80), "user_id": self.user_manager.id})
        self._drain()
        domain = [("indicator_id.code", "=", "contract_days")]
        groups = self.actual.formatted_read_grouping_sets(domain, [[], ["user_id"], ["date:month"]], ["value:sum"])
        self.assertEqual(groups[0][0]["value:sum"], 40)
        self.assertEqual(sorted(group["value:sum"] for group in groups[1]), [20, 80])
        self.assertEqual(groups[2][0]["value:sum"], 40)
        self.assertEqual(self._figure("contract_days"), 40)

    def test_a_stock_is_the_last_day_and_different_indicators_have_no_sum(self):
        self._deals()
        domain = [("indicator_id.code", "in", ("current_client_count", "contract_amount"))]
        [[total], by] = self.actual.formatted_read_grouping_sets(domain, [[], ["indicator_id"]], ["value:sum"])
        self.assertFalse(total["value:sum"])
        self.assertEqual({group["value:sum"] for group in by}, {1, 400})

    def test_no_data_is_not_zero(self):
        self.assertIsNone(self._figure("contract_days"))
        self.assertEqual(self._figure("contract_count"), 0)
        tomorrow = self.today + timedelta(days=1)
        self.assertIsNone(self._figure("contract_count", None, tomorrow, tomorrow))

    def test_churn_is_divided_by_the_clients_of_the_first_morning(self):
        contract = self._signed(date=self.yesterday - timedelta(days=9), amount=5)
        contract.sudo().date_to = self.yesterday
        self._drain()
        self.assertEqual(self._figure("churn_rate", None, self.today - timedelta(days=4), self.today), 100)
        self.assertEqual(self._figure("churn_rate", None, self.yesterday, self.yesterday), 0)

    def test_each_sees_as_far_as_his_role_reaches(self):
        self._deals()
        for user, sees in (
            (self.user_leading_manager, True),
            (self.user_manager, False),
            (self.user_group_head, True),
            (self.user_south_head, False),
            (self.user_department_head, True),
            (self.user_director, True),
            (self.user_abroad_head, False),
        ):
            actual = self.actual.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
            first = self.today.replace(month=1, day=1)
            figures = actual.get_figures(["contract_amount"], [(first, self.today)], "user_id")["figures"]
            self.assertEqual(bool(figures), sees, user.name)
            self.assertEqual(bool(actual.search([("indicator_id.code", "=", "contract_amount")])), sees, user.name)
        with self.assertRaises(AccessError):
            self.actual.with_user(self.user_none).get_figures(["contract_amount"], [(first, self.today)])

    def test_own_figures_of_today_are_there_at_once(self):
        self._log("reached", self.boss)
        self._settle()
        actual = self.actual.with_user(self.user_manager)
        figures = actual.get_figures(["cold_call_count"], [(self.today, self.today)], "user_id", [self.user_manager.id])
        self.assertEqual(figures["figures"][self.user_manager.id]["cold_call_count"], [1])

    def test_the_board_opens_on_what_one_answers_for(self):
        self._deals()
        first = self.today.replace(month=1, day=1)
        for user, title in (
            (self.user_manager, self.user_manager.name),
            (self.user_group_head, self.team_north.name),
            (self.user_department_head, self.company.name),
        ):
            actual = self.actual.with_user(user)
            self.assertEqual(actual.get_board("year")["title"], title)
            self.assertEqual(actual.get_board("year", None, 0)["title"], user.name)
        board = self.actual.with_user(self.user_department_head).get_board("year", first, -1)
        names = [column["label"] for column in board["columns"]]
        [row] = [row for row in board["rows"] if row["code"] == "contract_amount"]
        self.assertEqual(row["cells"][-1], 400)
        self.assertEqual(row["cells"][names.index(self.team_north.name)], 400)
        self.assertEqual(sum(row["cells"][:-1]), 400)
        with self.assertRaises(AccessError):
            self.actual.with_user(self.user_group_head).get_board("year", first, -1)

    def test_a_figure_leads_to_its_records(self):
        self._deals()
        actual = self.actual.with_user(self.user_leading_manager)
        found = actual.get_records("contract_amount", self.yesterday, self.yesterday)
        self.assertEqual((found["count"], found["amount"], found["hidden"]), (2, 400, 0))
        facts = self.env[found["action"]["res_model"]].with_user(self.user_leading_manager)
        facts = facts.with_context(**found["action"]["context"], allowed_company_ids=self.company.ids).search([])
        self.assertEqual(sum(facts.mapped("amount")), 400)
        self.assertEqual(facts[0].action_open_record()["res_model"], "salestech.contract")
        others = self.actual.with_user(self.user_manager).get_records("contract_amount", self.yesterday, self.today)
        self.assertEqual((others["count"], others["hidden"]), (0, 0), "how many others have is not told either")

    def test_a_record_that_went_to_another_group_is_told_but_not_shown(self):
        self._deals()
        with freeze_time(fields.Datetime.to_datetime(NOW) + timedelta(days=1)):
            self.own_lead.sudo().write({"team_id": self.team_south.id, "user_id": self.user_south_manager.id})
            self._drain()
            actual = self.actual.with_user(self.user_group_head)
            period = (self.yesterday, self.yesterday)
            read = actual.get_figures(["contract_amount"], [period], "team_id", [self.team_north.id])
            self.assertEqual(read["figures"][self.team_north.id]["contract_amount"], [400])
            found = actual.get_records("contract_amount", *period, {"team_id": self.team_north.id})
            self.assertEqual((found["count"], found["hidden"], found["amount"]), (0, 2, 0))

    def test_bad_questions_are_answered_in_words(self):
        day = [(self.today, self.today)]
        for arguments, word in (
            ((["nothing"], day), "nothing"),
            ((["contract_count"], []), "periods"),
            ((["contract_count"], [("x", "y")]), "pair of days"),
            ((["contract_count"], [(self.today, self.yesterday)]), "ends on"),
            ((["contract_count"], day, "segment_id"), "by person"),
        ):
            with self.assertRaises(UserError) as caught:
                self.actual.get_figures(*arguments)
            self.assertIn(word, str(caught.exception))

    def test_reading_costs_the_same_for_many(self):
        codes = self.env["salestech.indicator"].search([]).mapped("code")
        periods = [tuple(period_of(self.today, level)[1:]) for level in ("day", "week", "month")]
        self._deals()
        users = self.env["res.users"].search([], limit=30).ids
        actual = self.actual.with_user(self.user_group_head)
        actual.get_figures(codes, periods, "user_id", users)
        for keys in (users[:1], users):
            self.env.invalidate_all()
            with self.assertQueryCount(8):
                actual.get_figures(codes, periods, "user_id", keys)

    def test_nobody_writes_figures(self):
        self._deals()
        row = self.actual.search([], limit=1)
        for user in (self.env.user, self.user_department_head, self.user_administrator):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"amount": 1})
            with self.assertRaises(AccessError):
                row.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.actual.with_user(user).create({"amount": 1})

    def test_what_is_deleted_leaves_its_figures(self):
        segment = self.env["salestech.segment"].create({"name": "Passing"})
        self._signed(date=self.today, amount=5, segment_id=segment.id).sudo().segment_id = segment
        self._drain()
        self.env.cr.execute("UPDATE salestech_contract SET segment_id = NULL WHERE segment_id = %s", [segment.id])
        segment.unlink()
        row = self.actual.search([("indicator_id.code", "=", "contract_amount_segment")])
        self.assertFalse(row.segment_id)
        self.assertEqual(row.amount, 5)

    # -- an indicator of data alone ------------------------------------------------------------

    def test_an_administrator_makes_an_indicator_and_sees_last_month_first(self):
        month = period_of(self.today.replace(day=1) - timedelta(days=1), "month")
        self._signed(date=month.date_from, amount=70)
        self.env.flush_all()
        vals = {"name": "Sum", "code": "signed_sum", "amount_field": "amount_company", "model": "salestech.contract"}
        vals.update(date_field="date_signed", user_path="user_id", domain="[('deal_type', '=', 'new')]", unit="money")
        new = self.env["salestech.indicator"].with_user(self.user_administrator).new(vals)
        new = new.with_context(allowed_company_ids=self.company.ids)
        self.assertIn("70", new.preview)
        self.env["salestech.indicator"].with_user(self.user_administrator).create(vals)
        self._drain()
        self.assertEqual(self._figure("signed_sum", self.user_leading_manager), 70)

    def test_a_definition_that_cannot_be_is_refused_in_words(self):
        for vals, word in (
            ({"domain": "[('gone', '=', 1)]"}, "condition"),
            ({"domain": "nonsense("}, "condition"),
            ({"date_field": "name"}, "date"),
            ({"date_field": False}, "date"),
            ({"model": "no.model"}, "counted"),
            ({"user_path": "lead_id"}, "leads nowhere"),
            ({"amount_field": "name"}, "numbers"),
            ({"kind": "stock"}, "stands"),
            ({"code": "with space"}, "code"),
        ):
            with self.subTest(vals), self.assertRaises(ValidationError) as caught:
                self._indicator(**vals)
            self.assertIn(word, str(caught.exception))

    def test_a_field_that_is_gone_harms_no_other_indicator(self):
        self._indicator()
        other = self._indicator(code="broken")
        self.env.cr.execute(
            "UPDATE salestech_indicator SET domain = '[(''gone'', ''='', 1)]' WHERE id = %s", [other.id]
        )
        self.env.invalidate_all()
        self._deals()
        self.assertEqual(self._figure("signed"), 2)
        self.assertIn("condition", other.error)

    def test_an_indicator_with_figures_is_archived_not_deleted(self):
        indicator = self._indicator()
        self._deals()
        with self.assertRaises(UserError):
            indicator.unlink()
        indicator.active = False
        self._drain()
        self.assertFalse(self.actual.search([("indicator_id", "=", indicator.id)]))
        indicator.unlink()

    def test_a_changed_definition_counts_anew(self):
        indicator = self._indicator()
        self._deals()
        indicator.amount_field = "amount_company"
        self._drain()
        self.assertEqual(self._figure("signed"), 400)
