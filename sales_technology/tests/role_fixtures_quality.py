"""Service commitments kept and missed for the table of roles."""

import itertools
from datetime import timedelta

from odoo import fields

from .role_fixtures import OWNED, fixture
from .role_fixtures_client_case import _case

_number = itertools.count(1)


def _late(case, user, scope):
    """A claim that should have been resolved yesterday; return what it is in the report."""
    claim = case.env["salestech.claim"].create(_case(case, user, scope))
    claim.resolution_deadline = fields.Datetime.now() - timedelta(days=1)
    case.env.flush_all()
    rows = case.env["salestech.quality"].with_context(allowed_company_ids=claim.company_id.ids)
    row = rows.search([("kind", "=", "claim_resolution"), ("source_id", "=", claim.id)])
    return row.with_env(case.env)


@fixture("salestech.quality", scopes=OWNED, change={"days_late": 5})
def quality(case, user, scope):
    return _late(case, user, scope)


@fixture("salestech.quality.cause", change={"sequence": 77})
def cause(case, user, scope):
    return {"name": f"Cause {next(_number)}"}


@fixture("salestech.quality.breach", scopes=OWNED, change={"note": "Changed"})
def breach(case, user, scope):
    row = _late(case, user, scope).sudo().with_context(allowed_company_ids=[case.company.id, case.other_company.id])
    names = ("company_id", "partner_id", "user_id", "team_id")
    return {
        "name": row.name,
        "kind": row.kind,
        "source_id": row.source_id,
        "cause_id": case.env.ref("sales_technology.quality_cause_people").id,
        **{name: row[name].id for name in names},
    }
