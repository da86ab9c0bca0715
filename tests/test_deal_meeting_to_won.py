"""A client from a held meeting to won, as people do it: our salesperson at a desk, the client on a phone.

Two browsers against one real server: the salesperson logged in, the client anonymous with nothing but the e-mail.
The mail is caught by a mail server of the test, the link is taken from it, and the PDF is rendered.
"""

import io
import os
import re
import time
from datetime import date, timedelta

import pytest
from deal_people import PHONE, Desk, Phone
from live import MailCatcher, populated_database, running_server
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

import common

POPULATE = """
from datetime import timedelta
from odoo import fields

env["ir.cron"].search([]).active = False
env.ref("sales_technology.ir_cron_freeze_signed_protocols").active = True
roles = [env.ref("sales_technology.group_salestech_leading_manager").id]
ivan = env["res.users"].create({
    "name": "Ivan Sokolov", "login": "ivan", "password": "ivan", "email": "ivan@department.example.com",
    "lang": "en_US", "tz": "UTC", "group_ids": [(4, role) for role in roles], "notification_type": "inbox",
})
team = env["crm.team"].create({"name": "North", "user_id": env.uid, "member_ids": [(6, 0, ivan.ids)]})
team.ladder_id = env["salestech.ladder"].search([("kind", "=", "client")], limit=1)
plant = env["res.partner"].create({"name": "Uralmash", "is_company": True})
anna = env["res.partner"].create({
    "name": "Anna Petrova", "email": "anna@uralmash.example.com", "phone": "+7 343 111-22-33", "parent_id": plant.id,
    "lang": "en_US",
})
lead = env["crm.lead"].create({
    "name": "Supply of pumps", "type": "opportunity", "partner_id": plant.id, "user_id": ivan.id, "team_id": team.id,
    "decision_maker_id": anna.id, "segment_id": env.ref("sales_technology.segment_large").id,
})
fifth = lead.ladder_id.stage_ids.filtered(lambda stage: stage.step_no == 5)
lead.ladder_move_to(fifth.id, "The client asked for a meeting at once", override=True)
env["salestech.need"].with_user(ivan).create([
    {"lead_id": lead.id, "kind": "need", "name": "Deliver the pumps by spring"},
    {"lead_id": lead.id, "kind": "risk", "name": "The budget may be cut"},
])
start = fields.Datetime.now() - timedelta(hours=2)
env["calendar.event"].with_user(ivan).with_context(no_mail_to_attendees=True).create({
    "name": "Meeting with Uralmash", "start": start, "stop": start + timedelta(hours=1), "opportunity_id": lead.id,
    "partner_ids": [(6, 0, (anna | ivan.partner_id).ids)], "purpose": "terms", "user_id": ivan.id,
})
env["mail.mail"].search([]).unlink()
env.cr.commit()
"""


@pytest.fixture(scope="module")
def mails():
    with MailCatcher() as catcher:
        yield catcher


@pytest.fixture(scope="module")
def database():
    with populated_database(f"salestech_test_{os.getpid()}_won", POPULATE) as name:
        yield name


@pytest.fixture(scope="module")
def server(database, mails):
    options = ["--smtp", "127.0.0.1", "--smtp-port", mails.port, "--max-cron-threads", 1]
    with running_server(database, *options) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def text_of(pdf):
    """The text of a PDF without blanks, which renderers put anywhere."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def in_days(days):
    return (date.today() + timedelta(days=days)).strftime("%m/%d/%Y")


@pytest.fixture(scope="module")
def desk(browser, server, request):
    """The salesperson's browser; where the story fails a picture of it is kept beside the logs."""
    desk = Desk(browser, server)
    failed = request.session.testsfailed
    yield desk
    if request.session.testsfailed > failed:
        desk.page.screenshot(path=common.LOGS / "meeting_to_won.png")


@pytest.fixture(scope="module")
def lead(database):
    return common.query(database, "SELECT id FROM crm_lead WHERE name = 'Supply of pumps'")[0][0]


def test_from_the_meeting_to_the_contract(desk, browser, server, database, mails, lead):
    """One story in its order: each act stands on what the one before has left behind."""
    write_protocol(desk, lead)
    link = read_mail(mails, server)
    sign_on_the_phone(browser, link)
    sign_for_us(desk)
    check_documents(database, browser, server)
    desk.client(lead)
    desk.go_on("Meeting protocol")
    desk.go_on("Client development plan")
    carry_out_plan(desk)
    agree_technical_proposal(desk, lead, mails)
    accept_pilot(desk, lead)
    sign_contract(desk, lead)
    check_won(desk, database, lead)


def write_protocol(desk, lead):
    desk.client(lead)
    desk.mend("Mark the meeting as held")
    desk.press("action_held")
    desk.press("action_make_protocol")
    write_lines(desk)


def write_lines(desk):
    desk.line("item_ids", "Deliver the pumps by spring", date_deadline=in_days(20))
    desk.line(
        "item_ids", name="Describe the pumps", side="We", date_deadline=in_days(9), deliverable="Technical proposal"
    )
    desk.line("item_ids", name="Try one pump out", side="We", date_deadline=in_days(12), deliverable="Pilot")
    desk.line("item_ids", name="Send the drawings", side="The client", date_deadline=in_days(5))
    desk.press("action_send")
    desk.state("Sent")


def read_mail(mails, server):
    """Return the personal link, which stands in the mail and nowhere else, on the server of the test."""
    mail = mails.wait("anna@uralmash.example.com")
    assert mail["Bcc"] is None and mail["Cc"] is None
    text = mail.get_body(("html",)).get_content()
    link = re.search(r'href="[^"]*(/salestech/protocol/\d+/[\w-]{43})"', text)[1]
    pdf = next(part for part in mail.iter_attachments() if part.get_content_type() == "application/pdf")
    assert "Sendthedrawings" in text_of(pdf.get_content())
    return server + link


def sign_on_the_phone(browser, link):
    phone = Phone(browser)
    phone.page.goto(link)
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for words in ("Deliver the pumps by spring", "Send the drawings", "Ivan Sokolov"):
        assert phone.page.get_by_text(words).count()
    assert not phone.page.get_by_text("budget").count()  # the risk is ours to know
    phone.draw()
    phone.page.locator("input[name=agree]").check()
    phone.page.locator("form.sign button[type=submit]").click()
    phone.page.wait_for_selector("text=Your signature has reached us")
    assert not phone.errors


def sign_for_us(desk):
    desk.page.reload()
    desk.state("Agreed")
    desk.ask("action_sign")
    desk.choose("method", "Type")
    desk.press("action_sign", within="footer")
    desk.closed()
    desk.state("Signed by both")


def check_documents(database, browser, server):
    """The job renders the PDF with both signatures; anybody who holds it can check it."""
    sql = """
        SELECT protocol.id, protocol.content_hash, pdf.store_fname FROM salestech_protocol protocol
          JOIN ir_attachment pdf ON pdf.res_model = 'salestech.protocol' AND pdf.res_id = protocol.id
                                AND pdf.res_field = 'signed_pdf'
    """
    end = time.monotonic() + 60
    while not (rows := common.query(database, sql)) and time.monotonic() < end:
        time.sleep(0.3)
    ((protocol, content_hash, file),) = rows
    pdf = (common.DATA_DIR / "filestore" / database / file).read_bytes()
    text = text_of(pdf)
    for words in ("Describethepumps", "AnnaPetrova,signedbyhand", "IvanSokolov,signedbytyping", content_hash):
        assert words in text
    assert sum(len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages) >= 1
    evidence = "SELECT side, method, signer_name FROM salestech_protocol_signature WHERE protocol_id = %s ORDER BY id"
    assert common.query(database, evidence, [protocol]) == [
        ("client", "drawn", "Anna Petrova"),
        ("ours", "typed", "Ivan Sokolov"),
    ]
    stranger = Phone(browser)
    stranger.page.goto(f"{server}/salestech/verify?h={content_hash}")
    stranger.page.wait_for_selector("text=a version signed by both sides")


def carry_out_plan(desk):
    desk.tab("Development plan")
    plan = ".o_field_widget[name=protocol_item_ids]"
    for item in ("Deliver the pumps by spring", "Describe the pumps"):
        desk.ask("action_done", within=f"{plan} .o_data_row:has-text('{item}')")
        desk.fill("text", "Agreed with the plant")
        desk.press("action_save")
        desk.closed()
        desk.page.wait_for_selector(f"{plan} .o_data_row:has-text('{item}'):has-text('Done')")
    desk.ask("action_cancel", within=f"{plan} .o_data_row:has-text('Try one pump out')")
    desk.press("action_save")  # without a reason nothing is closed
    desk.page.wait_for_selector(".modal .o_field_invalid, .o_notification, .modal:has-text('Say why')")
    desk.fill("text", "Two pumps are tried out instead")
    desk.press("action_save")
    desk.closed()
    desk.page.wait_for_selector(f"{plan} .o_data_row:has-text('Try one pump out'):has-text('Cancelled')")
    desk.ask("action_record_consent")
    desk.page.locator(".modal .o_form_button_save").click()
    desk.closed()
    desk.page.wait_for_selector(".o_field_widget[name=consent_ids] .o_data_row:has-text('Anna Petrova')")


def agree_technical_proposal(desk, lead, mails):
    desk.client(lead)
    desk.mend("Open the technical proposal")
    desk.attach("file", "pumps.pdf")
    desk.press("action_start")
    desk.press("action_prepare")
    desk.ask("action_send")
    desk.press("action_send_mail")
    desk.closed()
    desk.state("Sent")
    attached = {part.get_filename() for part in mails.wait("anna@uralmash.example.com").iter_attachments()}
    assert "pumps.pdf" in attached
    desk.press("action_agree")
    desk.state("Agreed")


def accept_pilot(desk, lead):
    desk.client(lead)
    desk.mend("Open the pilot")
    desk.fill("name", "Two pumps on one line")
    desk.period("date_start", in_days(0), "date_end", in_days(30))
    desk.line("goal_ids", name="Litres a minute", target="90")
    desk.press("action_start")
    desk.state("Running")
    desk.line("goal_ids", "Litres a minute", actual="95")
    desk.ask("action_finish")
    desk.choose("result", "Accepted")
    desk.attach("act_file", "act.pdf")
    desk.press("action_finish", within="footer")
    desk.closed()
    desk.state("Finished")


def sign_contract(desk, lead):
    desk.client(lead)
    # The last step is the signature itself: the refusal says so and leads to the contract.
    desk.page.locator(".o_salestech_checklist button", has_text="Go on: Contract").click()
    desk.page.locator(".o_salestech_refusal button", has_text="Open the contract").click()
    desk.page.wait_for_selector(".o_salestech_checklist", state="detached")
    desk.closed()
    desk.fill("amount", "120000")
    desk.press("action_prepare")
    desk.press("action_at_client")
    desk.ask("action_sign")
    desk.attach("file", "contract.pdf")
    desk.press("action_sign", within="footer")
    desk.closed()
    desk.state("Signed")


def check_won(desk, database, lead):
    won = """
        SELECT lead.won_status, stage.step_no FROM crm_lead lead JOIN crm_stage stage ON stage.id = lead.stage_id
         WHERE lead.id = %s
    """
    assert common.query(database, won, [lead]) == [("won", 9)]
    desk.client_won(lead)
