from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import SalestechCommon


@tagged("post_install", "-at_install")
class TestReasoned(SalestechCommon):
    """The dialog that asks for a reason serves the models that say what needs one, and no other."""

    def test_other_models_get_a_sentence(self):
        # crm.lead is not decided so; salestech.client.status has a name alike; the last does not exist
        for model in ("crm.lead", "salestech.client.status", "salestech.nothing"):
            wizard = self.env["salestech.document.reason"].with_user(self.user_manager)
            wizard = wizard.create({"res_model": model, "res_id": 1, "verb": "refuse", "reason": "No"})
            with self.subTest(model):
                self.assertFalse(wizard.question)
                with self.assertRaisesRegex(UserError, "Open the client again"):
                    wizard.action_apply()
