"""Records of the client register for the table of roles."""

import itertools

from odoo.fields import Command

from .role_fixtures import OWNED, ROUTES, fixture, owner

_number = itertools.count(1)

ROUTES["/sales_technology/register_template/<string:kind>"] = "/sales_technology/register_template/csv"


def _row(case, user, scope):
    """Make a row of the register in this scope, seen from this user."""
    teams = case.team_north | case.team_south | case.team_abroad
    if not teams.ladder_id:
        case._adopt_ladder(*teams)
    vals = owner(case, user, scope)
    if vals["company_id"] not in user.company_ids.ids and scope == "own":
        vals["user_id"] = False  # the public user is of no company of ours and owns nothing
    return case.env["crm.lead"].create({"name": "Client", "type": "opportunity", "partner_name": "Client", **vals})


@fixture("salestech.segment", change={"sequence": 99})
def segment(case, user, scope):
    return {"name": f"Segment {next(_number)}"}


def _apply(share):
    """Wizards belong to who opened them: each one opens his own."""
    lead = share.sudo().lead_ids
    vals = {"team_id": lead.team_id.id, "lead_ids": [Command.set(lead.ids)], "with_manager": True}
    return share.create(vals).action_apply()


@fixture("salestech.register.share", scopes=OWNED, crud=False, calls={"action_apply": _apply})
def register_share(case, user, scope):
    lead = _row(case, user, scope)
    return {"team_id": lead.team_id.id, "lead_ids": [Command.set(lead.ids)]}


@fixture("salestech.register.share.line", scopes=OWNED, crud=False)
def register_share_line(case, user, scope):
    share = case.env["salestech.register.share"].create(register_share(case, user, scope))
    return {"share_id": share.id, "member_id": share.team_id.crm_team_member_ids[:1].id}


def _save(wizard):
    return wizard.create({"lead_id": wizard.sudo().lead_id.id, "name": "Anna Smith"}).action_save()


@fixture("salestech.decision.maker", scopes=OWNED, crud=False, calls={"action_save": _save})
def decision_maker(case, user, scope):
    return {"lead_id": _row(case, user, scope).id, "name": "Anna Smith"}
