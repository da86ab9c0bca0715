from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..ladder.touch_common import NOW
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCrossSale(CaseCommon):
    """Ten large clients: all have pumps, six of them valves; five medium ones have valves alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        large, medium = cls.env.ref("sales_technology.segment_large"), cls.env.ref("sales_technology.segment_mid")
        cls.pumps, cls.valves = cls.category_pumps, cls.category_valves
        cls.large = [
            cls._buyer(f"Large {n}", large, {cls.pumps: 100, **({cls.valves: 100 * (n + 1)} if n < 6 else {})})
            for n in range(10)
        ]
        cls.medium = [cls._buyer(f"Medium {n}", medium, {cls.valves: 50}) for n in range(5)]
        cls.suggestions = cls.env["salestech.cross.sale"]
        cls.suggestions._refresh(cls.company)

    @classmethod
    def _buyer(cls, name, segment, amounts):
        partner = cls.env["res.partner"].create({"name": name, "is_company": True, "segment_id": segment.id})
        boss = cls.env["res.partner"].create({"name": "Ivan Petrov", "phone": "+7 495 1", "parent_id": partner.id})
        lead = cls._lead(
            cls.user_manager, name=name, partner_id=partner.id, segment_id=segment.id, decision_maker_id=boss.id
        )
        cls._in_force(lead, amounts)
        return partner

    def _of(self, partner):
        return self.env["salestech.cross.sale"].search([("partner_id", "=", partner.id)])

    def test_share_lift_and_amount(self):
        row = self._of(self.large[9])
        self.assertRecordValues(
            row,
            [
                {
                    "category_id": self.valves.id,
                    "share": 0.6,
                    "lift": 0.8182,  # 6 of 10 against 11 of 15
                    "expected_amount": 350.0,  # the median of 100 … 600
                    "user_id": self.user_manager.id,
                    "team_id": self.team_north.id,
                    "state": "open",
                }
            ],
        )
        self.assertFalse(self._of(self.large[0]) | self._of(self.medium[0]), "they have all that is usual")
        self.assertTrue(self.company.salestech_cross_date)

    def test_merge_of_two_clients_keeps_what_was_decided(self):
        """The one that goes had an opportunity made of it, the one that stays was not yet asked."""
        going, staying = self._of(self.large[8]), self._of(self.large[9])
        going.with_user(self.user_manager).action_make_lead()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.large[8] | self.large[9]).ids, self.large[9])
        self.assertRecordValues(
            self._of(self.large[9]), [{"id": going.id, "state": "made", "lead_id": going.lead_id.id}]
        )
        self.assertFalse(staying.exists())

    def test_thresholds_of_the_company(self):
        self.company.salestech_cross_min_share = 0.7
        self.suggestions._refresh(self.company)
        self.assertFalse(self._of(self.large[9]), "sixty in a hundred is no habit any more")
        self.company.write({"salestech_cross_min_share": 0.3, "salestech_cross_min_clients": 11})
        self.suggestions._refresh(self.company)
        self.assertFalse(self._of(self.large[9]))

    def test_bought_meanwhile_goes_decided_stays(self):
        bought, decided = self._of(self.large[8]), self._of(self.large[9]).with_user(self.user_manager)
        self._reason(decided, "dismiss", "Makes its own valves")
        lead = self._lead(self.user_manager, name="More", partner_id=self.large[8].id)
        self._in_force(lead, {self.valves: 10})
        self.suggestions._refresh(self.company)
        self.assertFalse(bought.exists())
        self.assertRecordValues(decided, [{"state": "dismissed", "reason": "Makes its own valves"}])
        decided.action_take_up()
        self.assertEqual(decided.state, "open")

    def test_confirmed_orders_count_once(self):
        order = self._order()
        order.action_confirm()
        rows = self.env["salestech.client.product"].search([("partner_id", "=", self.organisation.id)])
        self.assertEqual(
            {row.category_id: row.amount for row in rows}, {self.category_pumps: 200.0, self.category_valves: 40.0}
        )
        contract = self._in_force(self.lead, order_id=order.id)
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["salestech.client.product"].search([("partner_id", "=", self.organisation.id)])
        self.assertEqual(sum(rows.mapped("amount")), contract.amount)

    def test_one_click_makes_a_lead_on_the_right_step(self):
        row = self._of(self.large[9]).with_user(self.user_manager)
        action = row.action_make_lead()
        lead = self.env["crm.lead"].browse(action["res_id"])
        self.assertRecordValues(
            lead,
            [
                {
                    "partner_id": self.large[9].id,
                    "deal_type": "cross_sale",
                    "expected_revenue": 350.0,
                    "decision_maker_id": self.large[9].child_ids.id,
                    "user_id": self.user_manager.id,
                    "step_no": 3,  # whom to call is known; the scenario is not chosen yet
                }
            ],
        )
        self.assertEqual((row.state, row.lead_id), ("made", lead))
        self.assertEqual(row.action_make_lead()["res_id"], lead.id, "twice opens the same")
        contract = self._contract(self.user_manager, lead=lead)
        self.assertEqual(contract.deal_type, "cross_sale")

    def test_lead_without_deal_type_leaves_the_contract_as_it_was(self):
        self.assertEqual(self._contract().deal_type, "cross_sale", "a client already")
        new = self._lead(self.user_leading_manager, name="New", partner_name="New plant")
        self.assertEqual(self._contract(lead=new).deal_type, "new")

    def test_only_by_buttons_and_by_those_who_may(self):
        row = self._of(self.large[9])
        with self.assertRaises(AccessError):
            row.with_user(self.user_manager).write({"state": "made"})
        with self.assertRefused("Cross-sales"):
            row.with_user(self.user_group_head).action_make_lead()
        with self.assertRaises(AccessError):
            row.with_user(self.user_south_manager).action_make_lead()
        self._reason(row.with_user(self.user_manager), "dismiss", "No")
        with self.assertRefused("dismissed", error=UserError):
            row.with_user(self.user_manager).action_make_lead()

    def test_another_company_counts_for_itself(self):
        self.suggestions._refresh(self.other_company)
        self.assertFalse(self.suggestions.search([("company_id", "=", self.other_company.id)]))

    def test_ended_contract_makes_no_suggestion(self):
        contract = self.env["salestech.contract"].search([("partner_id", "=", self.large[9].id)])
        contract.date_to = Date.to_date("2026-03-01")
        self.suggestions._refresh(self.company)
        self.assertFalse(self._of(self.large[9]))

    def test_refresh_writes_nothing_where_nothing_changed(self):
        row = self._of(self.large[9])
        with freeze_time("2026-11-26 09:00:00"):
            self.suggestions._refresh(self.company)
        self.env.invalidate_all()
        self.assertEqual(str(row.write_date), NOW)

    def test_cost_of_a_refresh_does_not_grow(self):
        def cost():
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.suggestions._refresh(self.company)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost()  # caches
        few = cost()
        large = self.env.ref("sales_technology.segment_large")
        for n in range(10):
            self._buyer(f"More {n}", large, {self.pumps: 10})
        self.assertEqual(few, cost())
