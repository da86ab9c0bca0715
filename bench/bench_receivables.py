"""Receivables: 50,000 organisations, 30,000 contracts, 200,000 invoice lines; as a manager and a head see them."""

import time

ORGANISATIONS = 50_000
CONTRACTS = 30_000
INVOICES = 100_000  # of two lines each: what is owed, and the income
OPEN = 40_000
MANAGERS = 40
ROUNDS = 5
WARM = 1


def run(bench):
    with bench.env("addon", commit=True) as env:
        users = populate(env(su=True))
    for who, limit in (("manager", 1), ("head", 3)):
        for title, act in (("by client", by_client), ("by age", by_age), ("documents", documents)):
            measure(bench, users[who], f"receivables of the {who}: {title}", act, limit)
    measure(bench, users["head"], "receivables: what the control plan has reached", plan, 3)


def measure(bench, user_id, title, act, limit):
    seconds, queries = [], []
    for number in range(ROUNDS + WARM):
        with bench.env("addon") as env:
            report = env["salestech.receivable"].with_user(user_id)
            count, start = env.cr.sql_log_count, time.perf_counter()
            act(report)
            elapsed, count = time.perf_counter() - start, env.cr.sql_log_count - count
        if number >= WARM:  # the round before fills caches: rights, translations, names
            seconds.append(elapsed)
            queries.append(count)
    bench.hold(title, seconds, limit=limit, queries=max(queries), holds=len(set(queries)) == 1)


def by_client(report):
    """The list as it opens: clients with their sums, and what stands in the first groups."""
    sums = ["amount_open:sum", "amount_overdue:sum", "days_late:max", "__count"]
    groups = report.formatted_read_group([], ["partner_id"], sums, limit=80)
    assert groups
    report.formatted_read_group([], [], sums)


def by_age(report):
    assert report.formatted_read_group([], ["team_id", "user_id", "band_id"], ["amount_open:sum"])


def documents(report):
    rows = report.search([("status", "=", "overdue")], limit=80)
    assert rows.read(["number", "partner_id", "amount_open", "days_late", "band_id", "user_id"])


def plan(report):
    env = report.sudo().env
    steps = env["salestech.receivable.step"]._plan_of(env.company)
    rows = env["salestech.receivable.task"]._reached(env.company, steps)
    assert len(rows) > OPEN / 4


def user(env, login, role):
    group = env.ref(f"sales_technology.group_salestech_{role}")
    values = {"name": login, "login": f"bench_owed_{login}", "email": f"{login}@bench.example.com"}
    return env["res.users"].with_context(no_reset_password=True).create({**values, "group_ids": [(4, group.id)]})


def populate(env):
    """Fill the tables by SQL: through the ORM it would take hours, and the report reads the tables."""
    head = user(env, "head", "department_head")
    managers = [user(env, f"manager{number}", "manager") for number in range(MANAGERS)]
    env["crm.team"].create({"name": "Owed", "member_ids": [(4, manager.id) for manager in managers]})
    account = env["account.account"].search([("account_type", "=", "asset_receivable")], limit=1)
    income = env["account.account"].search([("account_type", "=", "income")], limit=1)
    journal = env["account.journal"].search([("type", "=", "sale")], limit=1)
    env.flush_all()
    values = {
        "users": [manager.id for manager in managers],
        "managers": MANAGERS,
        "company": env.company.id,
        "currency": env.company.currency_id.id,
        "organisations": ORGANISATIONS,
        "contracts": CONTRACTS,
        "invoices": INVOICES,
        "open": OPEN,
        "account": account.id,
        "income": income.id,
        "journal": journal.id,
    }
    for statement in STATEMENTS:
        env.cr.execute(statement, values)
    env.cr.commit()
    for table in ("res_partner", "account_move", "account_move_line", "salestech_contract"):
        env.cr.execute(f"ANALYZE {table}")  # names from above
    return {"head": head.id, "manager": managers[0].id}


STATEMENTS = (
    # every second organisation has its salesperson on its card, the others by the last contract
    """INSERT INTO res_partner (name, complete_name, ref, is_company, active, user_id, company_id, type, color,
                                autopost_bills,
                                create_uid, create_date, write_uid, write_date)
       SELECT 'Organisation ' || n, 'Organisation ' || n, 'bench', TRUE, TRUE,
              CASE WHEN n %% 2 = 0 THEN (%(users)s::int[])[1 + n %% %(managers)s] END, NULL, 'contact', 0, 'ask',
              1, now(), 1, now()
         FROM generate_series(1, %(organisations)s) n""",
    "UPDATE res_partner SET commercial_partner_id = id WHERE ref = 'bench'",
    """CREATE TEMP TABLE bench_partner ON COMMIT DROP AS
       SELECT id, row_number() OVER (ORDER BY id) AS n FROM res_partner WHERE ref = 'bench'""",
    """INSERT INTO crm_lead (name, type, active, partner_id, company_id, create_uid, create_date, write_uid, write_date)
       SELECT 'bench', 'opportunity', TRUE, id, %(company)s, 1, now(), 1, now()
         FROM bench_partner WHERE n <= %(contracts)s""",
    """INSERT INTO salestech_contract (name, type, deal_type, state, lead_id, partner_id, company_id, currency_id,
              user_id, amount, date_signed, create_uid, create_date, write_uid, write_date)
       SELECT 'bench', 'contract', 'new', 'signed', id, partner_id, company_id, %(currency)s,
              (%(users)s::int[])[1 + id %% %(managers)s], 1000, CURRENT_DATE - (id %% 900)::int, 1, now(), 1, now()
         FROM crm_lead WHERE name = 'bench'""",
    """INSERT INTO account_move (name, ref, move_type, state, payment_state, journal_id, company_id, currency_id,
              partner_id, commercial_partner_id, date, invoice_date, invoice_date_due, auto_post,
              create_uid, create_date, write_uid, write_date)
       SELECT 'INV/' || series.n, 'bench', 'out_invoice', 'posted',
              CASE WHEN series.n <= %(open)s THEN 'not_paid' ELSE 'paid' END,
              %(journal)s, %(company)s, %(currency)s, partner.id, partner.id, day.due - 30, day.due - 30, day.due, 'no',
              1, now(), 1, now()
         FROM generate_series(1, %(invoices)s) AS series (n)
         JOIN bench_partner partner ON partner.n = 1 + (series.n * 7919) %% %(organisations)s
        CROSS JOIN LATERAL (SELECT CURRENT_DATE + 30 - (series.n %% 150)::int AS due) AS day""",
    """INSERT INTO account_move_line (move_id, move_name, name, parent_state, journal_id, company_id,
              company_currency_id,
              currency_id, account_id, partner_id, date, date_maturity, display_type, balance, amount_currency,
              debit, credit, amount_residual, amount_residual_currency, reconciled,
              create_uid, create_date, write_uid, write_date)
       SELECT move.id, move.name, 'bench', 'posted', move.journal_id, move.company_id, move.currency_id,
              move.currency_id, side.account, move.partner_id, move.date, side.due, side.display,
              side.sign * 1000, side.sign * 1000, greatest(side.sign, 0) * 1000, greatest(-side.sign, 0) * 1000,
              CASE WHEN side.sign > 0 AND move.payment_state = 'not_paid' THEN 1000 ELSE 0 END,
              CASE WHEN side.sign > 0 AND move.payment_state = 'not_paid' THEN 1000 ELSE 0 END,
              side.sign > 0 AND move.payment_state = 'paid', 1, now(), 1, now()
         FROM account_move move
        CROSS JOIN LATERAL (VALUES (1, %(account)s, move.invoice_date_due, 'payment_term'),
                                   (-1, %(income)s, NULL, 'product')) AS side (sign, account, due, display)
        WHERE move.ref = 'bench'""",
)
