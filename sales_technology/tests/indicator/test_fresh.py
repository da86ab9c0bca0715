from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from ...tools.period import period_of
from ..client.case_common import CaseCommon
from ..ladder.touch_common import NOW
from .common import IndicatorCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFresh(CaseCommon, IndicatorCommon):
    """What the work with current clients changes is counted within a minute; so is what a setting changes."""

    def _keys(self):
        self._settle()
        return set(self.env["salestech.indicator.dirty"].search([]).mapped(lambda key: (key.source, key.date)))

    def _quality(self, day=None):
        day = day or self.today - timedelta(days=1)
        return self._figure("quality_level", None, day, day)

    def test_every_record_that_is_counted_tells_when_it_changes(self):
        indicators = self.env["salestech.indicator"]
        for name in indicators._sources():
            if name.startswith("records:"):
                models = [name.split(":")[1]]
            else:
                models = self.env["salestech.indicator.source"]._get(name)._watched
            for model in models:
                self.assertIn(model, self.env)
                self.assertTrue(hasattr(self.env[model], "_indicator_mark"), (name, model))
        forty = indicators.search([]).filtered(lambda indicator: indicator._is_shipped())
        self.assertEqual(len(forty), 40)
        self.assertFalse(forty.filtered(lambda indicator: not indicator.has_data).mapped("code"))

    def test_a_claim_and_a_situation_are_counted(self):
        for model, code in (("salestech.claim", "claim_count"), ("salestech.incident", "incident_count")):
            case = self._claim(model=model)
            self.assertIn((f"records:{model}:date_received", self.today), self._keys())
            self._drain()
            self.assertEqual(self._figure(code, case.user_id), 1)
            case.sudo().unlink()
            self._drain()
            self.assertEqual(self._figure(code), 0)

    def test_a_claim_of_a_stranger_counts_once_it_is_sorted(self):
        claim = self._claim().sudo()
        claim.state = "unsorted"
        self._drain()
        self.assertEqual(self._figure("claim_count"), 0)
        claim.state = "new"
        self._drain()
        self.assertEqual(self._figure("claim_count"), 1)

    def test_quality_follows_a_claim_and_the_stages_of_a_contract(self):
        yesterday = self.today - timedelta(days=1)
        stage = {"name": "First lot", "date_deadline": yesterday}
        draft = self._contract()
        self.env["salestech.work.stage"].create({**stage, "contract_id": draft.id})
        self._drain()
        self.assertIsNone(self._quality(), "nothing of a contract that is not signed falls due")
        draft.sudo().write({"state": "signed", "date_signed": yesterday})
        self._drain()
        self.assertEqual(self._quality(), 0)
        draft.sudo().work_stage_ids.write({"state": "accepted", "date_accepted": yesterday})
        self._drain()
        self.assertEqual(self._quality(), 100)
        claim = self._claim().sudo()
        claim.resolution_deadline = fields.Datetime.now() - timedelta(days=1)
        self._drain()
        self.assertEqual(self._quality(), 50)
        claim.write({"state": "resolved", "date_resolved": fields.Datetime.now() - timedelta(days=1, hours=1)})
        self._drain()
        self.assertEqual(self._quality(), 100)

    def test_a_claim_falls_due_by_the_clock_alone(self):
        claim = self._claim().sudo()
        claim.resolution_deadline = fields.Datetime.now() + timedelta(minutes=30)
        self._drain()
        self.assertIsNone(self._quality(self.today))
        with freeze_time(fields.Datetime.to_datetime(NOW) + timedelta(minutes=31)):
            self._drain()
            self.assertEqual(self._quality(self.today), 0)
            rows = self._rows()
            self._rebuild()
            self.assertEqual(self._rows(), rows)
        with freeze_time(fields.Datetime.to_datetime(NOW) + timedelta(days=1)):
            other = self._claim().sudo()
            other.resolution_deadline = fields.Datetime.now() + timedelta(minutes=5)
            self._drain()
        with freeze_time(fields.Datetime.to_datetime(NOW) + timedelta(days=1, minutes=6)):
            self._rebuild()
            self.assertFalse(self.env["salestech.indicator.feed"].search([("mismatch_count", ">", 0)]))

    def test_quality_and_its_report_are_one_truth(self):
        """The figure of a period is what the report on quality says of it, kind by kind and day by day."""
        for days, state in ((1, "new"), (2, "resolved"), (3, "unsorted"), (40, "new")):
            claim = self._claim().sudo()
            claim.resolution_deadline = fields.Datetime.now() - timedelta(days=days)
            claim.write({"state": state, "date_resolved": fields.Datetime.now() - timedelta(days=2, hours=1)})
        draft = self._contract()
        for days in (-1, 0, 1, 5):
            stage = {"name": "Lot", "date_deadline": self.today - timedelta(days=days), "contract_id": draft.id}
            self.env["salestech.work.stage"].create(stage)
        draft.sudo().write({"state": "signed", "date_signed": self.today})
        self._drain()
        report = self.env["salestech.quality"].with_context(allowed_company_ids=self.company.ids)
        counted = [("is_counted", "=", True), ("due_count", ">", 0)]
        rows = report._read_group(counted, ["date_due:day"], ["kept_count:sum", "due_count:sum"])
        self.assertGreater(len(rows), 3)
        cube = self.actual._read_group(
            [("indicator_id.code", "=", "quality_level")], ["date:day"], ["amount:sum", "weight:sum"]
        )
        self.assertEqual(cube, rows)

    def test_an_answer_is_counted(self):
        kind = self.env["salestech.satisfaction.kind"].search([], limit=1)
        asked = {"kind_id": kind.id, "source_key": "test", "company_id": self.company.id, "state": "sent"}
        asked |= {"partner_id": self.organisation.id, "contact_id": self.boss.id, "user_id": self.user_manager.id}
        asked |= {"date_event": self.today, "date_due": self.today, "date_last": self.today}
        row = self.env["salestech.satisfaction"].create({**asked, "team_id": self.team_north.id})
        self._drain()
        self.assertIsNone(self._figure("satisfaction_level"))
        row._answer(3, "Late again")
        self._drain()
        self.assertEqual(self._figure("satisfaction_level", self.user_manager), 60)

    def test_the_state_of_a_pilot_decides_about_its_milestones(self):
        vals = {"name": "Trial", "lead_id": self.lead.id, "user_id": self.user_manager.id}
        pilot = self.env["salestech.pilot"].create(
            {**vals, "date_start": self.today - timedelta(days=9), "date_end": self.today + timedelta(days=9)}
        )
        milestone = {"pilot_id": pilot.id, "name": "Day", "date_deadline": self.today - timedelta(days=1)}
        self.env["salestech.pilot.milestone"].create(milestone)
        self._drain()
        self.assertIsNone(self._quality())
        pilot.sudo().state = "running"
        self._drain()
        self.assertEqual(self._quality(), 0)

    def test_a_client_who_changes_hands_today_takes_the_contracts_of_today_along(self):
        contract = self._signed(date=self.today, amount=700).sudo()
        contract.deal_type = "new"
        self._drain()
        contract.lead_id.write({"team_id": self.team_south.id, "user_id": self.user_south_manager.id})
        self._drain()
        row = self.actual.search([("indicator_id.code", "=", "contract_amount"), ("date", "=", self.today)])
        self.assertEqual(row.team_id, self.team_south)
        rows = self._rows()
        self._rebuild()
        self.assertEqual(self._rows(), rows)

    def test_a_client_never_on_a_ladder_keeps_its_past_when_it_changes_hands(self):
        team = self.env["crm.team"].create(
            {"name": "Off the ladders", "company_id": self.company.id, "ladder_id": False}
        )
        vals = {"name": "Plain", "type": "opportunity", "team_id": team.id, "user_id": self.user_manager.id}
        partner = self.env["res.partner"].create({"name": "Works", "is_company": True})
        lead = self.env["crm.lead"].create({**vals, "partner_id": partner.id, "company_id": self.company.id})
        day = self.today - timedelta(days=5)
        contract = self.env["salestech.contract"].create({"lead_id": lead.id, "amount": 700, "deal_type": "new"}).sudo()
        contract.write({"state": "signed", "date_signed": day})
        self._drain()
        domain = [("indicator_id.code", "in", ("contract_amount", "current_client_count"))]
        domain.append(("team_id", "in", (team | self.team_south).ids))
        self.assertEqual(self.actual.search(domain).team_id, team)
        with freeze_time(fields.Datetime.to_datetime(NOW) + timedelta(days=2)):
            self._drain()
            before = {row.id: (row.team_id, row.user_id) for row in self.actual.search(domain)}
            lead.write({"team_id": self.team_south.id, "user_id": self.user_south_manager.id})
            self._drain()
            past = self.actual.search([*domain, ("date", "<=", self.today + timedelta(days=1))])
            self.assertEqual({row.id: (row.team_id, row.user_id) for row in past}.items() - before.items(), set())
            self.assertEqual(past.team_id, team)
            now = self.actual.search([*domain, ("date", "=", self.today + timedelta(days=2))])
            self.assertEqual((now.team_id, now.user_id), (self.team_south, self.user_south_manager))
            rows = self._rows()
            self._rebuild()
            self.assertEqual(self._rows(), rows)

    def test_a_plain_client_that_changes_hands_has_no_history(self):
        team = self.env["crm.team"].create(
            {"name": "Off the ladders", "company_id": self.company.id, "ladder_id": False}
        )
        lead = self.env["crm.lead"].create({"name": "Plain", "type": "opportunity", "team_id": team.id})
        lead.write({"user_id": self.user_manager.id, "team_id": team.id})
        self._settle()
        self.assertFalse(self.env["salestech.lead.stand"].search([("lead_id", "=", lead.id)]))

    def test_a_currency_without_a_rate_is_told_and_the_rest_goes_on(self):
        currency = self.env["res.currency"].create({"name": "QQQ", "symbol": "Q", "rounding": 0.01})
        contract = self._signed(date=self.today, amount=100, currency_id=currency.id).sudo()
        other = self._signed(date=self.today, amount=7).sudo()
        (contract | other).deal_type = "cross_sale"
        self._drain()
        before = self._figure("contract_amount")
        (contract | other).deal_type = "new"
        self._claim()
        self._drain()
        feeds = self.env["salestech.indicator.feed"].search([("company_id", "=", self.company.id)])
        doubtful = feeds.filtered("doubt")
        self.assertIn("records:salestech.contract:date_signed", doubtful.mapped("source"))
        self.assertIn("QQQ", doubtful[0].with_user(self.user_administrator).doubt)
        self.assertFalse(feeds.filtered("error"))
        self.assertEqual(self._figure("contract_amount"), before + 107)
        self.assertEqual(self._figure("claim_count"), 1)
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "company_id": self.company.id, "name": self.today, "rate": 4}
        )
        self._drain()
        self.assertEqual(self._figure("contract_amount"), before + 32)
        self._rebuild()
        self.assertFalse(feeds.filtered("doubt"))

    def test_the_day_since_which_figures_are_kept_is_a_setting(self):
        first = self.company.actual_since
        january = period_of(first, "month")[1:]
        self._signed(date=first + timedelta(days=9), amount=700).sudo().deal_type = "new"
        self._drain()
        settings = self.env["res.config.settings"].with_company(self.company)
        settings.create({"salestech_actual_since": first + timedelta(days=60)}).execute()
        self._drain()
        self.assertEqual(self._figure("contract_amount", None, *january), 0)
        settings.create({"salestech_actual_since": first}).execute()
        self._drain()
        self.assertEqual(self._figure("contract_amount", None, *january), 700)
        with self.assertRaises(ValidationError):
            settings.create({"salestech_actual_since": "1066-10-14"}).execute()

    def test_what_turnover_counts_is_a_setting(self):
        order = self._order().sudo()
        order.write({"state": "sale", "date_order": fields.Datetime.now()})
        self._drain()
        self.assertEqual(self._figure("turnover"), 0)
        settings = self.env["res.config.settings"].with_company(self.company)
        settings.create({"salestech_turnover_from": "orders"}).execute()
        self._drain()
        self.assertEqual(self._figure("turnover"), order.amount_untaxed)

    def test_an_indicator_that_goes_with_its_addon_leaves_no_figures(self):
        indicator = self._indicator()
        self._signed(date=self.today, amount=5)
        self._drain()
        self.assertTrue(self.actual.search([("indicator_id", "=", indicator.id)]))
        indicator.with_context(_force_unlink=True).unlink()
        self.env.cr.execute("SELECT COUNT(*) FROM salestech_actual WHERE indicator_id = %s", [indicator.id])
        self.assertEqual(self.env.cr.fetchone(), (0,))
