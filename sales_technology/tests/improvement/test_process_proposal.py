from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SalestechCommon


@tagged("post_install", "-at_install")
class TestProcessProposal(SalestechCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._local_day(Datetime.now())
        cls.process = cls.env["salestech.process"]._get_by_code("2.1.9")

    def _proposal(self, user=None, **vals):
        vals = {
            "name": "One template",
            "process_id": self.process.id,
            "problem": "Old contracts are copied",
            "proposal": "Keep one template",
            **vals,
        }
        return self.env["salestech.process.proposal"].with_user(user or self.user_manager).create(vals)

    def _proposed(self, user=None, **vals):
        proposal = self._proposal(user, **vals)
        proposal.action_propose()
        return proposal

    def _accepted(self, **vals):
        proposal = self._proposed().with_user(self.user_group_head)
        proposal.write(
            {
                "executor_id": self.user_leading_manager.id,
                "date_deadline": self.today + timedelta(days=20),
                "measure": "Days to a contract",
                "value_before": 10,
                **vals,
            }
        )
        proposal.action_accept()
        return proposal

    def _reject(self, proposal, reason="Too dear"):
        wizard = self.env["salestech.document.reason"].with_user(proposal.env.user)
        vals = {"res_model": proposal._name, "res_id": proposal.id, "verb": "reject", "reason": reason}
        return wizard.create(vals).action_apply()

    # -- course -----------------------------------------------------------------------------------

    def test_course_with_the_measure_before_and_after(self):
        proposal = self._accepted()
        self.assertTrue(proposal._deadline_open())
        proposal.value_after = 6
        proposal.action_measure()
        self.assertRecordValues(
            proposal,
            [{"state": "done", "effect": 40, "is_effective": True, "date_done": self.today, "value_before": 10}],
        )
        with self.assertRaises(UserError):
            proposal.value_after = 1
        worse = self._accepted(value_after=12)
        worse.action_measure()
        self.assertRecordValues(worse, [{"effect": -20, "is_effective": False}])
        more = self._accepted(better="more", value_before=0, value_after=5)
        more.action_measure()
        self.assertRecordValues(more, [{"effect": 0, "is_effective": True}])

    def test_own_proposal_is_accepted_by_somebody_else(self):
        own = self._proposed(self.user_group_head)
        own.write({"executor_id": self.user_manager.id, "date_deadline": self.today, "measure": "Days"})
        with self.assertRefused("your own proposal", error=AccessError):
            own.action_accept()
        handed = self._proposed(self.user_group_head, user_id=self.user_manager.id)
        with self.assertRefused("your own proposal", error=AccessError):
            handed.action_accept()
        self.company.plan_self_approval = True
        own.action_accept()
        self.assertEqual(own.state, "accepted")

    def test_what_is_missing_is_said(self):
        draft = self._proposal(problem="  ")
        with self.assertRefused("what is wrong", error=UserError):
            draft.action_propose()
        proposal = self._proposed().with_user(self.user_group_head)
        with self.assertRefused("Say who", "until when", "measured by", error=UserError):
            proposal.action_accept()

    def test_rejected_with_a_reason(self):
        proposal = self._proposed().with_user(self.user_group_head)
        self._reject(proposal)
        self.assertRecordValues(proposal, [{"state": "rejected", "reject_reason": "Too dear"}])
        with self.assertRaises(UserError):
            self._reject(proposal)

    def test_deciding_takes_the_process(self):
        proposal = self._proposed()
        with self.assertRefused("4.2"):
            proposal.action_accept()
        with self.assertRefused("4.2"):
            proposal.problem = "Something else"
        with self.assertRefused("4.2"):
            self._reject(proposal)
        for vals in ({"state": "done"}, {"date_done": self.today}, {"decided_by_id": self.env.uid}):
            with self.subTest(vals), self.assertRaises(AccessError):
                proposal.with_user(self.user_group_head).write(vals)

    def test_wild_figures(self):
        for value in (float("inf"), float("nan"), float("-inf")):
            with self.subTest(value), mute_logger("odoo.sql_db"), self.assertRaises(UserError):
                self._proposal(value_before=value)

    # -- votes ------------------------------------------------------------------------------------

    def test_one_vote_a_person(self):
        proposal = self._proposed()
        for user in (self.user_manager, self.user_colleague, self.user_south_manager):
            proposal.with_user(user).action_vote_for()
        proposal.with_user(self.user_south_manager).action_vote_against()
        self.env.invalidate_all()
        self.assertEqual((proposal.vote_for, proposal.vote_against, proposal.my_vote), (2, 1, "for"))
        proposal.with_user(self.user_south_manager).action_vote_against()
        self.env.invalidate_all()
        self.assertEqual(len(proposal.vote_ids), 2, "pressed again: taken back")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            votes = self.env["salestech.process.vote"].sudo()
            votes.create({"proposal_id": proposal.id, "user_id": self.user_manager.id, "value": "for"})

    def test_votes_are_ones_own_and_of_what_is_up_for_voting(self):
        proposal = self._proposed()
        votes = self.env["salestech.process.vote"].with_user(self.user_group_head)
        with self.assertRaises(AccessError):
            votes.create({"proposal_id": proposal.id, "user_id": self.user_colleague.id, "value": "for"})
        proposal.with_user(self.user_colleague).action_vote_for()
        for call in ("write", "unlink"):
            with self.subTest(call), self.assertRaises(AccessError):
                vote = proposal.vote_ids.with_user(self.user_colleague)
                vote.write({"value": "against"}) if call == "write" else vote.unlink()
        with self.assertRaises(AccessError):
            abroad = proposal.with_context(allowed_company_ids=self.other_company.ids)
            abroad.with_user(self.user_abroad_manager).action_vote_for()
        with self.assertRaises(UserError):
            proposal.with_user(self.user_director).action_vote_for()
        self._reject(proposal.with_user(self.user_group_head))
        with self.assertRaises(UserError):
            proposal.with_user(self.user_manager).action_vote_for()

    def test_queries_of_the_board_do_not_grow(self):
        def read():
            self.env.flush_all()
            self.env.invalidate_all()
            rows = self.env["salestech.process.proposal"].with_user(self.user_manager)
            before = self.cr.sql_log_count
            rows.web_search_read([], {"name": {}, "vote_for": {}, "vote_against": {}, "my_vote": {}})
            return self.cr.sql_log_count - before

        self._proposed().action_vote_for()
        read()
        few = read()
        for _number in range(10):
            self._proposed().action_vote_for()
        self.assertEqual(read(), few)

    # -- the process card -------------------------------------------------------------------------

    def _draft(self, user=None):
        action = self.process.with_user(user or self.user_group_head).action_write_regulation()
        return self.env["salestech.process.regulation"].with_user(user or self.user_group_head).browse(action["res_id"])

    def _in_force(self, text, summary="First"):
        draft = self._draft()
        draft.write({"text": text, "summary": summary})
        draft.action_put_in_force()
        return draft

    def test_regulation_is_kept_in_versions(self):
        first = self._in_force("<p>Draft it</p><p>Sign it</p>")
        draft = self._draft()
        self.assertEqual((draft.version, draft.text), (2, first.text))
        self.assertEqual(self._draft(), draft, "one draft")
        draft.write({"text": "<p>Draft it</p><p>Check it &lt;b&gt;</p><p>Sign it</p>", "summary": "A check"})
        self.assertIn("Draft it", self.process.regulation_text)
        self.assertNotIn("Check it", self.process.regulation_text)
        draft.action_put_in_force()
        self.env.invalidate_all()
        self.assertEqual((first.state, first.date_until), ("superseded", self.today))
        self.assertEqual((self.process.regulation_version, draft.approved_by_id), (2, self.user_group_head))
        self.assertIn("Check it", self.process.regulation_text)
        self.assertIn('class="text-success">+Check it', draft.difference)
        self.assertNotIn("<b>", draft.difference)
        self.assertFalse(first.difference)

    def test_what_was_in_force_stays(self):
        first = self._in_force("<p>Draft it</p>")
        for vals in ({"text": "<p>Other</p>"}, {"summary": "Other"}):
            with self.subTest(vals), self.assertRaises(UserError):
                first.write(vals)
        for vals in ({"state": "draft"}, {"version": 9}, {"author_id": self.user_manager.id}):
            with self.subTest(vals), self.assertRaises(AccessError):
                first.write(vals)
        with self.assertRaises(UserError):
            first.unlink()
        with self.assertRaises(UserError):
            first.action_put_in_force()

    def test_putting_in_force_needs_words_and_the_process(self):
        draft = self._draft()
        with self.assertRefused("Write down", error=UserError):
            draft.action_put_in_force()
        draft.text = "<p>Draft it</p>"
        with self.assertRefused("what changed", error=UserError):
            draft.action_put_in_force()
        with self.assertRefused("4.2"):
            self._draft(self.user_manager)
        section = self.env["salestech.process"]._get_by_code("2.1")
        with self.assertRaises(UserError):
            section.with_user(self.user_group_head).action_write_regulation()
        draft.text = '<p>Draft it</p><script>alert(1)</script><img src="x" onerror="alert(1)">'
        self.assertNotIn("script", draft.text)
        self.assertNotIn("onerror", draft.text)
