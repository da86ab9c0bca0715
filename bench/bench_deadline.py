"""Deadlines: one run of the scheduled action over 100,000 open items, of which 1,000 are due.

Whole: looking for what is due, three levels of rules, activities, one digest in the mail queue for each of 42 people.
"""

import resource
import time

OPEN = 100_000
DUE = 1_000
PEOPLE = 40
ROUNDS = 3
LIMIT = 5  # seconds
MORE_MEMORY = 40  # MB that five times as much due may take beyond the first run


def run(bench):
    with bench.env("addon", commit=True) as env:
        populate(env)
    seconds, queries = [], 0
    for number in range(ROUNDS + 1):
        elapsed, count = measure(bench, DUE)
        if number:  # the round before the first fills caches
            seconds.append(elapsed)
            queries = count
    before = peak_memory()
    measure(bench, 5 * DUE)
    more = peak_memory() - before
    bench.hold(
        f"deadlines: {OPEN} open, {DUE} due, one run",
        seconds,
        limit=LIMIT,
        queries=queries,
        what_else=f"{5 * DUE} due take {more:.0f} MB more (at most {MORE_MEMORY})",
        holds=more <= MORE_MEMORY,
    )


def peak_memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(bench, due):
    """Run once with so many due; return seconds and queries. What was told before is forgotten."""
    with bench.env("addon", commit=True) as env:
        clean(env)
        env.cr.execute(
            """UPDATE salestech_pilot_milestone
            SET date_deadline = CURRENT_DATE + CASE WHEN name::int < %s THEN -20 ELSE 60 + name::int %% 40 END""",
            [due],
        )
        env.cr.commit()
        env.cr.execute("ANALYZE salestech_pilot_milestone")
    with bench.env("addon") as env:
        deadlines = env["salestech.deadline.run"].sudo()
        count, start = env.cr.sql_log_count, time.perf_counter()
        deadlines._cron_deadlines()
        elapsed, count = time.perf_counter() - start, env.cr.sql_log_count - count
        assert env["salestech.deadline.notice"].sudo().search_count([("state", "=", "told")]) == 3 * due
        assert env["salestech.deadline.digest"].sudo().search_count([("mail_id", "!=", False)]) == PEOPLE + 2
    return elapsed, count


def clean(env):
    env.cr.execute("DELETE FROM mail_activity WHERE res_model = 'salestech.pilot.milestone'")
    for table in ("salestech_deadline_notice", "salestech_deadline_digest", "mail_mail", "ir_cron_trigger"):
        env.cr.execute(f"DELETE FROM {table}")  # names from above


def populate(env):
    env = env(su=True)
    company = env.company
    company.deadline_digest_hour = 0
    env["salestech.deadline.rule"].search([]).active = False
    head, chief = user(env, "head", "group_head"), user(env, "chief", "department_head")
    assert chief
    managers = [user(env, f"manager{number}", "leading_manager") for number in range(PEOPLE)]
    team = env["crm.team"].create({"name": "Bench", "user_id": head.id, "member_ids": [(4, m.id) for m in managers]})
    pilots = [make_pilot(env, team, manager) for manager in managers]
    env["salestech.deadline.rule"].create(
        [
            {"kind": "salestech.pilot.milestone", "timing": timing, "days": days, "level": level}
            for timing, days, level in (
                ("before", 1, "responsible"),
                ("after", 2, "group_head"),
                ("after", 5, "department_head"),
            )
        ]
    )
    env.flush_all()
    env.cr.execute(
        """INSERT INTO salestech_pilot_milestone
            (pilot_id, user_id, company_id, name, date_deadline, state, create_uid, create_date, write_uid, write_date)
        SELECT (%(pilots)s::int[])[1 + n %% %(count)s], (%(users)s::int[])[1 + n %% %(count)s], %(company)s, n::text,
               CURRENT_DATE + 60, 'open', 1, now(), 1, now()
        FROM generate_series(0, %(open)s - 1) n""",
        {
            "pilots": [pilot.id for pilot in pilots],
            "users": [manager.id for manager in managers],
            "count": PEOPLE,
            "company": company.id,
            "open": OPEN,
        },
    )


def user(env, login, role):
    group = env.ref(f"sales_technology.group_salestech_{role}")
    values = {"name": login, "login": f"bench_{login}", "email": f"{login}@bench.example.com"}
    return env["res.users"].with_context(no_reset_password=True).create({**values, "group_ids": [(4, group.id)]})


def make_pilot(env, team, manager):
    partner = env["res.partner"].create({"name": "Factory"})
    lead = {
        "name": "Client",
        "type": "opportunity",
        "team_id": team.id,
        "user_id": manager.id,
        "partner_id": partner.id,
    }
    today = env.cr.now().date()
    pilot = env["salestech.pilot"].create(
        {
            "lead_id": env["crm.lead"].create(lead).id,
            "name": "Pilot",
            "user_id": manager.id,
            "contact_id": partner.id,
            "date_start": today.replace(day=1).replace(year=today.year - 1),
            "date_end": today.replace(day=1).replace(year=today.year + 1),
            "goal_ids": [(0, 0, {"name": "Goal", "target": 1})],
        }
    )
    pilot.action_start()
    return pilot
