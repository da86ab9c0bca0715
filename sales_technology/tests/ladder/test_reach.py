from odoo.tests import tagged

from ..common import SalestechCommon


@tagged("post_install", "-at_install")
class TestReach(SalestechCommon):
    """Unassigned leads are seen by their own group; whoever joins or leaves it sees so at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead_south = cls.env["crm.lead"].create(
            {"name": "Nobody's", "type": "opportunity", "team_id": cls.team_south.id, "user_id": False}
        )

    def sees(self, user):
        return bool(self.env["crm.lead"].with_user(user).search_count([("id", "=", self.lead_south.id)]))

    def test_joining_and_leaving_a_group(self):
        self.assertFalse(self.sees(self.user_colleague))
        member = self.env["crm.team.member"].create(
            {"crm_team_id": self.team_south.id, "user_id": self.user_colleague.id}
        )
        self.assertTrue(self.sees(self.user_colleague))
        member.active = False
        self.assertFalse(self.sees(self.user_colleague))
        member.active = True
        self.assertTrue(self.sees(self.user_colleague))
        member.unlink()
        self.assertFalse(self.sees(self.user_colleague))

    def test_heading_a_group(self):
        self.assertFalse(self.sees(self.user_manager))
        self.team_south.user_id = self.user_manager
        self.assertTrue(self.sees(self.user_manager))
        self.team_south.user_id = self.user_south_head
        self.assertFalse(self.sees(self.user_manager))
        self.env["crm.team"].create({"name": "Third", "user_id": self.user_manager.id, "company_id": self.company.id})
        self.assertFalse(self.sees(self.user_manager))

    def test_groups_worked_in(self):
        self.assertEqual(self.user_manager.salestech_team_ids, self.team_north)
        self.assertEqual(self.user_group_head.salestech_team_ids, self.team_north)
        self.assertFalse(self.user_director.salestech_team_ids)
