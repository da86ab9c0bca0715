"""Deadlines in real processes: a worker killed in the middle, a connection cut off, two nodes at the same moment.

Whatever happens, in the end each rule has spoken once about each deadline, each person has one e-mail, and each record
has one activity.
"""

import os
import signal

import pytest
from shells import cron_server, filled_database, finish, number, start, wait_until

import common

COUNT = 1500  # overdue milestones
MANAGERS = 3

POPULATE = """
from datetime import timedelta
from odoo import fields

env["ir.cron"].search([]).active = False
# that they stand still is told to administrators once a day: here they know
env["ir.config_parameter"].set_param("sales_technology.jobs_told_on", fields.Date.to_string(fields.Date.today()))
env["salestech.deadline.rule"].search([]).active = False
company = env.company
company.deadline_digest_hour = 0
group = lambda name: env.ref("sales_technology.group_salestech_" + name).id
def user(login, role):
    return env["res.users"].create({
        "name": login, "login": login, "email": login + "@department.example.com", "group_ids": [(4, group(role))],
    })
head, chief = user("head", "group_head"), user("chief", "department_head")
managers = [user("manager%s" % number, "leading_manager") for number in range(@MANAGERS@)]
team = env["crm.team"].create({"name": "North", "user_id": head.id, "member_ids": [(6, 0, [m.id for m in managers])]})
today = fields.Date.today()
for manager in managers:
    lead = env["crm.lead"].create({
        "name": "Client", "type": "opportunity", "team_id": team.id, "user_id": manager.id,
        "partner_id": env["res.partner"].create({"name": "Factory"}).id,
    })
    pilot = env["salestech.pilot"].create({
        "lead_id": lead.id, "name": "Pilot", "user_id": manager.id, "contact_id": lead.partner_id.id,
        "date_start": today - timedelta(days=90), "date_end": today + timedelta(days=90),
        "goal_ids": [(0, 0, {"name": "Goal", "target": 1})],
    })
    pilot.action_start()
    env["salestech.pilot.milestone"].create([
        {"pilot_id": pilot.id, "name": "M%s" % number, "date_deadline": today - timedelta(days=20)}
        for number in range(@COUNT@ // @MANAGERS@)
    ])
env["salestech.deadline.rule"].create([
    {"kind": "salestech.pilot.milestone", "timing": "after", "days": days, "level": level}
    for days, level in ((1, "responsible"), (2, "group_head"), (5, "department_head"))
])
env["mail.mail"].search([]).unlink()
env["mail.activity"].search([]).unlink()
env.ref("sales_technology.ir_cron_deadlines").active = True
env.cr.commit()
""".replace("@COUNT@", str(COUNT)).replace("@MANAGERS@", str(MANAGERS))

# Small batches, and the start of all nodes at the same moment.
RUN = """
import os, time
from odoo.addons.sales_technology.models.process import deadline_run, deadline_run_send
deadline_run.BATCH = 40
deadline_run_send.DIGEST_BATCH = 1
print("ready", flush=True)
while not os.path.exists("@GO@"):
    time.sleep(0.01)
env["salestech.deadline.run"]._cron_deadlines()
print("through", flush=True)
"""


@pytest.fixture(scope="module")
def filled_template():
    """A database with overdue milestones, made once; each test works on a copy."""
    with filled_database("deadlines", POPULATE) as name:
        yield name


@pytest.fixture
def database(filled_template, make_database):
    return make_database(filled_template)


def told(database):
    return number(database, "SELECT count(*) FROM salestech_deadline_notice WHERE state = 'told'")


def assert_each_told_once(database):
    rows = common.query(
        database, "SELECT state, count(*), count(DISTINCT (res_id, rule_id)) FROM salestech_deadline_notice GROUP BY 1"
    )
    assert rows == [("told", 3 * COUNT, 3 * COUNT)]
    sent = "SELECT count(*), count(DISTINCT user_id), count(date), count(mail_id) FROM salestech_deadline_digest"
    people = MANAGERS + 2
    assert common.query(database, sent) == [(people, people, people, people)]
    # every notice stands in one digest: the levels go to different people
    digest_rows = number(database, "SELECT count(*) FROM salestech_deadline_digest_salestech_deadline_notice_rel")
    assert digest_rows == 3 * COUNT
    assert number(database, "SELECT count(*) FROM mail_mail") == people
    activities = (
        "SELECT count(*), count(DISTINCT res_id) FROM mail_activity WHERE res_model = 'salestech.pilot.milestone'"
    )
    assert common.query(database, activities) == [(COUNT, COUNT)]


def test_worker_killed_in_the_middle_loses_and_doubles_nothing(database):
    with cron_server(database) as server:
        wait_until(lambda: told(database) > 0, "the first batch")
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
    done = told(database)
    assert 0 < done < 3 * COUNT, "killed in the middle"
    with cron_server(database):
        wait_until(
            lambda: number(database, "SELECT count(mail_id) FROM salestech_deadline_digest") == MANAGERS + 2, "the rest"
        )
        wait_until(lambda: told(database) == 3 * COUNT, "all notices")
    assert_each_told_once(database)


def test_connection_cut_off_in_the_middle(database):
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
    with cron_server(database):
        wait_until(lambda: told(database) > 0, "the first batch")
        common.query(database, cut)
        assert told(database) < 3 * COUNT, "cut off in the middle"

        def through():
            # It comes back ten minutes after a failure; nobody waits for that here.
            with common.cursor(database) as cr:
                cr.execute("UPDATE ir_cron_trigger SET call_at = now() at time zone 'UTC' - interval '1 second'")
            return number(database, "SELECT count(mail_id) FROM salestech_deadline_digest") == MANAGERS + 2

        wait_until(through, "the rest")
    assert_each_told_once(database)


def test_two_nodes_at_once_do_what_one_does(database, tmp_path):
    go = tmp_path / "go"
    nodes = [start(database, RUN.replace("@GO@", str(go))) for _number in range(2)]
    for node in nodes:
        assert node.stdout.readline().strip().endswith("ready")
    go.touch()
    for node in nodes:
        assert "through" in finish(node)
    assert_each_told_once(database)


def test_downtime_of_three_days_is_made_up_for_by_one_run(database):
    # The action last ran before all of it fell due; Odoo merges the runs that were missed into one.
    with common.cursor(database) as cr:
        cr.execute(
            "UPDATE ir_cron SET nextcall = now() - interval '3 days', lastcall = now() - interval '4 days' WHERE active"
        )
        cr.execute("DELETE FROM ir_cron_trigger")
    with cron_server(database):
        wait_until(
            lambda: number(database, "SELECT count(mail_id) FROM salestech_deadline_digest") == MANAGERS + 2, "all"
        )
    assert_each_told_once(database)
