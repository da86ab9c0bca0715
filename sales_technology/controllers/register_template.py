import csv
import io

import xlsxwriter

from odoo import http
from odoo.http import content_disposition, request

from ..tools.register_template import rows_of_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RegisterTemplate(http.Controller):
    @http.route("/sales_technology/register_template/<string:kind>", auth="user", methods=["GET"], readonly=True)
    def register_template(self, kind):
        """Return the ready list for the client register, in the user's language."""
        if kind not in ("csv", "xlsx") or not request.env.user.has_group("sales_technology.group_salestech_user"):
            raise request.not_found()
        rows = rows_of_template(request.env.lang or request.env.user.lang)
        content = self._csv(rows) if kind == "csv" else self._xlsx(rows)
        return request.make_response(
            content,
            [
                ("Content-Type", "text/csv; charset=utf-8" if kind == "csv" else XLSX),
                ("Content-Disposition", content_disposition(f"client_register.{kind}")),
            ],
        )

    def _csv(self, rows):
        buffer = io.StringIO()
        csv.writer(buffer).writerows(rows)
        # The mark at the start makes spreadsheets read Cyrillic letters right.
        return buffer.getvalue().encode("utf-8-sig")

    def _xlsx(self, rows):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(
            buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        ) as book:
            sheet = book.add_worksheet()
            heading = book.add_format({"bold": True, "bg_color": "#E7E9ED"})
            text = book.add_format({"num_format": "@"})  # numbers such as INN keep their leading zeros
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(rows[0]):
                width = max(len(row[column]) for row in rows)
                sheet.set_column(column, column, min(max(width, 10), 45), text)
                sheet.write_string(0, column, title, heading)
            for number, row in enumerate(rows[1:], 1):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell, text)
        return buffer.getvalue()
