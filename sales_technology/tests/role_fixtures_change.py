"""Change register and process optimisation for the table of roles."""

import itertools

from odoo import fields

from .role_fixtures import OWNED, fixture, owner

_number = itertools.count(1)


def _owned(case, user, scope):
    """Nobody is no owner here: what would be unassigned is of a colleague."""
    vals = owner(case, user, scope)
    known = vals["user_id"] and vals["company_id"] in case.env["res.users"].browse(vals["user_id"]).company_ids.ids
    return {**vals, "user_id": vals["user_id"] if known else case.user_colleague.id}


@fixture("salestech.change", scopes=OWNED, change={"description": "Changed"})
def change(case, user, scope):
    return {"name": "New rules", "date_assess": fields.Date.today(), **_owned(case, user, scope)}


@fixture("salestech.process.proposal", scopes=OWNED, change={"executor_id": False})
def proposal(case, user, scope):
    vals = _owned(case, user, scope)
    del vals["team_id"]
    process = case.env["salestech.process"]._get_by_code("2.1.9")
    return {"name": "Template", "process_id": process.id, **vals}


@fixture("salestech.process.vote", change={"value": "against"})
def vote(case, user, scope):
    own = case.env["salestech.process.proposal"].create(proposal(case, user, "group"))
    return {"proposal_id": own.id, "user_id": case.user_colleague.id, "value": "for"}


@fixture("salestech.process.regulation", change={"summary": "Changed"})
def regulation(case, user, scope):
    process = case.env["salestech.process"].create({"code": f"8.{next(_number)}", "name": "Process"})
    return {"process_id": process.id, "text": "<p>Do it</p>"}
