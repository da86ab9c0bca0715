from odoo.tests import tagged

from ..common import SalestechCommon


@tagged("post_install", "-at_install")
class TestDemoPipeline(SalestechCommon):
    """A pipeline as Odoo's own demo data has it adopts the ladder: nothing is lost, and undo restores it.

    Odoo's demo data are not in the test database; `_pipeline` makes leads of the same kinds: leads and
    opportunities, won, lost and archived, with and without salesperson, company and contact, on shared stages.
    The real demo data adopt the ladder in `tests/test_adoption_demo.py`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ladder = cls.env.ref("sales_technology.ladder_client")
        cls.stages = cls.env["crm.stage"].search([("team_ids", "=", False)])
        cls.leads = cls._pipeline()
        cls.env.flush_all()

    @classmethod
    def _pipeline(cls):
        vals_list = []
        for n, stage in enumerate(cls.stages):
            for kind in ("lead", "opportunity"):
                for user in (cls.user_south_manager, cls.env["res.users"]):
                    vals_list.append(
                        {
                            "name": f"{kind} {n}",
                            "type": kind,
                            "team_id": cls.team_south.id,
                            "user_id": user.id,
                            "stage_id": stage.id,
                            "expected_revenue": n * 100,
                        }
                    )
        leads = cls.env["crm.lead"].create(vals_list)
        leads[0].action_archive()
        leads[1].action_set_lost()
        return leads

    def _state(self):
        return [(lead.stage_id, lead.active, lead.won_status, lead.probability, lead.user_id) for lead in self.leads]

    def test_adopt_and_undo(self):
        before = self._state()
        wizard = (
            self.env["salestech.ladder.adopt"]
            .with_user(self.user_administrator)
            .create({"team_id": self.team_south.id, "ladder_id": self.ladder.id})
        )
        adoption = self.env["salestech.ladder.adoption"].browse(wizard.action_adopt()["res_id"])
        self.assertEqual(adoption.lead_count, len(self.leads))
        self.assertTrue(all(lead.stage_id.ladder_id == self.ladder for lead in self.leads))
        self.assertEqual([row[1:] for row in self._state()], [row[1:] for row in before])
        adoption.action_undo()
        self.assertEqual(self._state(), before)
