"""Satisfaction for the table of roles."""

import itertools

from odoo import fields

from .role_fixtures import OWNED, ROUTES, fixture
from .role_fixtures_client_case import _organisation, _owner, _person

_number = itertools.count(1)

TOKEN = "x" * 43
PAGE = "/salestech/satisfaction/<int:row_id>/<string:token>"
ROUTES[PAGE] = f"/salestech/satisfaction/1/{TOKEN}"
ROUTES[f"{PAGE}/<int:score>"] = f"/salestech/satisfaction/1/{TOKEN}/5"


@fixture("salestech.satisfaction.kind", change={"sequence": 77})
def kind(case, user, scope):
    template = case.env.ref("sales_technology.mail_template_satisfaction")
    return {"name": "Visit", "active": False, "question": "How was it?", "template_id": template.id}


@fixture("salestech.satisfaction", scopes=OWNED, change={"feedback": "Changed"})
def satisfaction(case, user, scope):
    organisation = _organisation(case)
    today = fields.Date.today()
    return {
        **_owner(case, user, scope),
        "kind_id": case.env.ref("sales_technology.satisfaction_kind_contract").id,
        "partner_id": organisation.id,
        "contact_id": _person(case, organisation).id,
        "source_key": f"role:{next(_number)}",
        "date_event": today,
        "date_due": today,
        "date_last": today,
    }
