"""make screenshots: pictures of the screens, on a demo database of their own, in two sizes and two languages.

ONLY=part takes those whose name contains it, OUT=folder is where they go. Add a screen to SHOTS.
"""

import dataclasses
import os
import subprocess
from pathlib import Path

import demo
from playwright.sync_api import Error, sync_playwright

import common

DATABASE = "salestech_shots"
PASSWORD = "screenshots"
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
LANGUAGES = {"en": "en_US", "ru": "ru_RU"}


@dataclasses.dataclass
class Shot:
    name: str
    path: str
    # A selector that is there when the screen is drawn. Not "no more requests": the bus never rests.
    wait: str
    login: str = "admin"
    # Selectors that are clicked one after the other before the picture is taken.
    clicks: tuple = ()
    sizes: tuple = tuple(SIZES)
    # (login, language) -> path, where the path depends on a record: SQL that gives one value for `{}` in the path.
    record: str = ""


def card(name):
    return f"SELECT res_id FROM ir_model_data WHERE module = 'sales_technology' AND name = 'lead_demo_{name}'"


def organisation(name):
    return f"SELECT res_id FROM ir_model_data WHERE module = 'sales_technology' AND name = 'partner_demo_{name}'"


def action(name):
    return f"SELECT res_id FROM ir_model_data WHERE module = 'sales_technology' AND name = 'salestech_{name}_action'"


LIST = ".o_list_renderer, .o_kanban_renderer"
RUNG = ".o_salestech_bar li:nth-child({}) button"
SHOTS = [
    Shot("pipeline", "/odoo/sales-technology", ".o_kanban_record", "s.kuznetsov"),
    Shot("card", "/odoo/sales-ladder/{}", ".o_salestech_bar", "d.volkov", record=card("neva")),
    Shot("refusal", "/odoo/sales-ladder/{}", ".o_salestech_bar", "s.kuznetsov", (RUNG.format(3),), record=card("ural")),
    Shot(
        "call-log",
        "/odoo/sales-ladder/{}",
        ".o_salestech_bar",
        "d.volkov",
        ("button[name=action_log_call]",),
        record=card("neva"),
    ),
    Shot("register", "/odoo/client-register", LIST, "s.kuznetsov"),
    Shot("conversion", "/odoo/ladder-conversion", ".o_pivot table", "i.morozova"),
    Shot("my-clients", "/odoo/my-clients", ".o_kanban_record", "d.volkov"),
    Shot(
        "client-card",
        "/odoo/my-clients/res.partner/{}",
        ".o_notebook",
        "d.volkov",
        ("a.nav-link[name=salestech_client]",),
        record=organisation("volkhov"),
    ),
    Shot("protocols", "/odoo/protocols", LIST, "i.morozova"),
    Shot("contracts", "/odoo/contracts", LIST, "i.morozova"),
    Shot("pilots", "/odoo/pilots", LIST, "i.morozova"),
    Shot("my-clients", "/odoo/my-clients", LIST, "s.kuznetsov"),
    Shot("receivables", "/odoo/receivables", LIST, "s.kuznetsov"),
    Shot("claims", "/odoo/claims", LIST, "i.morozova"),
    Shot("cross-sales", "/odoo/cross-sales", LIST, "i.morozova"),
    Shot("gifts", "/odoo/gifts", LIST, "i.morozova"),
    Shot("indicator-board", "/odoo/salestech-board", ".o_salestech_indicator_board table", "i.morozova"),
    Shot("indicator-catalogue", "/odoo/salestech-indicators", LIST, "admin"),
    Shot("plan-board", "/odoo/plan-board", "th.o_salestech_board_name", "i.morozova"),
    Shot("my-day", "/odoo/my-day", ".o_content h2, .o_content h1", "d.volkov"),
    Shot("reports", "/odoo/action-{}", LIST, "i.morozova", record=action("report")),
    Shot("my-reports", "/odoo/action-{}", LIST, "d.volkov", (".o_kanban_record",), record=action("report_mine")),
    Shot("standup", "/odoo/action-{}", ".o_salestech_wall_table", "s.kuznetsov", record=action("standup_wall")),
    Shot("meetings", "/odoo/action-{}", LIST, "s.kuznetsov", record=action("meeting")),
    Shot("scorecards", "/odoo/action-{}", LIST, "i.morozova", record=action("scorecard")),
    Shot("access-matrix", "/odoo/access-matrix", ".o_salestech_matrix_scroll", "admin"),
]


def run():
    out = Path(os.environ.get("OUT") or common.CACHE / "screenshots").absolute()
    out.mkdir(parents=True, exist_ok=True)
    only = os.environ.get("ONLY", "")
    shots = [shot for shot in SHOTS if only in shot.name]
    if not shots:
        raise common.Mend(f"no screen is called {only}; there are: {', '.join(shot.name for shot in SHOTS)}")
    demo.create(common.dependency_template(), DATABASE)
    demo.set_passwords(DATABASE, PASSWORD)
    failed = []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for language in LANGUAGES:
                failed += take_language(browser, shots, language, out)
            browser.close()
    finally:
        common.drop_database(DATABASE)
    print(f"pictures in {out}")
    return bool(failed)


def take_language(browser, shots, language, out):
    """A server for each language: a running one remembers which language its users speak."""
    set_language(LANGUAGES[language])
    port = common.free_port()
    server = start_server(port)
    try:
        return [name for size in SIZES for name in take(browser, port, shots, language, size, out)]
    finally:
        common.stop_process(server)


def start_server(port):
    with (common.LOGS / "screenshots.log").open("wb") as log:
        return subprocess.Popen(
            common.odoo_command("-d", DATABASE, f"--db-filter=^{DATABASE}$", f"--http-port={port}"),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=common.CACHE,
        )


def set_language(code):
    with common.cursor(DATABASE) as cr:
        cr.execute("UPDATE res_partner SET lang = %s WHERE id IN (SELECT partner_id FROM res_users)", [code])


def take(browser, port, shots, language, size, out):
    """All pictures of one language and size; returns the names of those that failed."""
    failed = []
    for login in sorted({shot.login for shot in shots}):
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=f"http://127.0.0.1:{port}",
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            is_mobile=size == "phone",
            locale=LANGUAGES[language].replace("_", "-"),
        )
        page = context.new_page()
        log_in(page, login)
        for shot in shots:
            if shot.login != login or size not in shot.sizes:
                continue
            name = f"{shot.name}-{language}-{size}.png"
            try:
                take_one(page, shot, out / name)
                print(f"  {name}", flush=True)
            except Error as error:
                failed.append(name)
                page.screenshot(path=out / f"failed-{name}")
                print(f"  {name} FAILED: {str(error).splitlines()[0]}", flush=True)
        context.close()
    return failed


def log_in(page, login):
    for _attempt in range(60):  # until the server answers
        try:
            page.goto("/web/login", timeout=60_000)
            break
        except Error:
            page.wait_for_timeout(1000)
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector(".o_web_client .o_main_navbar", timeout=120_000)


def take_one(page, shot, path):
    target = shot.path
    if shot.record:
        target = target.format(common.query(DATABASE, shot.record)[0][0])
    # The language of the session is the one of the user at the login; the cache of the client is keyed by it.
    page.goto(target, timeout=60_000)
    page.wait_for_selector(shot.wait, timeout=60_000)
    for selector in shot.clicks:
        page.click(selector, timeout=20_000)
        page.wait_for_timeout(500)
    page.wait_for_function("document.fonts.status === 'loaded' && !document.querySelector('.o_blockUI')")
    page.wait_for_timeout(700)  # animations
    page.screenshot(path=path)


if __name__ == "__main__":
    common.main(run)
