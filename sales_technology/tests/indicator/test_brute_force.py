from decimal import Decimal
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.tests import TransactionCase, tagged

from .counted import Counted
from .place import make_place
from .world import World
from .world_days import FIRST, NOW, ZONES

CASES = 12  # in two companies each


@tagged("post_install", "-at_install")
class TestBruteForce(TransactionCase):
    """Each of the forty figures, per day, person and group, equals what plain Python counts, exactly."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, no_reset_password=True))
        currencies = cls.env["res.currency"].with_context(active_test=False).search([("name", "in", ("EUR", "JPY"))])
        currencies.active = True
        cls.places = [make_place(cls.env, number, currency) for number, currency in enumerate(currencies)]
        cls.env["res.company"].search([]).actual_since = FIRST
        cls.env.flush_all()
        cls.startClassPatcher(patch.object(fields.Datetime, "now", lambda: NOW))

    def _clock(self, zones):
        for place, zone in zip(self.places, zones, strict=True):
            place.zone = zone
            place.company.resource_calendar_id.tz = zone
        self.env.flush_all()

    def _rebuild(self):
        run = self.env["salestech.indicator.refresh"]
        for place in self.places:
            for source in self.env["salestech.indicator"]._sources():
                run._rebuild(source, place.id)
        failed = self.env["salestech.indicator.feed"].search([("error", "!=", False)])
        self.assertFalse(failed.mapped(lambda feed: (feed.source, feed.error)))

    def _cube(self, place):
        """Return {(code, day, user, team, segment, category): (amount, weight)} of the cube, as exact decimals."""
        self.env.cr.execute(
            """SELECT i.code, a.date, a.user_id, a.team_id, a.segment_id, a.category_id,
                      SUM(a.amount)::text, SUM(a.weight)::text
                 FROM salestech_actual a JOIN salestech_indicator i ON i.id = a.indicator_id
                WHERE a.company_id = %s GROUP BY 1, 2, 3, 4, 5, 6""",
            [place.id],
        )
        return {row[:6]: (Decimal(row[6]), Decimal(row[7])) for row in self.env.cr.fetchall()}

    def _check_records(self, place, cube):
        """From a figure to its records: what the records add up to is the cell, for one cell of each indicator."""
        facts = self.env["salestech.actual.fact"].with_context(allowed_company_ids=place.company.ids).sudo()
        cells = {key[0]: (key, cell) for key, cell in cube.items()}
        for code, (key, cell) in cells.items():
            axes = dict(zip(("user_id", "team_id", "segment_id", "category_id"), key[2:], strict=True))
            found = facts._of_cell(code, key[1], key[1], axes).search([])
            sums = tuple(round(sum(found.mapped(name)), 2) for name in ("amount", "weight"))
            self.assertEqual(sums, tuple(round(float(part), 2) for part in cell), (code, key))

    def _compare(self, world, with_records=False):
        for place in self.places:
            expected, cube = Counted(world, place).cells, self._cube(place)
            differing = {k: (expected.get(k), cube.get(k)) for k in expected.keys() | cube.keys()}
            differing = {k: v for k, v in differing.items() if v[0] != v[1]}
            self.assertFalse(differing, f"{len(differing)} cells differ (plain Python, cube)")
            self.seen |= {key[0] for key in cube}
            if with_records:
                self._check_records(place, cube)

    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**32), st.integers(4, 20), st.permutations(ZONES))
    def _check_a_world(self, seed, size, zones):
        with self.env.cr.savepoint() as savepoint:
            self._clock(zones[:2])
            world = World(self.env, self.places, f"{seed}/{size}/{zones}", size).live()
            self._rebuild()
            self._compare(world, seed % 5 == 0)
            if seed % 4 == 0:
                world.change()
                self.env.cr.flush()
                for step in self.env["salestech.indicator.refresh"]._drain_steps():
                    step()
                self._compare(world)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)

    def test_cube_equals_plain_python(self):
        self.seen = set()
        self._check_a_world()
        codes = set(self.env["salestech.indicator"].search([]).mapped("code"))
        shipped = {code for code in codes if self.env.ref(f"sales_technology.indicator_{code}", False)}
        self.assertEqual(len(shipped), 40)
        self.assertFalse(shipped - self.seen, "never had a figure, so nothing was tested")
