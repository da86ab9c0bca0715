"""make demo: a database with the addon and its demo data, served on this machine. Kept from one start to the next."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import common

PORT = int(os.environ.get("PORT") or 8069)
STATE = common.CACHE / f"demo-{common.DEMO_DB}.json"
LOG = common.LOGS / "demo.log"
PID = common.CACHE / "demo.pid"


def run():
    progress = common.Progress(total=7, first=5)
    common.check_port(PORT)
    state = read_state()
    with progress.step("Template database (once, about a minute)"):
        template = common.dependency_template()
    with progress.step("Demo database"):
        state = make_database(template, state)
    with progress.step("Server"):
        server = start_server()
        wait_until_served(server)
    print_table(state["password"])
    if os.environ.get("DETACH"):
        print("The server goes on in the background; `make stop` ends it.")
        return 0
    print("Ctrl-C stops it; the data are kept.", flush=True)
    return watch(server)


# --- database ---------------------------------------------------------------------------------------------------------


def read_state():
    try:
        return json.loads(STATE.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def write_state(state):
    temporary = STATE.with_suffix(".tmp")
    temporary.touch(mode=0o600)
    temporary.write_text(json.dumps(state), encoding="utf-8")
    temporary.rename(STATE)


def make_database(template, state):
    """Create it, or upgrade the addon in it when the addon's files changed; returns the new state."""
    name, content = common.DEMO_DB, common.addon_hash()
    exists = name in common.databases(name)
    if os.environ.get("RESET") or not exists:
        STATE.unlink(missing_ok=True)
        create(template, name)
        # Made here, at random: the addon's demo data hold no passwords, and a demo that somebody publishes by
        # mistake is not open to everybody who read this file.
        state = {"content": content, "password": f"sales-{secrets.randbelow(9000) + 1000}"}
        set_passwords(name, state["password"])
        write_state(state)
    elif not state:
        raise common.Mend(
            f"there is a database {name} that these commands did not make; make demo-reset replaces it, "
            f"make demo DB=other_name leaves it alone"
        )
    elif state["content"] != content:
        common.run_odoo(
            "-d",
            name,
            "-u",
            ",".join(common.addons()),
            "-i",
            ",".join(common.addons()),
            "--with-demo",
            "--skip-auto-install",
            "--stop-after-init",
            log="demo-upgrade",
        )
        state["content"] = content
        set_passwords(name, state["password"])  # people that came with the upgrade
        write_state(state)
    speak(name, os.environ.get("UI"))
    return state


def create(template, name):
    """Under another name until it is whole: what a broken-off start leaves is never taken for the demo."""
    work = f"{name}_work"
    common.copy_database(template, work)
    # Odoo gives demo data only to addons whose dependencies have theirs. Odoo's own demo data would bury this
    # department's thirty clients under somebody else's pipeline, so we say they are there.
    with common.cursor(work) as cr:
        cr.execute("UPDATE ir_module_module SET demo = TRUE WHERE state = 'installed'")
        # The demo department sells in roubles. Safe here only: nothing has been booked in this database yet.
        cr.execute("UPDATE res_currency SET active = TRUE WHERE name = 'RUB'")
        cr.execute("UPDATE res_company SET currency_id = (SELECT id FROM res_currency WHERE name = 'RUB')")
        cr.execute("UPDATE res_partner SET tz = 'Europe/Moscow' WHERE id IN (SELECT partner_id FROM res_company)")
        cr.execute("UPDATE resource_calendar SET tz = 'Europe/Moscow'")
    common.run_odoo(
        "-d",
        work,
        "-i",
        ",".join(common.addons()),
        "--with-demo",
        "--skip-auto-install",
        "--stop-after-init",
        log="demo-install",
    )
    with common.cursor(work) as cr:
        # It would report to Odoo's servers.
        cr.execute("""
            UPDATE ir_cron SET active = FALSE WHERE id IN (
                SELECT res_id FROM ir_model_data WHERE module = 'mail' AND name = 'ir_cron_module_update_notification')
        """)
    common.drop_database(name)
    common.rename_database(work, name)


DEMO_USERS = """
    SELECT u.id, u.login, p.name, COALESCE(string_agg(DISTINCT g.name->>'en_US', ', '), '')
      FROM res_users u
      JOIN res_partner p ON p.id = u.partner_id
      LEFT JOIN res_groups_users_rel r ON r.uid = u.id
      LEFT JOIN res_groups g ON g.id = r.gid AND g.id IN (
            SELECT res_id FROM ir_model_data
             WHERE model = 'res.groups' AND module = 'sales_technology' AND name LIKE 'group\\_salestech\\_%%')
     WHERE u.active AND (u.login = 'admin' OR u.id IN (
            SELECT res_id FROM ir_model_data WHERE model = 'res.users' AND module = 'sales_technology'))
     GROUP BY u.id, u.login, p.name
     ORDER BY u.login = 'admin', u.id
"""


def set_passwords(database, password):
    from passlib.context import CryptContext

    # Odoo's own scheme (res.users._crypt_context).
    hashed = CryptContext(["pbkdf2_sha512"]).hash(password)
    with common.cursor(database) as cr:
        cr.execute(DEMO_USERS)
        ids = [row[0] for row in cr.fetchall()]
        cr.execute("UPDATE res_users SET password = %s WHERE id = ANY(%s)", [hashed, ids])


def speak(database, language):
    """Let everybody who may log in see the demo in English or Russian."""
    codes = {"en": "en_US", "ru": "ru_RU"}
    if not language:
        return
    if language not in codes:
        raise common.Mend(f"UI={language} is not known; say UI=ru or UI=en")
    with common.cursor(database) as cr:
        cr.execute(DEMO_USERS)
        ids = [row[0] for row in cr.fetchall()]
        cr.execute(
            "UPDATE res_partner SET lang = %s WHERE id IN (SELECT partner_id FROM res_users WHERE id = ANY(%s))",
            [codes[language], ids],
        )


def print_table(password):
    rows = [("Login", "Name", "Role", "Password")]
    for _id, login, name, roles in common.query(common.DEMO_DB, DEMO_USERS, []):
        rows.append((login, name, roles or "administrator" if login == "admin" else roles, password))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    print(f"\n  http://127.0.0.1:{PORT}/odoo   database {common.DEMO_DB}\n")
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print(flush=True)


# --- server -----------------------------------------------------------------------------------------------------------


def start_server():
    command = common.odoo_command(
        "-d",
        common.DEMO_DB,
        f"--db-filter=^{common.DEMO_DB}$",
        f"--http-port={PORT}",
        "--max-cron-threads=1",
        "--no-database-list",
    )
    with LOG.open("wb") as output:
        # Its own session: Ctrl-C reaches this command only, which then stops the server in order.
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=common.CACHE,
            start_new_session=True,
        )
    PID.write_text(str(server.pid))
    return server


def wait_until_served(server):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise common.Mend(f"the server ended: {common.failure_line(LOG)}\n           whole log: {LOG}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/web/login", timeout=60) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
        except BaseException:
            common.stop_process(server)
            raise
    common.stop_process(server)
    raise common.Mend(f"the server does not answer on port {PORT} after two minutes; its log: {LOG}")


def watch(server):
    # `kill` of this command ends the server too.
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    try:
        code = server.wait()
        raise common.Mend(
            f"the server ended with exit code {code}: {common.failure_line(LOG)}\n           whole log: {LOG}"
        )
    except KeyboardInterrupt:
        print("\nstopping ...", flush=True)
        return 0
    finally:
        common.stop_process(server)
        PID.unlink(missing_ok=True)


if __name__ == "__main__":
    common.main(run)
