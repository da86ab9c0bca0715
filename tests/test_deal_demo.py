"""The protocols of the demo are signed as any protocol is: frozen, with evidence, whole for the daily job."""

import io
import json
import os
import subprocess

import demo
import pytest
import requests
from live import running_server
from pypdf import PdfReader

import common

SCRIPT = """
import json
protocols = env["salestech.protocol"].search([("content_hash", "!=", False), ("kind", "=", "client")])
signed = protocols.filtered(lambda p: p.state == "signed")
for protocol in signed:
    protocol.action_download_pdf()
protocols._verify(env.cr.now().date())
env.cr.commit()
print("RESULT " + json.dumps([{
    "name": p.name, "state": p.state, "error": p.integrity_error or "", "hash": p.content_hash,
    "sides": sorted(p.signature_ids.mapped("side")), "scans": len(p.signature_ids.filtered("scan")),
    "past": p.date_sent.date() < env.cr.now().date(),
    "waiting_mails": env["mail.mail"].search_count([("state", "in", ("outgoing", "sent", "exception"))]),
} for p in protocols]))
"""


@pytest.fixture(scope="module")
def database():
    name = f"salestech_test_{os.getpid()}_demo"
    demo.create(common.dependency_template(), name)
    try:
        yield name
    finally:
        common.drop_database(name)


def test_protocols_of_the_demo_are_signed(database):
    shell = subprocess.run(
        common.odoo_command("-d", database, "--no-http", "--log-level=warn", command=["shell"]),
        input=SCRIPT,
        capture_output=True,
        text=True,
        timeout=180,
        cwd=common.CACHE,
    )
    (line,) = [line for line in shell.stdout.splitlines() if "RESULT " in line]
    protocols = json.loads(line.partition("RESULT ")[2])
    signed = [protocol for protocol in protocols if protocol["state"] == "signed"]
    assert len(signed) == 5
    assert any(protocol["state"] == "sent" for protocol in protocols)
    for protocol in protocols:
        assert not protocol["error"], protocol
        assert protocol["past"], protocol
        assert not protocol["waiting_mails"], "a mail of the demo would leave the machine"
    for protocol in signed:
        assert protocol["sides"] == ["client", "ours"]
        assert protocol["scans"] == 1
    check_page_and_pdf(database, signed[0])


def check_page_and_pdf(database, protocol):
    with running_server(database) as address:
        page = requests.get(f"{address}/salestech/verify", params={"h": protocol["hash"]}, timeout=60).text
    assert protocol["name"] in page
    sql = """
        SELECT pdf.store_fname FROM ir_attachment pdf JOIN salestech_protocol protocol ON protocol.id = pdf.res_id
         WHERE pdf.res_model = 'salestech.protocol' AND pdf.res_field = 'signed_pdf' AND protocol.name = %s
    """
    ((file,),) = common.query(database, sql, [protocol["name"]])
    reader = PdfReader(io.BytesIO((common.DATA_DIR / "filestore" / database / file).read_bytes()))
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert text.count("signedonpaperon") == 2
    assert "Draft" not in text
    assert protocol["hash"] in text
