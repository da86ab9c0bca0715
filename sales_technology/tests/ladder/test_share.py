from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .register_common import RegisterCommon


@tagged("post_install", "-at_install")
class TestShare(RegisterCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.members = cls.team_north.crm_team_member_ids
        cls.member, cls.colleague, cls.leading = (
            cls.members.filtered(lambda m, u=user: m.user_id == u)
            for user in (cls.user_manager, cls.user_colleague, cls.user_leading_manager)
        )
        cls.colleague.segment_ids = cls.large

    def _share(self, leads, user=None, **vals):
        return (
            self.env["salestech.register.share"]
            .with_user(user or self.user_group_head)
            .with_context(active_model="crm.lead", active_ids=leads.ids)
            .create({"team_id": self.team_north.id, **vals})
        )

    def _rows(self, count, **vals):
        rows = self.env["crm.lead"]
        for i in range(count):
            rows += self._organisation(f"Фирма {i}", **vals)
        return rows

    def test_segment_first_then_the_least_loaded(self):
        large = self._rows(3, segment_id=self.large.id)
        other = self._rows(4)
        self._rows(1, user=self.user_manager)
        self._share(large + other).action_apply()
        self.assertEqual(large.user_id, self.user_colleague)
        # The manager has one already, so the leading manager is the first, then in turn. The colleague works one
        # segment only and takes others when nobody else has room.
        first, second = self.user_leading_manager, self.user_manager
        self.assertEqual(other.mapped("user_id"), first + second)
        self.assertEqual([lead.user_id for lead in other], [first, first, second, first])
        self.assertFalse(self._share(other).lead_count)

    def test_preview_equals_result(self):
        leads = self._rows(5)
        form = Form(
            self.env["salestech.register.share"]
            .with_user(self.user_group_head)
            .with_context(active_model="crm.lead", active_ids=leads.ids)
        )
        self.assertEqual((form.team_id, form.lead_count, form.left_count), (self.team_north, 5, 0))
        share = form.save()
        preview = {line.user_id: line.new_count for line in share.line_ids if line.new_count}
        share.action_apply()
        self.assertEqual(preview, {user: len(own) for user, own in leads.grouped("user_id").items()})

    def test_capacity_holds_and_the_rest_waits(self):
        leads = self._rows(5)
        self.members.assignment_max = 1
        share = self._share(leads)
        self.assertEqual(share.left_count, 2)
        action = share.action_apply()
        self.assertIn("Without a manager still: 2.", action["params"]["message"])
        self.assertEqual(len(leads.filtered("user_id")), 3)
        share = self._share(leads, keep_capacity=False)
        self.assertEqual((share.lead_count, share.left_count), (2, 0))
        share.action_apply()
        self.assertTrue(all(lead.user_id for lead in leads))

    def test_who_takes_no_part_gets_nothing(self):
        leads = self._rows(2)
        share = self._share(leads)
        share.line_ids.filtered(lambda line: line.user_id != self.user_manager).is_taking = False
        share.action_apply()
        self.assertEqual(leads.user_id, self.user_manager)

    def test_those_with_a_manager_stay_unless_asked(self):
        lead = self._organisation("Альфа", self.user_colleague)
        with self.assertRefused("nothing to share out", error=UserError):
            self._share(lead).action_apply()
        share = self._share(lead, with_manager=True)
        self.assertEqual(share.line_ids.filtered(lambda line: line.user_id == self.user_colleague).open_count, 1)
        share.action_apply()
        self.assertIn(lead.user_id, self.members.user_id)

    def test_without_a_choice_all_of_the_group_that_wait(self):
        leads = self._rows(2)
        self._organisation("Юг", team=self.team_south)
        share = self.env["salestech.register.share"].with_user(self.user_group_head).create({})
        self.assertEqual(share.team_id, self.team_north)
        self.assertEqual(share._leads_to_share(), leads)

    def test_another_group_is_refused_by_name(self):
        stranger = self._organisation("Южная", team=self.team_south)
        share = self._share(stranger, user=self.user_department_head)
        with self.assertRefused("belong to another group than “North”: “Южная”", error=UserError):
            share.action_apply()
        with self.assertRaises(AccessError):
            self._share(stranger).action_apply()
        self.assertFalse(stranger.user_id)

    def test_head_shares_out_in_his_own_group_only(self):
        lead = self._organisation("Южная", team=self.team_south)
        with self.assertRaises(AccessError):
            self._share(lead, team_id=self.team_south.id)
        share = self._share(lead.browse(), team_id=self.team_south.id)
        with self.assertRefused("Only the head of “South”"):
            share.action_apply()
        with self.assertRaises(AccessError):
            self._share(lead, user=self.user_manager)

    def test_other_company_is_refused(self):
        lead = self._lead(team=self.team_abroad)
        with self.assertRaises(AccessError):
            self._share(lead, user=self.user_department_head).action_apply()

    def test_queries_do_not_grow_with_rows(self):
        counts = []
        for count in (6, 60):
            leads = self._rows(count)
            share = self._share(leads, keep_capacity=False)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            share.with_context(tracking_disable=True).action_apply()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
