from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..plan.common import NOW, PlanCommon
from .scorecard_common import ScorecardCommon


@tagged("post_install", "-at_install")
class TestScorecard(ScorecardCommon):
    """A card from the draft to both signatures."""

    def test_the_score(self):
        card = self._assessed()
        self.assertRecordValues(
            card.line_ids,
            [
                {"percent": 90, "score": 45, "actual": 9},  # 9 of 10, weight 50
                {"percent": 200, "score": 36, "actual": 2000},  # 200 %, but at most 120 % count, weight 30
                {"percent": 80, "score": 16, "actual": 5},  # less is better: 4 of 5, weight 20
            ],
        )
        self.assertEqual((card.score, card.weight_total), (97, 100))

    def test_weights_that_do_not_add_up_are_refused_and_mended(self):
        card = self._card(weights=(("contract_count", 50, 10), ("turnover", 30, 1000)))
        with self.assertRefused("80.00 %", "Add 20.00 %", error=UserError):
            card.action_agree()
        card.line_ids[0].weight = 75
        with self.assertRefused("105.00 %", "Take 5.00 % away", error=UserError):
            card.action_agree()
        card.line_ids[0].weight = 70
        card.action_agree()
        self.assertEqual((card.state, card.agreed_by_id), ("agreed", self.user_group_head))
        with self.assertRaises(ValidationError):
            card.sudo().line_ids = [Command.unlink(card.line_ids[0].id)]
        empty = self._card(self.user_colleague, weights=(("contract_count", 100, 1),))
        empty.line_ids.unlink()
        with self.assertRefused("no indicators", error=UserError):
            empty.action_agree()

    def test_an_indicator_is_there_once(self):
        card = self._card()
        values = {"scorecard_id": card.id, "indicator_id": self._indicator("turnover").id, "weight": 5}
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            card.line_ids.create(values)
        bad = ({"target": -1}, {"target": float("inf")}, {"weight": float("nan")}, {"cap": "x"}, {"actual": 1e13})
        for vals in bad:
            with self.subTest(vals), self.assertRaises(ValidationError):
                card.line_ids[0].write(vals)
        for vals in ({"weight": 0}, {"weight": 101}, {"cap": 99}, {"cap": 201}):
            with self.subTest(vals), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    card.line_ids[0].write(vals)
                    card.line_ids.flush_recordset()

    def test_a_card_without_targets_is_not_agreed(self):
        card = self._card()
        card.line_ids[0].sudo().target_source = "none"
        with self.assertRefused("has no target for: New contracts", error=UserError):
            card.action_agree()
        card.line_ids[0].target = 0
        card.action_agree()

    def test_what_is_agreed_stands(self):
        card = self._agreed()
        for vals in ({"weight": 10}, {"target": 1}, {"cap": 150}):
            with self.subTest(vals), self.assertRefused("Take the agreement back", error=UserError):
                card.line_ids[0].write(vals)
        with self.assertRefused("is counted"):
            card.line_ids[0].actual = 7
        self.assertEqual(card.action_reopen()["res_model"], "salestech.document.reason")
        card._reopen("The market changed")
        self.assertEqual(card.state, "draft")

    def test_each_signs_himself_and_then_nothing_changes(self):
        card = self._assessed()
        with self.assertRefused("themselves"):
            card.with_user(self.user_department_head).action_sign()
        card.with_user(self.user_manager).own_comment = "A good year"
        card.with_user(self.user_manager).action_sign()
        self.assertEqual((card.state, card.signed_name), ("assessment", "Manager"))
        with self.assertRefused("signed", error=UserError):
            card.with_user(self.user_manager).action_sign()
        with self.assertRefused("signed already", error=UserError):
            card.with_user(self.user_manager).own_comment = "Or not"
        with self.assertRefused("take it back", error=UserError):
            card.action_refresh()
        card.reviewer_comment = "Agreed"
        card.action_sign()
        self.assertEqual((card.state, card.reviewer_signed_name), ("signed", "Group head"))
        self._reached(card, "contract_count", 100, day=6)
        self.cards._refresh_company(self.company)
        self.assertEqual(card.score, 97)
        for call in (
            lambda: card.line_ids[0].write({"note": "x"}),
            lambda: card.write({"reviewer_comment": "x"}),
            lambda: card.action_refresh(),
            lambda: card.unlink(),
        ):
            with self.assertRaises(UserError):
                call()
        card.action_close()
        self.assertEqual(card.state, "closed")

    def test_a_signature_is_taken_back_with_a_reason(self):
        card = self._assessed()
        card.with_user(self.user_manager).action_sign()
        card._reopen("A claim was counted twice")
        self.assertFalse(card.signed_at or card.signed_name)
        self.assertEqual(set(card.activity_ids.user_id), {self.user_manager, self.user_group_head})

    def test_the_year_has_to_be_over(self):
        card = self._card(year=self.today.year)
        card.action_agree()
        with freeze_time(date(self.today.year, 6, 1)), self.assertRefused("still runs", error=UserError):
            card.action_assess()
        with freeze_time(date(self.today.year, 12, 10)):
            card.action_assess()
            with self.assertRefused("still runs", error=UserError):
                card.action_sign()
        with freeze_time(date(self.today.year + 1, 1, 1)):
            card.action_sign()

    def test_a_figure_that_nothing_counts_is_typed(self):
        typed = self.env["salestech.indicator"].create({"name": "Language", "code": "language", "method": "typed"})
        card = self._card(weights=(("contract_count", 60, 10), ("language", 40, 100)))
        card.action_agree()
        self._reached(card, "contract_count", 10)
        card.action_assess()
        line = self._line(card, typed.code)
        self.assertEqual((line.actual_source, line.score), ("none", 0))
        with self.assertRefused("no figure for Language", error=UserError):
            card.action_sign()
        line.actual = 50
        self.assertEqual((line.actual_source, line.percent, card.score), ("typed", 50, 80))
        card.action_sign()

    def test_who_may_what(self):
        card = self._card()
        own = card.with_user(self.user_manager)
        with self.assertRefused("next level up"):
            own.line_ids[0].weight = 100
        with self.assertRefused("next level up"):
            own.action_agree()
        with self.assertRefused("Only Manager writes here"):
            card.own_comment = "His word"
        with self.assertRefused("buttons"):
            card.state = "closed"
        with self.assertRefused("cannot change"):
            card.user_id = self.user_colleague
        with self.assertRaises(AccessError):
            card.with_user(self.user_colleague).read(["score"])
        with self.assertRaises(AccessError):
            self._card(self.user_south_manager, reviewer=self.user_manager)
        self._tick("3.5", "manager", False)
        with self.assertRefused("access matrix"):
            own.own_comment = "Hello"

    def test_nobody_assesses_himself_and_a_card_is_there_once(self):
        card = self._card()
        for vals in ({"reviewer_id": self.user_manager.id},):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                card.write(vals)
                card.flush_recordset()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._card()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._card(year=1800)

    def test_last_years_score(self):
        self._signed(year=self.year)
        card = self._card(year=self.year + 1)
        self.assertEqual(card.previous_score, 97)
        action = card.action_open_history()
        self.assertEqual(self.cards.search(action["domain"]).mapped("year"), [self.year + 1, self.year])

    def test_a_catalogue_that_changes_later_changes_no_card(self):
        card = self._signed()
        self._indicator("claim_count").direction = "up"
        self.assertEqual((self._line(card, "claim_count").direction, card.score), ("down", 97))


@tagged("post_install", "-at_install")
class TestScorecardTemplate(ScorecardCommon):
    """Weights in versions."""

    def _template(self, **vals):
        values = {"name": "Ours", "scope": "team", "company_id": self.company.id, **vals}
        return self.templates.with_user(self.user_department_head).create(
            {**values, "line_ids": [Command.create({"indicator_id": self._indicator("turnover").id, "weight": 100})]}
        )

    def test_the_next_years_weights_are_a_new_version(self):
        first = self._template()
        first.action_put_in_force()
        self.cards._open_year(self.company, self.year, ["team"])
        card = self.cards.search([("team_id", "=", self.team_north.id), ("year", "=", self.year)])
        self.assertEqual((card.template_id, card.line_ids.weight), (first, 100))
        with self.assertRefused("new version", error=UserError):
            first.line_ids.weight = 50
        second = self.templates.browse(first.action_new_version()["res_id"])
        self.assertEqual((second.version, second.previous_id, second.state), (2, first, "draft"))
        second.line_ids.weight = 60
        with self.assertRefused("Add 40.00 %", error=UserError):
            second.action_put_in_force()
        second.line_ids = [Command.create({"indicator_id": self._indicator("contract_count").id, "weight": 40})]
        second.action_put_in_force()
        self.assertEqual(first.state, "superseded")
        self.cards._open_year(self.company, self.year + 1, ["team"])
        card = self.cards.search([("team_id", "=", self.team_north.id), ("year", "=", self.year + 1)])
        self.assertEqual(card.line_ids.mapped("weight"), [60, 40])

    def test_who_sets_them(self):
        with self.assertRaises(AccessError):
            self.templates.with_user(self.user_group_head).create({"name": "Mine", "scope": "team"})
        template = self._template()
        with self.assertRaises(AccessError):
            template.with_user(self.user_group_head).action_put_in_force()
        template.with_user(self.user_administrator).action_put_in_force()


@tagged("post_install", "-at_install")
class TestScorecardYear(ScorecardCommon):
    """All cards of a year at once."""

    def _open(self, user=None, **vals):
        wizard = self.env["salestech.scorecard.open"].with_user(user or self.user_department_head)
        wizard = wizard.create({"year": self.year, "company_id": self.company.id, **vals})
        wizard.action_open()
        return self.cards.search([("company_id", "=", self.company.id), ("year", "=", self.year)])

    def test_everybody_gets_one_and_nobody_two(self):
        cards = self._open()
        found = {(card.scope, card.user_id): card.reviewer_id for card in cards}
        self.assertEqual(
            found,
            {
                ("user", self.user_manager): self.user_group_head,
                ("user", self.user_colleague): self.user_group_head,
                ("user", self.user_leading_manager): self.user_group_head,
                ("user", self.user_south_manager): self.user_south_head,
                ("team", self.user_group_head): self.user_department_head,
                ("team", self.user_south_head): self.user_department_head,
                ("company", self.user_department_head): self.user_director,
            },
        )
        self.assertEqual(set(cards.mapped("weight_total")), {100})
        leading = cards.filtered(lambda card: card.user_id == self.user_leading_manager)
        self.assertEqual(leading.template_id, self.env.ref("sales_technology.scorecard_template_leading"))
        self.assertEqual(self._open(), cards)

    def test_who_left_gets_none(self):
        self.user_colleague.active = False
        self.assertNotIn(self.user_colleague, self._open().user_id)

    def test_only_the_department_head_opens_them(self):
        with self.assertRefused("head of the department"):
            self._open(self.user_group_head)
        with self.assertRefused("1990", error=UserError):
            self._open(year=1)

    def test_the_director_agrees_and_signs_the_departments_card(self):
        card = self._open().filtered(lambda card: card.scope == "company").with_user(self.user_director)
        self.assertEqual(card.with_user(self.user_department_head).can_review, False)
        for line in card.line_ids:
            line.target = 10
        card.action_agree()
        self.assertEqual(card.state, "agreed")
        with self.assertRaises(AccessError):
            self.cards.search([("user_id", "=", self.user_manager.id)]).with_user(self.user_director).action_agree()

    def test_cards_of_many_cost_no_more_than_of_few(self):
        def cost(year):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cards = self.cards._open_year(self.company, year, ["user"])
            cards._fill_actuals()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(self.year - 3)
        few = cost(self.year - 2)
        users = self.env["res.users"]
        for number in range(12):
            users |= self._user(f"many_{number}", self.ROLES["manager"])
        self.team_north.member_ids = [Command.link(user.id) for user in users]
        cost(self.year - 1)
        self.assertLessEqual(cost(self.year), few + 4, "sixteen cards and four")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestScorecardTargets(PlanCommon):
    """Targets are what the approved plans say."""

    def test_of_the_department_a_group_and_a_person(self):
        year, _quarters, months, weeks = self._season()
        self._approve(weeks.sorted("date_from"))
        cards = self.env["salestech.scorecard"]._open_year(self.company, 2027, ["user", "team", "company"])

        def target(scope, code, **owner):
            card = cards.filtered(lambda c: c.scope == scope and all(c[name] == value for name, value in owner.items()))
            return card.line_ids.filtered(lambda line: line.indicator_id.code == code)

        self.assertEqual(target("company", "turnover").target, self._line(year, "turnover").target)
        self.assertEqual(target("company", "current_client_count").target, 40)
        group = months.filtered(lambda p: p.state == "approved" and p.team_id == self.team_north)
        self.assertEqual(
            target("team", "contract_count", team_id=self.team_north).target, self._sum(group, "contract_count")
        )
        lines = target("user", "quality_level", user_id=self.user_manager)
        self.assertEqual((lines.target_source, lines.target), ("none", 0), "a week has no quality level")
        typed = target("team", "turnover", team_id=self.team_north)
        card = typed.scorecard_id.with_user(self.user_department_head)
        typed.with_user(self.user_department_head).target = 5
        card.action_take_targets()
        self.assertEqual((typed.target, typed.target_source), (5, "typed"))
