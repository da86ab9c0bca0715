from decimal import Decimal
from types import SimpleNamespace
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.tests import TransactionCase, new_test_user, tagged

from .world import FIRST, LAST, ZONES, Counted, World

CASES = 150  # in two companies each
CLIENT_ROOM = {"claim_count", "incident_count"}  # without their models there is nothing to count


@tagged("post_install", "-at_install")
class TestBruteForce(TransactionCase):
    """Each of the forty figures, per day, person and group, equals what plain Python counts, exactly."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, no_reset_password=True))
        currencies = cls.env["res.currency"].with_context(active_test=False).search([("name", "in", ("EUR", "JPY"))])
        currencies.active = True
        cls.places = [cls._place(number, currency) for number, currency in enumerate(currencies)]
        cls.env["res.company"].search([]).actual_since = FIRST
        cls.env.flush_all()
        cls.startClassPatcher(
            patch.object(fields.Datetime, "now", lambda: fields.Datetime.to_datetime(f"{LAST} 12:00:00"))
        )

    @classmethod
    def _place(cls, number, currency):
        env = cls.env
        company = env["res.company"].create({"name": f"Place {number}", "currency_id": currency.id})
        env.user.company_ids |= company
        env = env(context=dict(env.context, allowed_company_ids=company.ids))
        users = [
            new_test_user(env, f"place_{number}_{n}", company_id=company.id, company_ids=[(6, 0, company.ids)])
            for n in range(3)
        ]
        teams = env["crm.team"].create([{"name": f"Team {n}", "company_id": company.id} for n in range(2)])
        partners = env["res.partner"].create([{"name": f"Plant {n}", "is_company": True} for n in range(5)])
        lead = env["crm.lead"].create(
            {"name": "Template", "type": "opportunity", "company_id": company.id, "team_id": teams[0].id}
        )
        contract = env["salestech.contract"].create({"lead_id": lead.id, "partner_id": partners[0].id, "amount": 1})
        categories = env["product.category"].create([{"name": "Pumps"}, {"name": "Valves"}])
        journal = env["account.journal"].search([("company_id", "=", company.id), ("type", "=", "sale")], limit=1)
        journal = journal or env["account.journal"].create(
            {"name": "Sales", "code": f"S{number}", "type": "sale", "company_id": company.id}
        )
        pilot = {"name": "Trial", "lead_id": lead.id, "date_start": FIRST, "date_end": LAST, "user_id": users[0].id}
        pilot = env["salestech.pilot"].create(pilot)
        milestone = {"pilot_id": pilot.id, "name": "Day", "date_deadline": LAST, "user_id": users[0].id}
        stages = env["crm.stage"].create([{"name": "First"}, {"name": "Won here", "is_won": True}])
        move = {"lead_id": lead.id, "kind": "enter", "date": f"{FIRST}", "date_local": FIRST, "company_id": company.id}
        rating = {"res_model_id": env["ir.model"]._get_id("salestech.contract"), "res_id": contract.id}
        return SimpleNamespace(
            id=company.id,
            company=company,
            people=[user.id for user in users],
            teams=teams.ids,
            partners=partners.ids,
            lead=lead.id,
            contract=contract.id,
            line=env["salestech.contract.line"]
            .create({"contract_id": contract.id, "category_id": categories[0].id})
            .id,
            categories=categories.ids,
            segment=env.ref("sales_technology.segment_large").id,
            proposal=env["salestech.proposal"].create({"lead_id": lead.id, "kind": "technical"}).id,
            pilot=pilot.id,
            milestone=env["salestech.pilot.milestone"].create({**milestone, "state": "cancelled"}).id,
            activity=env["mail.activity"]
            .create({"res_model_id": env["ir.model"]._get_id("crm.lead"), "res_id": lead.id, "user_id": users[0].id})
            .id,
            meeting=env["calendar.event"]
            .create({"name": "Talk", "start": f"{FIRST} 10:00", "stop": f"{FIRST} 11:00"})
            .id,
            move=env["salestech.ladder.move"].create(move).id,
            invoice=env["account.move"]
            .create({"move_type": "out_invoice", "journal_id": journal.id, "partner_id": partners[0].id})
            .id,
            rating=env["rating.rating"].create(rating).id,
            stage_first=stages[0].id,
            stage_won=stages[1].id,
        )

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
        actual = self.env["salestech.actual"].with_context(allowed_company_ids=place.company.ids)
        cells = {key[0]: (key, cell) for key, cell in cube.items()}
        for code, (key, cell) in cells.items():
            indicator = actual._asked_indicators([code])
            axes = dict(zip(("user_id", "team_id", "segment_id", "category_id"), key[2:], strict=True))
            facts = [fact for found in actual._facts(indicator, key[1], key[1], axes).values() for fact in found]
            self.assertEqual(round(sum(fact[1] for fact in facts), 2), round(float(cell[0]), 2), (code, key))
            self.assertEqual(round(sum(fact[2] for fact in facts), 2), round(float(cell[1]), 2), (code, key))

    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**32), st.integers(1, 12), st.permutations(ZONES))
    def _check_a_world(self, seed, size, zones):
        with self.env.cr.savepoint() as savepoint:
            self._clock(zones[:2])
            world = World(self.env, self.places, seed, size).live()
            self._rebuild()
            for place in self.places:
                expected, cube = Counted(world, place).cells, self._cube(place)
                differing = {k: (expected.get(k), cube.get(k)) for k in expected.keys() | cube.keys()}
                differing = {k: v for k, v in differing.items() if v[0] != v[1]}
                self.assertFalse(differing, f"{len(differing)} cells differ (plain Python, cube)")
                self.seen |= {key[0] for key in cube}
                if seed % 5 == 0:
                    self._check_records(place, cube)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)

    def test_cube_equals_plain_python(self):
        self.seen = set()
        self._check_a_world()
        codes = set(self.env["salestech.indicator"].search([]).mapped("code"))
        shipped = {code for code in codes if self.env.ref(f"sales_technology.indicator_{code}", False)}
        self.assertEqual(len(shipped), 40)
        self.assertFalse(shipped - self.seen - CLIENT_ROOM, "never had a figure, so nothing was tested")
