from io import BytesIO

from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.tests import HttpCase, tagged

from .scorecard_common import ScorecardCommon


@tagged("post_install", "-at_install")
class TestScorecardFiles(ScorecardCommon, HttpCase):
    """Screen, PDF and sheet say the same, to the last digit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_group_head.lang = "en_US"
        cls.user_group_head.password = "salestech_group_head"

    def _sheet(self, cards):
        ids = ",".join(map(str, cards.ids))
        answer = self.url_open(f"/sales_technology/scorecards.xlsx?ids={ids}")
        self.assertEqual(answer.status_code, 200)
        return load_workbook(BytesIO(answer.content))

    def _pdf_text(self, card):
        report = self.env["ir.actions.report"].with_user(self.user_group_head).with_context(force_report_rendering=True)
        pdf, _kind = report._render_qweb_pdf("sales_technology.action_report_scorecard", card.ids)
        return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())

    def test_the_same_on_all_three(self):
        card = self._assessed(reached=(("contract_count", 7), ("claim_count", 9), ("turnover", 1234567)))
        card.line_ids[1].note = "=cmd|'/c calc'!A1"
        self.env.flush_all()
        text = self._pdf_text(card)
        self.authenticate(self.user_group_head.login, "salestech_group_head")
        sheet = self._sheet(card).active
        head, *rows = sheet.iter_rows(values_only=True, max_row=1 + len(card.line_ids))
        self.assertEqual(head[:3], ("Card", "Perspective", "Indicator"))
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertEqual(len(sheet._charts), 1)
        for line, row in zip(card.line_ids, rows, strict=True):
            self.assertEqual(
                row[2:10:1],
                (
                    *(line.indicator_id.name, row[3], line.weight, line.cap),
                    *(line.target, line.actual, line.percent, line.score),
                ),
            )
            digits = line.indicator_id.digits
            printed = [
                (line.weight, 2),
                (line.target, digits),
                (line.actual, digits),
                (line.percent, 2),
                (line.score, 2),
            ]
            for number, places in printed:
                self.assertIn(f" {card._number_text(number, places)} ", f" {text} ")
        # 7 of 10; far above the cap; 4 of 9
        self.assertEqual(card.line_ids.mapped("percent"), [70, 123456.7, 44.44])
        self.assertEqual(card.score, 79.89)
        self.assertIn("79.89", text)
        self.assertEqual(rows[1][10], "=cmd|'/c calc'!A1")
        self.assertEqual(sheet.cell(3, 11).data_type, "s", "text, and no formula")

    def test_many_cards_have_an_overview(self):
        cards = self._card() | self._card(self.user_colleague)
        self.authenticate(self.user_group_head.login, "salestech_group_head")
        book = self._sheet(cards)
        self.assertEqual(book.sheetnames, ["Indicators", "Cards"])
        self.assertEqual(
            [row[0] for row in book["Cards"].iter_rows(values_only=True, min_row=2, max_row=3)],
            cards.mapped("display_name"),
        )
        self.assertEqual(len(book["Cards"]._charts), 1)

    def test_nobody_gets_anothers(self):
        card = self._card()
        self.user_south_head.password = "salestech_south_head"
        self.authenticate(self.user_south_head.login, "salestech_south_head")
        for ids in (str(card.id), "", "x", "99999999999999999999", "0", ",".join(["1"] * 600)):
            with self.subTest(ids):
                answer = self.url_open(f"/sales_technology/scorecards.xlsx?ids={ids}")
                self.assertEqual(answer.status_code, 404)
