from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import IndicatorCommon


@tagged("post_install", "-at_install")
class TestIndicatorAttack(IndicatorCommon):
    """What somebody would try who wants other figures, or to read through figures what is closed to him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.typed = cls.env["salestech.indicator"].create({"name": "Typed", "code": "typed_one", "method": "typed"})
        cls.month = (cls.today.replace(day=1), cls.today)

    def _type(self, user, **vals):
        entries = self.env["salestech.actual.entry"].with_user(user).with_company(self.company)
        vals = {"indicator_id": self.typed.id, "date": self.today, "amount": 5, "proof": "Letter", **vals}
        return entries.create({"user_id": user.id, **vals})

    def test_own_figures_go_to_no_foreign_group(self):
        with self.assertRaises(ValidationError) as caught:
            self._type(self.user_manager, team_id=self.team_south.id)
        self.assertIn("is not in", str(caught.exception))
        entry = self._type(self.user_manager)
        with self.assertRaises(ValidationError):
            entry.team_id = self.team_south
        self._type(self.user_department_head, user_id=self.user_manager.id, team_id=self.team_south.id)

    def test_typed_figures_of_others_are_closed(self):
        entry = self._type(self.user_manager)
        for act in (
            lambda mine: mine.write({"amount": 9}),
            lambda mine: mine.write({"user_id": self.user_south_manager.id}),
            lambda mine: mine.unlink(),
            lambda mine: mine.read(["amount"]),
        ):
            with self.assertRaises(AccessError):
                act(entry.with_user(self.user_south_manager))
                self.env.flush_all()

    def test_the_cube_is_written_by_nobody_with_any_context(self):
        self._type(self.user_manager)
        self._drain()
        row = self.actual.search([("indicator_id", "=", self.typed.id)], limit=1)
        forged = {"install_mode": True, "salestech_actual_grain": ["day", None, None], "tracking_disable": True}
        for user in (self.user_manager, self.user_department_head, self.user_administrator):
            for act in (
                lambda rows: rows.write({"amount": 1}),
                lambda rows: rows.unlink(),
                lambda rows: rows.create({"amount": 1}),
                lambda rows: rows.browse().load(["amount"], [["1"]]) and rows.write({"amount": 1}),
            ):
                with self.assertRaises(AccessError):
                    act(row.with_user(user).with_context(**forged))

    def test_a_forged_context_changes_no_figure(self):
        self._type(self.user_manager)
        self._drain()
        rows = self.actual.with_user(self.user_manager)
        honest = rows._read_group([("indicator_id", "=", self.typed.id)], ["indicator_id"], ["value:sum"])
        for grain in ("x", ["day"], ["day; DROP TABLE", "x", "y"], {"a": 1}):
            forged = rows.with_context(salestech_actual_grain=grain)
            found = forged._read_group([("indicator_id", "=", self.typed.id)], ["indicator_id"], ["value:sum"])
            self.assertEqual(found, honest)
            self.assertEqual(forged.fields_get(["value"])["value"].get("aggregator"), "sum")
        self.assertEqual(rows.fields_get(["value"])["value"].get("aggregator"), "sum", "core asks outside a reading")
        figures = rows.with_context(salestech_actual_team=self.team_south.id)
        read = figures.get_figures(["typed_one"], [self.month], "user_id", [self.user_manager.id])
        self.assertFalse(read["figures"][self.user_manager.id]["typed_one"][0])

    def test_reading_methods_show_only_what_the_role_reaches(self):
        self._type(self.user_south_manager, team_id=self.team_south.id)
        self._drain()
        south, own = self.user_south_manager.id, self.user_manager.id
        actual = self.actual.with_user(self.user_manager)
        for by, key in (("user_id", south), ("team_id", self.team_south.id), ("company_id", self.company.id)):
            value = actual.get_figures(["typed_one"], [self.month], by, [key])["figures"][key]["typed_one"][0]
            self.assertFalse(value, by)
        board = actual.get_board(user_id=south)
        self.assertFalse([cell for row in board["rows"] for cell in row["cells"] if cell])
        with self.assertRaises(AccessError):
            actual.get_board(team_id=-1)
        foreign = actual.with_context(allowed_company_ids=[self.other_company.id])
        with self.assertRaises(AccessError):
            foreign.get_figures(["typed_one"], [self.month], "user_id", [own])

    def test_odd_questions_are_answered_in_words(self):
        for args in (
            (["typed_one"], [self.month], "user_id", ["x"]),
            (["typed_one"], [self.month], "user_id", [None]),
            (["typed_one"], [("x", "y")], "user_id", None),
            (["typed_one"], [self.month], "create_uid", None),
            (["'; DROP TABLE salestech_actual; --"], [self.month], "user_id", None),
        ):
            with self.subTest(args), self.assertRaises(UserError):
                self.actual.get_figures(*args)

    def test_what_the_author_may_not_read_is_not_counted(self):
        """One letter after the other, the number of records that begin with it would tell a secret."""
        indicators = self.env["salestech.indicator"].with_user(self.user_administrator)
        vals = {"name": "Peep", "code": "peep", "method": "records", "date_field": "create_date"}
        for model, domain in (
            ("ir.config_parameter", "[('key', '=', 'database.secret'), ('value', '=like', 'a%')]"),
            ("ir.mail_server", "[('smtp_pass', '=like', 'a%')]"),
            ("mail.mail", "[]"),
            ("crm.lead", "[('message_ids.body', 'ilike', 'a')]"),
            ("crm.lead", "[('message_ids', 'ilike', 'a')]"),
            ("crm.lead", "[('message_ids', 'any', [('body', 'ilike', 'a')])]"),
        ):
            peep = {**vals, "model": model, "domain": domain}
            self.assertIn("may not read", indicators.new(peep).preview)
            with self.subTest(model), self.assertRaises(ValidationError):
                indicators.create(peep)

    def test_a_condition_is_data_and_never_code(self):
        for domain in (
            "__import__('os').system('true')",
            "[('id', '=', (lambda: 1)())]",
            "[(1).__class__]",
            "[('id', 'in', [x for x in (1, 2)])]",
            "[('id', 'inselect', ('SELECT 1', []))]",
        ):
            with self.subTest(domain), self.assertRaises(ValidationError):
                self._indicator(domain=domain)

    def test_typed_ratio_by_zero_is_no_data(self):
        self.typed.write({"kind": "ratio", "unit": "percent"})
        self._type(self.user_manager, amount=5, weight=0)
        self._drain()
        self.assertIsNone(self._figure("typed_one", self.user_manager))
        for weight in (float("nan"), float("inf"), -float("inf")):
            with self.assertRaises(ValidationError):
                self._type(self.user_manager, weight=weight)
