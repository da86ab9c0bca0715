"""Cross-sales at the size of a large department: 50,000 organisations, 30,000 contracts, 200,000 lines.

The suggestions are kept in a table. The last row shows why: a view would reckon all of them for each page.
"""

import time

ORGANISATIONS, CONTRACTS, LINES, MANAGERS, CATEGORIES, SEGMENTS = 50_000, 30_000, 200_000, 50, 24, 4
ROUNDS = 5


def run(bench):
    bench.populate(fill)
    bench.hold("cross-sales: reckon a company anew", **measure(bench, refresh), limit=30, what_else=counted(bench))
    for who, limit in (("manager", 1), ("department", 3)):
        for size in (40, 80):
            bench.hold(f"cross-sales: page of {size}, {who}", **measure(bench, page(who, size)), limit=limit)
    bench.hold("cross-sales: what one client has", **measure(bench, products, prepare=one_client), limit=1)
    bench.hold("cross-sales: the page if it were a view", **measure(bench, as_a_view), limit=60)


def measure(bench, act, prepare=None):
    seconds, counts = [], []
    for number in range(ROUNDS + 1):
        with bench.env("addon") as env:
            subject = [prepare(env)] if prepare else []
            env.invalidate_all()
            count, start = env.cr.sql_log_count, time.perf_counter()
            act(env, *subject)
            env.flush_all()
            if number:
                seconds.append(time.perf_counter() - start)
                counts.append(env.cr.sql_log_count - count)
    return {"seconds": seconds, "queries": max(counts), "holds": len(set(counts)) == 1}


def counted(bench):
    with bench.env("addon") as env:
        return f"{env['salestech.cross.sale'].sudo().search_count([]):,} suggestions"


def refresh(env):
    env["salestech.cross.sale"].sudo()._refresh(env.company)


def page(who, size):
    def read(env):
        user = env["res.users"].search([("login", "=", f"cross_{who}")])
        rows = env["salestech.cross.sale"].with_user(user)
        fields = dict.fromkeys(("partner_id", "segment_id", "category_id", "user_id"), {"fields": {"display_name": {}}})
        fields |= dict.fromkeys(("share", "lift", "expected_amount", "state"), {})
        found = rows.web_search_read([("state", "=", "open")], fields, limit=size)
        if len(found["records"]) != size:
            raise AssertionError(f"{len(found['records'])} rows instead of {size}")

    return read


def one_client(env):
    return env["res.partner"].search([("name", "=", "Organisation 17")], limit=1)


def products(env, client):
    # with the currency, as the list asks for it: each row is read once
    fields = {"company_currency_id": {"fields": {"display_name": {}}}, "amount": {}, "date_last": {}}
    env["salestech.client.product"].web_search_read([("partner_id", "=", client.id)], fields, limit=80)


def as_a_view(env):
    rows = env["salestech.cross.sale"].sudo()
    env.cr.execute("SAVEPOINT as_a_view")
    env.cr.execute("DELETE FROM salestech_cross_sale")
    rows._refresh(env.company)
    env.cr.execute("ROLLBACK TO SAVEPOINT as_a_view")


def fill(env, side):
    """Every client has some six categories; which ones are usual differs by segment."""
    if side == "bare":
        return
    groups = {"manager": "group_salestech_manager", "department": "group_salestech_department_head"}
    users = {
        who: env["res.users"].create(
            {
                "name": who,
                "login": f"cross_{who}",
                "group_ids": [(6, 0, [env.ref("base.group_user").id, env.ref(f"sales_technology.{group}").id])],
            }
        )
        for who, group in groups.items()
    }
    sellers = users["manager"] | env["res.users"].create(
        [{"name": f"Seller {n}", "login": f"cross_seller{n}"} for n in range(MANAGERS - 1)]
    )
    team = env["crm.team"].create({"name": "Cross", "company_id": env.company.id})
    segments = env["salestech.segment"].search([], limit=SEGMENTS)
    categories = env["product.category"].create([{"name": f"Category {n}"} for n in range(CATEGORIES)])
    lead = env["crm.lead"].create({"name": "Deal", "team_id": team.id, "company_id": env.company.id})
    env.flush_all()
    known = {
        "company": env.company.id,
        "currency": env.company.currency_id.id,
        "lead": lead.id,
        "sellers": sellers.ids,
        "segments": segments.ids,
        "categories": categories.ids,
        "organisations": ORGANISATIONS,
        "contracts": CONTRACTS,
        "lines": LINES,
    }
    env.cr.execute(
        """
        INSERT INTO res_partner (name, complete_name, is_company, active, type, segment_id, user_id, company_id,
                                 autopost_bills)
        SELECT 'Organisation ' || n, 'Organisation ' || n, TRUE, TRUE, 'contact',
               (%(segments)s)[1 + n %% array_length(%(segments)s, 1)],
               (%(sellers)s)[1 + n %% array_length(%(sellers)s, 1)], %(company)s, 'ask'
          FROM generate_series(1, %(organisations)s) n;
        UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'Organisation %%';
        INSERT INTO salestech_contract (lead_id, partner_id, company_id, currency_id, type, deal_type, state, amount,
                                        amount_company, date_signed, date_from)
        SELECT %(lead)s, p.id, %(company)s, %(currency)s, 'contract', 'new', 'signed', 1000, 1000,
               DATE '2026-01-01' + (row_number() OVER ())::int %% 200, DATE '2026-01-01'
          FROM (SELECT id FROM res_partner WHERE name LIKE 'Organisation %%' ORDER BY id LIMIT %(contracts)s) p;
        INSERT INTO salestech_contract_line (contract_id, company_id, category_id, sequence, amount)
        SELECT c.id, %(company)s,
               (%(categories)s)[1 + ((random() ^ 2) * (array_length(%(categories)s, 1) - 1))::int], 10,
               (random() * 1000)::int
          FROM generate_series(1, %(lines)s) n
          JOIN (SELECT id, row_number() OVER () AS no FROM salestech_contract WHERE lead_id = %(lead)s) c
            ON c.no = 1 + n %% %(contracts)s
        """,
        known,
    )
    env.cr.execute("ANALYZE")
    env["salestech.cross.sale"].sudo()._refresh(env.company)
