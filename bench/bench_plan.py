"""Plans: a year built and shared out down to everybody's weeks, the form, the board of a group, the refresh."""

import datetime
import os
import resource
import time

SCALE = float(os.environ.get("BENCH_SCALE") or 1)
TEAMS, SHARE = max(int(30 * SCALE), 1), 10
YEAR = datetime.date(datetime.date.today().year + 1, 1, 1)


def run(bench):
    size = f"{TEAMS * SHARE} people, {TEAMS} groups"
    with bench.env("addon", commit=True) as env:
        company = department(env)
    with bench.env("addon", commit=True) as env:
        build(bench, env(su=True), size)
    with bench.env("addon") as env:
        env.cr.execute("ANALYZE")
        refresh(bench, env(su=True), company, size)
        read(bench, env)


def department(env):
    """Groups of ten with a head each, on the ladder."""
    env = env(su=True, context={**env.context, "no_reset_password": True, "tracking_disable": True})
    roles = {name: env.ref(f"sales_technology.group_salestech_{name}").id for name in ("manager", "group_head")}

    def people(role, count):
        vals = {"group_ids": [(6, 0, [env.ref("base.group_user").id, roles[role]])]}
        return env["res.users"].create([{"name": f"{role} {n}", "login": f"{role}{n}", **vals} for n in range(count)])

    heads, users = people("group_head", TEAMS), people("manager", TEAMS * SHARE)
    ladder = env.ref("sales_technology.ladder_client")
    env["crm.team"].create(
        [
            {
                "name": f"Group {n}",
                "company_id": env.company.id,
                "user_id": heads[n].id,
                "ladder_id": ladder.id,
                "member_ids": [(6, 0, users[n * SHARE : (n + 1) * SHARE].ids)],
            }
            for n in range(TEAMS)
        ]
    )
    return env.company.id


def build(bench, env, size):
    """A season: the year's forty figures into quarters, months of all groups and weeks of all managers."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    year = env["salestech.plan"].create({"level": "year", "date_from": YEAR})
    for number, line in enumerate(year.line_ids):
        line.target = 90 if line.kind == "ratio" else 100_000 + 7 * number
    env.flush_all()
    queries, start, level = env.cr.sql_log_count, time.perf_counter(), year
    for _below in ("quarters", "months", "weeks"):
        level.action_build()
        env.flush_all()
        env.invalidate_all()
        level = level.child_ids
        print(f"    {_below}: {time.perf_counter() - start:.1f} s", flush=True)
    seconds, queries = time.perf_counter() - start, env.cr.sql_log_count - queries
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    lines = env["salestech.plan.line"].search_count([])
    bench.hold(
        f"{size}: a year into quarters, months of all groups and weeks of all managers",
        [seconds],
        limit=60 * SCALE,
        queries=queries,
        what_else=f"{lines:,} lines, {memory:.0f} MB more memory",
        holds=memory <= 500,
    )


def refresh(bench, env, company, size):
    """Actuals beside all plans: as on a day in the midst of the season, so that many are open."""
    lines, company = env["salestech.plan.line"], env["res.company"].browse(company)
    company.actual_since = YEAR
    middle = YEAR + datetime.timedelta(days=160)
    for source in env["salestech.indicator"]._sources():
        feed = env["salestech.indicator.feed"]._of(source, company)
        feed.write({"as_of": f"{middle} 08:00:00", "date_to": middle})
    env.cr.execute(
        """INSERT INTO salestech_actual (feed_id, company_id, indicator_id, date, user_id, team_id, amount, weight)
           SELECT (SELECT MIN(id) FROM salestech_indicator_feed), %s, i.id, day, m.user_id, m.crm_team_id, 3, 4
             FROM crm_team_member m, salestech_indicator i,
                  generate_series(%s::date, %s::date, '1 day') day
            WHERE i.active AND i.breakdown IS NULL AND EXTRACT(ISODOW FROM day) < 6""",
        [company.id, YEAR, middle],
    )
    env.cr.execute("ANALYZE salestech_actual")
    real = type(company)._local_day
    type(company)._local_day = lambda self, moment: middle
    try:
        seconds = []
        for _round in range(3):
            env.cr.execute("UPDATE salestech_plan_line SET actual_at = NULL")
            start = time.perf_counter()
            lines._refresh_actuals(company)
            seconds.append(time.perf_counter() - start)
    finally:
        type(company)._local_day = real
    env.cr.execute("SELECT COUNT(*) FROM salestech_plan_line WHERE actual_at IS NOT NULL")
    bench.hold(
        f"{size}: refresh of the actuals of all open plans",
        seconds,
        limit=2,
        queries=3,
        what_else=f"{env.cr.fetchone()[0]:,} lines",
    )


def read(bench, env):
    """What people wait for: a month's form, and the board of a group."""
    month = env["salestech.plan"].sudo().search([("level", "=", "month")], limit=1)
    env = env(user=month.team_id.user_id.id)
    plan = env["salestech.plan"].browse(month.id)
    spec = {"display_name": {}, "state": {}, "open_count": {}, "child_count": {}, "can_build": {}, "can_approve": {}}
    figures = (
        "target",
        "shared",
        "to_share",
        "cover",
        "actual",
        "percent",
        "light",
        "pipeline_forecast",
        "display_name",
    )
    spec["line_ids"] = {"fields": {name: {} for name in figures}, "limit": 60}
    form, board, counted = [], [], {}
    for _round in range(6):
        for seconds, what, act in (
            (form, "form", lambda: plan.web_read(spec)),
            (board, "board", lambda: plan.get_board("month", str(month.date_from))),
        ):
            env.flush_all()
            env.invalidate_all()
            before, start = env.cr.sql_log_count, time.perf_counter()
            result = act()
            seconds.append(time.perf_counter() - start)
            counted[what] = env.cr.sql_log_count - before
    count = counted["form"]
    title = f"form of a month with {len(plan.line_ids)} figures, at most 25 queries"
    bench.hold(title, form[1:], limit=1, queries=count, holds=count <= 25)
    median = sorted(board[1:])[len(board[1:]) // 2]
    shape = f"{len(result['columns']) - 1} people × {len(result['rows'])} figures"
    bench.hold(
        f"board of a group for a month, {shape}, at most 150 ms",
        board[1:],
        limit=1,
        queries=counted["board"],
        holds=median <= 0.150,
    )
