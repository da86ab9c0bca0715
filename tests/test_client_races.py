"""Two at once, in real transactions: races do not show inside Odoo's test cursor.

Two partners register one client at the same moment: exactly one keeps it. Two contracts of one organisation are signed
at the same moment: both are, and its history is one time as a client.
"""

import json
import os
import subprocess

import pytest

import common

ROUNDS = 6
MARK = "RESULT "

SCRIPT = """
import json, threading
from odoo.api import Environment
from odoo.service.model import retrying

env["ir.cron"].search([]).active = False
organisations = env["res.partner"].create([{"name": f"Plant {n}", "is_company": True} for n in range(@ROUNDS@)])
partners = env["res.partner"].create([{"name": name, "is_company": True} for name in ("Dealer", "Rival")])

def contract(partner, kind, number):
    lead = env["crm.lead"].create({"name": partner.name, "type": "opportunity", "partner_id": partner.id})
    dates = {"date_from": f"2026-0{1 + number}-01", "date_signed": f"2026-0{1 + number}-01"}
    return env["salestech.contract"].create({"lead_id": lead.id, "type": kind, "amount": 1000, **dates})

for partner in partners:
    contract(partner, "partner_agreement", 0).state = "signed"
env.cr.commit()

def race(*functions):
    barrier, outcomes = threading.Barrier(len(functions)), []
    def work(function):
        with env.registry.cursor() as cr:
            own = Environment(cr, env.uid, {"lang": "en_US"})
            own["res.partner"].search_count([])  # from here on it sees nothing of the other
            barrier.wait()
            try:
                retrying(lambda: function(own), own)
                cr.commit()
                outcomes.append("done")
            except Exception as error:
                cr.rollback()
                outcomes.append(type(error).__name__ + ": " + str(error)[:200])
    threads = [threading.Thread(target=work, args=(function,)) for function in functions]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return sorted(outcomes)

def register(partner_id, organisation_id):
    vals = {"partner_id": partner_id, "organisation_id": organisation_id}
    return lambda own: own["salestech.partner.registration"].create(vals).id

def sign(contract_id):
    return lambda own: own["salestech.contract"].browse(contract_id).write({"state": "signed"})

registered, signed = [], []
for organisation in organisations:
    registered.append(race(*(register(partner.id, organisation.id) for partner in partners)))
env.cr.rollback()
env.invalidate_all()
env["salestech.partner.registration"].search([]).write({"state": "released"})
contracts = [[contract(organisation, "contract", n).id for n in range(2)] for organisation in organisations]
env.cr.commit()
for pair in contracts:
    signed.append(race(*(sign(contract_id) for contract_id in pair)))
env.cr.rollback()
env.invalidate_all()
rows = env["salestech.client.status"].search([("partner_id", "in", organisations.ids)])
result = {
    "registered": registered,
    "kept": env["salestech.partner.registration"].search_count([]),
    "signed": signed,
    "rows": [[row.status, str(row.date_from), str(row.date_to or "")] for row in rows],
    "stale": env["salestech.client.status"]._stale(),
}
print("@MARK@" + json.dumps(result))
""".replace("@ROUNDS@", str(ROUNDS)).replace("@MARK@", MARK)


@pytest.fixture(scope="module")
def result():
    name = f"salestech_test_{os.getpid()}_client_races"
    common.copy_database(common.addon_template(), name)
    try:
        shell = subprocess.run(
            common.odoo_command("-d", name, "--no-http", "--log-level=critical", command=["shell"]),
            input=SCRIPT,
            capture_output=True,
            text=True,
            timeout=300,
            cwd=common.CACHE,
        )
        lines = [line for line in shell.stdout.splitlines() if MARK in line]
        assert lines, shell.stderr[-3000:]
        yield json.loads(lines[-1].partition(MARK)[2])
    finally:
        common.drop_database(name)


def test_of_two_registrations_exactly_one_wins(result):
    for outcomes in result["registered"]:
        assert outcomes.count("done") == 1, outcomes
    assert result["kept"] == ROUNDS


def test_two_contracts_signed_at_once_make_one_history(result):
    assert result["signed"] == [["done", "done"]] * ROUNDS
    assert result["rows"] == [["current", "2026-01-01", ""]] * ROUNDS
    assert result["stale"] == []
