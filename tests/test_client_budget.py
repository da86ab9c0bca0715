"""Approvals and posts of gifts in real transactions that run at the same moment: a ceiling is passed by nobody."""

import subprocess

import common

THREADS = 6

# Each of six approvals asks for 400 of a budget of 1,000, each for another person, so that only the budget holds;
# then six for one person with a limit of 1,000 a year under budgets of their own, so that only the limit holds.
RACE = """
import threading
from odoo import api
from odoo.fields import Command
from odoo.service.model import retrying

client = env["res.partner"].create({"name": "Plant", "is_company": True})
people = env["res.partner"].create([{"name": f"P {n}", "parent_id": client.id} for n in range(@THREADS@)])
users = env["res.users"].create([{"name": f"U {n}", "login": f"budget_{n}"} for n in range(@THREADS@)])
period = {"date_from": "2000-01-01", "date_to": "2100-12-31", "company_id": env.company.id}
env["salestech.representation.budget"].create({"amount": 1000, "partner_id": client.id, **period})
other = env["res.partner"].create({"name": "Mill", "is_company": True})
person = env["res.partner"].create({"name": "One", "parent_id": other.id})
env["salestech.representation.budget"].create([{"amount": 1000, "user_id": user.id, **period} for user in users])
Expense = env["salestech.representation.expense"]

def gift(partner, contact, user):
    return {"name": "A", "what": "B", "partner_id": partner.id, "contact_ids": [Command.set(contact.ids)],
            "planned_amount": 400, "user_id": user.id}

gifts = Expense.create([gift(client, contact, env["res.users"]) for contact in people])
limited = Expense.create([gift(other, person, user) for user in users])
env.company.salestech_gift_person_limit = 1000
(gifts | limited).action_submit()
env.cr.commit()
registry, uid = env.registry, env.uid

def approve(expense_id, start, done):
    start.wait()
    with registry.cursor() as cr:
        environment = api.Environment(cr, uid, {})
        def work():
            api.Environment(cr, uid, {})[Expense._name].browse(expense_id).action_approve()
        try:
            retrying(work, environment)
            done.append("approved")
        except Exception as error:
            done.append(type(error).__name__)

for ids in (gifts.ids, limited.ids):
    start, done = threading.Barrier(@THREADS@), []
    threads = [threading.Thread(target=approve, args=(expense_id, start, done)) for expense_id in ids]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    print("DONE", sorted(done))
""".replace("@THREADS@", str(THREADS))


def test_approvals_at_once_do_not_pass_a_ceiling_together(addon_database):
    command = common.odoo_command("-d", addon_database, "--no-http", "--log-level=critical", command=["shell"])
    done = subprocess.run(command, input=RACE, cwd=common.CACHE, text=True, capture_output=True, timeout=300)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    for line in [line for line in done.stdout.splitlines() if "DONE" in line]:
        assert line.count("'approved'") == 2 and line.count("'ValidationError'") == THREADS - 2, line
    assert done.stdout.count("DONE") == 2
    sums = common.query(
        addon_database,
        """SELECT p.name, SUM(e.committed_amount) FROM salestech_representation_expense e
             JOIN res_partner p ON p.id = e.partner_id WHERE e.state = 'approved' GROUP BY p.name""",
    )
    assert {name: float(amount) for name, amount in sums} == {"Plant": 800.0, "Mill": 800.0}
