from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .satisfaction_common import SatisfactionCommon


class ImprovementTour(SatisfactionCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.user_manager | cls.user_group_head | cls.user_leading_manager).lang = "en_US"
        cls.process = cls.env["salestech.process"]._get_by_code("2.1.9")

    def _tour(self, url, tour, user=None):
        self.start_tour(url, tour, login=(user or self.user_group_head).login, timeout=120)
        self.env.invalidate_all()

    def _change(self):
        self._tour("/odoo/changes", "salestech_change")
        change = self.env["salestech.change"].search([("name", "=", "New rules on labels")])
        self.assertRecordValues(
            change, [{"state": "done", "result": "The printer works", "executor_id": self.user_manager.id}]
        )

    def _proposal(self):
        proposal = (
            self.env["salestech.process.proposal"]
            .with_user(self.user_leading_manager)
            .create(
                {
                    "name": "One template",
                    "process_id": self.process.id,
                    "problem": "Old contracts are copied",
                    "proposal": "Keep one template",
                    "measure": "Days to a contract",
                    "value_before": 10,
                }
            )
        )
        proposal.action_propose()
        self._tour(f"/odoo/process-proposals/{proposal.id}", "salestech_proposal_vote", self.user_manager)
        self.assertEqual(proposal.vote_ids.mapped("value"), ["against"])
        head = proposal.with_user(self.user_group_head)
        head.write({"executor_id": self.user_manager.id, "date_deadline": self.today + timedelta(days=5)})
        head.action_accept()
        self._tour(f"/odoo/process-proposals/{proposal.id}", "salestech_proposal_measure")
        self.assertRecordValues(proposal, [{"state": "done", "value_after": 6, "is_effective": True}])

    def _regulation(self):
        rows = self.env["salestech.process.regulation"].with_user(self.user_group_head)
        first = rows.create({"process_id": self.process.id, "text": "<p>Sign it</p>", "summary": "First"})
        first.action_put_in_force()
        self._tour(f"/odoo/process-cards/{self.process.id}", "salestech_regulation")
        self.assertEqual(self.process.regulation_version, 2)
        self.assertEqual(first.state, "superseded")

    def _satisfaction(self):
        row, _token = self._asked()
        row._answer(1, "Nobody called back")
        self.env.flush_all()
        self._tour("/odoo/satisfaction", "salestech_satisfaction", self.user_leading_manager)

    def _quality(self):
        stage = self.env["salestech.work.stage"].create(
            {
                "contract_id": self.contract.id,
                "name": "First lot",
                "date_deadline": self._days_ago(3),
                "user_id": self.user_leading_manager.id,
            }
        )
        self._tour("/odoo/quality", "salestech_quality", self.user_leading_manager)
        breach = self.env["salestech.quality.breach"].search([("source_id", "=", stage.id), ("kind", "=", "stage")])
        self.assertEqual(breach.cause_id, self.env.ref("sales_technology.quality_cause_supplier"))


@tagged("post_install", "-at_install")
class TestImprovementDesk(ImprovementTour):
    browser_size = "1440x900"

    def test_change(self):
        self._change()

    def test_proposal(self):
        self._proposal()

    def test_regulation(self):
        self._regulation()

    def test_satisfaction(self):
        self._satisfaction()

    def test_quality(self):
        self._quality()


@tagged("post_install", "-at_install")
class TestImprovementPhone(ImprovementTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_change(self):
        self._change()

    def test_proposal(self):
        self._proposal()

    def test_satisfaction(self):
        self._satisfaction()

    def test_quality(self):
        self._quality()
