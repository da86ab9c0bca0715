"""Claims, situations, cross-sales and gifts for the table of roles."""

import itertools

from odoo.fields import Command

from .role_fixtures import OWNED, ROUTES, fixture, owner
from .role_fixtures_document import FILE, contract

_number = itertools.count(1)

ROUTES["/my/claims/<int:claim_id>"] = "/my/claims/1"
ROUTES["/my/claims/<int:claim_id>/confirm"] = "/my/claims/1/confirm"
ROUTES["/my/claims/<int:claim_id>/reopen"] = "/my/claims/1/reopen"


def _owner(case, user, scope):
    vals = owner(case, user, scope)
    if scope == "own" and vals["company_id"] not in user.company_ids.ids:
        vals["user_id"] = False  # the public user is of no company of ours and owns nothing
    return vals


def _organisation(case):
    return case.env["res.partner"].create({"name": f"Plant {next(_number)}", "is_company": True})


def _person(case, organisation):
    return case.env["res.partner"].create({"name": "Anna", "parent_id": organisation.id})


@fixture("salestech.commitment", change={"reaction_hours": 2})
def commitment(case, user, scope):
    used = case.env["salestech.commitment"].search([("company_id", "=", case.company.id)]).mapped("severity")
    free = next(severity for severity in "0123" if severity not in used)
    hours = {"reaction_hours": 1, "resolution_hours": 5}
    return {"kind": "salestech.claim", "severity": free, "company_id": case.company.id, **hours}


def _case(case, user, scope):
    return {"name": "Leak", "partner_id": _organisation(case).id, **_owner(case, user, scope)}


@fixture("salestech.claim", scopes=OWNED, change={"text": "Changed"})
def claim(case, user, scope):
    return _case(case, user, scope)


@fixture("salestech.incident", scopes=OWNED, change={"text": "Changed"})
def incident(case, user, scope):
    return _case(case, user, scope)


def _confirm(wizard):
    """Wizards belong to who opened them: each one opens his own."""
    asked = wizard.sudo()
    vals = {"res_model": asked.res_model, "res_id": asked.res_id, "confirmed_by_id": asked.confirmed_by_id.id}
    return wizard.create(vals).action_apply()


@fixture("salestech.case.confirm", scopes=OWNED, crud=False, calls={"action_apply": _confirm})
def case_confirm(case, user, scope):
    record = case.env["salestech.claim"].create({**_case(case, user, scope), "cause": "A", "decision": "B"})
    record.action_resolve()
    return {"res_model": record._name, "res_id": record.id, "confirmed_by_id": record.partner_id.id}


@fixture("salestech.cross.sale", scopes=OWNED, change={"reason": "Changed"})
def cross_sale(case, user, scope):
    category = case.env["product.category"].create({"name": "Valves"})
    return {"partner_id": _organisation(case).id, "category_id": category.id, **_owner(case, user, scope)}


@fixture("salestech.client.product", scopes=OWNED, change={"line_count": 5})
def client_product(case, user, scope):
    deal = case.env["salestech.contract"].create(contract(case, user, scope))
    organisation = _organisation(case)
    deal.lead_id.partner_id = organisation
    category = case.env["product.category"].create({"name": "Valves"})
    deal.line_ids = [Command.create({"category_id": category.id, "amount": 5})]
    deal.write({"partner_id": organisation.id, "state": "signed", "date_signed": "2026-01-01"})
    case.env.flush_all()
    return case.env["salestech.client.product"].search([("partner_id", "=", organisation.id)])


@fixture("salestech.representation.expense", scopes=OWNED, change={"result": "Changed"})
def expense(case, user, scope):
    organisation = _organisation(case)
    return {
        "name": "Anniversary",
        "what": "Book",
        "partner_id": organisation.id,
        "contact_ids": [Command.set(_person(case, organisation).ids)],
        "planned_amount": 10,
        **_owner(case, user, scope),
    }


@fixture("salestech.representation.receipt", scopes=OWNED, change={"name": "Changed"})
def receipt(case, user, scope):
    paid = case.env["salestech.representation.expense"].create(expense(case, user, scope))
    paid.state = "approved"
    return {"expense_id": paid.id, "name": "No. 1", "amount": 5, "file": FILE}


@fixture("salestech.representation.budget", scopes=OWNED, change={"note": "Changed"})
def budget(case, user, scope):
    vals = _owner(case, user, scope)
    del vals["team_id"]
    return {"amount": 100, **vals}


@fixture("salestech.representation.report", scopes=OWNED, change={"expense_count": 5})
def report(case, user, scope):
    spent = case.env["salestech.representation.expense"].create(expense(case, user, scope))
    spent.state = "done"
    case.env.flush_all()
    return case.env["salestech.representation.report"].search([("partner_id", "=", spent.partner_id.id)])
