import io

import xlsxwriter

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

from ..models.control.scorecard_output import MOST
from .plan_board import XLSX

COLUMNS = (
    ("title", 26),
    ("perspective", 12),
    ("indicator", 42),
    ("direction", 16),
    ("weight", 10),
    ("cap", 10),
    ("target", 14),
    ("actual", 14),
    ("percent", 11),
    ("score", 10),
    ("note", 30),
)
CHARTED = 60  # more bars than that nobody reads


class Scorecard(http.Controller):
    """Scorecards as a sheet, from the same rows as the PDF."""

    @http.route("/sales_technology/scorecards.xlsx", auth="user", methods=["GET"], readonly=True)
    def sheet(self, ids=""):
        """Return cards as a sheet, under the reader's rights.

        :param ids: ids with commas between them, 500 at most
        """
        if not request.env.user.has_group("sales_technology.group_salestech_user"):
            raise request.not_found()
        try:
            wanted = [int(part) for part in ids.split(",")][: MOST + 1]
            cards = request.env["salestech.scorecard"].browse(wanted).exists()
            cards.check_access("read")
        except (ValueError, OverflowError, AccessError, MissingError) as error:
            raise request.not_found() from error
        if not cards or len(wanted) > MOST:
            raise request.not_found()
        year = cards[0].year
        headers = [("Content-Type", XLSX), ("Content-Disposition", content_disposition(f"scorecards_{year}.xlsx"))]
        return request.make_response(self._xlsx(cards._output()), headers)

    def _xlsx(self, cards):
        buffer = io.BytesIO()
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(buffer, options) as book:
            lines, overview = book.add_worksheet(request.env._("Indicators")), None
            if len(cards) > 1:
                overview = book.add_worksheet(request.env._("Cards"))
            formats = self._formats(book)
            count = self._write_lines(lines, cards, formats)
            if overview:
                self._write_overview(overview, cards, formats)
                self._chart(book, overview, request.env._("Score, %"), (1, len(cards), 0, 3))
            else:
                self._chart(book, lines, request.env._("Reached, %"), (1, count, 2, 8))
        return buffer.getvalue()

    def _formats(self, book):
        formats = {"head": book.add_format({"bold": True, "bg_color": "#E7E9ED", "text_wrap": True})}
        formats["percent"] = book.add_format({"num_format": "0.00"})
        for digits in range(7):
            formats[digits] = book.add_format({"num_format": "#,##0" + ("." + "0" * digits if digits else "")})
        return formats

    def _write_lines(self, sheet, cards, formats):
        env = request.env
        titles = {
            **{
                "title": env._("Card"),
                "perspective": env._("Perspective"),
                "indicator": env._("Indicator"),
                "direction": env._("Better"),
            },
            **{
                "weight": env._("Weight, %"),
                "cap": env._("At most, %"),
                "target": env._("Target"),
                "actual": env._("Actual"),
            },
            **{"percent": env._("Reached, %"), "score": env._("Score"), "note": env._("Remark")},
        }
        for index, (name, width) in enumerate(COLUMNS):
            sheet.set_column(index, index, width)
            sheet.write_string(0, index, titles[name], formats["head"])
        sheet.freeze_panes(1, 0)
        number = 0
        for card in cards:
            for row in card["rows"]:
                number += 1
                self._write_line(sheet, number, {**row, "title": card["title"]}, formats)
        return number

    def _write_line(self, sheet, number, row, formats):
        for index, (name, _width) in enumerate(COLUMNS):
            value = row[name]
            if isinstance(value, str):
                sheet.write_string(number, index, value)
            elif value is not None:  # “no data” is an empty cell, never a zero
                sheet.write_number(
                    number, index, value, formats[row["digits"] if name in ("target", "actual") else "percent"]
                )

    def _write_overview(self, sheet, cards, formats):
        env = request.env
        names = ("title", "group", "year", "score", "previous", "weight", "state", "reviewer")
        titles = (
            env._("Card"),
            env._("Group"),
            env._("Year"),
            env._("Score, %"),
            env._("Last year's, %"),
            env._("Weights, %"),
            env._("State"),
        )
        for index, title in enumerate((*titles, env._("Next level up"))):
            sheet.set_column(index, index, 18)
            sheet.write_string(0, index, title, formats["head"])
        sheet.freeze_panes(1, 1)
        for number, card in enumerate(cards, 1):
            for index, name in enumerate(names):
                value = card[name]
                if isinstance(value, str):
                    sheet.write_string(number, index, value)
                else:
                    sheet.write_number(number, index, value, formats[0 if name == "year" else "percent"])

    def _chart(self, book, sheet, title, cells):
        first, last, labels, values = cells
        if last < first or last > CHARTED:
            return
        chart = book.add_chart({"type": "bar"})
        name = sheet.get_name()
        chart.add_series(
            {
                "name": title,
                "categories": [name, first, labels, last, labels],
                "values": [name, first, values, last, values],
            }
        )
        chart.set_title({"name": title})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_size({"width": 760, "height": max(260, 26 * last + 90)})
        sheet.insert_chart(last + 2, 1, chart)
