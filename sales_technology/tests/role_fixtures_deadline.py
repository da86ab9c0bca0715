"""Records of deadlines and pilots for the table of roles."""

import base64
from datetime import timedelta

from .role_fixtures import OWNED, fixture
from .role_fixtures_ladder import _client


def _pilot_vals(case, user, scope):
    lead = _client(case, user, scope)
    lead.partner_id = case.env["res.partner"].create({"name": "Factory"})
    today = case.env.cr.now().date()
    return {
        "lead_id": lead.id,
        "name": "Pilot",
        "user_id": lead.user_id.id,
        "contact_id": lead.partner_id.id,
        "date_start": today,
        "date_end": today + timedelta(days=10),
    }


def _pilot(case, user, scope):
    vals = _pilot_vals(case, user, scope)
    company = case.env["crm.lead"].browse(vals["lead_id"]).company_id
    return case.env["salestech.pilot"].with_company(company).create(vals)


@fixture("salestech.pilot", scopes=OWNED, change={"note": "Changed"})
def pilot(case, user, scope):
    return _pilot_vals(case, user, scope)


@fixture("salestech.pilot.goal", scopes=OWNED, change={"name": "Changed"})
def pilot_goal(case, user, scope):
    return {"pilot_id": _pilot(case, user, scope).id, "name": "Goal", "target": 1}


@fixture("salestech.pilot.milestone", scopes=OWNED, change={"name": "Changed"})
def pilot_milestone(case, user, scope):
    record = _pilot(case, user, scope)
    return {"pilot_id": record.id, "name": "Milestone", "date_deadline": record.date_end, "user_id": record.user_id.id}


@fixture("salestech.pilot.status", scopes=OWNED, change={"text": "Changed"})
def pilot_status(case, user, scope):
    record = _pilot(case, user, scope)
    return {"pilot_id": record.id, "week": record.date_start - timedelta(days=record.date_start.weekday())}


def _finish(wizard):
    wizard = wizard.sudo(False).create(wizard.sudo().copy_data()[0])
    return wizard.action_finish()


@fixture("salestech.pilot.finish", scopes=OWNED, calls={"action_finish": _finish}, crud=False)
def pilot_finish(case, user, scope):
    record = _pilot(case, user, scope)
    act = base64.b64encode(b"act")
    return {
        "pilot_id": record.id,
        "result": "rejected",
        "act_date": record.date_start,
        "act_file": act,
        "conclusion": "No",
    }


def _rule(case):
    rule = (
        case.env["salestech.deadline.rule"].with_context(active_test=False).search([("kind", "=", "salestech.pilot")])
    )
    rule.active = False
    case.env.flush_all()
    return {"kind": "salestech.pilot", "timing": "before", "days": 17}


@fixture("salestech.deadline.rule", change={"days": 18})
def deadline_rule(case, user, scope):
    return _rule(case)


@fixture("salestech.deadline.notice", change={"tries": 1})
def deadline_notice(case, user, scope):
    record = _pilot(case, case.user_leading_manager, "own")
    return {
        "rule_id": case.env["salestech.deadline.rule"].create(_rule(case)).id,
        "res_model": record._name,
        "res_id": record.id,
        "date_deadline": record.date_deadline,
        "company_id": record.company_id.id,
    }


@fixture("salestech.deadline.digest", change={"tries": 1})
def deadline_digest(case, user, scope):
    return {"user_id": case.user_leading_manager.id, "company_id": case.company.id}
