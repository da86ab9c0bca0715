"""Data of a large sales department by bare SQL: one record of each kind is made by Odoo, the rest are its copies."""

import datetime
import json

TODAY = datetime.date.today()
FIRST = datetime.date(TODAY.year - 1, TODAY.month, 1) + datetime.timedelta(days=31)
FIRST = FIRST.replace(day=1)
DAYS = (TODAY - FIRST).days + 1
FULL = {"people": 300, "teams": 30, "leads": 200_000, "activities": 1_000_000, "meetings": 150_000}
FULL |= {"contracts": 30_000, "invoices": 100_000}


def sizes(scale):
    return {name: max(int(count * (scale if count > 300 else 1)), 1) for name, count in FULL.items()}


def clone(env, table, template, count, **columns):
    """Insert `count` copies of a record; columns are SQL over `n`, the number of the copy."""
    env.flush_all()
    env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    common = [row[0] for row in env.cr.fetchall() if row[0] not in (*columns, "id", "access_token")]
    names = ", ".join(f'"{name}"' for name in [*common, *columns])
    values = ", ".join([f't."{name}"' for name in common] + list(columns.values()))
    env.cr.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, generate_series(1, {count}) n"
        f" WHERE t.id = {template}"
    )


def fill(env, scale):
    """Fill a database with the addon; return {"users": ids, "teams": ids}."""
    env = env(su=True)  # the administrator holds no process
    size = sizes(scale)
    company = env.company
    users = env["res.users"].create(
        [
            {
                "name": f"Seller {n}",
                "login": f"bench_seller_{n}",
                "group_ids": [(6, 0, [env.ref("sales_technology.group_salestech_manager").id])],
            }
            for n in range(size["people"])
        ]
    )
    head = env["res.users"].create(
        {
            "name": "Head",
            "login": "bench_indicator_head",
            "group_ids": [(6, 0, [env.ref("sales_technology.group_salestech_group_head").id])],
        }
    )
    ladder = env.ref("sales_technology.ladder_client")
    share = size["people"] // size["teams"]
    teams = env["crm.team"].create(
        [
            {
                "name": f"Group {n}",
                "ladder_id": ladder.id,
                "company_id": company.id,
                "user_id": head.id,
                "member_ids": [(6, 0, users[n * share : (n + 1) * share].ids)],
            }
            for n in range(size["teams"])
        ]
    )
    partner = env["res.partner"].create({"name": "Plant", "is_company": True})
    lead = env["crm.lead"].create(
        {
            "name": "Lead",
            "type": "opportunity",
            "team_id": teams[0].id,
            "user_id": users[0].id,
            "partner_id": partner.id,
        }
    )
    env.flush_all()
    base = {"users": users.ids, "teams": teams.ids}
    people, groups = (f"'{{{','.join(map(str, records.ids))}}}'::int[]" for records in (users, teams))

    def user(n):
        return f"({people})[1 + {n} % {len(users)}]"

    def team(n):
        return f"({groups})[1 + ({n} % {len(users)}) / {share}]"

    def day(n):
        return f"('{FIRST}'::date + (({n} * 7919::bigint) % {DAYS})::int)"

    clone(env, "res_partner", partner.id, 20_000, name="'Plant ' || n", complete_name="'Plant ' || n")
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'Plant %'")
    env.cr.execute("SELECT MIN(id), COUNT(*) FROM res_partner WHERE name LIKE 'Plant %'")
    first_partner, partners = env.cr.fetchone()
    clone(
        env,
        "crm_lead",
        lead.id,
        size["leads"],
        name="'Lead ' || n",
        user_id=user("n"),
        team_id=team("n"),
        partner_id=f"{first_partner} + n % {partners}",
        expected_revenue="n % 100000",
        won_status="CASE WHEN n % 10 = 0 THEN 'won' WHEN n % 10 < 6 THEN 'lost' ELSE 'pending' END",
        active="n % 10 NOT IN (1, 2, 3, 4, 5)",
    )
    env.cr.execute("SELECT MIN(id) FROM crm_lead WHERE name = 'Lead 1'")
    first_lead = env.cr.fetchone()[0]
    env.cr.execute(
        f"""INSERT INTO salestech_lead_stand (lead_id, date, date_to, company_id, user_id, team_id, org_id, kind,
        is_open,
                                              revenue, weighted)
            SELECT id, born, CASE WHEN won_status <> 'pending' THEN LEAST(born + 20 + id % 60, '{TODAY}') END,
            {company.id},
                   user_id, team_id, partner_id, 'client', TRUE, expected_revenue, expected_revenue / 10
              FROM (SELECT l.*, {day("id")} born FROM crm_lead l WHERE l.id >= {first_lead}) l"""
    )
    env.cr.execute("DELETE FROM salestech_lead_stand WHERE date_to <= date")
    won = env["crm.stage"].search([("ladder_id", "=", ladder.id), ("is_won", "=", True)])
    env.cr.execute(
        f"""INSERT INTO salestech_ladder_move (lead_id, ladder_id, kind, to_stage_id, date, date_local, manager_id,
        team_id,
                                               company_id)
            SELECT s.lead_id, {ladder.id}, 'won', {won.id}, s.date_to, s.date_to, s.user_id, s.team_id, s.company_id
              FROM salestech_lead_stand s JOIN crm_lead l ON l.id = s.lead_id WHERE l.won_status = 'won'"""
    )
    call = env.ref("mail.mail_activity_data_call")
    activity = env["mail.activity"].create(
        {
            "res_model_id": env["ir.model"]._get_id("crm.lead"),
            "res_id": lead.id,
            "activity_type_id": call.id,
            "user_id": users[0].id,
        }
    )
    clone(
        env,
        "mail_activity",
        activity.id,
        size["activities"],
        res_id=f"{first_lead} + n % {size['leads']}",
        user_id=user("n"),
        touch_team_id=team("n"),
        active="FALSE",
        touch_kind="'call'",
        is_cold="n % 3 = 0",
        touch_day=day("n"),
        date_done=day("n"),
    )
    meeting = env["calendar.event"].create({"name": "Talk", "start": f"{FIRST} 10:00", "stop": f"{FIRST} 11:00"})
    clone(
        env,
        "calendar_event",
        meeting.id,
        size["meetings"],
        opportunity_id=f"{first_lead} + n % {size['leads']}",
        user_id=user("n"),
        meeting_team_id=team("n"),
        meeting_state="'held'",
        purpose="('{introduction,needs,terms,other}'::text[])[1 + n % 4]",
        start=f"{day('n')} + INTERVAL '9 hours'",
        stop=f"{day('n')} + INTERVAL '10 hours'",
    )
    contract = env["salestech.contract"].create({"lead_id": lead.id, "partner_id": partner.id, "amount": 1})
    clone(
        env,
        "salestech_contract",
        contract.id,
        size["contracts"],
        number="NULL",
        lead_id=f"{first_lead} + n % {size['leads']}",
        partner_id=f"{first_partner} + n % {partners}",
        user_id=user("n"),
        state="'signed'",
        deal_type="('{new,cross_sale,renewal}'::text[])[1 + n % 3]",
        type="'contract'",
        date_signed=day("n"),
        date_prepared=day("n"),
        date_to=f"{day('n')} + 180 + n % 200",
        amount_company="n % 100000",
        days_total="n % 60",
    )
    journal = env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", company.id)], limit=1)
    journal = journal or env["account.journal"].create({"name": "Sales", "code": "BEN", "type": "sale"})
    invoice = env["account.move"].create(
        {"move_type": "out_invoice", "partner_id": partner.id, "journal_id": journal.id}
    )
    clone(
        env,
        "account_move",
        invoice.id,
        size["invoices"],
        name="'BENCH/' || n",
        sequence_number="n",
        state="'posted'",
        invoice_user_id=user("n"),
        team_id=team("n"),
        invoice_date=day("n"),
        date=day("n"),
        amount_untaxed_signed="n % 10000",
        amount_untaxed="n % 10000",
    )
    company.actual_since = FIRST
    env.flush_all()
    env.cr.execute("DELETE FROM salestech_indicator_dirty")
    env.invalidate_all()
    return base


def touch(env, count):
    """Change `count` done calls of today and yesterday by SQL, and mark their days as saving them would."""
    env.cr.execute(
        """UPDATE mail_activity SET is_cold = NOT is_cold WHERE id IN (
               SELECT id FROM mail_activity WHERE touch_day >= %s AND touch_kind = 'call' LIMIT %s) RETURNING
               touch_day""",
        [TODAY - datetime.timedelta(days=1), count],
    )
    days = {row[0] for row in env.cr.fetchall()}
    env["salestech.indicator.dirty"]._mark({("touch", env.company.id, day, False) for day in days})
    env["salestech.indicator.dirty"]._mark({("win", env.company.id, day, False) for day in days})
    env["salestech.indicator.dirty"]._mark({("funnel_client", env.company.id, TODAY, True)})
    env["salestech.indicator.dirty"]._mark({("meeting", env.company.id, day, False) for day in days})
    env["salestech.indicator.dirty"]._mark({("turnover", env.company.id, TODAY, False)})
    env["salestech.indicator.dirty"]._write_marks()
    return json.dumps(sorted(map(str, days)))
