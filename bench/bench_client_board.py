"""Clients: board, card, history and daily job over 50,000 organisations with 30,000 contracts and 200,000 touches.

All of it lives in one transaction that is rolled back, so that other benches find the database as it was.
"""

import time

ORGANISATIONS = 50_000
CONTRACTS = 30_000
ACTIVITIES = 200_000
ENDING = 300  # contracts that end on one day
MANAGERS, TEAMS = 40, 4
ROUNDS = 5

CARD_FIELDS = (
    "status is_partner touch_state untouched_days last_touch_date next_touch_date next_touch_summary"
    " key_total key_known"
).split()
# What the board is asked beside its first screen.
FILTERS = {
    "": [],
    ", not touched in time": [("touch_due_date", "<", "today")],
    ", planned for today": [("next_touch_date", "<=", "today")],
    ", nothing planned": [("next_touch_date", "=", False)],
    ", key people missing": [("has_key_gaps", "=", True)],
}


def run(bench):
    with bench.env("addon") as env:
        env = env(su=True)
        watch = Watch(bench, env)
        people = populate(env)
        statuses, clients = env["salestech.client.status"], env["salestech.client"]
        watch.once("clients: history of all contracts made anew", statuses._rebuild, 180)
        env.cr.execute("ANALYZE")
        assert clients.search_count([("status", "=", "current")]) > CONTRACTS / 2
        for who, limit in (("manager", 1), ("head", 1), ("chief", 3)):
            board = clients.with_user(people[who])
            for title, domain in FILTERS.items():
                watch.held(f"clients: board of a {who}{title}", lambda b=board, d=domain: screen(b, d), limit)
            watch.held(f"clients: list of a {who} by responsible", lambda b=board: grouped(b), limit)
        measure_rest(watch, env, people["chief"])
        end_some(env)
        watch.once(f"clients: daily job, {ENDING} contracts ended", lambda: statuses._sync(statuses._stale()), 30)
        watch.once("clients: last touches found anew", clients._refresh_touches, 30)


def measure_rest(watch, env, chief):
    statuses = env["salestech.client.status"]
    partners = env["res.partner"].with_user(chief)
    companies = [("is_company", "=", True)]
    watch.held("clients: organisations by status", lambda: partners._read_group(companies, ["client_status"]), 1)
    partner = env["salestech.client"].search([("status", "=", "current")], limit=1).partner_id
    watch.held("clients: card", partner.with_user(chief).get_client_card, 1)
    watch.held("clients: current on a past day", lambda: statuses._count_at("current", "2025-05-05"), 1)
    watch.held("clients: lost in a year", lambda: statuses._lost_between("2025-01-01", "2025-12-31"), 1)


class Watch:
    """Measures in the one environment of this bench."""

    def __init__(self, bench, env):
        self.bench, self.env = bench, env

    def held(self, title, act, limit):
        """Measure act() with cold records: the number of its queries must be the same in every round."""
        seconds, queries = [], []
        for _number in range(ROUNDS + 1):
            self.env.invalidate_all()
            elapsed, count = self._measure(act)
            seconds.append(elapsed)
            queries.append(count)
        same = len(set(queries[1:])) == 1  # the round before fills caches
        self.bench.hold(title, seconds[1:], limit=limit, queries=queries[-1], holds=same)

    def once(self, title, act, limit):
        elapsed, count = self._measure(act)
        self.bench.hold(title, [elapsed], limit=limit, queries=count)

    def _measure(self, act):
        count, start = self.env.cr.sql_log_count, time.perf_counter()
        act()
        return time.perf_counter() - start, self.env.cr.sql_log_count - count


def screen(clients, extra):
    """Read what the first screen of the board reads."""
    spec = {name: {} for name in CARD_FIELDS}
    spec |= {name: {"fields": {"display_name": {}}} for name in ("partner_id", "segment_id", "user_id")}
    domain = ["&", "|", ("status", "=", "current"), ("is_partner", "=", True), ("is_active", "=", True)]
    found = clients.web_search_read([*extra, *domain], spec, limit=40, count_limit=10001)
    assert found["records"], extra


def grouped(clients):
    return clients.web_read_group([("status", "=", "current")], ["user_id"], ["__count"])


# ------------------------------------------------------------
# DATA
# ------------------------------------------------------------


def populate(env):
    """Fill the database; return {"manager", "head", "chief": user}. One row of each kind is made by Odoo and copied."""
    people = make_people(env)
    segment = env.ref("sales_technology.segment_large")
    organisation = env["res.partner"].create({"name": "Bench 0", "is_company": True, "segment_id": segment.id})
    person = env["res.partner"].create({"name": "P 0", "parent_id": organisation.id, "familiarity": "met"})
    team, manager = people["teams"][0], people["managers"][0]
    lead = env["crm.lead"].create(
        {"name": "L", "type": "opportunity", "partner_id": organisation.id, "user_id": manager.id, "team_id": team.id}
    )
    contract = env["salestech.contract"].create({"lead_id": lead.id, "amount": 1000})
    activity = env["mail.activity"].create(
        {
            "res_model_id": env["ir.model"]._get_id("crm.lead"),
            "res_id": lead.id,
            "activity_type_id": env.ref("mail.mail_activity_data_call").id,
            "user_id": manager.id,
        }
    )
    env.flush_all()
    # Foreign keys are checked by a plan that was made while the tables were small, and reads them whole for each row.
    env.cr.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    make_organisations(env, organisation, person)
    make_deals(env, lead, contract, people)
    make_activities(env, activity)
    make_roles(env)
    env.cr.execute("SET LOCAL plan_cache_mode = auto")
    env.invalidate_all()
    return people


def make_people(env):
    def user(login, role):
        group = env.ref(f"sales_technology.group_salestech_{role}")
        vals = {"name": login, "login": f"bench_{login}", "email": f"{login}@bench.example.com"}
        return env["res.users"].with_context(no_reset_password=True).create({**vals, "group_ids": [(4, group.id)]})

    managers = [user(f"board_manager{number}", "manager") for number in range(MANAGERS)]
    heads = [user(f"board_head{number}", "group_head") for number in range(TEAMS)]
    teams = [
        env["crm.team"].create(
            {
                "name": f"Bench {number}",
                "company_id": env.company.id,
                "user_id": heads[number].id,
                "member_ids": [(6, 0, [manager.id for manager in managers[number::TEAMS]])],
            }
        )
        for number in range(TEAMS)
    ]
    chief = user("board_chief", "department_head")
    return {"managers": managers, "teams": teams, "manager": managers[0], "head": heads[0], "chief": chief}


def copy(env, record, count, changes, source="generate_series(1, %(count)s) n"):
    """Copy the row of a record `count` times; `changes` is SQL of a JSON object over `n`, of the bench's own text."""
    table = record._table
    env.cr.execute(
        # LATERAL: with (…).* PostgreSQL would make the row once for each of its columns
        f"""INSERT INTO {table}
            SELECT made.* FROM {source}, {table} base, LATERAL jsonb_populate_record(NULL::{table}, to_jsonb(base)
                    || jsonb_build_object('id', nextval('{table}_id_seq')) || {changes}) made
             WHERE base.id = %(base)s""",
        {"base": record.id, "count": count},
    )


def make_organisations(env, organisation, person):
    copy(env, organisation, ORGANISATIONS, "jsonb_build_object('name', 'Bench ' || n, 'complete_name', 'Bench ' || n)")
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'Bench %' AND is_company")
    own = "jsonb_build_object('name', 'P ' || o.id, 'parent_id', o.id, 'commercial_partner_id', o.id)"
    copy(env, person, 0, own, "(SELECT id FROM res_partner WHERE name LIKE 'Bench %%' AND is_company) o")


def make_deals(env, lead, contract, people):
    users = ", ".join(str(user.id) for user in people["managers"])
    teams = ", ".join(str(team.id) for team in people["teams"])
    source = """(SELECT id, ROW_NUMBER() OVER (ORDER BY id)::int AS n FROM res_partner
                  WHERE name LIKE 'Bench %%' AND is_company) o"""
    copy(
        env,
        lead,
        0,
        f"""jsonb_build_object('partner_id', o.id, 'name', 'Lead ' || o.n,
              'user_id', (ARRAY[{users}])[1 + o.n %% {MANAGERS}], 'team_id', (ARRAY[{teams}])[1 + o.n %% {TEAMS}])""",
        source,
    )
    source = f"""(SELECT id, partner_id, user_id, ROW_NUMBER() OVER (ORDER BY id)::int AS n FROM crm_lead
                   WHERE name LIKE 'Lead %%' LIMIT {CONTRACTS}) l"""
    copy(
        env,
        contract,
        0,
        """jsonb_build_object('lead_id', l.id, 'partner_id', l.partner_id, 'user_id', l.user_id, 'state', 'signed',
              'type', CASE l.n %% 20 WHEN 0 THEN 'partner_agreement' ELSE 'contract' END, 'number', 'B-' || l.n,
              'date_signed', CURRENT_DATE - 30 - l.n %% 900, 'date_from', CURRENT_DATE - 30 - l.n %% 900,
              'date_to', CASE WHEN l.n %% 4 = 0 THEN CURRENT_DATE - l.n %% 20 ELSE CURRENT_DATE + 30 END)""",
        source,
    )


def make_activities(env, activity):
    source = f"""(SELECT id, user_id, ROW_NUMBER() OVER ()::int AS n FROM crm_lead, generate_series(1, 4)
                   WHERE name LIKE 'Lead %%' LIMIT {ACTIVITIES}) l"""
    copy(
        env,
        activity,
        0,
        """jsonb_build_object('res_id', l.id, 'user_id', l.user_id, 'active', l.n %% 7 = 0,
              'date_done', CASE WHEN l.n %% 7 > 0 THEN CURRENT_DATE - l.n %% 199 END,
              'date_deadline', CURRENT_DATE - 5 + l.n %% 41)""",
        source,
    )


def make_roles(env):
    env.cr.execute(
        """INSERT INTO salestech_key_role_person_rel (partner_id, role_id)
           SELECT person.id, role.id FROM res_partner person, salestech_key_role role
            WHERE person.name LIKE 'P %' AND (person.id + role.id) % 3 = 0"""
    )


def end_some(env):
    env.cr.execute(
        """UPDATE salestech_contract SET date_to = CURRENT_DATE - 1 WHERE id IN (
               SELECT id FROM salestech_contract WHERE number LIKE 'B-%%' AND date_to > CURRENT_DATE LIMIT %s)""",
        [ENDING],
    )
