"""Indicators: rebuild, refresh and reading, beside Odoo's own goals (gamification), on a department of 300 people."""

import datetime
import os
import resource
import sys
import time
from functools import partial
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent))

import indicator_data as data  # noqa: E402

SCALE = float(os.environ.get("BENCH_SCALE") or 1)
TEN = (
    *("cold_call_count", "cold_meeting_count", "needs_meeting_count", "terms_meeting_count", "contract_count"),
    *("contract_amount", "cross_sale_count", "cross_sale_amount", "contract_prepared_count", "turnover"),
)
LEVELS = ("day", "week", "month", "quarter", "year")


def run(bench):
    with bench.env("addon", commit=True) as env:
        made = data.fill(env, SCALE)
    with bench.env("addon", commit=True) as env:
        env.cr.execute("ANALYZE")
    install_gamification(bench)
    size = f"{SCALE:g}× of the full size" if SCALE != 1 else "full size"
    rebuild = measure_rebuild(bench, size)
    peer, queries = measure_goals(bench, made)
    measure_reading(bench, made, peer, queries, rebuild)
    measure_refresh(bench, made, peer)
    measure_boards(bench, made)
    measure_saving(bench)


def install_gamification(bench):
    with bench.env("addon", commit=True) as env:
        module = env["ir.module.module"].search([("name", "=", "gamification")])
        if module.state != "installed":
            module.button_immediate_install()


def periods():
    from odoo.addons.sales_technology.tools.period import period_of

    return [period_of(data.TODAY, level)[1:] for level in LEVELS]


def timed(function):
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


# -- rebuild -----------------------------------------------------------------------------------------------------------


def measure_rebuild(bench, size):
    own, hand, memory = [], [], []
    for number in range(4):
        with bench.env("addon") as env:
            run = env["salestech.indicator.refresh"].sudo()
            env.cr.execute("TRUNCATE salestech_actual")
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            shared = {}
            for source in env["salestech.indicator"]._sources():
                shared[source] = timed(partial(run._rebuild, source, env.company.id))[0]
            memory.append((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
            env.cr.execute("SELECT COUNT(*) FROM salestech_actual")
            rows = env.cr.fetchone()[0]
        with bench.env("addon") as env:
            env.cr.execute("TRUNCATE salestech_actual")
            by_hand = timed(lambda: [env.cr.execute(statement) for statement in hand_written(env)])[0]
        if number:
            own.append(sum(shared.values()))
            big = sum(shared[source] for source in HAND)
            hand.append((big, by_hand))
            print("   ", {name: round(seconds, 2) for name, seconds in shared.items() if seconds > 0.05}, flush=True)
    pairs = {"bare": [pair[1] for pair in hand], "addon": [pair[0] for pair in hand]}
    bench.add(
        f"{size}: a year of the sources over calls, meetings, contracts and invoices, beside SQL written by hand",
        pairs,
        {"bare": len(HAND), "addon": 0},
        1.5,
        99,
    )
    bench.hold(
        f"{size}: a whole year of all forty counted from nothing",
        own,
        limit=60,
        what_else=f"{rows:,} rows, {max(memory):.0f} MB more memory",
        holds=max(memory) <= 200,
    )
    return own


HAND = ("touch", "meeting", "turnover", "records:salestech.contract:date_signed")


def hand_written(env):
    """What a careful programmer would write for four sources, one statement each, into the same table."""
    ids = {row.code: row.id for row in env["salestech.indicator"].search([])}
    since, today, company = data.FIRST, data.TODAY, env.company.id
    zone = env.company._zone_name()
    head = "INSERT INTO salestech_actual (feed_id, company_id, is_typed, indicator_id, date, user_id, team_id,"
    head += " amount, weight)"
    values = "CROSS JOIN LATERAL (VALUES {}) v(i, a, w) WHERE v.a <> 0 OR v.w <> 0"

    def unpivot(*parts):
        return values.format(", ".join(f"({ids[code]}, {a}::numeric, {w}::numeric)" for code, a, w in parts))

    first = """NOT EXISTS (SELECT FROM calendar_event o WHERE o.opportunity_id = e.opportunity_id
               AND o.meeting_state = 'held' {} AND (o.start, o.id) < (e.start, e.id))"""
    working = f"(e.purpose IN ('needs', 'terms') AND {first.format('''AND o.purpose IN ('needs', 'terms')''')})"
    terms = f"(e.purpose = 'terms' AND {first.format('''AND o.purpose = 'terms' ''')})"
    local = f"(e.start AT TIME ZONE 'UTC' AT TIME ZONE '{zone}')::date"
    yield f"""{head} SELECT 1, {company}, FALSE, v.i, g.d, g.u, g.t, v.a, v.w FROM (
        SELECT touch_day d, user_id u, touch_team_id t, COUNT(*) c FROM mail_activity
         WHERE touch_kind = 'call' AND is_cold AND touch_day BETWEEN '{since}' AND '{today}' GROUP BY 1, 2, 3) g
        {unpivot(("cold_call_count", "g.c", "0"), ("cold_call_conversion", "0", "g.c"))}"""
    yield f"""{head} SELECT 2, {company}, FALSE, v.i, g.d, g.u, g.t, v.a, v.w FROM (
        SELECT {local} d, user_id u, meeting_team_id t, COUNT(*) FILTER (WHERE purpose = 'introduction') c1,
               COUNT(*) FILTER (WHERE purpose = 'needs') c2, COUNT(*) FILTER (WHERE purpose = 'terms') c3,
               COUNT(*) FILTER (WHERE {first.format("")}) f1, COUNT(*) FILTER (WHERE {working}) f2,
               COUNT(*) FILTER (WHERE {terms}) f3
          FROM calendar_event e WHERE meeting_state = 'held' AND start BETWEEN '{since}' AND '{today} 23:59:59'
         GROUP BY 1, 2, 3) g
        {
        unpivot(
            ("cold_meeting_count", "g.c1", "0"),
            ("needs_meeting_count", "g.c2", "0"),
            ("terms_meeting_count", "g.c3", "0"),
            ("cold_call_conversion", "g.f1", "0"),
            ("cold_meeting_conversion", "g.f2", "g.c1"),
            ("terms_conversion", "g.f3", "g.f2"),
        )
    }"""
    yield f"""{head} SELECT 3, {company}, FALSE, {ids["turnover"]}, invoice_date, invoice_user_id, team_id,
               SUM(amount_untaxed_signed), 0 FROM account_move
         WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund') AND company_id = {company}
           AND invoice_date BETWEEN '{since}' AND '{today}' GROUP BY 5, 6, 7"""
    new, cross = "deal_type = 'new'", "deal_type = 'cross_sale'"
    yield f"""{head.replace("team_id, amount", "team_id, segment_id, amount")}
        SELECT 4, {company}, FALSE, v.i, g.d, g.u, g.t, v.s, v.a, v.w FROM (
        SELECT c.date_signed d, c.user_id u, COALESCE(s.team_id, l.team_id) t, c.segment_id s,
               COUNT(*) FILTER (WHERE {new}) n, SUM(c.amount_company) FILTER (WHERE {new}) na,
               COUNT(*) FILTER (WHERE {cross}) x, SUM(c.amount_company) FILTER (WHERE {cross}) xa,
               SUM(c.days_total) da, COUNT(*) al
          FROM salestech_contract c JOIN crm_lead l ON l.id = c.lead_id
          LEFT JOIN LATERAL (SELECT team_id FROM salestech_lead_stand s WHERE s.lead_id = c.lead_id
               AND s.date <= c.date_signed AND (s.date_to IS NULL OR s.date_to > c.date_signed) LIMIT 1) s ON TRUE
         WHERE c.company_id = {company} AND c.type IN ('contract', 'guarantee_letter')
           AND c.date_signed BETWEEN '{since}' AND '{today}' GROUP BY 1, 2, 3, 4) g
        CROSS JOIN LATERAL (VALUES ({ids["contract_count"]}, NULL::int, g.n::numeric, 0::numeric),
            ({ids["contract_amount"]}, NULL, g.na, 0), ({ids["contract_count_segment"]}, g.s, g.n, 0),
            ({ids["contract_amount_segment"]}, g.s, g.na, 0), ({ids["cross_sale_count"]}, NULL, g.x, 0),
            ({ids["cross_sale_amount"]}, NULL, g.xa, 0), ({ids["contract_days"]}, NULL, g.da, g.al)) v(i, s, a, w)
        WHERE v.a <> 0 OR v.w <> 0"""


# -- the peer ----------------------------------------------------------------------------------------------------------


def goal_definitions(env):
    """The ten as gamification expresses them, in batch mode: grouped by person."""
    calls = [("touch_kind", "=", "call"), ("is_cold", "=", True), ("active", "=", False)]
    meeting = [("meeting_state", "=", "held")]
    client = [("type", "in", ("contract", "guarantee_letter"))]
    new, cross = [*client, ("deal_type", "=", "new")], [*client, ("deal_type", "=", "cross_sale")]
    posted = [("state", "=", "posted"), ("move_type", "in", ("out_invoice", "out_refund"))]
    spec = [("mail.activity", calls, "touch_day", "user_id", None)]
    spec += [
        ("calendar.event", [*meeting, ("purpose", "=", purpose)], "start", "user_id", None)
        for purpose in ("introduction", "needs", "terms")
    ]
    spec += [
        ("salestech.contract", new, "date_signed", "user_id", None),
        ("salestech.contract", new, "date_signed", "user_id", "amount_company"),
        ("salestech.contract", cross, "date_signed", "user_id", None),
        ("salestech.contract", cross, "date_signed", "user_id", "amount_company"),
        ("salestech.contract", client, "date_prepared", "user_id", None),
        ("account.move", posted, "invoice_date", "invoice_user_id", "amount_untaxed_signed"),
    ]
    fields = env["ir.model.fields"]
    return env["gamification.goal.definition"].create(
        [
            {
                "name": f"Bench {number}",
                "computation_mode": "sum" if amount else "count",
                "model_id": env["ir.model"]._get_id(model),
                "field_id": fields._get(model, amount).id if amount else False,
                "field_date_id": fields._get(model, date).id,
                "domain": str(domain),
                "batch_mode": True,
                "batch_distinctive_field": fields._get(model, person).id,
                "batch_user_expression": "user.id",
            }
            for number, (model, domain, date, person, amount) in enumerate(spec)
        ]
    )


def measure_goals(bench, made):
    seconds, queries = [], 0
    for _round in range(3):
        with bench.env("addon") as env:
            env = env(user=1, su=True)
            definitions = goal_definitions(env)
            goals = env["gamification.goal"].create(
                [
                    {
                        "definition_id": definition.id,
                        "user_id": user,
                        "start_date": first,
                        "end_date": last,
                        "target_goal": 1e9,
                        "state": "inprogress",
                    }
                    for definition in definitions
                    for first, last in periods()
                    for user in made["users"]
                ]
            )
            env.flush_all()
            env.invalidate_all()
            count = env.cr.sql_log_count
            elapsed, _result = timed(lambda goals=goals, env=env: (goals.update_goal(), env.flush_all()))
            seconds.append(elapsed)
            queries = env.cr.sql_log_count - count
    bench.hold("gamification in batch mode: 15,000 values", seconds, limit=600, queries=queries, what_else="the peer")
    return seconds, queries


# -- reading -----------------------------------------------------------------------------------------------------------


def build(bench):
    with bench.env("addon", commit=True) as env:
        run = env["salestech.indicator.refresh"].sudo()
        for source in env["salestech.indicator"]._sources():
            run._rebuild(source, env.company.id)
    with bench.env("addon", commit=True) as env:
        env.cr.execute("ANALYZE salestech_actual")


def read_all(env, made):
    return env["salestech.actual"].sudo().get_figures(TEN, periods(), "user_id", made["users"])


def measure_reading(bench, made, peer, peer_queries, rebuild):
    build(bench)
    seconds, queries = [], 0
    for _round in range(9):
        with bench.env("addon") as env:
            count = env.cr.sql_log_count
            elapsed, result = timed(lambda env=env: read_all(env, made))
            seconds.append(elapsed)
            queries = env.cr.sql_log_count - count
    assert len(result["figures"]) == len(made["users"])
    n = min(len(seconds), len(peer))
    sides = {"bare": peer[:n], "addon": sorted(seconds)[:n]}
    counts = {"bare": peer_queries, "addon": queries}
    bench.add("15,000 values read from the cube, beside gamification (at most 1/40)", sides, counts, 1 / 40)
    whole = [a + sorted(seconds)[len(seconds) // 2] for a in rebuild][:n]
    bench.add(
        "a year of all forty from nothing and that reading, beside gamification's ten (at most 1/2)",
        {"bare": peer[:n], "addon": whole},
        counts,
        1 / 2,
    )


def measure_refresh(bench, made, peer):
    after, both, nothing = [], [], []
    for _round in range(5):
        with bench.env("addon") as env:
            data.touch(env, 1000)
            env.flush_all()
            run = env["salestech.indicator.refresh"].sudo()
            elapsed = timed(lambda run=run: [step() for step in run._drain_steps()])[0]
            read = timed(lambda env=env: read_all(env, made))[0]
            after.append(elapsed)
            both.append(elapsed + read)
            nothing.append(timed(lambda run=run: [step() for step in run._drain_steps()])[0])
    bench.hold("refresh after 1,000 changes in five sources", after, limit=1)
    bench.hold("refresh with nothing changed", nothing, limit=0.1)
    n = min(len(peer), len(both))
    bench.add(
        "that refresh and reading 15,000 values, beside gamification (at most 1/8)",
        {"bare": peer[:n], "addon": both[:n]},
        {"bare": 0, "addon": 0},
        1 / 8,
    )


def read_board(actual, codes, people):
    return timed(lambda: actual.get_figures(codes, periods()[:3], "user_id", people))[0]


def measure_boards(bench, made):
    for title, ids, limit, most in (("one person", 1, 0.05, 10), ("a group head's ten people", 10, 0.1, 20)):
        seconds, queries = [], 0
        for _round in range(9):
            with bench.env("addon") as env:
                codes = env["salestech.indicator"].search([], limit=25).mapped("code")
                env["res.users"].browse(made["users"][0])._get_group_ids()
                user = (
                    made["users"][0]
                    if ids == 1
                    else env["res.users"].search([("login", "=", "bench_indicator_head")]).id
                )
                actual = env(user=user, su=False)["salestech.actual"].with_context(allowed_company_ids=env.company.ids)
                actual.get_figures(codes, periods()[:1], "user_id", made["users"][:ids])  # fills caches
                count = env.cr.sql_log_count
                people = made["users"][:ids]
                seconds.append(read_board(actual, codes, people))
                queries = env.cr.sql_log_count - count
        bench.hold(
            f"board of {title}: 25 indicators × day, week, month",
            seconds,
            limit=limit,
            queries=queries,
            holds=queries <= most,
        )


# -- saving ------------------------------------------------------------------------------------------------------------


def measure_saving(bench):
    bench.compare(
        "save a lead of a group without a ladder", save_lead, prepare=plain_lead, limit=1.05, more_queries=3, rounds=15
    )
    bench.compare("save a meeting", save_meeting, prepare=plain_meeting, limit=1.05, more_queries=3, rounds=15)
    bench.compare("finish an activity", save_activity, prepare=plain_activity, limit=1.05, more_queries=3, rounds=15)


def plain_lead(env, side):
    team = env["crm.team"].create({"name": "Bench", "ladder_id": False} if side == "addon" else {"name": "Bench"})
    leads = env["crm.lead"].create([{"name": f"L {n}", "type": "opportunity", "team_id": team.id} for n in range(20)])
    return leads


def save_lead(env, leads):
    for number, lead in enumerate(leads):
        lead.write({"expected_revenue": number + 1})
        env.cr.flush()


def plain_meeting(env, side):
    start = datetime.datetime.now().replace(microsecond=0)
    return env["calendar.event"].create([{"name": f"M {n}", "start": start, "stop": start} for n in range(20)])


def save_meeting(env, meetings):
    for number, meeting in enumerate(meetings):
        meeting.write({"name": f"Meeting {number}"})
        env.cr.flush()


def plain_activity(env, side):
    leads = plain_lead(env, side)
    model = env["ir.model"]._get_id("crm.lead")
    return env["mail.activity"].create(
        [{"res_model_id": model, "res_id": lead.id, "user_id": env.uid} for lead in leads]
    )


def save_activity(env, activities):
    for activity in activities:
        activity.action_feedback()
        env.cr.flush()
