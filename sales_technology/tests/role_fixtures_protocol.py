"""Records of protocols, the development plan and consent for the table of roles."""

from datetime import datetime

from odoo.fields import Command

from odoo.addons.sales_technology.tools.seal import Seal

from .role_fixtures import FIXTURES, OWNED, ROUTES, fixture
from .role_fixtures_touch import _client

PAGE = "/salestech/protocol/<int:protocol_id>/<string:token>"
for act in ("", "/pdf", "/sign", "/refuse", "/propose", "/comment"):
    ROUTES[PAGE + act] = f"/salestech/protocol/1/x{act}"


def _sealed(case, model):
    return Seal.on(case.env[model])


@fixture("salestech.protocol", scopes=OWNED, change={"title": "Changed"})
def protocol(case, user, scope):
    lead = _client(case, user, scope)
    return {"lead_id": lead.id, "user_id": lead.user_id.id, "company_id": lead.company_id.id, "title": "Agreed"}


def _protocol(case, user, scope):
    return case.env["salestech.protocol"].create(protocol(case, user, scope))


@fixture("salestech.protocol.item", scopes=OWNED, change={"name": "Changed"})
def protocol_item(case, user, scope):
    return {"protocol_id": _protocol(case, user, scope).id, "name": "Send the drawings"}


@fixture("salestech.protocol.signature", scopes=OWNED, change={"signer_name": "Changed"})
def protocol_signature(case, user, scope):
    return _sealed(case, "salestech.protocol.signature").create(
        {
            "protocol_id": _protocol(case, user, scope).id,
            "version": 1,
            "side": "client",
            "decision": "signed",
            "method": "typed",
            "signer_name": "Anna",
            "date": datetime.now(),
            "content_hash": "0" * 64,
        }
    )


@fixture("salestech.protocol.link", scopes=OWNED, change={"email": "other@example.com"})
def protocol_link(case, user, scope):
    return _sealed(case, "salestech.protocol.link").create(
        {
            "protocol_id": _protocol(case, user, scope).id,
            "partner_id": case.env["res.partner"].create({"name": "Anna"}).id,
            "email": "anna@example.com",
            "date_expiry": "2099-01-01",
        }
    )


@fixture("salestech.protocol.change", scopes=OWNED, change={"note": "Changed"})
def protocol_change(case, user, scope):
    return {
        "protocol_id": _protocol(case, user, scope).id,
        "partner_id": case.env["res.partner"].create({"name": "Anna"}).id,
    }


@fixture("salestech.protocol.change.line", scopes=OWNED, change={"new_name": "Changed"})
def protocol_change_line(case, user, scope):
    change = case.env["salestech.protocol.change"].create(protocol_change(case, user, scope))
    item = case.env["salestech.protocol.item"].create({"protocol_id": change.protocol_id.id, "name": "Item"})
    return {"change_id": change.id, "item_id": item.id}


@fixture("salestech.protocol.comment", scopes=OWNED, change={"text": "Changed"})
def protocol_comment(case, user, scope):
    return {**protocol_change(case, user, scope), "text": "By post?"}


@fixture("salestech.protocol.attempt", change={"wrong_count": 0})
def protocol_attempt(case, user, scope):
    now = datetime.now()
    return {"protocol_key": 1, "address": "192.0.2.1", "wrong_count": 1, "date_first": now, "date_last": now}


@fixture("salestech.consent", scopes=OWNED, change={"note": "Changed"})
def consent(case, user, scope):
    partner = case.env["res.partner"].create({"name": "Anna"})
    return {"lead_id": _client(case, user, scope).id, "partner_id": partner.id}


def _wizard(button, names):
    """Return a fixture's arguments for a wizard: everyone makes his own and presses its button."""

    def call(wizard):
        known = wizard.sudo()
        vals = {name: known._fields[name].convert_to_write(known[name], known) for name in names}
        return getattr(wizard.create(vals), button)()

    return {"scopes": OWNED, "crud": False, "calls": {button: call}}


@fixture("salestech.protocol.sign", **_wizard("action_sign", ["protocol_id", "method"]))
def protocol_sign(case, user, scope):
    return {"protocol_id": _protocol(case, user, scope).id, "method": "typed"}


@fixture("salestech.protocol.paper", **_wizard("action_save", ["protocol_id", "partner_id", "scan"]))
def protocol_paper(case, user, scope):
    partner = case.env["res.partner"].create({"name": "Anna"})
    return {"protocol_id": _protocol(case, user, scope).id, "partner_id": partner.id, "scan": "c2Nhbg=="}


@fixture("salestech.protocol.answer", **_wizard("action_save", ["protocol_id", "partner_id", "how"]))
def protocol_answer(case, user, scope):
    partner = case.env["res.partner"].create({"name": "Anna"})
    return {"protocol_id": _protocol(case, user, scope).id, "partner_id": partner.id, "how": "By phone"}


@fixture("salestech.protocol.item.close", **_wizard("action_save", ["item_ids", "state", "text"]))
def protocol_item_close(case, user, scope):
    item = case.env["salestech.protocol.item"].create(protocol_item(case, user, scope))
    return {"item_ids": [Command.set(item.ids)], "state": "done", "text": "Done"}


if "res.partner" not in FIXTURES:

    @fixture("res.partner", crud=False)
    def organisation(case, user, scope):
        return {"name": "Organisation", "is_company": True}
