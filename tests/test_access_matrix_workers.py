"""The access matrix where several processes serve one database, and after the addon is gone."""

import contextlib
import json
import subprocess
import time

import requests

import common

USER = """
from odoo.tests import new_test_user
new_test_user(env, "head", "base.group_user,sales_technology.group_salestech_group_head", password="head" * 3)
env.cr.commit()
"""

# What is added at run time has external ids of the addon, so it goes with it.
UNINSTALL = """
import json
groups, privileges = env["res.groups"], env["res.groups.privilege"]
role = env["salestech.role"].create({"name": "Account manager", "reach": "company", "user_ids": [(4, 2)]})
Process = env["salestech.process"]
Process.create({"code": "5", "name": "Own section", "kind": "section"})
Process.create({"code": "5.1", "name": "Own process", "role_ids": [(6, 0, role.ids)]})
Process.set_access_cell(Process._get_by_code("2.1.3").id, role.id, True)
Process._get_by_code("2.2.6").action_archive()
ours = (groups | Process.with_context(active_test=False).search([]).group_id
        | env["salestech.role"].with_context(active_test=False).search([]).group_id).ids
privilege_ids = env["salestech.role"].search([]).privilege_id.ids
env.cr.commit()
env["ir.module.module"].search([("name", "=", "sales_technology")]).button_immediate_uninstall()
env.cr.execute("SELECT id FROM res_groups WHERE id = ANY(%s)", [ours])
left = env.cr.fetchall()
env.cr.execute("SELECT id FROM res_groups_privilege WHERE id = ANY(%s)", [privilege_ids])
left += env.cr.fetchall()
env.cr.execute("SELECT model, res_id FROM ir_model_data WHERE module = 'sales_technology'")
left += env.cr.fetchall()
env.cr.execute("SELECT model FROM mail_message WHERE model LIKE 'salestech.%'")
left += env.cr.fetchall()
print("RESULT " + json.dumps([len(ours), left]))
"""


def run_script(database, text, tmp_path, log):
    script = tmp_path / "script.py"
    script.write_text(text)
    with script.open("rb") as stdin:
        common.run_odoo("-d", database, "--no-http", command=["shell"], stdin=stdin, log=log)
    return (common.LOGS / f"{log}.log").read_text()


@contextlib.contextmanager
def served(database, workers):
    port = common.free_port()
    ports = ["--http-port", port, "--gevent-port", common.free_port()]
    options = ["-d", database, "--db-filter", f"^{database}$", "--workers", workers, "--log-level=warn"]
    with (common.LOGS / "test-matrix-workers.log").open("wb") as output:
        command = common.odoo_command(*options, *ports)
        server = subprocess.Popen(command, stdout=output, stderr=output, cwd=common.CACHE)
    try:
        for _attempt in range(120):
            with contextlib.suppress(requests.ConnectionError):
                requests.get(f"http://127.0.0.1:{port}/web/health", timeout=30)
                break
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        common.stop_process(server)


class Client:
    """A person in the browser. Each call is a connection of its own, so any worker may answer."""

    def __init__(self, address, database, login, password):
        self.address = address
        answer = requests.post(
            f"{address}/web/session/authenticate",
            json={"params": {"db": database, "login": login, "password": password}},
            timeout=60,
        )
        self.cookies = answer.cookies
        self.uid = answer.json()["result"]["uid"]

    def call(self, model, method, *args):
        answer = requests.post(
            f"{self.address}/web/dataset/call_kw",
            json={"params": {"model": model, "method": method, "args": args, "kwargs": {}}},
            cookies=self.cookies,
            headers={"Connection": "close"},
            timeout=60,
        ).json()
        assert "error" not in answer, answer["error"]
        return answer["result"]


def test_change_holds_on_the_next_request_on_every_worker(addon_database, tmp_path):
    run_script(addon_database, USER, tmp_path, "test-matrix-user")
    with served(addon_database, workers=3) as address:
        administrator = Client(address, addon_database, "admin", "admin")
        head = Client(address, addon_database, "head", "head" * 3)
        matrix = administrator.call("salestech.process", "get_access_matrix")
        process = next(row["id"] for row in matrix["rows"] if row["code"] == "2.1.3")
        role = matrix["roles"][2]["id"]
        for number in range(12):
            allowed = number % 2 == 0
            row = administrator.call("salestech.process", "set_access_cell", process, role, allowed)
            assert (role in row["allowed"]) == allowed
            for _request in range(4):
                may = head.call("res.users", "has_group", [head.uid], "sales_technology.group_process_2_1_3")
                assert may == allowed, f"a worker still has the old answer after change {number}"


def test_uninstalling_leaves_no_group_behind(addon_database, tmp_path):
    output = run_script(addon_database, UNINSTALL, tmp_path, "test-matrix-uninstall")
    (line,) = [line for line in output.splitlines() if "RESULT " in line]
    count, left = json.loads(line.partition("RESULT ")[2])
    assert count == 35 + 1 + 6, "groups of processes, of the added one, of roles"
    assert left == []
