"""The scheduled actions of control and improvement in real processes: killed in the middle, on two nodes at once, and
with a mail server that is down.

Whatever happens, in the end each report, each meeting and each question to a client is there once, and each e-mail
has left once.
"""

import signal
from collections import Counter

import pytest
from live import MailCatcher
from shells import cron_server, filled_database, finish, number, run, start, wait_until

import common

MANAGERS, SCHEDULES, ACCEPTED, CLAIMS = 4, 3, 2, 5
READERS = ("chief@department.example.com", "director@department.example.com")

POPULATE = """
from datetime import timedelta
from odoo import fields
from odoo.fields import Command
from odoo.addons.sales_technology.tools.period import period_of, previous_period

env["ir.cron"].search([]).active = False
env["ir.config_parameter"].set_param("sales_technology.jobs_told_on", fields.Date.to_string(fields.Date.today()))
env["salestech.report.schedule"].search([]).active = False
env["salestech.deadline.rule"].search([]).active = False
company = env.company
company.email = "office@department.example.com"
def user(login, role):
    group = env.ref("sales_technology.group_salestech_" + role).id
    return env["res.users"].with_context(no_reset_password=True).create({
        "name": login, "login": login, "email": login + "@department.example.com", "group_ids": [Command.link(group)],
    })
head, chief, director = user("head", "group_head"), user("chief", "department_head"), user("director", "director")
managers = env["res.users"].union(*[user("manager%s" % n, "leading_manager") for n in range(@MANAGERS@)])
team = env["crm.team"].create({
    "name": "North", "company_id": company.id, "user_id": head.id, "member_ids": [Command.set(managers.ids)],
    "ladder_id": env.ref("sales_technology.ladder_client").id,
})
today = company._local_day(fields.Datetime.now())
month = period_of(today, "month", 1)
since = month
for _n in range(3):
    since = previous_period(since, 1)
schedules = env["salestech.report.schedule"]
common = {"kind": "free", "days_ahead": 0, "company_id": company.id}
for n in range(@SCHEDULES@):
    schedules.create({**common, "name": "Own %s" % n, "scope": "person", "level": "day", "rule": "same_day",
                      "date_start": today - timedelta(days=9)})
sent = schedules.create({
    **common, "name": "To be sent", "scope": "department", "recipient_ids": [Command.set((chief | director).ids)],
    "level": "month", "rule": "month_day", "day": 1, "date_start": since.date_from,
})
reports = sent._open_due()[:@ACCEPTED@]
reports.write({"state": "accepted", "decided_at": fields.Datetime.now(), "decided_by_id": director.id})
sent.active = False
series = env["salestech.meeting.series"].create([
    {"kind": kind, "team_id": team.id, "company_id": company.id} for kind in ("standup", "week")
])
series.meeting_ids.event_id.unlink()
series.meeting_ids.unlink()
series.opened_until = False
kind = env.ref("sales_technology.satisfaction_kind_claim")
kind.is_on = True  # from today on
kind.date_from = today - timedelta(days=30)
for n in range(@CLAIMS@):
    plant = env["res.partner"].create({"name": "Plant %s" % n, "is_company": True})
    person = env["res.partner"].create(
        {"name": "Anna %s" % n, "parent_id": plant.id, "email": "anna%s@plant.example.com" % n, "lang": "en_US"})
    env["salestech.claim"].create({
        "name": "Claim %s" % n, "partner_id": plant.id, "contact_id": person.id, "user_id": managers[0].id,
        "team_id": team.id, "category": "quality", "channel": "phone", "text": "It leaks",
        "date_received": fields.Datetime.now() - timedelta(days=6), "state": "resolved",
        "date_reacted": fields.Datetime.now() - timedelta(days=6),
        "date_resolved": fields.Datetime.now() - timedelta(days=4),
    })
env["mail.mail"].search([]).unlink()
env["ir.cron.trigger"].search([]).unlink()
env.cr.commit()
"""
for name, value in (
    ("MANAGERS", MANAGERS),
    ("SCHEDULES", SCHEDULES),
    ("ACCEPTED", ACCEPTED),
    ("CLAIMS", CLAIMS),
):
    POPULATE = POPULATE.replace(f"@{name}@", str(value))

JOBS = """
env["salestech.report.run"]._cron_reports()
env["salestech.meeting.series"]._cron_open_meetings()
env["salestech.scorecard"]._cron_refresh()
env["salestech.satisfaction"]._cron_satisfaction()
env.cr.commit()
print("through", flush=True)
"""
# The process is killed as by `kill -9` when it has come so far for the nth time.
KILLED = """
import os, signal
model = type(env["@MODEL@"])
origin, left = model.@METHOD@, [@NTH@]
def once(self, *args, **kwargs):
    done = origin(self, *args, **kwargs)
    self.env.flush_all()
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return done
model.@METHOD@ = once
"""
NODE = """
import os, time
print("ready", flush=True)
while not os.path.exists("@GO@"):
    time.sleep(0.01)
"""
KILLS = [
    ("salestech.report.schedule", "_insert_reports", 2),
    ("salestech.report", "_write_figures", 2),
    ("salestech.report", "_mail_vals", 3),
    ("salestech.meeting", "_put_in_calendar", 1),
    ("salestech.satisfaction", "_prepare_plan", 3),
    ("salestech.satisfaction", "_queue_one", 3),
]


@pytest.fixture(scope="module")
def filled_template():
    with filled_database("control", POPULATE) as name:
        yield name


@pytest.fixture
def database(filled_template, make_database):
    return make_database(filled_template)


def assert_all_once(database):
    reports = "SELECT count(*) FROM salestech_report WHERE user_id IS NOT NULL"
    days = number(database, "SELECT count(DISTINCT date_from) FROM salestech_report WHERE user_id IS NOT NULL")
    assert days > 4 and number(database, reports) == MANAGERS * SCHEDULES * days
    assert number(database, f"{reports} AND filled_at IS NULL") == 0
    assert number(database, "SELECT count(*) FROM salestech_report WHERE sent_at IS NOT NULL") == ACCEPTED
    meetings = common.query(
        database, "SELECT count(*), count(DISTINCT (series_id, date)), count(DISTINCT event_id) FROM salestech_meeting"
    )[0]
    assert len(set(meetings)) == 1 and meetings[0] > 5
    assert number(database, "SELECT count(*) FROM calendar_event") == meetings[0]
    twice = "SELECT count(*) FROM salestech_meeting_attendance GROUP BY meeting_id, user_id HAVING count(*) > 1"
    assert common.query(database, twice) == []
    asked = "SELECT count(*), count(DISTINCT source_key), count(mail_id) FROM salestech_satisfaction"
    assert common.query(database, asked) == [(CLAIMS, CLAIMS, CLAIMS)]
    kept = "SELECT count(*) FROM mail_mail mail JOIN mail_message message ON message.id = mail.mail_message_id WHERE {}"
    assert number(database, kept.format("message.model = 'salestech.satisfaction'")) == CLAIMS
    assert number(database, "SELECT count(*) FROM mail_mail_salestech_report_rel") == ACCEPTED * len(READERS)


def test_killed_in_the_middle_of_each_job(database):
    for model, method, nth in KILLS:
        script = KILLED.replace("@MODEL@", model).replace("@METHOD@", method).replace("@NTH@", str(nth))
        node = start(database, script + JOBS)
        out, err = node.communicate(timeout=240)
        assert node.returncode == -signal.SIGKILL, f"{model}.{method} was not come by: {out} {err[-2000:]}"
    for _again in range(2):
        assert "through" in run(database, JOBS)
    assert_all_once(database)


def test_two_nodes_at_once_do_what_one_does(database, tmp_path):
    go = tmp_path / "go"
    nodes = [start(database, NODE.replace("@GO@", str(go)) + JOBS) for _number in range(2)]
    for node in nodes:
        assert node.stdout.readline().strip().endswith("ready")
    go.touch()
    for node in nodes:
        assert "through" in finish(node)
    assert_all_once(database)


def test_mail_server_that_is_down_loses_nothing(database):
    """Odoo gives an e-mail up when there is no mail server: ours go back into the queue until they have left."""
    assert "through" in run(database, JOBS)
    total = ACCEPTED * len(READERS) + CLAIMS
    with common.cursor(database) as cr:
        cr.execute("UPDATE ir_cron SET active = TRUE WHERE cron_name ILIKE '%mail%queue%manager%' RETURNING id")
        [[queue]] = cr.fetchall()
    states = "SELECT count(*) FROM mail_mail WHERE state = 'exception'"
    with cron_server(database, "--smtp", "127.0.0.1", "--smtp-port", common.free_port()):
        wait_until(lambda: wake(database, queue) and number(database, states) == total, "all given up")
    assert "through" in run(database, JOBS)
    with MailCatcher() as mails, cron_server(database, "--smtp", "127.0.0.1", "--smtp-port", mails.port):
        wait_until(lambda: wake(database, queue) and len(mails.mails) >= total, "all sent")
        wait_until(lambda: number(database, "SELECT count(*) FROM mail_mail WHERE state = 'outgoing'") == 0, "noted")
    assert "through" in run(database, JOBS)
    assert number(database, states) == 0
    told = Counter(address for mail in mails.mails for address in [*READERS, *PEOPLE] if address in mail["To"])
    assert told == {**dict.fromkeys(READERS, ACCEPTED), **dict.fromkeys(PEOPLE, 1)}


PEOPLE = [f"anna{n}@plant.example.com" for n in range(CLAIMS)]


def wake(database, cron):
    with common.cursor(database) as cr:
        cr.execute(
            """INSERT INTO ir_cron_trigger (cron_id, call_at)
               SELECT %s, now() AT TIME ZONE 'UTC' - interval '1 second'
                WHERE NOT EXISTS (SELECT FROM ir_cron_trigger WHERE cron_id = %s)""",
            [cron, cron],
        )
    return True
