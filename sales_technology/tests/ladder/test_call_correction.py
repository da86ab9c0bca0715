from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .touch_common import NOW, TouchCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCallCorrection(TouchCommon):
    """A wrong outcome is put right by the one who logged it or by the group head; the history keeps both."""

    def _logged(self, outcome="no_answer", contact=None):
        return self._log(outcome, contact)[0]

    def _correct(self, call, user, outcome="reached", contact=None, reason="The wrong button"):
        vals = {"touch_id": call.id, "outcome": outcome, "contact_id": (contact or self.boss).id, "reason": reason}
        return self.env["salestech.call.correction"].with_user(user).create(vals).action_save()

    def test_author_corrects_and_the_history_tells(self):
        call = self._logged()
        action = call.with_user(self.user_manager).action_correct_outcome()
        self.assertEqual(action["res_model"], "salestech.call.correction")
        planned = self._open()
        self._correct(call, self.user_manager)
        self.assertEqual((call.outcome, call.contact_id, call.is_decision_call), ("reached", self.boss, True))
        self.assertEqual(self._open(), planned)
        history = " ".join(str(body) for body in self.lead.message_ids.mapped("body"))
        for words in ("No answer → Talked", "The wrong button"):
            self.assertIn(words, history)
        # as after any call with the decision maker, whenever it became known
        self.assertEqual(self.lead.proposal_ids.mapped("kind"), ["commercial"] if self.lead.step_no in (3, 4) else [])

    def test_group_head_corrects_and_a_colleague_does_not(self):
        call = self._logged()
        self.lead.user_id = self.user_colleague
        with self.assertRefused("group head"):
            self._correct(call, self.user_colleague)
        with self.assertRaises(AccessError):
            self._correct(call, self.user_south_head)
        self._correct(call, self.user_group_head)
        self.assertEqual(call.outcome, "reached")

    def test_correcting_away_the_decision_maker(self):
        call = self._logged("reached", self.boss)
        self.assertTrue(call.is_decision_call)
        self._correct(call, self.user_manager, contact=self.secretary)
        self.assertFalse(call.is_decision_call)

    def test_what_is_not_logged_is_not_corrected(self):
        self._choose()
        planned = self._open()[:1]
        with self.assertRaises(UserError):
            planned.with_user(self.user_manager).action_correct_outcome()

    def test_reason_is_asked_for(self):
        call = self._logged()
        with self.assertRaises(UserError):
            self._correct(call, self.user_manager, reason="  ")
        self.assertEqual(call.outcome, "no_answer")
