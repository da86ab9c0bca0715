from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..client.case_common import CaseCommon


@tagged("post_install", "-at_install")
class TestQuality(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.today = cls.company._local_day(cls.now)
        cls.quality = cls.env["salestech.quality"].with_company(cls.company)

    def _days(self, days):
        return self.today + timedelta(days=days)

    def _case(self, due, done, *, react=-20, reacted=-21, model="salestech.claim", **vals):
        """A claim whose times lie so many days from now; done None: not done."""
        case = self._claim(self.user_leading_manager, model=model, contract_id=self.contract.id, **vals).sudo()
        moments = {
            "reaction_deadline": react,
            "date_reacted": reacted,
            "resolution_deadline": due,
            "date_resolved": done,
        }
        case.write({name: days is not None and self.now + timedelta(days=days) for name, days in moments.items()})
        case.state = "new" if done is None else "resolved"
        return case

    def _stage(self, due, done, contract=None, **vals):
        stage = self.env["salestech.work.stage"].create(
            {
                "contract_id": (contract or self.contract).id,
                "name": "Lot",
                "date_deadline": self._days(due),
                "user_id": self.user_leading_manager.id,
                **vals,
            }
        )
        if done is not None:
            stage.write({"state": "accepted", "date_accepted": self._days(done)})
        return stage

    def _row(self, source, kind=None):
        self.env.flush_all()
        self.env.invalidate_all()
        domain = [("source_model", "=", source._name), ("source_id", "=", source.id)]
        if kind:
            domain.append(("kind", "=", kind))
        return self.quality.search(domain)

    def test_what_is_kept_and_what_is_missed(self):
        expected = [
            (self._case(-5, -6), "kept", 1, 1),
            (self._case(-5, -3), "missed", 1, 0),
            (self._case(-5, None), "late", 1, 0),
            (self._case(5, -1), "ahead", 0, 0),
            (self._case(5, None), "open", 0, 0),
            (self._stage(-2, -2), "kept", 1, 1),
            (self._stage(-2, -1), "missed", 1, 0),
            (self._stage(-1, None), "late", 1, 0),
            (self._stage(0, None), "open", 0, 0),
            (self._stage(0, 0), "ahead", 0, 0),
        ]
        for source, status, due, kept in expected:
            row = self._row(source, "claim_resolution" if source._name == "salestech.claim" else "stage")
            with self.subTest(status=status, model=source._name):
                self.assertEqual((row.status, row.due_count, row.kept_count), (status, due, kept))
                self.assertEqual(row.missed_count, due - kept)
                self.assertEqual(row.partner_id, self.organisation)

    def test_a_minute_decides(self):
        kept = self._case(0, 0)
        kept.write({"resolution_deadline": self.now, "date_resolved": self.now})
        missed = self._case(0, 0)
        missed.write({"resolution_deadline": self.now, "date_resolved": self.now + timedelta(seconds=1)})
        self.assertEqual(self._row(kept, "claim_resolution").status, "ahead")
        self.assertEqual(self._row(missed, "claim_resolution").status, "missed")

    def test_what_was_never_promised_has_no_row(self):
        refused = self._case(-5, None)
        refused.state = "rejected"
        draft = self.env["salestech.contract"].create({"lead_id": self.own_lead.id, "amount": 1})
        cancelled = self._stage(-3, None)
        cancelled.write({"state": "cancelled"})
        unpromised = self._case(-5, None)
        unpromised.write({"resolution_deadline": False, "reaction_deadline": False})
        for source in (refused, self._stage(-3, None, draft), cancelled, unpromised):
            self.assertFalse(self._row(source))

    def test_milestones_of_started_pilots(self):
        pilot = self.env["salestech.pilot"].create(
            {
                "lead_id": self.own_lead.id,
                "name": "Two pumps",
                "date_start": self._days(-40),
                "date_end": self._days(40),
            }
        )
        milestone = self.env["salestech.pilot.milestone"].create(
            {"pilot_id": pilot.id, "name": "Mounted", "date_deadline": self._days(-3)}
        )
        self.assertFalse(self._row(milestone))
        pilot.write({"state": "running", "date_started": self._days(-40)})
        self.assertEqual(self._row(milestone).status, "late")
        milestone.write({"state": "done", "date_done": self._days(-3)})
        self.assertEqual((self._row(milestone).status, self._row(milestone).days_late), ("kept", 0))

    def test_level_is_a_sum_over_a_sum_in_every_grouping(self):
        self._case(-5, -6)
        for _number in range(3):
            self._case(-40, -39, severity="2")
        self._stage(-2, -2)
        self._case(5, None)
        self.env.flush_all()
        domain = [("partner_id", "=", self.organisation.id), ("is_counted", "=", True)]
        specs = ["level:avg", "kept_count:sum", "due_count:sum"]
        for groupby in ([], ["kind"], ["severity"], ["date_due:month"], ["user_id", "kind"], ["cause_id"]):
            for *_key, level, kept, due in self.quality._read_group(domain, groupby, specs):
                with self.subTest(groupby=groupby):
                    self.assertAlmostEqual(level or 0, 100 * kept / due if due else 0)
        self.assertEqual(self.quality._read_group(domain, [], specs), [(40, 2, 5)])

    def test_reach(self):
        stage = self._stage(-2, None)
        row = self._row(stage)
        for user, seen in (
            (self.user_leading_manager, True),
            (self.user_group_head, True),
            (self.user_director, True),
            (self.user_colleague, False),
            (self.user_south_head, False),
        ):
            self.assertEqual(bool(self.quality.with_user(user).search([("id", "=", row.id)])), seen, user.name)
        with self.assertRaises(AccessError):
            row.with_user(self.user_south_head).action_explain()
        abroad = self.quality.with_user(self.user_abroad_head).with_context(allowed_company_ids=self.other_company.ids)
        self.assertFalse(abroad.search([("id", "=", row.id)]))

    # -- why it was missed -----------------------------------------------------------------------

    def _explain(self, row, user=None, **vals):
        mine = row.with_user(user or self.user_leading_manager)
        context = mine.action_explain()["context"]
        vals = {"cause_id": self.env.ref("sales_technology.quality_cause_supplier").id, **vals}
        return self.env["salestech.quality.breach"].with_user(mine.env.user).with_context(**context).create(vals)

    def test_missed_ones_are_explained_once(self):
        row = self._row(self._stage(-2, None))
        breach = self._explain(row, note="Two suppliers", user_id=self.user_manager.id)
        self.assertRecordValues(
            breach, [{"user_id": self.user_leading_manager.id, "partner_id": self.organisation.id, "name": "Lot"}]
        )
        self.env.invalidate_all()
        self.assertEqual(row.cause_id, breach.cause_id)
        self.assertEqual(row.with_user(self.user_group_head).action_explain()["res_id"], breach.id)
        breach.with_user(self.user_group_head).note = "Three suppliers"
        with self.assertRaises(AccessError):
            breach.with_user(self.user_group_head).user_id = self.user_manager

    def test_only_what_was_missed_is_explained_by_who_may(self):
        kept = self._row(self._stage(-2, -2))
        with self.assertRaises(UserError):
            kept.with_user(self.user_leading_manager).action_explain()
        late = self._row(self._stage(-2, None, user_id=self.user_manager.id))
        with self.assertRaises(AccessError):
            late.with_user(self.user_manager).action_explain()
        breaches = self.env["salestech.quality.breach"].with_user(self.user_south_head)
        cause = self.env.ref("sales_technology.quality_cause_supplier")
        for source_id in (late.source_id, 10**9, -1, False):
            with self.subTest(source_id), self.assertRaises(AccessError):
                breaches.create({"kind": "stage", "source_id": source_id, "cause_id": cause.id})

    # -- commitments -----------------------------------------------------------------------------

    def test_commitment_of_a_segment_goes_before_that_of_all(self):
        segment = self.env.ref("sales_technology.segment_large")
        commitments = self.env["salestech.commitment"]
        vals = {"kind": "salestech.claim", "severity": "1", "reaction_hours": 1}
        commitments.create({**vals, "segment_id": segment.id, "resolution_hours": 2})
        promised = commitments._promised("salestech.claim", self.company, segment)
        self.assertEqual(promised["1"], (1, 2))
        self.assertEqual(promised["3"], (1, 8))
        self.assertEqual(commitments._promised("salestech.claim", self.company, segment.browse())["1"], (8, 40))
        # what the company says for all its clients goes before what is said for a segment of all companies
        commitments.create({**vals, "company_id": self.company.id, "resolution_hours": 3})
        self.assertEqual(commitments._promised("salestech.claim", self.company, segment)["1"], (1, 3))
        self.organisation.segment_id = segment
        claim = self._claim(self.user_leading_manager)
        self.assertEqual(claim.resolution_deadline, self.company._plan_working_hours(claim.date_received, 3))

    # -- screens ---------------------------------------------------------------------------------

    def test_tile_on_the_card(self):
        self._case(-5, -6)
        self._stage(-2, -1)
        self.env.flush_all()
        tiles = {tile["key"]: tile for tile in self.organisation.get_client_card()["tiles"]}
        self.assertEqual((tiles["quality"]["value"], tiles["quality"]["tone"]), ("50 %", "warn"))

    def test_queries_do_not_grow_with_the_number_of_commitments(self):
        def read():
            self.env.flush_all()
            self.env.invalidate_all()
            rows = self.quality.with_user(self.user_leading_manager)
            before = self.cr.sql_log_count
            rows.search([]).read(["name", "partner_id", "user_id", "status", "level"])
            rows.formatted_read_group([], ["partner_id"], ["level:avg", "due_count:sum"])
            return self.cr.sql_log_count - before

        self._stage(-2, None)
        read()
        few = read()
        for _number in range(20):
            self._stage(-2, -2)
        self.assertEqual(read(), few)
