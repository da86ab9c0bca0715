"""Records of scenarios, touches, meetings and needs for the table of roles."""

import itertools
from datetime import datetime, timedelta

from odoo.fields import Command

from .role_fixtures import OWNED, fixture, owner

_number = itertools.count(1)


def _client(case, user, scope):
    """Make a client on the ladder in this scope, seen from this user."""
    teams = case.team_north | case.team_south | case.team_abroad
    if not teams.ladder_id:
        case._adopt_ladder(*teams)
    vals = owner(case, user, scope)
    if vals["company_id"] not in user.company_ids.ids and scope == "own":
        vals["user_id"] = False  # the public user is of no company of ours and owns nothing
    return case.env["crm.lead"].create({"name": "Client", "type": "opportunity", **vals})


def _scenario(case):
    call = case.env.ref("mail.mail_activity_data_call")
    return {
        "scenario_name": f"Scenario {next(_number)}",
        "res_model": "crm.lead",
        "is_scenario": True,
        "company_id": False,
        "template_ids": [Command.create({"touch_name": "Call", "activity_type_id": call.id})],
    }


@fixture("mail.activity.plan", crud=False)
def scenario(case, user, scope):
    return _scenario(case)


@fixture("salestech.scenario.branch", change={"sequence": 5})
def scenario_branch(case, user, scope):
    touch = case.env["mail.activity.plan"].create(_scenario(case)).template_ids
    return {"template_id": touch.id, "outcome": "refused", "next_action": "end"}


@fixture("salestech.need.category", change={"name": "Changed"})
def need_category(case, user, scope):
    return {"name": f"Category {next(_number)}"}


@fixture("salestech.need", scopes=OWNED, change={"weight": "5"})
def need(case, user, scope):
    return {"lead_id": _client(case, user, scope).id, "name": "Deliveries come late"}


@fixture("mail.activity", scopes=OWNED, crud=False)
def touch(case, user, scope):
    lead = _client(case, user, scope)
    return {
        "res_model_id": case.env["ir.model"]._get_id("crm.lead"),
        "res_id": lead.id,
        "activity_type_id": case.env.ref("mail.mail_activity_data_call").id,
        "user_id": lead.user_id.id,
    }


@fixture("calendar.event", scopes=OWNED, crud=False)
def meeting(case, user, scope):
    start = datetime.now().replace(microsecond=0) - timedelta(hours=2)
    lead = _client(case, user, scope)
    return {"name": "Talk", "start": start, "stop": start + timedelta(hours=1), "opportunity_id": lead.id}


def _log(log):
    fresh = log.create({"lead_id": log.sudo().lead_id.id})
    return fresh.with_context(call_outcome="reached").action_log()


@fixture("salestech.call.log", scopes=OWNED, crud=False, calls={"action_log": _log})
def call_log(case, user, scope):
    return {"lead_id": _client(case, user, scope).id}


def _correct(correction):
    fresh = correction.create(
        {"touch_id": correction.sudo().touch_id.id, "outcome": "no_answer", "reason": "The wrong button"}
    )
    return fresh.action_save()


@fixture("salestech.call.correction", scopes=OWNED, crud=False, calls={"action_save": _correct})
def call_correction(case, user, scope):
    lead = _client(case, user, scope)
    call = lead._create_call_touch(user=lead.user_id or case.user_director)
    call.write({"outcome": "reached", "active": False, "date_done": call.date_deadline})
    return {"touch_id": call.id, "reason": "The wrong button"}


def _choose(choice):
    fresh = choice.create({"lead_ids": [Command.set(choice.sudo().lead_ids.ids)]})
    return fresh.option_ids[0].action_choose()


@fixture("salestech.scenario.choice", scopes=OWNED, crud=False)
def scenario_choice(case, user, scope):
    return {"lead_ids": [Command.set(_client(case, user, scope).ids)]}


@fixture(
    "salestech.scenario.choice.option",
    scopes=OWNED,
    crud=False,
    calls={"action_choose": lambda option: _choose(option.sudo().choice_id.with_env(option.env))},
)
def scenario_choice_option(case, user, scope):
    choice = case.env["salestech.scenario.choice"].create(scenario_choice(case, user, scope))
    return {"choice_id": choice.id, "scenario_id": choice.option_ids[0].scenario_id.id}


def _not_held(wizard):
    return wizard.create({"event_id": wizard.sudo().event_id.id, "reason": "Ill"}).action_save()


@fixture("salestech.meeting.not.held", scopes=OWNED, crud=False, calls={"action_save": _not_held})
def meeting_not_held(case, user, scope):
    return {"event_id": case.env["calendar.event"].create(meeting(case, user, scope)).id, "reason": "Ill"}
