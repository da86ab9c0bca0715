"""Reports, deviations and corrective decisions for the table of roles."""

from datetime import date

from .role_fixtures import OWNED, ROUTES, _number, fixture, owner

SCOPES = tuple(scope for scope in OWNED if scope != "unassigned_group")


def _axes(case, user, scope):
    """Whoever is no user of ours writes no report: then it is the leading manager's."""
    vals = owner(case, user, scope)
    known = vals["company_id"] in case.env["res.users"].browse(vals["user_id"]).company_ids.ids
    return {**vals, "user_id": vals["user_id"] if known else case.user_leading_manager.id}


def _report_vals(case, user, scope):
    """Return the values of a daily report of the person, who writes it."""
    vals = _axes(case, user, scope)
    schedule = case.env["salestech.report.schedule"].sudo()
    schedule = schedule.search([("company_id", "=", vals["company_id"]), ("kind", "=", "daily")], limit=1)
    day = date(2030 + next(_number), 5, 15)
    return {
        **{"schedule_id": schedule.id, "kind": "daily", "level": "day", "scope": "person", "demands": "comment"},
        **{"date_from": day, "date_to": day, "deadline_at": f"{day} 18:00:00", "date_deadline": day},
        **{"responsible_id": vals["user_id"], **vals},
    }


def _report(case, user, scope, state="open"):
    return case.env["salestech.report"].sudo().create({**_report_vals(case, user, scope), "state": state})


@fixture("salestech.report.schedule", change={"hour": 12})
def schedule(case, user, scope):
    return {"kind": "free", "company_id": case.company.id}


@fixture("salestech.report", scopes=SCOPES, change={"comment": "Changed"})
def report(case, user, scope):
    return _report_vals(case, user, scope)


def _return(wizard):
    vals = {"report_id": wizard.sudo().report_id.id, "reason": "Too short"}
    return wizard.create(vals).action_return()


@fixture("salestech.report.return", crud=False, calls={"action_return": _return})
def report_return(case, user, scope):
    return {"report_id": _report(case, case.user_colleague, "group", "submitted").id, "reason": "Too short"}


@fixture("salestech.report.line", scopes=SCOPES, change={"target": 5})
def line(case, user, scope):
    made = _report(case, user, scope)
    indicator = case.env["salestech.indicator"].search([], limit=1)
    return {"report_id": made.id, "company_id": made.company_id.id, "indicator_id": indicator.id}


@fixture("salestech.deviation", scopes=SCOPES, change={"explanation": "Changed"})
def deviation(case, user, scope):
    made = _report(case, user, scope)
    indicator = case.env["salestech.indicator"].search([], limit=1)
    return {
        **{"report_id": made.id, "company_id": made.company_id.id, "indicator_id": indicator.id},
        **{"team_id": made.team_id.id, "user_id": made.user_id.id, "responsible_id": made.responsible_id.id},
        **{"level": made.level, "date_from": made.date_from, "date_to": made.date_to},
    }


@fixture("salestech.deviation.cause", change={"sequence": 5})
def cause(case, user, scope):
    return {"name": f"Cause {next(_number)}"}


@fixture("salestech.decision.kind", change={"sequence": 5})
def kind(case, user, scope):
    return {"name": f"Kind {next(_number)}"}


@fixture("salestech.decision", scopes=SCOPES, change={"description": "Changed"})
def decision(case, user, scope):
    vals = _axes(case, user, scope)
    indicator = case.env["salestech.indicator"].search([], limit=1)
    return {**vals, "responsible_id": vals["user_id"], "indicator_id": indicator.id, "date_from": date(2031, 5, 1)}


ROUTES["/sales_technology/report/<int:report_id>.pdf"] = "/sales_technology/report/999999999.pdf"
ROUTES["/sales_technology/report/<int:report_id>.xlsx"] = "/sales_technology/report/999999999.xlsx"
