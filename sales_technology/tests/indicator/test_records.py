from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from ..common import SalestechCommon
from .place import make_place
from .world import World
from .world_days import FIRST, LAST, NOW

AXES = ["day:day", "user_id", "team_id", "segment_id", "category_id"]


@tagged("post_install", "-at_install")
class TestRecords(TransactionCase):
    """The list behind a figure adds up to the figure: for all forty, under the rights of whoever looks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, no_reset_password=True))
        cls.startClassPatcher(patch.object(fields.Datetime, "now", lambda: NOW))
        currency = cls.env.ref("base.EUR")
        currency.active = True
        cls.place = make_place(cls.env, 7, currency, people=1, teams=1, partners=40)
        cls.place.company.resource_calendar_id.tz = "Europe/Moscow"
        cls.seller = cls.env["res.users"].browse(cls.place.people)
        cls.seller.group_ids += cls.env.ref(SalestechCommon.ROLES["manager"])
        cls.head, cls.chief, cls.director = (
            new_test_user(
                cls.env,
                role,
                groups=f"base.group_user,{SalestechCommon.ROLES[role]}",
                company_id=cls.place.id,
                company_ids=[Command.set([cls.place.id])],
            )
            for role in ("group_head", "department_head", "director")
        )
        cls.env["crm.team"].browse([*cls.place.teams, cls.place.climbers]).user_id = cls.head
        cls.env["crm.lead"].browse(cls.place.lead).user_id = cls.seller
        cls.place.company.actual_since = FIRST
        cls.env.cr.flush()
        World(cls.env, [cls.place], 3, 90, full=True).live()
        for source in cls.env["salestech.indicator"]._sources():
            cls.env["salestech.indicator.refresh"]._rebuild(source, cls.place.id)
        forty = cls.env["salestech.indicator"].search([])
        cls.forty = forty.filtered(lambda indicator: indicator._is_shipped())

    def test_the_list_adds_up_to_the_figure_for_everybody_who_sees_it(self):
        self.assertEqual(len(self.forty), 40)
        for viewer in (self.seller, self.head, self.chief, self.director):
            actual = self.env["salestech.actual"].with_user(viewer).with_context(allowed_company_ids=[self.place.id])
            for indicator in self.forty:
                with self.subTest(viewer=viewer.login, code=indicator.code):
                    self._check_periods(actual, indicator)
                    self._check_cells(actual, indicator)

    def _check_periods(self, actual, indicator):
        days = [FIRST + timedelta(days=30), LAST - timedelta(days=40), LAST]
        periods = [(FIRST, LAST), *((day, day) for day in days)]
        read = actual.get_figures([indicator.code], periods, "company_id", [self.place.id])
        figures = read["figures"][self.place.id][indicator.code]
        self.assertTrue(any(figures), "without a figure nothing is tested")
        for period, figure in zip(periods, figures, strict=True):
            found = actual.get_records(indicator.code, *period)
            value = indicator._value(found["amount"], found["weight"])
            self.assertEqual((round(value, 6) if value else value), (round(figure, 6) if figure else figure), period)
            self.assertEqual(found["hidden"], 0, period)

    def _check_cells(self, actual, indicator):
        """Each cell of the cube, not their sum alone; a stock and the morning's clients are of one day."""
        of_one_day = indicator.kind == "stock" or indicator.weight_rule == "opening"
        first = LAST if of_one_day else FIRST
        facts = actual.env["salestech.actual.fact"]._of_cell(indicator.code, first, LAST)
        shown = facts._read_group([], AXES, ["amount:sum", "weight:sum"])
        domain = [("indicator_id", "=", indicator.id), ("date", ">=", first), ("date", "<=", LAST)]
        rows = actual._read_group(domain, ["date:day", *AXES[1:]], ["amount:sum", "weight:sum"])
        self.assertEqual(self._rounded(shown), self._rounded(rows))

    def _rounded(self, rows):
        cells = {tuple(str(value) for value in row[:-2]): (round(row[-2], 2), round(row[-1], 2)) for row in rows}
        return {key: sums for key, sums in cells.items() if any(sums)}

    def test_the_page_of_each_record_opens_for_who_sees_it(self):
        context = {"allowed_company_ids": [self.place.id]}
        for indicator in self.forty:
            facts = self.env["salestech.actual.fact"].with_user(self.seller).with_context(**context)
            facts = facts._of_cell(indicator.code, FIRST, LAST)
            with self.subTest(indicator.code):
                for fact in facts.search([], limit=5):
                    self.assertTrue(fact.name)
                    action = fact.action_open_record()
                    self.env[action["res_model"]].with_user(self.seller).browse(action["res_id"]).check_access("read")

    def test_a_forged_question_shows_nothing_more(self):
        facts = self.env["salestech.actual.fact"].with_user(self.seller)
        facts = facts.with_context(allowed_company_ids=[self.place.id])
        self.assertFalse(facts.search([]), "no figure, no records")
        self.env.cr.execute("UPDATE crm_lead SET user_id = %s WHERE company_id = %s", [self.head.id, self.place.id])
        self.env.invalidate_all()
        gone = facts._of_cell("potential_client_amount", LAST, LAST)
        self.assertTrue(gone._whole().search([]), "the figure was the seller's")
        self.assertFalse(gone.search([]), "the clients are no longer")
        self.assertFalse(gone.with_context(salestech_cell_whole=True).search([]))
        for cell in (
            "turnover",
            {"code": "nothing", "days": [FIRST, LAST], "axes": {}, "company_id": self.place.id},
            {"code": "turnover", "days": ["x", "y"], "axes": {}, "company_id": self.place.id},
            {"code": "turnover", "days": [str(FIRST), str(LAST)], "axes": {"id": 1}, "company_id": self.place.id},
        ):
            with self.assertRaises(UserError):
                facts.with_context(salestech_cell=cell).search([])
        row = facts._of_cell("turnover", FIRST, LAST).search([], limit=1)
        with self.assertRaises(AccessError):
            row.browse(10**8).action_open_record()
