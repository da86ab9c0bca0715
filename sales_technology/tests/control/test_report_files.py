from io import BytesIO

from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.tests import HttpCase, freeze_time, tagged

from ...controllers.control_report import report_sheet
from .report_common import ReportCommon


@tagged("post_install", "-at_install")
class TestReportFiles(ReportCommon, HttpCase):
    """Screen, PDF and sheet show the same, to the last digit."""

    def _explained(self):
        self._cell("turnover", "2026-11-11", 0.25)
        report = self._month(demands="explanation")
        report.deviation_ids.with_user(self.user_department_head).write(
            {"explanation": "=1+1 https://example.com", "cause_id": self.cause.id}
        )
        return report

    def test_the_same_figures_on_all_three(self):
        report = self._explained().with_user(self.user_department_head).with_context(lang="en_US")
        matrix = report._matrix()
        self.assertEqual([row["name"] for row in matrix["rows"]], report.line_ids.mapped("display_name"))
        turnover = next(row for row in matrix["rows"] if row["name"] == "Turnover")
        self.assertEqual((turnover["target"], turnover["actual"], turnover["percent"]), (1500, 700.25, 46.7))
        book = load_workbook(BytesIO(report_sheet(self.env, matrix)))
        rows = list(book.active.iter_rows(min_row=3, max_col=6, values_only=True))
        keys = ("name", "target", "actual", "percent", "deviation", "why")
        self.assertEqual(rows, [tuple(row[key] for key in keys) for row in matrix["rows"]])
        self.assertEqual(book.active.freeze_panes, "B3")
        self.assertEqual(len(book.active._charts), 1)
        why = next(cell for row in book.active.iter_rows(min_row=3) for cell in row if "example.com" in str(cell.value))
        self.assertEqual((why.data_type, why.hyperlink), ("s", None))
        pdf = PdfReader(BytesIO(report._matrix_pdf(matrix)))
        text = " ".join(page.extract_text() for page in pdf.pages).replace("\xa0", " ")
        for row in matrix["rows"]:
            for figure in (row["name"], *row["texts"].values()):
                self.assertIn(figure.replace("\xa0", " "), text)
        self.assertIn("=1+1", text)

    def test_files_are_fetched_by_those_who_may_read_the_report(self):
        report = self._explained()
        self.user_department_head.password = self.user_south_head.password = "salestech_password"
        self.env.flush_all()
        self.authenticate(self.user_department_head.login, "salestech_password")
        answer = self.url_open(f"/sales_technology/report/{report.id}.xlsx")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.content[:2], b"PK")
        answer = self.url_open(f"/sales_technology/report/{report.id}.pdf")
        self.assertEqual(answer.content[:4], b"%PDF")
        self.assertEqual(self.url_open("/sales_technology/report/999999999.pdf").status_code, 404)
        self.authenticate(self.user_south_head.login, "salestech_password")
        self.assertEqual(self.url_open(f"/sales_technology/report/{report.id}.xlsx").status_code, 404)

    def test_a_months_report_costs_few_queries(self):
        report = self._explained().with_user(self.user_department_head)

        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time("2026-12-02 09:00:00"):
                report._matrix()
            return self.env.cr.sql_log_count - before

        cost()
        few = cost()
        self.assertLessEqual(few, 40)
        for number, indicator in enumerate(self.env["salestech.indicator"].search([], limit=20)):
            if indicator not in report.line_ids.indicator_id:
                report.line_ids.sudo().create(
                    {
                        "report_id": report.id,
                        "company_id": self.company.id,
                        "indicator_id": indicator.id,
                        "actual": number,
                    }
                )
        self.assertLessEqual(cost(), few)
