from base64 import b64encode
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from ..deal.document_common import DocumentCommon
from ..ladder.touch_common import NOW

ACT = b64encode(b"%PDF-1.4 an act")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWorkStage(DocumentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Stage = cls.env["salestech.work.stage"]

    def _stage(self, contract, **vals):
        vals = {"contract_id": contract.id, "name": "First lot", "date_deadline": "2026-12-01", "amount": 400, **vals}
        return self.Stage.with_user(contract.env.user).create(vals)

    def _accept(self, stage, number="17", day="2026-11-24", file=ACT):
        action = stage.action_accept()
        wizard = self.env["salestech.work.stage.accept"].with_user(stage.env.user).with_context(**action["context"])
        return wizard.create({"number": number, "date": day, "file": file, "file_name": "act.pdf"}).action_accept()

    def _split(self, contract, **vals):
        action = contract.action_split_stages()
        wizard = self.env["salestech.work.stage.split"].with_user(contract.env.user).with_context(**action["context"])
        wizard.create(vals).action_split()
        return contract.work_stage_ids.sorted("sequence")

    def test_acceptance_closes_the_stage_with_its_act(self):
        stage = self._stage(self._signed())
        self._accept(stage)
        self.assertRecordValues(
            stage,
            [
                {
                    "state": "accepted",
                    "date_accepted": date(2026, 11, 24),
                    "act_number": "17",
                    "has_act": True,
                    "is_on_time": True,
                    "accepted_by_id": self.user_leading_manager.id,
                }
            ],
        )
        with self.assertRefused("can no longer be changed", error=UserError):
            stage.amount = 500
        with self.assertRefused("can no longer be changed", error=UserError):
            self._accept(stage)

    def test_a_late_act_is_not_on_time(self):
        stage = self._stage(self._signed(date="2026-11-01"), date_deadline="2026-11-10")
        self.assertTrue(stage.is_late)
        self._accept(stage, day="2026-11-11")
        self.assertFalse(stage.is_on_time)
        self.assertFalse(stage.is_late)

    def test_a_scan_may_come_later_and_once(self):
        stage = self._stage(self._signed())
        self._accept(stage, file=False)
        self.assertFalse(stage.has_act)
        action = stage.action_attach_act()
        wizard = self.env["salestech.work.stage.accept"].with_user(stage.env.user).with_context(**action["context"])
        with self.assertRefused("Attach the signed act", error=ValidationError):
            wizard.create({}).action_accept()
        wizard.create({"file": ACT}).action_accept()
        self.assertTrue(stage.has_act)
        with self.assertRefused("not here yet", error=UserError):
            stage.action_attach_act()

    def test_not_closed_before_the_contract_is_signed(self):
        stage = self._stage(self._contract())
        for close in (stage.action_accept, stage.action_cancel, lambda: stage._accept("1", "2026-11-24")):
            with self.assertRefused("is not signed yet", "Record its signature first", error=UserError):
                close()
        self.assertEqual(stage.state, "open")
        stage.unlink()

    def test_stages_of_a_signed_contract_are_cancelled_with_a_reason(self):
        stage = self._stage(self._signed())
        with self.assertRefused("Cancel it", error=UserError):
            stage.unlink()
        self.assertEqual(stage.action_cancel()["context"]["default_verb"], "cancel")
        self._reason(stage, "cancel", "The client builds it himself")
        self.assertEqual((stage.state, stage.cancel_reason), ("cancelled", "The client builds it himself"))

    def test_bad_acts_are_refused_in_words(self):
        stage = self._stage(self._signed(date="2026-11-20"))
        for number, day, words in (
            ("", "2026-11-24", "number of the act"),
            ("1", "2026-11-26", "day to come"),
            ("1", "2026-11-19", "cannot be older"),
            ("1", False, "day to come"),
        ):
            with self.subTest(words), self.assertRefused(words, error=ValidationError):
                self._accept(stage, number, day)
        self.assertEqual(stage.state, "open")

    def test_bad_amounts_are_refused_in_words(self):
        contract = self._contract()
        for amount, words in ((float("nan"), "is no amount"), (float("inf"), "no end"), (-1, "less than zero")):
            with self.subTest(amount), self.assertRefused(words, error=ValidationError):
                self._stage(contract, amount=amount)

    def test_facts_come_by_buttons_only(self):
        stage = self._stage(self._signed())
        for vals in ({"state": "accepted"}, {"date_accepted": "2026-11-24"}, {"act_number": "5"}):
            with self.subTest(vals), self.assertRefused("not by hand"):
                stage.write(vals)
            with self.subTest(vals), self.assertRefused("not by hand"):
                self._stage(stage.contract_id, **vals)
        with self.assertRefused("not by hand"):
            self._stage(stage.contract_id.with_context(default_state="accepted")).with_context(
                default_state="accepted"
            ).copy({"state": "accepted"})

    def test_who_has_no_such_process_is_told_so(self):
        contract = self._signed()
        stage = self._stage(contract)
        with self.assertRefused("Closing work stages"):
            stage.with_user(self.user_group_head).action_accept()
        with self.assertRefused("Closing work stages"):
            self._stage(contract.with_user(self.user_group_head))

    def test_nobody_makes_stages_of_contracts_he_does_not_reach(self):
        contract = self._signed()
        with self.assertRaises(AccessError):
            self._stage(contract.with_user(self.user_south_manager), user_id=self.user_south_manager.id)

    def test_the_manager_works_on_stages_of_a_contract_that_is_closed_to_him(self):
        contract = self._signed(self.env.user, self.lead).with_user(self.user_manager)
        line = Command.create({"name": "Delivery", "date_deadline": "2026-12-01", "amount": 10})
        contract.write({"work_stage_ids": [line]})
        self.assertEqual(contract.work_stage_ids.name, "Delivery")
        with self.assertRaises(AccessError):
            contract.write({"work_stage_ids": [Command.clear()], "amount": 5})

    def test_split_adds_up_to_the_contract(self):
        contract = self._signed(amount=100)
        stages = self._split(contract, count=3, date_first="2027-01-31", every="month")
        self.assertEqual(stages.mapped("amount"), [33.34, 33.33, 33.33])
        self.assertEqual(stages.mapped("date_deadline"), [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)])
        self.assertEqual(contract.work_stage_left, 0)
        with self.assertRefused("in stages already", error=UserError):
            contract.action_split_stages()

    def test_split_takes_what_is_left(self):
        contract = self._signed(amount=1000)
        self._stage(contract, amount=400)
        self.assertEqual(contract.work_stage_left, 600)
        self._split(contract, count=7)
        self.assertEqual(contract.work_stage_left, 0)
        self.assertEqual(contract.work_stage_count, 8)

    def test_split_into_nonsense_is_refused(self):
        for count in (0, -3, 61):
            with self.subTest(count), self.assertRefused("1 to 60", error=ValidationError):
                self._split(self._signed(), count=count)

    def test_stages_over_the_contract_are_shown(self):
        contract = self._signed(amount=1000)
        self._stage(contract, amount=1500)
        self.assertEqual(contract.work_stage_left, -500)
        self.assertEqual(contract.work_stage_amount, 1500)

    def test_a_partner_agreement_has_no_stages(self):
        agreement = self._contract(type="partner_agreement", amount=0)
        with self.assertRefused("no work stages", error=ValidationError):
            self._stage(agreement)
        with self.assertRefused("no work", error=UserError):
            agreement.action_split_stages()

    def test_only_stages_of_signed_contracts_fall_due(self):
        planned, due = self._stage(self._contract()), self._stage(self._signed())
        kept = self._stage(due.contract_id)
        self._accept(kept)
        self.assertEqual((planned | due | kept)._deadline_open(), due)

    def test_billing_is_the_orders(self):
        order = self._order(lead=self.own_lead, user=self.user_leading_manager)
        order.action_confirm()
        contract = self._signed(order_id=order.id)
        stage = self._stage(contract)
        self.assertEqual(stage.order_id, order)
        self.assertEqual(stage.order_invoice_status, order.invoice_status)
        with self.assertRefused("is invoiced yet", error=UserError):
            contract.action_open_order_invoices()
        with self.assertRefused("Choose the quotation", error=UserError):
            self._contract().action_open_order_invoices()

    def test_the_form_opens(self):
        contract = self._signed(self.env.user, self.lead).with_user(self.user_manager)
        with Form(self.Stage.with_user(self.user_manager)) as form:
            form.contract_id = contract
            form.name = "Assembly"
            form.date_deadline = "2026-12-10"
        self.assertEqual(form.record.partner_id, self.organisation)
        self.assertEqual(form.record.team_id, self.team_north)

    def test_contracts_cost_no_more_queries_with_many_stages(self):
        few, many = self._signed(), self._signed()
        self._stage(few)
        for number in range(8):
            self._stage(many, name=str(number))
        counts = []
        for contract in (few, few, many):  # the first fills caches
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            contract.read(["work_stage_left", "work_stage_amount"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_merged_organisations_keep_their_stages(self):
        stage = self._stage(self._signed(lead=self.own_lead))
        twin = self.env["res.partner"].create({"name": "Plant twin", "is_company": True})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([stage.partner_id.id, twin.id], twin)
        self.env.invalidate_all()
        self.assertEqual(stage.partner_id, twin)
        self.assertEqual(stage.contract_id.partner_id, twin)
