from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import NOW, PlanCommon

INFINITE = float("inf")
NOT_A_NUMBER = float("nan")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPlanGrid(PlanCommon):
    """The sheet on which a plan is shared out: what it shows, and that it is saved wholly or not at all."""

    def setUp(self):
        super().setUp()
        self.year = self._year()
        self.quarters = self._build(self.year)
        self._approve(self.year)
        first = self.quarters.sorted("date_from")[0]
        self._build(first)
        self.quarter = first.with_user(self.user_department_head)

    def _row(self, grid, code):
        indicator = self._indicator(code)
        return next(row for row in grid["rows"] if row["key"].startswith(f"{indicator.id}-0-"))

    def _seen(self, row):
        cells = [[cell["id"], cell["target"], cell["held"]] for cell in row["cells"] if cell]
        return cells + [[row["id"], row["target"], row["held"]]]

    def _save(self, row, edits, user=None):
        plan = self.quarter.with_user(user or self.user_department_head)
        return plan.save_grid(edits, self._seen(row))

    def _edit(self, row, place, target, held=False):
        return [row["cells"][place]["id"], target, held]

    # ------------------------------------------------------------
    # READ
    # ------------------------------------------------------------

    def test_shows_figures_down_and_plans_across(self):
        grid = self.quarter.get_grid()
        self.assertEqual(
            [(child["period"], child["owner_name"]) for child in grid["children"]],
            [(f"2027-0{month}-01", name) for month in (1, 2, 3) for name in ("North", "South")],
        )
        row = self._row(grid, "contract_count")
        self.assertEqual(sum(cell["target"] for cell in row["cells"]), row["target"])
        self.assertEqual((row["step"], row["kind"]), ("1", "flow"))
        self.assertEqual(self._row(grid, "turnover")["step"], "0.01")
        self.assertTrue(grid["editable"])
        self.assertEqual(grid["hint"], "")
        # what begins on the level below has no figure above
        self.assertIsNone(self._row(grid, "cold_call_count")["target"])

    def test_costs_the_same_however_many_plans(self):
        def count(plan):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(40):
                before = self.env.cr.sql_log_count
                plan.get_grid()
                return self.env.cr.sql_log_count - before

        quarter = self.quarter.with_user(self.user_department_head)
        count(quarter)
        few = count(quarter)
        for number in range(6):
            self._user(f"new_{number}", self.ROLES["manager"])
            team = self._team(f"Group {number}", "group_head", (f"new_{number}",))
            self._adopt_ladder(team)
        self._build(self.quarters.sorted("date_from")[0])
        self.assertEqual(len(quarter.get_grid()["children"]), 3 * 8)
        count(quarter)
        self.assertEqual(count(quarter), few)

    def test_saving_costs_the_same_however_many_cells(self):
        def save(places):
            row = self._row(self.quarter.get_grid(), "contract_count")
            edits = [self._edit(row, place, row["cells"][place]["target"] + 1) for place in places]
            seen = self._seen(row)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self.quarter.save_grid(edits, seen)["saved"], len(places))
            return self.env.cr.sql_log_count - before

        save([0])
        self.assertLessEqual(save(range(6)), save([0]))

    def test_who_may_not_change_reads_why(self):
        grid = self.quarter.with_user(self.user_director).get_grid()
        self.assertFalse(grid["editable"])
        self.assertTrue(grid["hint"])
        row = self._row(grid, "contract_count")
        with self.assertRefused():
            self._save(row, [self._edit(row, 0, 9)], self.user_director)
        with self.assertRefused():
            self.quarter.with_user(self.user_manager).get_grid()
        with self.assertRefused():
            self.quarter.with_user(self.user_manager).share_grid("equal", [], [])

    def test_nothing_lies_under_a_day(self):
        day = self.plans.new({"level": "day", "date_from": "2027-01-04"})
        with self.assertRefused("nothing lies under", error=UserError):
            day._require_below()

    # ------------------------------------------------------------
    # SAVE
    # ------------------------------------------------------------

    def test_saves_figures_and_locks_at_once(self):
        row = self._row(self.quarter.get_grid(), "contract_count")
        answer = self._save(row, [self._edit(row, 0, 7, True), self._edit(row, 1, 0)])
        self.assertEqual((answer["saved"], answer["changed"]), (2, []))
        cells = self._row(answer["grid"], "contract_count")["cells"]
        self.assertEqual([(cell["target"], cell["held"]) for cell in cells[:2]], [(7, True), (0, False)])
        self.assertIn("2 figures", self.quarter.sudo().message_ids[0].body)
        # who wrote a figure had a hand in the plan
        month = self.env["salestech.plan.line"].browse(row["cells"][0]["id"]).plan_id
        self.assertIn(self.user_department_head, month._authors())

    def test_money_keeps_the_cents(self):
        row = self._row(self.quarter.get_grid(), "turnover")
        self._save(row, [self._edit(row, 0, 33333.33)])
        self.assertEqual(self.lines.browse(row["cells"][0]["id"]).target, 33333.33)
        with self.assertRefused("steps", error=ValidationError):
            fresh = self._row(self.quarter.get_grid(), "turnover")
            self._save(fresh, [self._edit(fresh, 0, 0.001)])

    def test_denominators_of_a_ratio(self):
        """Where each part has one, the weighted mean covers the whole: 60 of 1 and 90 of 4 are 84."""
        code = "quality_level"
        line = self._line(self.quarter, code)
        line.target = 80
        row = self._row(self.quarter.get_grid(), code)
        self.assertIn("denominator", row["weight"]["name"])
        seen = [[cell["id"], cell["target"], cell["held"], cell["weight"]] for cell in row["cells"]]
        seen.append([row["id"], row["target"], row["held"]])
        wish = [(90, False, 4), (60, False, 1)] * 3
        edits = [[cell[0], *figures] for cell, figures in zip(seen[:6], wish, strict=True)]
        self.assertEqual(self.quarter.save_grid(edits, seen)["saved"], 6)
        self.env.invalidate_all()
        self.assertEqual((line.shared, line.cover), (84, "over"))
        # whoever saw the old denominators saves nothing, and figures alone leave them as they are
        answer = self.quarter.save_grid(edits[:1], [*([*e[:3], 0] for e in edits), seen[-1]])
        self.assertEqual((answer["saved"], len(answer["changed"])), (0, 6))
        self.assertEqual(self.quarter.save_grid([[seen[0][0], 91, False]], [*edits, seen[-1]])["saved"], 1)
        self.assertEqual(self.lines.browse(seen[0][0]).weight, 4)
        for wrong in (NOT_A_NUMBER, INFINITE, -1, 1e13, "many"):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                known = [[seen[0][0], 91, False, 4], *edits[1:], seen[-1]]
                self.quarter.save_grid([[seen[0][0], 91, False, wrong]], known)
        flow = self._row(self.quarter.get_grid(), "contract_count")
        with self.assertRefused("Only a ratio", error=UserError):
            self._save(flow, [[*self._edit(flow, 0, 7), 3]])

    def test_a_wrong_figure_saves_nothing(self):
        row = self._row(self.quarter.get_grid(), "contract_count")
        before = self._seen(row)
        for wrong in (NOT_A_NUMBER, INFINITE, -1, 1e13, 2.5, "many", None, []):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                self._save(row, [self._edit(row, 0, 9), self._edit(row, 1, wrong)])
            self.env.invalidate_all()
            self.assertEqual(self._seen(self._row(self.quarter.get_grid(), "contract_count")), before)

    def test_what_is_no_sheet_is_refused(self):
        for edits in ("figures", [1], [[1, 2]], {"id": 1}, [["x", 1, False]]):
            with self.subTest(edits=edits), self.assertRefused("no figure", error=UserError):
                self.quarter.save_grid(edits, [])

    def test_only_lines_of_the_plans_below(self):
        foreign = self._line(self.year, "contract_count")
        with self.assertRefused("removed meanwhile", error=UserError):
            self.quarter.save_grid([[foreign.id, 1, False]], [[foreign.id, foreign.target, False]])
        self.assertEqual(foreign.target, 50)

    def test_two_heads_at_once(self):
        row = self._row(self.quarter.get_grid(), "contract_count")
        self.assertTrue(self._save(row, [self._edit(row, 0, 9)])["saved"])
        # the second one saw the old figures, and changes another cell of the same figure
        answer = self._save(row, [self._edit(row, 1, 9)])
        self.assertEqual(answer["saved"], 0)
        self.assertEqual([change["id"] for change in answer["changed"]], [row["cells"][0]["id"]])
        self.assertEqual(answer["changed"][0]["by"], "Department head")
        fresh = self._row(answer["grid"], "contract_count")
        self.assertEqual([cell["target"] for cell in fresh["cells"][:2]], [9, row["cells"][1]["target"]])
        # having seen them, he may
        self.assertTrue(self._save(fresh, [self._edit(fresh, 1, 9)])["saved"])

    def test_the_plan_above_changed_meanwhile(self):
        row = self._row(self.quarter.get_grid(), "contract_count")
        self._line(self.quarter, "contract_count").target += 1
        answer = self._save(row, [self._edit(row, 0, 9)])
        self.assertEqual([change["id"] for change in answer["changed"]], [row["id"]])

    def test_who_has_not_seen_all_parts_saves_nothing(self):
        row = self._row(self.quarter.get_grid(), "contract_count")
        edit = self._edit(row, 0, 9)
        answer = self.quarter.save_grid([edit], [[edit[0], row["cells"][0]["target"], False]])
        self.assertEqual(answer["saved"], 0)
        self.assertEqual(len(answer["changed"]), 6)

    def test_a_plan_that_is_no_draft_any_more(self):
        row = self._row(self.quarter.get_grid(), "contract_count")
        month = self.lines.browse(row["cells"][0]["id"]).plan_id
        month.sudo().state = "submitted"
        answer = self._save(row, [self._edit(row, 0, 9)])
        self.assertEqual((answer["saved"], len(answer["changed"])), (0, 1))
        column = answer["grid"]["children"][0]
        self.assertEqual((column["state_name"], column["editable"]), ("Submitted", False))

    # ------------------------------------------------------------
    # BASES
    # ------------------------------------------------------------

    def _shares(self, basis, code, held=()):
        row = self._row(self.quarter.get_grid(), code)
        answer = self.quarter.share_grid(basis, [row["key"]], list(held))
        return row, dict(answer["cells"]), answer["left_out"]

    def test_equally(self):
        self._line(self.quarter, "contract_count").target = 20
        row, shares, _left = self._shares("equal", "contract_count")
        self.assertEqual(sorted(shares.values()), [3, 3, 3, 3, 4, 4])
        self.assertEqual(shares.keys(), {cell["id"] for cell in row["cells"]})
        # nothing was written
        self.assertEqual(self._seen(self._row(self.quarter.get_grid(), "contract_count")), self._seen(row))

    def test_held_cells_stay(self):
        self._line(self.quarter, "contract_count").target = 20
        row = self._row(self.quarter.get_grid(), "contract_count")
        held = row["cells"][0]["id"]
        _row, shares, _left = self._shares("equal", "contract_count", [[held, 10]])
        self.assertNotIn(held, shares)
        self.assertEqual(list(shares.values()), [2] * 5)

    def test_money_adds_up_to_the_cent(self):
        self._line(self.quarter, "turnover").target = 100
        _row, shares, _left = self._shares("equal", "turnover")
        self.assertEqual(sum(round(share * 100) for share in shares.values()), 10000)

    def test_by_working_days_as_the_button_shares_out(self):
        row, shares, _left = self._shares("working_days", "contract_count")
        self.assertEqual(shares, {cell["id"]: cell["target"] for cell in row["cells"]})

    def test_by_capacity(self):
        self._line(self.quarter, "contract_count").target = 30
        members = self.team_north.crm_team_member_ids | self.team_south.crm_team_member_ids
        members.assignment_max = 0
        self.team_south.crm_team_member_ids.assignment_max = 10
        row, shares, _left = self._shares("capacity", "contract_count")
        names = [child["owner_name"] for child in self.quarter.get_grid()["children"]]
        for name, cell in zip(names, row["cells"], strict=True):
            self.assertEqual(shares[cell["id"]] > 0, name == "South")
        self.assertEqual(sum(shares.values()), 30)

    def _reached(self, *figures):
        """Let groups have reached so many contracts on a day of last year."""
        self.company.actual_since = "2026-01-01"
        for source in self.env["salestech.indicator"]._sources():
            self.env["salestech.indicator.feed"]._of(source, self.company).write(
                {"as_of": "2026-11-24 08:00:00", "date_to": "2026-11-24"}
            )
        feed = self.env["salestech.indicator.feed"].search([("company_id", "=", self.company.id)], limit=1)
        indicator = self._indicator("contract_count")
        for day, team, amount in figures:
            self.env.cr.execute(
                """INSERT INTO salestech_actual (feed_id, company_id, indicator_id, date, team_id, amount, weight)
                   VALUES (%s, %s, %s, %s, %s, %s, 0)""",
                [feed.id, self.company.id, indicator.id, day, team.id, amount],
            )

    def test_as_last_year_and_by_its_seasons(self):
        self._line(self.quarter, "contract_count").target = 40
        row, _shares, left = self._shares("last_year", "contract_count")
        self.assertEqual(left, [row["key"]], "of last year nothing is known")
        self._reached(("2026-01-15", self.team_north, 3), ("2026-03-10", self.team_south, 1))
        _row, shares, left = self._shares("last_year", "contract_count")
        self.assertEqual(left, [])
        self.assertEqual([shares[cell["id"]] for cell in row["cells"]], [30, 0, 0, 0, 0, 10])
        _row, shares, _left = self._shares("season", "contract_count")
        by_cell = [shares[cell["id"]] for cell in row["cells"]]
        self.assertEqual([by_cell[0] + by_cell[1], by_cell[2] + by_cell[3], by_cell[4] + by_cell[5]], [30, 0, 10])
        self.assertGreater(by_cell[0], by_cell[1], "North has more people")

    def test_a_basis_that_there_is_not(self):
        for basis in ("luck", "__class__", "", None):
            with self.subTest(basis=basis), self.assertRefused("Choose", error=UserError):
                self.quarter.share_grid(basis, [], [])
        with self.assertRefused("no figure", error=UserError):
            self.quarter.share_grid("equal", [], [["x", "y"]])

    def test_every_basis_is_offered_and_works(self):
        grid = self.quarter.get_grid()
        keys = [row["key"] for row in grid["rows"]]
        for basis in grid["bases"]:
            with self.subTest(basis=basis["code"]):
                answer = self.quarter.share_grid(basis["code"], keys, [])
                targets = {cell["id"]: 0 for row in grid["rows"] for cell in row["cells"] if cell}
                self.assertLessEqual(dict(answer["cells"]).keys(), targets.keys())


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPlanGridWeeks(PlanCommon):
    def test_a_group_head_shares_out_to_people(self):
        _year, _quarters, months, weeks = self._season()
        month = weeks[0].parent_id.with_user(self.user_group_head)
        grid = month.get_grid()
        self.assertTrue(grid["editable"])
        owners = {child["owner_name"] for child in grid["children"]}
        self.assertEqual(owners, {"Manager", "Colleague", "Leading manager"})
        self.assertEqual([basis["code"] for basis in grid["bases"]][:2], ["working_days", "equal"])
        with self.assertRaises(AccessError):
            months.filtered(lambda plan: plan.team_id == self.team_south)[0].with_user(self.user_group_head).get_grid()
