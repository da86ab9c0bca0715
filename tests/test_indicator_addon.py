"""A second addon adds an indicator by one small class and one record: installed for real, beside the first one."""

import subprocess

import common

ADDONS = common.ROOT / "tests/addons"
MARK = "COUNTED "
SCRIPT = """
from odoo import fields
user = env["res.users"].create({"name": "Visitor", "login": "visitor"})
today = env.company._local_day(fields.Datetime.now())
lead = env["crm.lead"].create({"name": "Client", "type": "opportunity", "user_id": user.id})
visit = {"opportunity_id": lead.id, "start": fields.Datetime.now(), "stop": fields.Datetime.now(), "user_id": user.id}
visit["meeting_state"] = "held"
env["calendar.event"].create([
    {**visit, "name": "At their plant", "location": "Plant"},
    {**visit, "name": "On the telephone"},
])
env.cr.commit()
env["salestech.indicator.refresh"]._cron_refresh()
read = env["salestech.actual"].get_figures(["visit_count"], [(today, today)], "user_id", [user.id])
found = env["salestech.actual"].get_records("visit_count", today, today, {"user_id": user.id})
print("@MARK@", read["figures"][user.id]["visit_count"], found["count"], found["amount"])
env["calendar.event"].search([("name", "=", "On the telephone")]).location = "Plant"
env.cr.commit()
env["salestech.indicator.refresh"]._cron_refresh()
read = env["salestech.actual"].get_figures(["visit_count"], [(today, today)], "user_id", [user.id])
print("@MARK@", read["figures"][user.id]["visit_count"])
env["ir.module.module"].search([("name", "=", "salestech_visit")]).button_immediate_uninstall()
""".replace("@MARK@", MARK)


def test_an_addon_brings_its_indicator_and_takes_it_along(addon_database):
    path = f"--addons-path={','.join(map(str, [*common.addons_path(), ADDONS]))}"
    options = ("--skip-auto-install", "--stop-after-init")
    common.run_odoo("-d", addon_database, path, "-i", "salestech_visit", *options, log="test-indicator-addon")
    shell = subprocess.run(
        common.odoo_command("-d", addon_database, path, "--no-http", "--log-level=error", command=["shell"]),
        input=SCRIPT,
        capture_output=True,
        text=True,
        timeout=300,
        cwd=common.CACHE,
    )
    assert "Traceback" not in shell.stderr and "ERROR" not in shell.stderr, shell.stderr[-3000:]
    counted = [line.partition(MARK)[2].strip() for line in shell.stdout.splitlines() if MARK in line]
    assert counted == ["[1.0] 1 1.0", "[2.0]"]
    left = "SELECT count(*) FROM salestech_actual WHERE indicator_id NOT IN (SELECT id FROM salestech_indicator)"
    assert common.query(addon_database, left) == [(0,)]
    assert common.query(addon_database, "SELECT id FROM salestech_indicator WHERE code = 'visit_count'") == []


def test_the_guide_shows_this_addon():
    source = (ADDONS / "salestech_visit/models/indicator_source_visit.py").read_text(encoding="utf-8")
    guide = (common.ROOT / "sales_technology/readme/DEVELOP.md").read_text(encoding="utf-8")
    lines = source[source.index("class ") :].splitlines()
    assert all(line.strip() in guide for line in lines)
