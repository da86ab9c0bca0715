import io

import xlsxwriter

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLOURS = {"green": "#C6E7CE", "amber": "#FFE9A8", "red": "#F6C6C6"}


class PlanBoard(http.Controller):
    """The board of plan and actual as a sheet and as a PDF, from the same matrix as the screen."""

    @http.route("/sales_technology/plan_board.xlsx", auth="user", methods=["GET"], readonly=True)
    def sheet(self, level="month", day=None, team_id=0):
        """Return the board as a sheet, under the reader's rights."""
        board = self._board(level, day, team_id)
        name = content_disposition(f"plan_{board['day']}.xlsx")
        return request.make_response(self._xlsx(board), [("Content-Type", XLSX), ("Content-Disposition", name)])

    @http.route("/sales_technology/plan_board.pdf", auth="user", methods=["GET"], readonly=True)
    def pdf(self, level="month", day=None, team_id=0):
        """Return the board as a PDF, under the reader's rights."""
        board = self._board(level, day, team_id)
        pdf = request.env["salestech.plan"]._board_pdf(board)
        name = content_disposition(f"plan_{board['day']}.pdf")
        return request.make_response(pdf, [("Content-Type", "application/pdf"), ("Content-Disposition", name)])

    def _board(self, level, day, team_id):
        if not request.env.user.has_group("sales_technology.group_salestech_user"):
            raise request.not_found()
        try:
            return request.env["salestech.plan"].get_board(level, day, int(team_id))
        except (ValueError, UserError) as error:
            raise request.not_found() from error

    def _xlsx(self, board):
        buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(buffer, options) as book:
            sheet = book.add_worksheet()
            heading = book.add_format({"bold": True, "bg_color": "#E7E9ED"})
            sheet.write_string(0, 0, f"{board['title']}, {board['period']}", heading)
            sheet.set_column(0, 0, 45)
            sheet.freeze_panes(2, 1)
            titles = (request.env._("Target"), request.env._("Actual"), "%")
            for index, column in enumerate(board["columns"]):
                sheet.write_string(0, 1 + 3 * index, column["label"], heading)
                for place, title in enumerate(titles):
                    sheet.write_string(1, 1 + 3 * index + place, title, heading)
            for number, row in enumerate(board["rows"], 2):
                self._write_row(book, sheet, number, row)
        return buffer.getvalue()

    def _write_row(self, book, sheet, number, row):
        digits = "#,##0" + ("." + "0" * row["digits"] if row["digits"] else "")
        plain = book.add_format({"num_format": digits})
        coloured = {
            light: book.add_format({"num_format": digits, "bg_color": colour}) for light, colour in COLOURS.items()
        }
        sheet.write_string(number, 0, row["name"])
        for index, cell in enumerate(row["cells"]):
            if not cell:
                continue
            first = 1 + 3 * index
            sheet.write_number(number, first, cell["target"], plain)
            if cell["actual"] is not None:  # “no data” is an empty cell, never a zero
                sheet.write_number(number, first + 1, cell["actual"], coloured.get(cell["light"], plain))
            if cell["percent"] is not None:
                sheet.write_number(number, first + 2, cell["percent"])
