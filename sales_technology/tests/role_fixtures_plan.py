"""Plans, their figures and corrections for the table of roles."""

from datetime import date

from .role_fixtures import OWNED, _number, fixture, owner

SCOPES = tuple(scope for scope in OWNED if scope != "unassigned_group")


def _axes(case, user, scope):
    """A week is always somebody's: of a guest's own there is none, so it is the leading manager's."""
    vals = owner(case, user, scope)
    return {**vals, "user_id": vals["user_id"] or case.user_leading_manager.id}


def _week_vals(case, user, scope):
    """Return the values of a week plan of the person, under a month that is there."""
    vals = _axes(case, user, scope)
    day = date(2030 + next(_number), 5, 15)
    plans = case.env["salestech.plan"].sudo()
    year = plans.create({"level": "year", "date_from": day, "company_id": vals["company_id"]})
    quarter = plans.create({"level": "quarter", "date_from": day, "company_id": vals["company_id"]})
    month = {"level": "month", "date_from": day, "company_id": vals["company_id"], "team_id": vals["team_id"]}
    (year | quarter | plans.create(month)).write({"state": "approved"})
    return {"level": "week", "date_from": day, **vals}


def _week(case, user, scope, state="draft"):
    week = case.env["salestech.plan"].sudo().create(_week_vals(case, user, scope))
    week.write({"state": state})
    return week


CALLS = {
    "share_grid": lambda plan: plan.share_grid("equal", [], []),
    "save_grid": lambda plan: plan.save_grid([], []),
    "add_to_day": lambda plan: plan.add_to_day(plan.line_ids[:1].id, 1),
    "get_board_periods": lambda plan: plan.get_board_periods("week", "2030-05-15", "0-0-0"),
    "take_clients": lambda plan: plan.take_clients(1),
}


@fixture("salestech.plan", scopes=SCOPES, change={"note": "Changed"}, calls=CALLS)
def plan(case, user, scope):
    return _week_vals(case, user, scope)


@fixture("salestech.plan.line", scopes=SCOPES, change={"target": 5})
def line(case, user, scope):
    week = _week(case, user, scope)
    indicator = week.line_ids[:1].indicator_id
    week.line_ids[:1].unlink()
    return {"plan_id": week.id, "indicator_id": indicator.id, "target": 1}


@fixture("salestech.plan.correction", scopes=SCOPES, change={"reason": "Changed"})
def correction(case, user, scope):
    return {"plan_id": _week(case, user, scope, "approved").id, "reason": "More demand"}


@fixture("salestech.plan.correction.line", scopes=SCOPES, change={"new_target": 9})
def correction_line(case, user, scope):
    week = _week(case, user, scope, "approved")
    made = case.env["salestech.plan.correction"].sudo().create({"plan_id": week.id, "reason": "More demand"})
    return {"correction_id": made.id, "line_id": week.line_ids[:1].id, "new_target": 7}


def _return(wizard):
    vals = {"plan_id": wizard.sudo().plan_id.id, "reason": "Too little"}
    return wizard.create(vals).action_return()


@fixture("salestech.plan.return", crud=False, calls={"action_return": _return})
def plan_return(case, user, scope):
    return {"plan_id": _week(case, case.user_manager, "own", "submitted").id, "reason": "Too little"}


def _apply(wizard):
    plan = wizard.sudo().plan_id
    rates = dict.fromkeys(("rate_terms", "rate_needs", "rate_meeting", "rate_call"), 50)
    return wizard.create({"plan_id": plan.id, "goal_count": 1, "people": 1, **rates}).action_apply()


@fixture("salestech.plan.funnel", crud=False, calls={"action_apply": _apply})
def plan_funnel(case, user, scope):
    return {"plan_id": _week(case, case.user_manager, "own").id}


def _copy(wizard):
    return wizard.create({"plan_id": wizard.sudo().plan_id.id}).action_copy()


@fixture("salestech.plan.copy", crud=False, calls={"action_copy": _copy})
def plan_copy(case, user, scope):
    return {"plan_id": _week(case, case.user_manager, "own").id}
