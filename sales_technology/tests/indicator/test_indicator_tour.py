from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..common import SalestechCommon


class IndicatorTour(SalestechCommon, HttpCase):
    """An indicator is made, a figure typed, the board read, a month closed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.company._local_day(fields.Datetime.now())
        cls.month_end = today.replace(day=1) - timedelta(days=1)
        partner = cls.env["res.partner"].create({"name": "Plant", "is_company": True})
        claim = {"partner_id": partner.id, "user_id": cls.user_manager.id, "company_id": cls.company.id}
        cls.env["salestech.claim"].create(
            [
                {**claim, "name": "Two pumps leak", "team_id": cls.team_north.id},
                {**claim, "name": "Late", "date_received": fields.Datetime.to_datetime(cls.month_end)},
            ]
        )
        cls.typed = cls.env["salestech.indicator"].create({"name": "Visitors", "code": "visitors", "method": "typed"})
        cls.company.actual_since = cls.month_end.replace(month=1, day=1)
        cls.env.cr.flush()
        for source in cls.env["salestech.indicator"]._sources():
            cls.env["salestech.indicator.refresh"]._rebuild(source, cls.company.id)

    def _read_and_close(self):
        login = self.user_department_head.login
        self.start_tour("/odoo/salestech-board", "salestech_indicator_board", login=login)
        closing = self.env["salestech.actual.closing"].create(
            {"company_id": self.company.id, "date_to": self.month_end}
        )
        path = f"/odoo/action-sales_technology.salestech_actual_closing_action/{closing.id}"
        self.start_tour(path, "salestech_indicator_close", login=login)
        self.env.invalidate_all()
        self.assertEqual((closing.state, closing.closed_by_id), ("closed", self.user_department_head))
        self.assertEqual(self.company.actual_closed_until, self.month_end)


@tagged("post_install", "-at_install")
class TestIndicatorTourDesk(IndicatorTour):
    def test_read_and_close(self):
        self._read_and_close()

    def test_make_an_indicator(self):
        login = self.user_administrator.login
        self.start_tour("/odoo/salestech-indicators/new", "salestech_indicator_make", login=login)
        made = self.env["salestech.indicator"].search([("code", "=", "severe_claims")])
        self.assertEqual((made.model, made.date_field, made.user_path), ("salestech.claim", "date_received", "user_id"))

    def test_type_a_figure(self):
        path = "/odoo/action-sales_technology.salestech_actual_entry_action"
        self.start_tour(path, "salestech_indicator_type", login=self.user_department_head.login)
        entry = self.env["salestech.actual.entry"].search([("indicator_id", "=", self.typed.id)])
        self.assertEqual((entry.amount, entry.create_uid), (12, self.user_department_head))


@tagged("post_install", "-at_install")
class TestIndicatorTourPhone(IndicatorTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_read_and_close(self):
        self._read_and_close()
