from base64 import b64encode
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ...exceptions import LadderRefusal
from ..common import SalestechCommon

FILE = b64encode(b"x")


@tagged("post_install", "-at_install")
class TestClientLadder(SalestechCommon):
    """The ladder that comes with the addon, climbed as the domain describes it."""

    # step -> what must be there to leave it (the ninth: to be won)
    GATES = {
        1: ["Organisation", "Segment", "Responsible manager"],
        2: ["Decision maker with full name", "Decision maker's phone or e-mail"],
        3: ["Scenario chosen", "Communication plan made", "Call with the decision maker"],
        4: ["Commercial proposal sent"],
        5: ["A meeting was held", "Needs recorded", "Risks recorded"],
        6: ["Protocol signed by both sides"],
        7: ["Development plan carried out", "The client's consent", "Technical proposal agreed", "Pilot accepted"],
        8: ["Tender won"],
        9: ["Contract or guarantee letter signed"],
    }
    PARTNER_GATES = {
        1: ["Organisation", "Responsible manager"],
        2: ["Decision maker with full name", "Decision maker's phone or e-mail"],
        3: ["A meeting was held"],
        4: ["Terms agreed"],
        5: ["Partner agreement signed"],
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ladder = cls._adopt_ladder(cls.team_north)
        cls.steps = {step.step_no: step for step in cls.ladder.stage_ids}

    def test_nine_steps_with_their_gates(self):
        self.assertEqual(
            {no: step.with_context(lang="en_US").gate_ids.mapped("name") for no, step in self.steps.items()}, self.GATES
        )
        self.assertEqual([no for no, step in self.steps.items() if step.is_optional], [8])
        self.assertEqual([no for no, step in self.steps.items() if step.is_won], [9])

    def test_partner_ladder(self):
        ladder = self.env.ref("sales_technology.ladder_partner").with_context(lang="en_US")
        self.assertEqual({step.step_no: step.gate_ids.mapped("name") for step in ladder.stage_ids}, self.PARTNER_GATES)

    def _refused(self, lead, no, *names):
        with self.assertRaises(LadderRefusal) as caught:
            lead.stage_id = self.steps[no]
        faults = caught.exception.context["leads"][0]["faults"]
        gates = self.env["salestech.ladder.gate"].browse([fault["gate"] for fault in faults])
        self.assertEqual(gates.with_context(lang="en_US").mapped("name"), list(names))

    def _send_proposal(self, user, lead):
        vals = {"lead_id": lead.id, "file": FILE, "file_name": "proposal.pdf"}
        self.env["salestech.proposal"].with_user(user).create(vals).action_mark_sent()

    def _sign_protocol(self, lead):
        """Put a protocol with one item of ours in force; how it is signed is tested with protocols."""
        protocol = self.env["salestech.protocol"].create(
            {
                "lead_id": lead.id,
                "item_ids": [
                    Command.create({"name": "Show the service", "side": "ours", "date_deadline": fields.Date.today()})
                ],
            }
        )
        protocol._sealed().write({"state": "signed"})
        protocol.item_ids._come_into_force()
        return protocol

    def _carry_out(self, lead):
        lead.sudo().protocol_item_ids.filtered(lambda item: item.state == "open")._close("done", "Shown")

    def _consent(self, user, lead, boss):
        self.env["salestech.consent"].with_user(user).create({"lead_id": lead.id, "partner_id": boss.id})

    def _win_tender(self, user, lead):
        vals = {"lead_id": lead.id, "name": "Supply", "bid_amount": 10, "document_ids": []}
        tender = self.env["salestech.tender"].with_user(user).create(vals)
        tender._take_part("Our field")
        tender.action_submit()
        tender.action_win()

    def _sign_contract(self, user, lead):
        contract = self.env["salestech.contract"].with_user(user).create({"lead_id": lead.id, "amount": 10})
        contract.action_prepare()
        return contract._sign(fields.Date.today(), FILE, "contract.pdf")

    def _up(self, lead, no):
        lead.stage_id = self.steps[no]
        self.assertEqual(lead.step_no, no)

    def test_from_the_list_to_the_signature(self):
        user = self.user_manager
        lead = (
            self.env["crm.lead"]
            .with_user(user)
            .create({"name": "Plant", "type": "opportunity", "team_id": self.team_north.id, "user_id": user.id})
        )
        self._refused(lead, 2, "Organisation", "Segment")
        lead.write({"partner_name": "Plant", "segment_id": self.env.ref("sales_technology.segment_large").id})
        self._up(lead, 2)

        self._refused(lead, 3, *self.GATES[2])
        lead._handle_partner_assignment()
        organisation = lead.partner_id.commercial_partner_id
        boss = self.env["res.partner"].create({"name": "Petrov", "parent_id": organisation.id})
        lead.decision_maker_id = boss
        self._refused(lead, 3, *self.GATES[2])
        boss.write({"name": "Ivan Petrov", "email": "petrov@example.com"})
        self._up(lead, 3)

        self._refused(lead, 4, *self.GATES[3])
        lead.scenario_id = self.env.ref("sales_technology.scenario_large")
        self._refused(lead, 4, "Call with the decision maker")
        self._call(lead, boss)
        self._up(lead, 4)

        self._refused(lead, 5, *self.GATES[4])
        self._send_proposal(user, lead)
        self._up(lead, 5)

        self._refused(lead, 6, *self.GATES[5])
        self._meet(lead, boss)
        self.env["salestech.need"].with_user(user).create({"lead_id": lead.id, "kind": "need", "name": "Speed"})
        self._refused(lead, 6, "Risks recorded")
        self.env["salestech.need"].with_user(user).create({"lead_id": lead.id, "kind": "risk", "name": "Budget"})
        self._up(lead, 6)

        self._refused(lead, 7, *self.GATES[6])
        self._sign_protocol(lead)
        self._up(lead, 7)

        lead.sudo().technical_proposal_required = True
        self._refused(lead, 9, *self.GATES[7][:3], *self.GATES[9])
        lead.sudo().technical_proposal_required = False
        self._refused(lead, 9, *self.GATES[7][:2], *self.GATES[9])
        self._carry_out(lead)
        self._consent(user, lead, boss)
        lead.tender_required = True
        with self.assertRefused("Step 8", error=LadderRefusal):
            lead.stage_id = self.steps[9]
        self._up(lead, 8)
        self._refused(lead, 9, *self.GATES[8], *self.GATES[9])
        self._win_tender(user, lead)

        # signing is the leading manager's (2.1.9): the client is handed over
        lead.sudo().user_id = self.user_leading_manager
        lead = lead.with_user(self.user_leading_manager)
        self._refused(lead, 9, *self.GATES[9])
        self.assertFalse(self._sign_contract(self.user_leading_manager, lead))
        self.assertEqual((lead.step_no, lead.won_status), (9, "won"))
        kinds = lead.ladder_move_ids.sorted("id").mapped("kind")
        self.assertEqual(kinds, ["enter"] + ["forward"] * 7 + ["won"])

    def test_tender_is_passed_over_where_none_is_required(self):
        lead = self._lead(self.user_manager, partner_name="Plant")
        lead.sudo().ladder_move_to(self.steps[7].id, "Set up for the test", override=True)
        self._sign_protocol(lead)
        self._carry_out(lead)
        lead._handle_partner_assignment()
        self._consent(self.user_manager, lead, lead.partner_id)
        self.assertFalse(self._sign_contract(self.user_group_head, lead))
        self.assertEqual((lead.step_no, lead.won_status), (9, "won"))

    def _call(self, lead, boss):
        log = (
            self.env["salestech.call.log"]
            .with_user(self.user_manager)
            .create({"lead_id": lead.id, "contact_id": boss.id})
        )
        log.with_context(call_outcome="reached").action_log()

    def _meet(self, lead, boss):
        start = fields.Datetime.now() - timedelta(hours=2)
        event = (
            self.env["calendar.event"]
            .with_user(self.user_manager)
            .create(
                {
                    "name": "Meeting",
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "opportunity_id": lead.id,
                    "partner_ids": [(6, 0, (boss | self.user_manager.partner_id).ids)],
                    "purpose": "introduction",
                }
            )
        )
        event.meeting_state = "held"


@tagged("post_install", "-at_install")
class TestStay(SalestechCommon):
    """Conversion and time per step are read from the moves alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ladder = cls._adopt_ladder(cls.team_north)
        cls.first, cls.second = cls.ladder.stage_ids.sorted("step_no")[:2]

    def test_shares_are_true_in_every_grouping(self):
        leads = [self._lead(self.user_manager) for _n in range(4)]
        for lead in leads[:2]:
            lead.sudo().ladder_move_to(self.second.id, "Test", override=True)
        leads[2].action_set_lost()
        self.env.flush_all()
        stays = self.env["salestech.ladder.stay"].with_user(self.user_manager)
        rows = stays._read_group(
            [("lead_id", "in", [lead.id for lead in leads])],
            ["stage_id"],
            ["stays:sum", "passed:sum", "conversion:avg"],
            order="stage_id",
        )
        by_stage = {stage: (came, passed, share) for stage, came, passed, share in rows}
        self.assertEqual(by_stage[self.first][:2], (4, 2))
        self.assertAlmostEqual(by_stage[self.first][2], 200 / 3, places=3)
        self.assertEqual(by_stage[self.second], (2, 0, False))

    def test_stays_are_seen_as_far_as_the_client_is(self):
        lead = self._lead(self.user_manager)
        stays = self.env["salestech.ladder.stay"]
        for user, seen in (
            (self.user_manager, 1),
            (self.user_group_head, 1),
            (self.user_department_head, 1),
            (self.user_director, 1),
            (self.user_colleague, 0),
            (self.user_south_head, 0),
            (self.user_abroad_manager, 0),
        ):
            own = stays.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
            self.assertEqual(own.search_count([("lead_id", "=", lead.id)]), seen, user.name)
