"""Records of indicators, figures, closings and typed figures for the table of roles."""

from datetime import date

from odoo import fields
from odoo.tools import SQL

from .role_fixtures import OWNED, _number, fixture, owner
from .role_fixtures_client_case import _case

DAY = date(2026, 3, 31)


def _axes(case, user, scope):
    vals = owner(case, user, scope)
    if scope == "own" and vals["company_id"] not in user.company_ids.ids:
        vals["user_id"] = False
    return vals


@fixture("salestech.indicator", change={"sequence": 5})
def indicator(case, user, scope):
    return {"name": "Visits", "code": f"visits_{next(_number)}", "method": "typed"}


def _feed(case, company_id):
    company = case.env["res.company"].browse(company_id)
    return case.env["salestech.indicator.feed"]._of(f"bench_{next(_number)}", company)


@fixture("salestech.indicator.feed", scopes=("any",), change={"error": "Changed"})
def feed(case, user, scope):
    return _feed(case, case.company.id)


@fixture("salestech.indicator.dirty", change={"tries": 1})
def dirty(case, user, scope):
    return {"source": "touch", "company_id": case.company.id, "date": DAY}


def _read(method, *arguments):
    return lambda records: getattr(records, method)(*arguments)


PERIOD = [("2026-03-01", "2026-03-31")]


@fixture(
    "salestech.actual",
    scopes=OWNED,
    change={"amount": 5},
    calls={
        "get_figures": _read("get_figures", ["contract_count"], PERIOD),
        "get_records": _read("get_records", "contract_count", "2026-03-01", "2026-03-31"),
        "get_board": _read("get_board"),
    },
)
def actual(case, user, scope):
    vals = _axes(case, user, scope)
    names = {"indicator_id": case.env.ref("sales_technology.indicator_contract_count").id, "amount": 1, "weight": 0}
    vals = {**vals, **names, "date": DAY, "feed_id": _feed(case, vals["company_id"]).id}
    columns = {name: value or None for name, value in vals.items()}
    columns["weight"] = 0
    row = case.env.execute_query(
        SQL(
            "INSERT INTO salestech_actual (%s) VALUES (%s) RETURNING id",
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(SQL("%s", value) for value in columns.values()),
        )
    )
    return case.env["salestech.actual"].browse(row[0][0])


@fixture("salestech.actual.fact", scopes=OWNED, change={"amount": 5})
def fact(case, user, scope):
    situation = case.env["salestech.incident"].create(_case(case, user, scope))
    today = situation.company_id._local_day(fields.Datetime.now())
    case.env.flush_all()
    facts = case.env["salestech.actual.fact"].with_context(allowed_company_ids=situation.company_id.ids)
    facts = facts._of_cell("incident_count", today, today).search([("record_id", "=", situation.id)])
    own = dict(case.env.context, salestech_cell=facts.env.context["salestech_cell"])
    return facts.with_context(**own)


@fixture("salestech.actual.late", scopes=OWNED, change={"amount_now": 5})
def late(case, user, scope):
    vals = _axes(case, user, scope)
    indicator = case.env.ref("sales_technology.indicator_contract_count")
    return {**vals, "indicator_id": indicator.id, "date": DAY, "feed_id": _feed(case, vals["company_id"]).id}


@fixture("salestech.actual.closing", change={"reason": "Changed"})
def closing(case, user, scope):
    return {"date_to": DAY, "company_id": case.company.id} if case.env.user == user else {"date_to": DAY}


@fixture("salestech.actual.entry", scopes=OWNED, change={"amount": 5})
def entry(case, user, scope):
    vals = _axes(case, user, scope)
    new = case.env["salestech.indicator"].create(indicator(case, user, scope))
    return {**vals, "indicator_id": new.id, "date": DAY, "amount": 1, "proof": "Letter"}


@fixture("salestech.lead.stand", change={"revenue": 5})
def stand(case, user, scope):
    lead = case.env["crm.lead"].create({"name": "Client", "type": "opportunity", "company_id": case.company.id})
    return {"lead_id": lead.id, "date": DAY, "company_id": case.company.id}
