"""Records of clients, key people and partners for the table of roles."""

from .role_fixtures import OWNED, fixture, owner


def _owner(case, user, scope):
    vals = owner(case, user, scope)
    if scope == "own" and vals["company_id"] not in user.company_ids.ids:
        vals["user_id"] = False  # the public user is of no company of ours and owns nothing
    return vals


def _organisation(case, name="Plant"):
    return case.env["res.partner"].create({"name": name, "is_company": True})


@fixture("salestech.client", scopes=OWNED, change={"team_id": False})
def client(case, user, scope):
    return {"partner_id": _organisation(case).id, **_owner(case, user, scope)}


@fixture("salestech.client.status", scopes=OWNED, change={"date_to": "2026-12-31"})
def client_status(case, user, scope):
    row = case.env["salestech.client"].create(client(case, user, scope))
    return {
        "partner_id": row.partner_id.id,
        "company_id": row.company_id.id,
        "client_id": row.id,
        "status": "current",
        "date_from": "2026-01-01",
    }


def _override(wizard):
    vals = {"partner_id": wizard.sudo().partner_id.id, "status": "current", "reason": "Because"}
    return wizard.create(vals).action_apply()


@fixture("salestech.client.override", crud=False, calls={"action_apply": _override})
def client_override(case, user, scope):
    return {"partner_id": _organisation(case).id, "status": "current", "reason": "Because"}


def _touch(wizard):
    return wizard.create({"partner_id": wizard.sudo().partner_id.id}).action_save()


@fixture("salestech.client.touch", crud=False, calls={"action_save": _touch})
def client_touch(case, user, scope):
    return {"partner_id": _organisation(case).id}


@fixture("salestech.key.role", change={"sequence": 5})
def key_role(case, user, scope):
    return {"name": "Chief engineer"}


def _person(case):
    return case.env["res.partner"].create({"name": "Anna", "parent_id": _organisation(case).id})


@fixture("salestech.familiarity", change={"familiarity": "trusted"})
def familiarity(case, user, scope):
    return {"partner_id": _person(case).id, "familiarity": "met", "date": "2026-01-01"}


@fixture("salestech.occasion", change={"note": "Changed"})
def occasion(case, user, scope):
    return {"partner_id": _person(case).id, "day": 1, "month": "5", "company_id": case.company.id}


@fixture("salestech.partner.registration", scopes=OWNED, change={"note": "Changed"})
def partner_registration(case, user, scope):
    vals = _owner(case, user, scope)
    partner = _organisation(case, "Partner")
    case.env["salestech.client"].create(
        {"partner_id": partner.id, "company_id": vals["company_id"], "is_partner": True}
    )
    return {"partner_id": partner.id, "organisation_id": _organisation(case).id, **vals}
