"""Records of ladders, and moves for the table of roles."""

import itertools

from odoo.fields import Command

from .role_fixtures import FIXTURES, OWNED, fixture, owner

_number = itertools.count(1)

FIXTURES["crm.lead"].calls.update(
    {
        "action_mend_gate": lambda lead: lead.action_mend_gate(0),
        "ladder_move_to": lambda lead: lead.ladder_move_to(lead.sudo().stage_id.id, "Because"),
    }
)


def _client(case, user, scope):
    """Make a client on the ladder in this scope, seen from this user."""
    teams = case.team_north | case.team_south | case.team_abroad
    if not teams.ladder_id:
        case._adopt_ladder(*teams)
    vals = owner(case, user, scope)
    if vals["company_id"] not in user.company_ids.ids and scope == "own":
        vals["user_id"] = False  # the public user is of no company of ours and owns nothing
    return case.env["crm.lead"].create({"name": "Client", "type": "opportunity", **vals})


def _step(case):
    ladder = case.env["salestech.ladder"].create({"name": "Ladder"})
    return case.env["crm.stage"].create({"name": "Step", "ladder_id": ladder.id, "step_no": 1})


@fixture("crm.team", crud=False)
def team(case, user, scope):
    return {"name": "Team", "ladder_id": False}


@fixture("salestech.ladder", change={"sequence": 5})
def ladder(case, user, scope):
    return {"name": "Ladder"}


@fixture("salestech.ladder.gate", change={"sequence": 5})
def gate(case, user, scope):
    return {"stage_id": _step(case).id, "name": "Gate", "sentence": "It is missing.", "domain": "[]"}


@fixture("salestech.ladder.move", scopes=OWNED, change={"reason": "Changed"})
def move(case, user, scope):
    lead = _client(case, user, scope)
    now = case.env.cr.now()
    return {
        "lead_id": lead.id,
        "kind": "forward",
        "date": now,
        "date_local": now.date(),
        "company_id": lead.company_id.id,
    }


@fixture("salestech.ladder.stay", scopes=OWNED, change={"stage_name": "Changed"})
def stay(case, user, scope):
    lead = _client(case, user, scope)
    case.env.flush_all()
    return case.env["salestech.ladder.stay"].search([("lead_id", "=", lead.id)])


@fixture("salestech.ladder.adoption", change={"state": "undone"})
def adoption(case, user, scope):
    team = case.env["crm.team"].create({"name": f"Team {next(_number)}", "ladder_id": False})
    return {"team_id": team.id, "ladder_id": case.env["salestech.ladder"].create({"name": "Ladder"}).id}


@fixture("salestech.ladder.adoption.line", change={"lead_count": 5})
def adoption_line(case, user, scope):
    parent = case.env["salestech.ladder.adoption"].create(adoption(case, user, scope))
    return {"adoption_id": parent.id, "step_id": _step(case).id}


@fixture("salestech.ladder.adoption.lead", change={"stage_id": False})
def adoption_lead(case, user, scope):
    parent = case.env["salestech.ladder.adoption"].create(adoption(case, user, scope))
    return {"adoption_id": parent.id, "lead_id": case._lead(case.user_manager).id}


def _adopt(wizard):
    """Wizards belong to who opened them: each one opens his own."""
    return wizard.create({"team_id": wizard.sudo().team_id.id, "ladder_id": wizard.sudo().ladder_id.id}).action_adopt()


@fixture("salestech.ladder.adopt", crud=False, calls={"action_adopt": _adopt})
def adopt(case, user, scope):
    step = _step(case)
    return {"team_id": case._team("Adopting", "group_head", ()).id, "ladder_id": step.ladder_id.id}


@fixture("salestech.ladder.adopt.line", crud=False)
def adopt_line(case, user, scope):
    return {
        "adopt_id": case.env["salestech.ladder.adopt"].create(adopt(case, user, scope)).id,
        "step_id": _step(case).id,
    }


def _pass(wizard):
    lead = wizard.sudo().lead_ids
    return wizard.create(
        {"lead_ids": [Command.set(lead.ids)], "stage_id": lead.stage_id.id, "reason": "Because"}
    ).action_pass()


@fixture("salestech.ladder.pass", scopes=OWNED, crud=False, calls={"action_pass": _pass})
def ladder_pass(case, user, scope):
    lead = _client(case, user, scope)
    return {"lead_ids": [Command.set(lead.ids)], "stage_id": lead.stage_id.id, "reason": "Because"}
