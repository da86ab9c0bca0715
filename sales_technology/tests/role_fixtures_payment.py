"""Records of work stages, receivables and promises for the table of roles."""

import itertools
from datetime import timedelta

from odoo.fields import Command

from .role_fixtures import OWNED, fixture, owner
from .role_fixtures_document import contract

# for what must be unique
_number = itertools.count(100)


def _today(case):
    return case.env.cr.now().date()


@fixture("salestech.work.stage", scopes=OWNED, change={"sequence": 5})
def work_stage(case, user, scope):
    document = case.env["salestech.contract"].create(contract(case, user, scope))
    return {"contract_id": document.id, "name": "Stage", "date_deadline": _today(case), "user_id": False}


def _stage(case, user, scope):
    stage = case.env["salestech.work.stage"].create(work_stage(case, user, scope))
    stage.contract_id.write({"state": "signed", "date_signed": _today(case)})
    return stage


def _accept(wizard):
    stage = wizard.sudo().stage_id.id
    return wizard.create({"stage_id": stage, "number": "1", "date": "2026-01-01"}).action_accept()


@fixture("salestech.work.stage.accept", scopes=OWNED, crud=False, calls={"action_accept": _accept})
def work_stage_accept(case, user, scope):
    return {"stage_id": _stage(case, user, scope).id, "number": "1"}


def _split(wizard):
    return wizard.create({"contract_id": wizard.sudo().contract_id.id}).action_split()


@fixture("salestech.work.stage.split", scopes=OWNED, crud=False, calls={"action_split": _split})
def work_stage_split(case, user, scope):
    return {"contract_id": case.env["salestech.contract"].create(contract(case, user, scope)).id}


@fixture("salestech.receivable.scale", change={"name": "Other"})
def receivable_scale(case, user, scope):
    return {"name": "Ours", "company_id": case.company.id, "band_ids": [Command.create({"day_from": 1})]}


@fixture("salestech.receivable.band", change={"day_from": 1})
def receivable_band(case, user, scope):
    return case.env.ref("sales_technology.receivable_scale").band_ids[0]


@fixture("salestech.receivable.step", change={"days": 6})
def receivable_step(case, user, scope):
    return {"name": "Call", "kind": "call", "days": next(_number), "company_id": case.company.id}


def _receivable(case, user, scope):
    """Make a debt by a plain entry: a chart of accounts takes seconds, two accounts do."""
    vals = owner(case, user, scope)
    env = case.env(context=dict(case.env.context, allowed_company_ids=(case.company | case.other_company).ids))
    company = env["res.company"].browse(vals["company_id"])
    env = env(context=dict(env.context, allowed_company_ids=[company.id, *(env.companies - company).ids]))
    client = env["res.partner"].create({"name": "Plant", "is_company": True, "user_id": vals["user_id"]})
    number = next(_number)
    owed, income = env["account.account"].create(
        [
            {"name": "Owed", "code": f"R1{number}", "account_type": "asset_receivable", "reconcile": True},
            {"name": "Income", "code": f"R2{number}", "account_type": "income"},
        ]
    )
    journal = env["account.journal"].create({"name": "Debts", "code": f"R{number}", "type": "general"})
    lines = [
        {
            "account_id": owed.id,
            "partner_id": client.id,
            "debit": 10,
            "date_maturity": _today(case) - timedelta(days=9),
        },
        {"account_id": income.id, "credit": 10},
    ]
    move = env["account.move"].create({"journal_id": journal.id, "line_ids": [Command.create(line) for line in lines]})
    move.action_post()
    return env["salestech.receivable"].browse(move.line_ids[0].id), env


@fixture("salestech.receivable", scopes=OWNED, change={"number": "X"})
def receivable(case, user, scope):
    return _receivable(case, user, scope)[0].with_env(case.env)


def _task(case, user, scope):
    row, env = _receivable(case, user, scope)
    env["salestech.receivable.task"]._deadline_ensure_due(row.company_id, _today(case))
    return env["salestech.receivable.task"].search([("line_ids.move_line_id", "=", row.id)]).with_env(case.env)


@fixture("salestech.receivable.task", scopes=OWNED, change={"note": "Changed"})
def receivable_task(case, user, scope):
    return _task(case, user, scope)


@fixture("salestech.receivable.task.line", scopes=OWNED, change={"number": "X"})
def receivable_task_line(case, user, scope):
    return _task(case, user, scope).line_ids


def _promise(case, user, scope):
    row, env = _receivable(case, user, scope)
    return env["salestech.payment.promise"].sudo()._record(row.sudo(), 10, _today(case)).with_env(case.env)


@fixture("salestech.payment.promise", scopes=OWNED, change={"note": "Changed"})
def payment_promise(case, user, scope):
    return _promise(case, user, scope)


@fixture("salestech.payment.promise.line", scopes=OWNED, change={"number": "X"})
def payment_promise_line(case, user, scope):
    return _promise(case, user, scope).line_ids


def _record(wizard):
    items = wizard.sudo().item_ids.ids
    date = wizard.sudo().date
    return wizard.create({"item_ids": [Command.set(items)], "amount": 1, "date": date}).action_record()


@fixture("salestech.payment.promise.record", scopes=OWNED, crud=False, calls={"action_record": _record})
def payment_promise_record(case, user, scope):
    row, env = _receivable(case, user, scope)
    wizard = env["salestech.payment.promise.record"].create(
        {"item_ids": [Command.set(row.ids)], "amount": 1, "date": _today(case)}
    )
    env.invalidate_all()  # a row of another company is not there for the role; no cache may say otherwise
    return wizard.with_env(case.env)
