from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..ladder.touch_common import NOW
from .document_common import DocumentCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestComputedGuard(DocumentCommon):
    """Figures that reports count follow from what was entered; RPC brings none of its own."""

    def test_reckoned_figures_are_not_written_by_rpc(self):
        contract = self._contract(amount=10)
        for vals in ({"amount_company": 10**6}, {"days_to_sign": 1}, {"days_total": 1, "name": "Pumps"}):
            with self.subTest(vals), self.assertRefused("not entered by hand", error=AccessError):
                contract.write(vals)
        self.assertEqual((contract.amount_company, contract.name), (10, False))

    def test_reckoned_figures_are_not_brought_at_creation(self):
        contract = self._contract()
        with self.assertRefused("not entered by hand", error=AccessError):
            self._contract(amount_company=10**6)
        with self.assertRefused("not entered by hand", error=AccessError):
            contract.with_context(default_amount_company=10**6).create({"lead_id": self.own_lead.id, "amount": 10})

    def test_lines_of_documents_are_held_alike(self):
        tender = self._tender(bid_amount=10)
        with self.assertRefused("not entered by hand", error=AccessError):
            tender.is_below_floor = True
