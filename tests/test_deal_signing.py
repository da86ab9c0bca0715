"""The client's page in real processes: races do not show inside Odoo's test cursor.

A server with two workers, a protocol that was sent, and decisions that arrive at the same moment from several
browsers. Whatever happens, each signer has decided exactly once, and the state says what the one decision was.
A client with a phone's browser and no login reads and signs.
"""

import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from live import populated_database, running_server
from playwright.sync_api import sync_playwright

import common

TOKEN = "".join("tT0_-"[number % 5] for number in range(43))
WRONG = "W" * 43
ROUNDS = 4

POPULATE = """
from datetime import timedelta
from odoo import fields
from odoo.addons.sales_technology.tools.link_token import token_hash

env["ir.cron"].search([]).active = False
user = env["res.users"].create({
    "name": "Ivan Sokolov", "login": "ivan", "password": "ivan", "email": "ivan@department.example.com",
    "group_ids": [(4, env.ref("sales_technology.group_salestech_group_head").id)],
})
team = env["crm.team"].create({"name": "North", "user_id": user.id})
organisation = env["res.partner"].create({"name": "Uralmash", "is_company": True})
anna = env["res.partner"].create({
    "name": "Anna Petrova", "email": "anna@uralmash.example.com", "parent_id": organisation.id, "lang": env.lang,
})
lead = env["crm.lead"].create({
    "name": "Uralmash", "type": "opportunity", "partner_id": organisation.id, "user_id": user.id, "team_id": team.id,
})
protocols = env["salestech.protocol"].with_user(user).create([{
    "title": "What we agreed", "lead_id": lead.id, "signer_ids": [(6, 0, anna.ids)], "user_id": user.id,
    "item_ids": [(0, 0, {"name": "Send the drawings", "date_deadline": fields.Date.today() + timedelta(days=5)})],
} for number in range(@COUNT@)])
# As in Odoo's own tests a document in HTML will do here: what is printed is tested elsewhere.
model = type(env["salestech.protocol"])
model._render_pdf = lambda self: b"%PDF-1.4 test"
protocols.action_send()
protocols = protocols.sudo()
env.cr.commit()
# The tokens left with the mails; here the hash of a known one takes their place, behind Odoo's back.
for protocol in protocols:
    link = protocol.link_ids
    token = "@TOKEN@"[:-5] + str(10000 + protocol.id % 90000)
    env.cr.execute(
        "UPDATE salestech_protocol_link SET token_hash = %s, date_made = now() at time zone 'utc' WHERE id = %s",
        [token_hash(token), link.id],
    )
env.cr.commit()
""".replace("@TOKEN@", TOKEN).replace("@COUNT@", "40")


class Client:
    """A browser without a login: its own cookies, the forms of the page."""

    def __init__(self, server, protocol_id):
        self.session = requests.Session()
        self.page_url = f"{server}/salestech/protocol/{protocol_id}/{token_of(protocol_id)}"
        self.page = self.session.get(self.page_url, timeout=60)
        assert self.page.status_code == 200, self.page.text[:300]
        self.csrf = re.search(r'name="csrf_token" value="([^"]+)"', self.page.text)[1]
        self.hash = re.search(r'name="hash" value="([^"]+)"', self.page.text)[1]

    def answer(self, act, **data):
        values = {"csrf_token": self.csrf, "hash": self.hash, **data}
        return self.session.post(f"{self.page_url}/{act}", data=values, timeout=120, allow_redirects=False)

    def sign(self):
        return self.answer("sign", name="Anna Petrova", agree="1")

    def refuse(self):
        return self.answer("refuse", reason="Too dear")

    def propose(self):
        return self.answer("propose", note="A week later, please")


def token_of(protocol_id):
    return TOKEN[:-5] + str(10000 + protocol_id % 90000)


@pytest.fixture(scope="module")
def database():
    with populated_database(f"salestech_test_{os.getpid()}_signing", POPULATE) as name:
        yield name


@pytest.fixture(scope="module")
def server(database, tmp_path_factory):
    """The address of a server with two workers."""
    # A file, since the server starts its third process (for the bus) from the one it was started with.
    launcher = tmp_path_factory.mktemp("server") / "odoo_launcher.py"
    options = ["--gevent-port", common.free_port(), "--workers", 2]
    with running_server(database, *options, launcher=launcher) as address:
        yield address


@pytest.fixture(scope="module")
def fresh(database):
    """fresh() -> the id of a sent protocol that nobody has touched yet."""
    ids = [
        row[0] for row in common.query(database, "SELECT id FROM salestech_protocol WHERE state = 'sent' ORDER BY id")
    ]
    return lambda: ids.pop()


def at_once(*acts):
    """Start all acts at the same moment; return their results."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(act) for act in acts]]


def rows(database, protocol_id):
    return common.query(
        database,
        "SELECT decision FROM salestech_protocol_signature WHERE protocol_id = %s AND side = 'client'",
        [protocol_id],
    )


def state(database, protocol_id):
    return common.query(database, "SELECT state FROM salestech_protocol WHERE id = %s", [protocol_id])[0][0]


def rpc(server, session, model, method, ids, **kwargs):
    answer = session.post(
        f"{server}/web/dataset/call_kw/{model}/{method}",
        json={"jsonrpc": "2.0", "params": {"model": model, "method": method, "args": [ids], "kwargs": kwargs}},
        timeout=120,
    )
    return answer.json()


@pytest.fixture(scope="module")
def ivan(server, database):
    """A session of the responsible, one of our own people."""
    session = requests.Session()
    answer = session.post(
        f"{server}/web/session/authenticate",
        json={"jsonrpc": "2.0", "params": {"db": database, "login": "ivan", "password": "ivan"}},
        timeout=60,
    )
    assert answer.json().get("result", {}).get("uid"), answer.text[:300]
    return session


def test_double_click_signs_once(server, database, fresh):
    for _ in range(ROUNDS):
        protocol = fresh()
        client = Client(server, protocol)
        answers = at_once(*[client.sign] * 4)
        assert rows(database, protocol) == [("signed",)]
        assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]


def test_two_browsers_sign_once(server, database, fresh):
    for _ in range(ROUNDS):
        protocol = fresh()
        answers = at_once(*[Client(server, protocol).sign for _ in range(3)])
        assert rows(database, protocol) == [("signed",)]
        assert sorted(answer.status_code for answer in answers) == [303, 409, 409]


def test_agreeing_and_refusing_at_once_is_one_decision(server, database, fresh):
    for _ in range(ROUNDS):
        protocol = fresh()
        one, two = Client(server, protocol), Client(server, protocol)
        answers = at_once(one.sign, two.refuse)
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        decision = rows(database, protocol)
        assert len(decision) == 1
        assert state(database, protocol) == ("agreed" if decision == [("signed",)] else "refused")


def test_proposing_twice_is_one_proposal(server, database, fresh):
    protocol = fresh()
    client = Client(server, protocol)
    at_once(*[client.propose] * 3)
    found = common.query(database, "SELECT state FROM salestech_protocol_change WHERE protocol_id = %s", [protocol])
    assert found == [("open",)]


def test_signing_and_our_next_version_at_once(server, database, fresh, ivan):
    """Either the client signed the old version, or the new one took its place; never both."""
    for _ in range(3):
        protocol = fresh()
        action = rpc(server, ivan, "salestech.protocol", "action_new_version", [protocol])
        version = action["result"]["res_id"]
        client = Client(server, protocol)
        at_once(client.sign, lambda v=version: rpc(server, ivan, "salestech.protocol", "action_send", [v]))
        signed, now = rows(database, protocol), state(database, protocol)
        assert now in ("agreed", "superseded")
        if not signed:
            assert now == "superseded"
        # Signed first, then replaced: the signature stays as evidence, the version is no longer in force.
        assert state(database, version) == "sent"
        assert client.sign().status_code in (409, 410)
        assert rows(database, protocol) == signed


def test_we_and_the_client_sign_at_once(server, database, fresh, ivan):
    for _ in range(3):
        protocol = fresh()
        client = Client(server, protocol)
        wizard = rpc(server, ivan, "salestech.protocol.sign", "create", [{"protocol_id": protocol, "method": "typed"}])[
            "result"
        ]
        wizard_id = wizard[0] if isinstance(wizard, list) else wizard
        at_once(client.sign, lambda w=wizard_id: rpc(server, ivan, "salestech.protocol.sign", "action_sign", [w]))
        assert rows(database, protocol) == [("signed",)]
        assert state(database, protocol) == "signed"


def test_lock_out_holds_on_all_workers_and_for_its_record_alone(server, database, fresh):
    protocol, other = fresh(), fresh()
    wrong = f"{server}/salestech/protocol/{protocol}/{WRONG}"
    answers = at_once(*[lambda: requests.get(wrong, timeout=120) for _ in range(24)])
    assert {answer.status_code for answer in answers} == {404}
    for _ in range(6):  # either worker
        locked = requests.get(f"{server}/salestech/protocol/{protocol}/{token_of(protocol)}", timeout=60)
        assert (locked.status_code, locked.text) == (404, answers[0].text)
    Client(server, other)


def test_own_session_is_refused(server, database, fresh, ivan):
    protocol = fresh()
    client = Client(server, protocol)
    page = ivan.get(client.page_url, timeout=60)
    assert "<form" not in page.text
    home = ivan.get(f"{server}/odoo", timeout=120).text
    csrf = re.search(r'csrf_token: "([^"]+)"', home)[1]
    answer = ivan.post(
        f"{client.page_url}/sign",
        data={"csrf_token": csrf, "hash": client.hash, "name": "Anna Petrova", "agree": "1"},
        timeout=60,
    )
    assert answer.status_code == 403
    assert not rows(database, protocol)


def test_client_signs_on_a_phone(server, database, fresh, tmp_path):
    """A second browser, anonymous, as narrow as a phone: reads, comments, draws, signs."""
    protocol = fresh()
    errors = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(f"{server}/salestech/protocol/{protocol}/{token_of(protocol)}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator("details.small summary").first.click()
        page.locator("details.small textarea").first.fill("By courier, please")
        page.locator("details.small button").first.click()
        page.wait_for_selector("text=Your comment has reached us")
        pad = page.locator("canvas")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        page.mouse.move(box["x"] + 20, box["y"] + 60)
        page.mouse.down()
        for step in range(1, 20):
            page.mouse.move(box["x"] + 20 + 12 * step, box["y"] + 60 + 25 * (-1) ** step)
        page.mouse.up()
        page.locator("input[name=agree]").check()
        page.locator("form.sign button[type=submit]").click()
        page.wait_for_selector("text=Your signature has reached us")
        assert page.locator("form").count() == 0
        browser.close()
    assert not errors
    found = common.query(
        database,
        "SELECT method, signer_name FROM salestech_protocol_signature WHERE protocol_id = %s",
        [protocol],
    )
    assert found == [("drawn", "Anna Petrova")]
    assert state(database, protocol) == "agreed"
