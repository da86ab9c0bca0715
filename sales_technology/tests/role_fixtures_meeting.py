"""Meetings and their series for the table of roles."""

from odoo import fields

from .role_fixtures import OWNED, _number, fixture, owner

SCOPES = tuple(scope for scope in OWNED if scope != "unassigned_group")


def _vals(case, user, scope):
    vals = owner(case, user, scope)
    return {**vals, "user_id": vals["user_id"] or case.user_leading_manager.id}


def _meeting(case, user, scope):
    return case.env["salestech.meeting"].sudo().create(meeting(case, user, scope))


@fixture("salestech.meeting.series", scopes=SCOPES, change={"hour": 11})
def meeting_series(case, user, scope):
    # one of a kind in a group: another group each, headed and joined as the first
    vals = _vals(case, user, scope)
    team = case.env["crm.team"].sudo().browse(vals["team_id"])
    members = team.member_ids.ids
    copy = team.create(
        {
            "name": f"Group {next(_number)}",
            "company_id": team.company_id.id,
            "user_id": team.user_id.id,
            "ladder_id": False,
            "crm_team_member_ids": [(0, 0, {"user_id": member}) for member in members],
        }
    )
    return {**vals, "team_id": copy.id, "kind": "month", "date_from": fields.Date.today()}


@fixture("salestech.meeting", scopes=SCOPES, change={"place": "Room 3"})
def meeting(case, user, scope):
    return {**_vals(case, user, scope), "kind": "week", "date": fields.Date.today()}


@fixture("salestech.meeting.attendance", scopes=SCOPES, change={"note": "Ill"})
def meeting_attendance(case, user, scope):
    made = _meeting(case, user, scope)
    guest = next(one for one in (case.user_none, case.user_salesman) if one != made.user_id)
    return {"meeting_id": made.id, "user_id": guest.id}


@fixture("salestech.meeting.figure", scopes=SCOPES, change={"actual": 5})
def meeting_figure(case, user, scope):
    made = _meeting(case, user, scope)
    indicator = case.env["salestech.indicator"].search([], limit=1)
    return {"meeting_id": made.id, "user_id": made.user_id.id, "team_id": made.team_id.id, "indicator_id": indicator.id}


@fixture("salestech.meeting.topic", scopes=SCOPES, change={"name": "Changed"})
def meeting_topic(case, user, scope):
    made = _meeting(case, user, scope)
    return {
        "meeting_id": made.id,
        "user_id": made.user_id.id,
        "kind": "overdue",
        "name": "Late",
        "res_model": "salestech.meeting",
        "res_id": made.id,
    }
