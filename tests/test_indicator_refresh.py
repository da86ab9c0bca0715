"""The refresh of figures in real processes: a worker killed in the middle, two nodes at once, a save in between.

Whatever happens, in the end each figure is there once, and a rebuild finds nothing to change.
"""

import os
import signal
import threading
import time

import pytest
from shells import filled_database, finish, number, run, start

CALLS = 600
DAYS = 30
FIGURE = """SELECT COALESCE(sum(a.amount), 0) FROM salestech_actual a
              JOIN salestech_indicator i ON i.id = a.indicator_id WHERE i.code = 'cold_call_count'"""
WAITING = "SELECT count(*) FROM salestech_indicator_dirty"
TWICE = """SELECT count(*) FROM (SELECT 1 FROM salestech_actual
            GROUP BY feed_id, indicator_id, date, user_id, team_id, segment_id, category_id HAVING count(*) > 1) d"""

POPULATE = """
from datetime import timedelta
from odoo import fields

env["ir.cron"].search([]).active = False
today = env.company._local_day(fields.Datetime.now())
env.company.actual_since = today - timedelta(days=@DAYS@ + 5)
team = env["crm.team"].create({"name": "North", "ladder_id": env.ref("sales_technology.ladder_client").id})
lead = env["crm.lead"].create({"name": "Client", "type": "opportunity", "team_id": team.id, "user_id": env.uid})
env["salestech.indicator.refresh"]._cron_refresh()
call = env.ref("mail.mail_activity_data_call").id
model = env["ir.model"]._get_id("crm.lead")
calls = env["mail.activity"].create([
    {"res_model_id": model, "res_id": lead.id, "activity_type_id": call, "user_id": env.uid} for _n in range(@CALLS@)
])
calls.action_feedback()
calls.write({"touch_kind": "call", "is_cold": True})
for number, one in enumerate(calls):
    day = today - timedelta(days=number % @DAYS@)
    one.write({"date_done": day, "touch_day": day})
env.cr.commit()
""".replace("@CALLS@", str(CALLS)).replace("@DAYS@", str(DAYS))

# A refresh that can be met in the middle: it says when it has counted, and waits before it commits.
SLOW = """
import time
model = type(env["salestech.actual"])
fill = model._fill
def slow(self, feed, *args, **kwargs):
    changed = fill(self, feed, *args, **kwargs)
    if feed.source == "touch":
        print("counted", flush=True)
        time.sleep(600)
    return changed
model._fill = slow
env["salestech.indicator.refresh"]._cron_refresh()
"""
RUN = """
import os, time
print("ready", flush=True)
while not os.path.exists("@GO@"):
    time.sleep(0.01)
env["salestech.indicator.refresh"]._cron_refresh()
print("through", flush=True)
"""
SAVE = """
import os, time
call = env["mail.activity"].with_context(active_test=False).search([("is_cold", "=", True)], limit=1)
print("ready", flush=True)
while not os.path.exists("@GO@"):
    time.sleep(0.01)
for number in range(21):
    call.is_cold = bool(number % 2)
    env.cr.commit()
print("through", flush=True)
"""
REBUILD = """
env["salestech.indicator.refresh"]._cron_rebuild()
assert not env["salestech.indicator.feed"].search([("mismatch_count", ">", 0)]).mapped("source")
assert not env["salestech.indicator.feed"].search([("error", "!=", False)]).mapped("error")
print("agrees", flush=True)
"""


@pytest.fixture(scope="module")
def filled():
    with filled_database("refresh", POPULATE) as name:
        assert number(name, WAITING) > 0 and number(name, FIGURE) == 0
        yield name


@pytest.fixture
def database(filled, make_database):
    return make_database(filled)


def assert_right(database, count=CALLS):
    assert number(database, WAITING) == 0
    assert number(database, FIGURE) == count
    assert number(database, TWICE) == 0
    assert "agrees" in run(database, REBUILD)


def test_worker_killed_in_the_middle_loses_and_doubles_nothing(database):
    worker = start(database, SLOW)
    stuck = threading.Timer(120, worker.kill)
    stuck.start()
    assert "counted" in worker.stdout.readline()
    stuck.cancel()
    os.kill(worker.pid, signal.SIGKILL)
    worker.communicate()
    end = time.monotonic() + 30
    while number(database, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()") > 1:
        assert time.monotonic() < end, "the killed worker's connection stays"
        time.sleep(0.1)
    assert number(database, FIGURE) == 0, "what was not committed is not there"
    assert number(database, "SELECT count(*) FROM salestech_indicator_dirty WHERE source = 'touch'") > 0
    run(database, "env['salestech.indicator.refresh']._cron_refresh()\n")
    assert_right(database)


def test_two_nodes_at_once_do_what_one_does(database, tmp_path):
    go = tmp_path / "go"
    nodes = [start(database, RUN.replace("@GO@", str(go))) for _number in range(2)]
    for node in nodes:
        assert "ready" in node.stdout.readline()
    go.touch()
    for node in nodes:
        assert "through" in finish(node)
    assert_right(database)


def test_what_is_saved_during_a_refresh_is_counted_by_the_next(database, tmp_path):
    go = tmp_path / "go"
    both = [start(database, script.replace("@GO@", str(go))) for script in (RUN, SAVE)]
    for process in both:
        assert "ready" in process.stdout.readline()
    go.touch()
    for process in both:
        assert "through" in finish(process)
    run(database, "env['salestech.indicator.refresh']._cron_refresh()\n")
    assert_right(database, CALLS - 1)
