import io

import xlsxwriter

from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class IndicatorBoard(http.Controller):
    @http.route("/sales_technology/board.xlsx", auth="user", methods=["GET"], readonly=True)
    def board(self, level="month", day=None, team_id=0, user_id=0):
        """Return the board of figures as a sheet, under the reader's rights."""
        if not request.env.user.has_group("sales_technology.group_salestech_user"):
            raise request.not_found()
        try:
            board = request.env["salestech.actual"].get_board(level, day, int(team_id), int(user_id))
        except ValueError as error:
            raise request.not_found() from error
        return request.make_response(
            self._xlsx(board),
            [("Content-Type", XLSX), ("Content-Disposition", content_disposition(f"figures_{board['day']}.xlsx"))],
        )

    def _xlsx(self, board):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(
            buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        ) as book:
            sheet = book.add_worksheet()
            heading = book.add_format({"bold": True, "bg_color": "#E7E9ED"})
            sheet.write_string(0, 0, board["title"], heading)
            sheet.set_column(0, 0, 45)
            sheet.freeze_panes(1, 1)
            for column, title in enumerate(board["columns"], 1):
                sheet.write_string(0, column, title["label"], heading)
            for line, row in enumerate(board["rows"], 1):
                number = book.add_format({"num_format": "#,##0" + ("." + "0" * row["digits"] if row["digits"] else "")})
                sheet.write_string(line, 0, row["name"])
                for column, value in enumerate(row["cells"], 1):
                    if value is not None:  # “no data” is an empty cell, never a zero
                        sheet.write_number(line, column, value, number)
        return buffer.getvalue()
