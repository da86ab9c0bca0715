"""Reports: opening and filling a month's reports of 300 people, with the plans of their weeks and their actuals."""

import time

PEOPLE = 300
GROUPS = 10
ROUNDS = 3
LIMIT = 10  # seconds


def run(bench):
    with bench.env("addon", commit=True) as env:
        schedule_id = populate(env(su=True))
    seconds, queries, lines = [], 0, 0
    for number in range(ROUNDS + 1):
        with bench.env("addon") as env:
            schedule = env["salestech.report.schedule"].sudo().browse(schedule_id)
            count, start = env.cr.sql_log_count, time.perf_counter()
            reports = schedule._open_due()
            env.flush_all()
            elapsed, count = time.perf_counter() - start, env.cr.sql_log_count - count
            lines = env["salestech.report.line"].sudo().search_count([("report_id", "in", reports.ids)])
            assert len(reports) >= PEOPLE
        if number:  # the round before the first fills caches
            seconds.append(elapsed)
            queries = count
    bench.hold(
        f"reports: {PEOPLE} of a month opened and filled",
        seconds,
        limit=LIMIT,
        queries=queries,
        what_else=f"{lines} figures",
        holds=lines >= 5 * PEOPLE,
    )


def populate(env):
    """Make people and groups by the ORM, plans and actuals by SQL: through the ORM they would take long."""
    company = env.company
    first = env.cr.now().date().replace(day=1)
    env.cr.execute("SELECT (%s::date - INTERVAL '1 month')::date", [first])
    [first] = env.cr.fetchone()
    role = env.ref("sales_technology.group_salestech_manager")
    users = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [{"name": f"Reports {n}", "login": f"bench_report_{n}", "group_ids": [(4, role.id)]} for n in range(PEOPLE)]
        )
    )
    ladder = env["salestech.ladder"].search([("kind", "=", "client")], limit=1)
    for number in range(GROUPS):
        members = users[number::GROUPS]
        env["crm.team"].create(
            {
                "name": f"Reports {number}",
                "company_id": company.id,
                "ladder_id": ladder.id,
                "member_ids": [(4, user.id) for user in members],
            }
        )
    env.flush_all()
    feed = env["salestech.indicator.feed"]
    feeds = [feed._of(source, company) for source in env["salestech.indicator"]._sources()]
    for found in feeds:
        found.write({"as_of": env.cr.now(), "date_to": env.cr.now().date()})
    env.flush_all()
    values = {"first": first, "company": company.id, "users": users.ids, "feed": feeds[0].id}
    for statement in STATEMENTS:
        env.cr.execute(statement, values)
    env.cr.commit()
    for table in ("salestech_plan", "salestech_plan_line", "salestech_actual"):
        env.cr.execute(f"ANALYZE {table}")  # names from above
    schedule = env["salestech.report.schedule"].create(
        {
            **{"kind": "monthly", "scope": "person", "company_id": company.id, "date_start": first},
            **{"day": 1, "days_ahead": 0},
        }
    )
    return schedule.id


STATEMENTS = (
    """INSERT INTO salestech_plan (level, date_from, date_to, company_id, team_id, user_id, state, lock_version,
              create_uid, create_date, write_uid, write_date)
       SELECT 'week', day::date, day::date + 5, %(company)s, member.crm_team_id, member.user_id, 'approved', 0,
              1, now(), 1, now()
         FROM crm_team_member member,
              generate_series(%(first)s::date, %(first)s::date + 21, INTERVAL '7 days') AS day
        WHERE member.user_id = ANY(%(users)s) AND member.active""",
    """INSERT INTO salestech_plan_line (plan_id, indicator_id, sequence, target, company_id, level, date_from, date_to,
              team_id, user_id, actual, has_actual, actual_at, create_uid, create_date, write_uid, write_date)
       SELECT plan.id, indicator.id, indicator.sequence, 20, plan.company_id, plan.level, plan.date_from, plan.date_to,
              plan.team_id, plan.user_id, 15, TRUE, now(), 1, now(), 1, now()
         FROM salestech_plan plan, salestech_indicator indicator
        WHERE plan.user_id = ANY(%(users)s) AND indicator.level_week AND indicator.breakdown IS NULL""",
    """INSERT INTO salestech_actual (feed_id, company_id, indicator_id, date, user_id, team_id, amount, weight)
       SELECT %(feed)s, %(company)s, indicator.id, day::date, member.user_id, member.crm_team_id, 3, 4
         FROM crm_team_member member, salestech_indicator indicator,
              generate_series(%(first)s::date, %(first)s::date + 27, INTERVAL '1 day') AS day
        WHERE member.user_id = ANY(%(users)s) AND member.active AND indicator.level_week
          AND indicator.breakdown IS NULL""",
)
