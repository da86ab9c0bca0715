"""Records of proposals, tenders and contracts for the table of roles."""

from base64 import b64encode

from .role_fixtures import FIXTURES, OWNED, fixture, owner

FILE = b64encode(b"x")

FIXTURES["crm.lead"].calls.update(
    {"action_new_document": lambda lead: lead.action_new_document("salestech.proposal", "commercial")}
)


def _client(case, user, scope):
    """Make a client in this scope, seen from this user; its documents name nobody else as responsible."""
    vals = owner(case, user, scope)
    if scope == "own" and vals["company_id"] not in user.company_ids.ids:
        vals["user_id"] = False  # the public user is of no company of ours and owns nothing
    return case.env["crm.lead"].create({"name": "Client", "type": "opportunity", "partner_name": "Plant", **vals})


def _of(case, user, scope, **vals):
    return {"lead_id": _client(case, user, scope).id, "user_id": False, **vals}


@fixture("salestech.proposal.template", change={"sequence": 5})
def proposal_template(case, user, scope):
    return {"name": "Text", "body": "<p>Text</p>"}


@fixture("salestech.proposal", scopes=OWNED, change={"note": "Changed"})
def proposal(case, user, scope):
    return _of(case, user, scope, kind="commercial", file=FILE)


@fixture("salestech.tender", scopes=OWNED, change={"note": "Changed"})
def tender(case, user, scope):
    return _of(case, user, scope, name="Tender", document_ids=[])


def _tender(case, user, scope):
    return {"tender_id": case.env["salestech.tender"].create(tender(case, user, scope)).id}


@fixture("salestech.tender.lot", scopes=OWNED, change={"winner": "Rival"})
def tender_lot(case, user, scope):
    return {**_tender(case, user, scope), "name": "Lot"}


@fixture("salestech.tender.bid", scopes=OWNED, change={"note": "Changed"})
def tender_bid(case, user, scope):
    return {**_tender(case, user, scope), "name": "Rival"}


@fixture("salestech.tender.document", scopes=OWNED, change={"note": "Changed"})
def tender_document(case, user, scope):
    return {**_tender(case, user, scope), "name": "Charter"}


@fixture("salestech.contract", scopes=OWNED, change={"note": "Changed"})
def contract(case, user, scope):
    return _of(case, user, scope, amount=10)


@fixture("salestech.contract.line", scopes=OWNED, change={"name": "Changed"})
def contract_line(case, user, scope):
    document = case.env["salestech.contract"].create(contract(case, user, scope))
    category = case.env["product.category"].create({"name": "Pumps"})
    return {"contract_id": document.id, "category_id": category.id, "amount": 5}


def _apply(wizard):
    """Wizards belong to who opened them: each one opens his own."""
    asked = wizard.sudo()
    vals = {"res_model": asked.res_model, "res_id": asked.res_id, "verb": asked.verb, "reason": "Because"}
    return wizard.create(vals).action_apply()


@fixture("salestech.document.reason", scopes=OWNED, crud=False, calls={"action_apply": _apply})
def document_reason(case, user, scope):
    document = case.env["salestech.proposal"].create(proposal(case, user, scope))
    return {"res_model": document._name, "res_id": document.id, "verb": "refuse", "reason": "Because"}


def _sign(wizard):
    contract = wizard.sudo().contract_id.id
    return wizard.create({"contract_id": contract, "date": "2026-01-01", "file": FILE}).action_sign()


@fixture("salestech.contract.sign", scopes=OWNED, crud=False, calls={"action_sign": _sign})
def contract_sign(case, user, scope):
    document = case.env["salestech.contract"].create(contract(case, user, scope))
    return {"contract_id": document.id, "date": "2026-01-01", "file": FILE}


@fixture("sale.order", scopes=OWNED, crud=False)
def order(case, user, scope):
    lead = _client(case, user, scope)
    partner = case.env["res.partner"].create({"name": "Plant"})
    return {
        "partner_id": partner.id,
        "opportunity_id": lead.id,
        "user_id": lead.user_id.id,
        "team_id": lead.team_id.id,
        "company_id": lead.company_id.id,
    }


if "res.partner" not in FIXTURES:

    @fixture("res.partner", crud=False)
    def partner(case, user, scope):
        return {"name": "Plant"}
