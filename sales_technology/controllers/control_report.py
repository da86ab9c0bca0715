import io

import xlsxwriter

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLOURS = {"green": "#C6E7CE", "amber": "#FFE9A8", "red": "#F6C6C6"}
FIGURES = ("target", "actual", "percent", "deviation")


class DueReport(http.Controller):
    """A report as a sheet and as a PDF, from the same matrix."""

    @http.route("/sales_technology/report/<int:report_id>.xlsx", auth="user", methods=["GET"], readonly=True)
    def sheet(self, report_id):
        """Return the report as a sheet, under the reader's rights."""
        report, matrix = self._matrix(report_id)
        name = content_disposition(f"{report._file_name()}.xlsx")
        return request.make_response(
            report_sheet(request.env, matrix), [("Content-Type", XLSX), ("Content-Disposition", name)]
        )

    @http.route("/sales_technology/report/<int:report_id>.pdf", auth="user", methods=["GET"], readonly=True)
    def pdf(self, report_id):
        """Return the report as a PDF, under the reader's rights."""
        report, matrix = self._matrix(report_id)
        name = content_disposition(f"{report._file_name()}.pdf")
        pdf = report._matrix_pdf(matrix)
        return request.make_response(pdf, [("Content-Type", "application/pdf"), ("Content-Disposition", name)])

    def _matrix(self, report_id):
        if not request.env.user.has_group("sales_technology.group_salestech_user"):
            raise request.not_found()
        report = request.env["salestech.report"].browse(report_id)
        try:
            return report, report._matrix()
        except (AccessError, MissingError) as error:
            raise request.not_found() from error


def report_sheet(env, matrix):
    """Return the matrix of a report as an XLSX file: typed columns, a frozen head, a chart; no formula, no link.

    Written row by row, so that memory stays flat however many rows there are.
    """
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        heading = book.add_format({"bold": True, "bg_color": "#E7E9ED"})
        sheet.set_column(0, 0, 45)
        sheet.set_column(1, 4, 16)
        sheet.set_column(5, 5, 70)
        sheet.freeze_panes(2, 1)
        sheet.write_string(0, 0, " · ".join((matrix["title"], matrix["owner"], matrix["period"])), heading)
        titles = (env._("Indicator"), env._("Target"), env._("Actual"), "%", env._("Deviation"), env._("Why"))
        for column, title in enumerate(titles):
            sheet.write_string(1, column, title, heading)
        formats = {}
        for number, row in enumerate(matrix["rows"], 2):
            _write_row(book, sheet, number, row, formats)
        _add_chart(book, sheet, matrix, env)
    return buffer.getvalue()


def _write_row(book, sheet, number, row, formats):
    sheet.write_string(number, 0, row["name"])
    for column, name in enumerate(FIGURES, 1):
        if row[name] is not None:  # “no data” is an empty cell, never a zero
            digits = 1 if name == "percent" else row["digits"]
            light = row["light"] if name == "actual" else ""
            sheet.write_number(number, column, row[name], _format(book, formats, digits, light))
    sheet.write_string(number, 5, row["why"])


def _format(book, formats, digits, light):
    if (digits, light) not in formats:
        look = {"num_format": "#,##0" + ("." + "0" * digits if digits else "")}
        if light in COLOURS:
            look["bg_color"] = COLOURS[light]
        formats[digits, light] = book.add_format(look)
    return formats[digits, light]


def _add_chart(book, sheet, matrix, env):
    last = len(matrix["rows"]) + 1
    if last < 2:
        return
    chart = book.add_chart({"type": "bar"})
    name = sheet.get_name()
    chart.add_series(
        {"name": env._("Reached, %"), "categories": [name, 2, 0, last, 0], "values": [name, 2, 3, last, 3]}
    )
    chart.set_title({"name": env._("Reached, %")})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 640, "height": max(240, 24 * min(last, 60))})
    sheet.insert_chart(1, 7, chart)
