"""Reports on paper: a department's month report as a PDF, and a sheet of ten thousand rows."""

import time
import tracemalloc

from bench_control import populate

ROUNDS = 3
MOST_QUERIES = 40
ROWS = 10_000
MOST_MEMORY = 16 * 2**20  # bytes beside the file itself, however many rows there are


def run(bench):
    with bench.env("addon", commit=True) as env:
        populate(env(su=True))
        first = env["salestech.plan"].search([], order="date_from", limit=1).date_from
        vals = {"kind": "monthly", "scope": "department", "company_id": env.company.id, "date_start": first}
        schedule = env["salestech.report.schedule"].sudo().create({**vals, "day": 1, "days_ahead": 0})
        report_id = schedule._open_due()[:1].id
    paper(bench, report_id)
    sheet(bench)


def paper(bench, report_id):
    matrix_queries, rows, fill, seconds = 0, 0, 0, []
    for number in range(ROUNDS + 1):
        with bench.env("addon") as env:
            report = env["salestech.report"].sudo().browse(report_id)
            count = env.cr.sql_log_count
            report._fill()
            env.flush_all()
            fill = env.cr.sql_log_count - count
            env.invalidate_all()
            count, start = env.cr.sql_log_count, time.perf_counter()
            matrix = report._matrix()
            matrix_queries = env.cr.sql_log_count - count
            pdf = report._matrix_pdf(matrix)
            elapsed = time.perf_counter() - start
            rows = len(matrix["rows"])
            assert pdf.startswith(b"%PDF")
        if number:
            seconds.append(elapsed)
    bench.hold(
        "reports: a department's month report as a PDF",
        seconds,
        limit=8,
        queries=matrix_queries,
        what_else=f"{rows} figures of 300 people, filled by {fill} queries",
        holds=matrix_queries <= MOST_QUERIES and fill <= MOST_QUERIES and rows > 5,
    )


def sheet(bench):
    from odoo.addons.sales_technology.controllers.control_report import report_sheet

    seconds = []
    with bench.env("addon") as env:
        for number in range(ROUNDS + 1):
            start = time.perf_counter()
            report_sheet(env, matrix_of(ROWS))
            if number:
                seconds.append(time.perf_counter() - start)
        matrix = matrix_of(ROWS)
        tracemalloc.start()
        size = len(report_sheet(env, matrix))
        beside = tracemalloc.get_traced_memory()[1] - size
        tracemalloc.stop()
    bench.hold(
        f"reports: a sheet of {ROWS} rows",
        seconds,
        limit=3,
        what_else=f"{size / 2**20:.1f} MB, {beside / 2**20:.1f} MB of memory beside it",
        holds=beside <= MOST_MEMORY,
    )


def matrix_of(count):
    rows = [
        {
            **{"name": f"Indicator {number}", "digits": 2, "target": 100.0, "actual": 90.25 + number},
            **{"percent": 90.3, "deviation": -9.75, "light": "amber", "why": "Two large orders slipped"},
        }
        for number in range(count)
    ]
    return {"title": "Month report", "owner": "Department", "period": "November", "rows": rows}
