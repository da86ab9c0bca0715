"""Plans in real transactions that run at the same moment: one wins, the sums hold, the others read a clear sentence."""

import subprocess

import common

ROUNDS = 6

# Each deed in a transaction of its own, run again as Odoo does it for requests. Each year has 100 contracts, its
# quarters hold 25 each.
RACE = """
import threading
from odoo import api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying

registry = env.registry
head, director = env["res.users"].create([
    {"name": "Head", "login": "race_head", "group_ids": [Command.set([
        env.ref("base.group_user").id, env.ref("sales_technology.group_salestech_department_head").id])]},
    {"name": "Director", "login": "race_director", "group_ids": [Command.set([
        env.ref("base.group_user").id, env.ref("sales_technology.group_salestech_director").id])]},
])
env.cr.commit()

def line(plan):
    return plan.line_ids.filtered(lambda line: line.indicator_id.code == "contract_count")

def at_once(*deeds):
    start, ends = threading.Barrier(len(deeds)), [None] * len(deeds)
    def run(index, user, deed):
        with registry.cursor() as cr:
            env = api.Environment(cr, user, {})
            def work():
                env.transaction.reset()
                deed(env)
                env.flush_all()
            start.wait()
            try:
                retrying(work, env)
                cr.commit()
                ends[index] = "done"
            except UserError as error:
                cr.rollback()
                ends[index] = str(error)
    threads = [threading.Thread(target=run, args=(i, *deed)) for i, deed in enumerate(deeds)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    env.cr.rollback()
    env.invalidate_all()
    return ends

def year(number):
    plan = env["salestech.plan"].with_user(head).create({"level": "year", "date_from": f"{number}-01-01"})
    line(plan).target = 100
    plan.action_build()
    plan.action_submit()
    env.cr.commit()
    return plan.id, line(plan.child_ids[0]).id

def approve(plan_id):
    return director.id, lambda env: env["salestech.plan"].browse(plan_id).action_approve()

def give_back(plan_id):
    return director.id, lambda env: env["salestech.plan"].browse(plan_id)._return("Too little")

def lower(line_id):
    def deed(env):
        env["salestech.plan.line"].browse(line_id).target = 1
    return head.id, deed

for number in range(@ROUNDS@):
    plan_id, part_id = year(2040 + number)
    print("TWICE", at_once(approve(plan_id), approve(plan_id)))
    plan_id, part_id = year(2050 + number)
    print("RETURN", at_once(approve(plan_id), give_back(plan_id)))
    plan_id, part_id = year(2060 + number)
    ends = at_once(approve(plan_id), lower(part_id))
    plan = env["salestech.plan"].browse(plan_id)
    shared = sum(line(child).target for child in plan.child_ids)
    # lowered first: the approval is refused; approved first: the part waits for its own approval, and cannot get it
    print("EDIT", plan.state, shared, ends)
    plan_id, part_id = year(2070 + number)
    own = line(env["salestech.plan"].browse(plan_id)).id
    def raise_own(env, own=own):
        env["salestech.plan.line"].browse(own).target = 400
    ends = at_once(approve(plan_id), (head.id, raise_own))
    print("OWN", env["salestech.plan"].browse(plan_id).state, env["salestech.plan.line"].browse(own).target, ends)
    years = [(head.id, lambda env: env["salestech.plan"].create(
        {"level": "year", "date_from": f"{2080 + number}-01-01"})) for _n in range(2)]
    try:
        ends = at_once(*years)
    finally:
        count = env["salestech.plan"].search_count([("date_from", "=", f"{2080 + number}-01-01")])
    print("UNIQUE", count)
""".replace("@ROUNDS@", str(ROUNDS))


def shell(database, script):
    command = common.odoo_command("-d", database, "--no-http", "--log-level=critical", command=["shell"])
    done = subprocess.run(command, input=script, cwd=common.CACHE, text=True, capture_output=True, timeout=300)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    return done.stdout.splitlines()


def test_of_two_at_once_one_wins(addon_database):
    lines = shell(addon_database, RACE)
    seen = {word: [line for line in lines if line.startswith(word)] for word in ("TWICE", "RETURN", "EDIT", "OWN")}
    assert all(len(found) == ROUNDS for found in seen.values()), lines
    for line in seen["TWICE"]:
        assert line.count("'done'") == 1 and "is approved by now" in line, line
    for line in seen["RETURN"]:
        assert line.count("'done'") == 1 and "by now" in line, line
    for line in seen["EDIT"]:
        _word, state, total, *_ends = line.split()
        assert state == "approved" or float(total) < 100, line
        assert state == "approved" or "do not cover it" in line, line
    for line in seen["OWN"]:
        # the plan was submitted: its own figures are closed whoever comes first
        assert line.split()[1:3] == ["approved", "100.0"] and "no longer a draft" in line, line
    assert [line for line in lines if line.startswith("UNIQUE")] == ["UNIQUE 1"] * ROUNDS
