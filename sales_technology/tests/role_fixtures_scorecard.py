"""Scorecards and their templates for the table of roles."""

from .role_fixtures import OWNED, ROUTES, _number, fixture, owner

SCOPES = tuple(scope for scope in OWNED if scope != "unassigned_group")
# nothing is chosen: nobody gets a sheet, and nobody learns what there is
ROUTES["/sales_technology/scorecards.xlsx"] = "/sales_technology/scorecards.xlsx?ids=0"


def _vals(case, user, scope):
    vals = owner(case, user, scope)
    return {
        **vals,
        "user_id": vals["user_id"] or case.user_leading_manager.id,
        # somebody of the company who is neither: whose right it is comes from the reach
        "reviewer_id": case.user_none.id if vals["user_id"] != case.user_none.id else case.user_salesman.id,
        "scope": "user",
        "year": 2000 + next(_number) % 150,
    }


def _card(case, user, scope):
    return case.env["salestech.scorecard"].sudo().create(_vals(case, user, scope))


@fixture("salestech.scorecard", scopes=SCOPES, change={"reviewer_comment": "Changed"})
def scorecard(case, user, scope):
    return _vals(case, user, scope)


@fixture("salestech.scorecard.line", scopes=SCOPES, change={"note": "Changed"})
def scorecard_line(case, user, scope):
    card = _card(case, user, scope)
    card.line_ids.unlink()
    indicator = case.env["salestech.indicator"].search([], limit=1)
    return {"scorecard_id": card.id, "indicator_id": indicator.id, "weight": 100}


@fixture("salestech.scorecard.template", change={"name": "Changed"})
def scorecard_template(case, user, scope):
    return {"name": "Ours", "scope": "user", "company_id": case.company.id}


@fixture("salestech.scorecard.template.line", change={"weight": 50})
def scorecard_template_line(case, user, scope):
    template = case.env["salestech.scorecard.template"].sudo().create(scorecard_template(case, user, scope))
    indicator = case.env["salestech.indicator"].search([], limit=1)
    return {"template_id": template.id, "indicator_id": indicator.id, "weight": 100}


def _open(wizard):
    return wizard.create({"year": 2199, "company_id": wizard.sudo().company_id.id}).action_open()


@fixture("salestech.scorecard.open", crud=False, calls={"action_open": _open})
def scorecard_open(case, user, scope):
    return {"year": 2199, "company_id": case.company.id}
