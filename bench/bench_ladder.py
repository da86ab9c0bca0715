"""Leads on the ladder: what the gates, the history and the card's marks cost."""

COUNT = 1000
PIPELINE = 100_000


def run(bench):
    bench.compare(
        f"on the ladder: create {COUNT} leads", create_leads, prepare=make_team, limit=1.3, more_queries=10, rounds=5
    )
    bench.compare(
        f"on the ladder: move {COUNT} leads", move_leads, prepare=make_leads, limit=1.3, more_queries=10, rounds=5
    )
    bench.populate(fill_pipeline)
    for who in ("head", "seller"):
        bench.compare(
            f"kanban of {PIPELINE:,} leads, {who}", read_kanban, prepare=viewer(who), limit=1.15, more_queries=40
        )
        bench.compare(f"list of {PIPELINE:,} leads, {who}", read_list, prepare=viewer(who), limit=1.15, more_queries=40)


# -- create and move ---------------------------------------------------------------------------------------------------


def make_team(env, side):
    team = env["crm.team"].create({"name": "Bench", "member_ids": [(4, env.uid)]})
    if side == "addon":
        team.ladder_id = env.ref("sales_technology.ladder_client")
    else:
        env["crm.stage"].create([{"name": f"Step {n}", "sequence": n, "team_ids": [(4, team.id)]} for n in range(9)])
    # One goes ahead: on a server that works, what is kept in memory is there already.
    env["crm.lead"].create({"name": "Ahead", "type": "opportunity", "team_id": team.id})
    return side, team


def create_leads(env, subject):
    side, team = subject
    vals = {"type": "opportunity", "team_id": team.id, "user_id": env.uid, "partner_name": "Organisation"}
    if side == "addon":
        vals["segment_id"] = env.ref("sales_technology.segment_large").id
    return env["crm.lead"].create([{**vals, "name": f"Lead {number}"} for number in range(COUNT)])


def make_leads(env, side):
    subject = make_team(env, side)
    leads = create_leads(env, subject)
    stages = env["crm.stage"].search([("team_ids", "=", subject[1].id)], order="sequence")
    env.cr.flush()
    move_leads(env, (leads[0].copy(), stages[1]))
    return leads, stages[1]


def move_leads(env, subject):
    leads, stage = subject
    leads.write({"stage_id": stage.id})


# -- read --------------------------------------------------------------------------------------------------------------


def fill_pipeline(env, side):
    """100,000 leads of fifty salespeople on nine stages, a hundredth of them with a decision maker."""
    groups = ["base.group_user", "sales_team.group_sale_salesman"]
    users = env["res.users"].create(
        [{"name": f"Seller {n}", "login": f"seller{n}", "group_ids": [(6, 0, refs(env, groups))]} for n in range(50)]
    )
    head = env["res.users"].create(
        {
            "name": "Head",
            "login": "bench_head",
            "group_ids": [(6, 0, refs(env, ["base.group_user", "sales_team.group_sale_salesman_all_leads"]))],
        }
    )
    team = env["crm.team"].create({"name": "Pipeline", "user_id": head.id, "member_ids": [(6, 0, users.ids)]})
    if side == "addon":
        users.group_ids = [(4, env.ref("sales_technology.group_salestech_manager").id)]
        head.group_ids = [(4, env.ref("sales_technology.group_salestech_department_head").id)]
        team.ladder_id = env.ref("sales_technology.ladder_client")
    else:
        # Rotting after a number of days is Odoo's own, and on on the ladder.
        vals = {"team_ids": [(4, team.id)], "rotting_threshold_days": 7}
        env["crm.stage"].create([{**vals, "name": f"Step {n}", "sequence": n} for n in range(9)])
    stages = env["crm.stage"].search([("team_ids", "=", team.id)], order="sequence")
    # One lead is made by Odoo, the rest are its copies by SQL: a hundred thousand by the ORM would take an hour.
    lead = env["crm.lead"].create(
        {
            "name": "Lead",
            "type": "opportunity",
            "team_id": team.id,
            "user_id": users[0].id,
            "partner_name": "Organisation",
        }
    )
    env.flush_all()
    env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'crm_lead'")
    columns = sorted({row[0] for row in env.cr.fetchall()} - {"id", "name", "user_id", "stage_id", "expected_revenue"})
    names = ", ".join(f'"{column}"' for column in columns)
    env.cr.execute(
        f"""INSERT INTO crm_lead ({names}, name, user_id, stage_id, expected_revenue)
            SELECT {names}, 'Lead ' || n, (%s::int[])[1 + n %% 50], (%s::int[])[1 + (n * 7) %% 8], n %% 1000
              FROM crm_lead, generate_series(1, {PIPELINE}) n WHERE crm_lead.id = %s""",
        [users.ids, stages.ids, lead.id],
    )


def refs(env, xmlids):
    return [env.ref(xmlid).id for xmlid in xmlids]


def viewer(who):
    def prepare(env, side):
        login = {"head": "bench_head", "seller": "seller3"}[who]
        user = env["res.users"].search([("login", "=", login)])
        leads = env["crm.lead"].with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        return leads.with_context(default_type="opportunity", show_user_team_stages=1)

    return prepare


def specification(leads, view):
    fields = leads.get_views([(leads.env.ref(view).id, view_type(view))])["models"]["crm.lead"]["fields"]
    arch = leads.get_view(leads.env.ref(view).id, view_type(view))["arch"]
    return {
        name: {"fields": {"display_name": {}}} if field["type"] in ("many2one", "many2many", "one2many") else {}
        for name, field in fields.items()
        if f'name="{name}"' in arch
    }


def view_type(view):
    return "kanban" if "kanban" in view else "list"


def read_kanban(env, leads):
    spec = specification(leads, "crm.crm_case_kanban_view_leads")
    domain = [("type", "=", "opportunity")]
    leads.web_read_group(
        domain,
        ["stage_id"],
        ["expected_revenue:sum"],
        auto_unfold=True,
        unfold_read_specification=spec,
        unfold_read_default_limit=20,
    )
    leads.web_search_read(domain + [("stage_id", "!=", False)], spec, limit=20)


def read_list(env, leads):
    leads.web_search_read(
        [("type", "=", "opportunity")], specification(leads, "crm.crm_case_tree_view_oppor"), limit=80
    )
