"""Where a random world takes place: a company with its people, and a template of each record."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from odoo.tests import new_test_user

from .world_days import FIRST, LAST

RATES = {"EUR": ("0.5", "0.8", "1.25"), "JPY": ("125", "160", "128"), "USD": ("2", "1.6", "4")}
CHANGES = (FIRST - timedelta(days=100), FIRST + timedelta(days=20), LAST - timedelta(days=10))


def _make_rates(env, company):
    """Return three currencies and a function(currency id, day) that says how many of it one of the company's is."""
    currencies = env["res.currency"].with_context(active_test=False).search([("name", "in", list(RATES))])
    currencies.active = True
    env["res.currency.rate"].search([("currency_id", "in", currencies.ids), ("company_id", "=", False)]).unlink()
    foreign = currencies - company.currency_id
    env["res.currency.rate"].create(
        [
            {"currency_id": currency.id, "company_id": company.id, "name": day, "rate": float(rate)}
            for currency in foreign
            for day, rate in zip(CHANGES, RATES[currency.name], strict=True)
        ]
    )
    steps = {c.id: list(zip(CHANGES, map(Decimal, RATES[c.name]), strict=True)) for c in foreign}

    def rate(currency_id, day):
        """The last one until that day; before all of them the first."""
        found = steps.get(currency_id, [(day, Decimal(1))])
        return ([rate for since, rate in found if since <= day] or [found[0][1]])[-1]

    return currencies, rate


def make_place(env, number, currency, people=3, teams=2, partners=5):
    """Return a company with one record of each kind, which the random ones are copies of."""
    company = env["res.company"].create({"name": f"Place {number}", "currency_id": currency.id})
    env.user.company_ids |= company
    env = env(context=dict(env.context, allowed_company_ids=company.ids))
    users = [
        new_test_user(env, f"place_{number}_{n}", company_id=company.id, company_ids=[(6, 0, company.ids)])
        for n in range(people)
    ]
    groups = env["crm.team"].create([{"name": f"Team {n}", "company_id": company.id} for n in range(teams)])
    climbers = env["crm.team"].create(
        {"name": "Ladder", "company_id": company.id, "ladder_id": env.ref("sales_technology.ladder_client").id}
    )
    plants = env["res.partner"].create([{"name": f"Plant {n}", "is_company": True} for n in range(partners)])
    lead = env["crm.lead"].create(
        {"name": "Template", "type": "opportunity", "company_id": company.id, "team_id": groups[0].id}
    )
    contract = env["salestech.contract"].create({"lead_id": lead.id, "partner_id": plants[0].id, "amount": 1})
    categories = env["product.category"].create([{"name": "Pumps"}, {"name": "Valves"}])
    journal = env["account.journal"].search([("company_id", "=", company.id), ("type", "=", "sale")], limit=1)
    journal = journal or env["account.journal"].create(
        {"name": "Sales", "code": f"S{number}", "type": "sale", "company_id": company.id}
    )
    pilot = {"name": "Trial", "lead_id": lead.id, "date_start": FIRST, "date_end": LAST, "user_id": users[0].id}
    pilot = env["salestech.pilot"].create(pilot)
    milestone = {"pilot_id": pilot.id, "name": "Day", "date_deadline": LAST, "user_id": users[0].id}
    stages = env["crm.stage"].create([{"name": "First"}, {"name": "Won here", "is_won": True}])
    move = {"lead_id": lead.id, "kind": "enter", "date": f"{FIRST}", "date_local": FIRST, "company_id": company.id}
    case = {"name": "Case", "partner_id": plants[0].id, "company_id": company.id}
    stage = {"name": "Delivery", "contract_id": contract.id, "date_deadline": LAST}
    cases = {name: env[f"salestech.{name}"].create(case) for name in ("claim", "incident")}
    for found in cases.values():
        found.write({"state": "unsorted"})
    asked = {"kind_id": env["salestech.satisfaction.kind"].search([], limit=1).id, "source_key": f"place/{company.id}"}
    asked |= {"company_id": company.id, "partner_id": plants[0].id, "contact_id": plants[0].id}
    asked |= {"date_event": FIRST, "date_due": FIRST, "date_last": LAST}
    currencies, rates = _make_rates(env, company)
    return SimpleNamespace(
        id=company.id,
        currencies=currencies.ids,
        rate=rates,
        smallest=Decimal(1).scaleb(-company.currency_id.decimal_places),
        company=company,
        people=[user.id for user in users],
        teams=groups.ids,
        partners=plants.ids,
        lead=lead.id,
        contract=contract.id,
        line=env["salestech.contract.line"].create({"contract_id": contract.id, "category_id": categories[0].id}).id,
        categories=categories.ids,
        segment=env.ref("sales_technology.segment_large").id,
        proposal=env["salestech.proposal"].create({"lead_id": lead.id, "kind": "technical"}).id,
        pilot=pilot.id,
        milestone=env["salestech.pilot.milestone"].create({**milestone, "state": "cancelled"}).id,
        activity=env["mail.activity"]
        .create({"res_model_id": env["ir.model"]._get_id("crm.lead"), "res_id": lead.id, "user_id": users[0].id})
        .id,
        meeting=env["calendar.event"].create({"name": "Talk", "start": f"{FIRST} 10:00", "stop": f"{FIRST} 11:00"}).id,
        move=env["salestech.ladder.move"].create(move).id,
        invoice=env["account.move"]
        .create({"move_type": "out_invoice", "journal_id": journal.id, "partner_id": plants[0].id})
        .id,
        answer=env["salestech.satisfaction"].create(asked).id,
        claim=cases["claim"].id,
        incident=cases["incident"].id,
        stage=env["salestech.work.stage"].create(stage).id,
        climbers=climbers.id,
        step=climbers.ladder_id.stage_ids[:1].id,
        stage_first=stages[0].id,
        stage_won=stages[1].id,
    )
