"""Two heads with one sheet, on a server with two workers: of two who share out the same figure one wins and the other
reads who was first; of two who share out different figures both are kept; the parts always come to the plan.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from live import populated_database, running_server

import common

ROUNDS = 6
WHOLE = 100

POPULATE = """
env["ir.cron"].search([]).active = False
env["res.users"].create([{
    "name": name, "login": name.lower(), "password": name.lower() * 3, "group_ids": [(6, 0, [
        env.ref("base.group_user").id, env.ref("sales_technology.group_salestech_department_head").id])],
} for name in ("Anna", "Boris")])
year = env["salestech.plan"].create({"level": "year", "date_from": "2080-01-01"})
for code in ("contract_count", "claim_count"):
    year.line_ids.filtered(lambda line: line.indicator_id.code == code).target = 100
year.action_build()
env.cr.commit()
"""


class Head:
    """A head in a browser. Each call is a connection of its own, so any worker may answer."""

    def __init__(self, address, database, login):
        self.address, self.login = address, login
        params = {"db": database, "login": login, "password": login * 3}
        answer = requests.post(f"{address}/web/session/authenticate", json={"params": params}, timeout=60)
        self.cookies = answer.cookies

    def call(self, method, *args):
        params = {"model": "salestech.plan", "method": method, "args": args, "kwargs": {}}
        answer = requests.post(
            f"{self.address}/web/dataset/call_kw",
            json={"params": params},
            cookies=self.cookies,
            headers={"Connection": "close"},
            timeout=120,
        ).json()
        assert "error" not in answer, answer["error"]
        return answer["result"]


@pytest.fixture(scope="module")
def heads(tmp_path_factory):
    launcher = tmp_path_factory.mktemp("server") / "odoo_launcher.py"
    options = ["--gevent-port", common.free_port(), "--workers", 2]
    with (
        populated_database(f"salestech_test_{os.getpid()}_sheet", POPULATE) as database,
        running_server(database, *options, launcher=launcher) as address,
    ):
        yield database, [Head(address, database, login) for login in ("anna", "boris")]


def row_of(grid, database, code):
    ((id_,),) = common.query(database, f"SELECT id FROM salestech_indicator WHERE code = '{code}'")
    return next(row for row in grid["rows"] if row["key"].startswith(f"{id_}-"))


def shared_out(row, figures):
    """The edits that write the figures into the quarters, and what was seen of the row."""
    seen = [[cell["id"], cell["target"], cell["held"]] for cell in row["cells"]]
    edits = [[id_, figure, held] for (id_, _target, held), figure in zip(seen, figures, strict=True)]
    return edits, [*seen, [row["id"], row["target"], row["held"]]]


def save_at_once(heads, plan, sheets):
    """Both press Save at the same moment."""
    with ThreadPoolExecutor(2) as pool:
        futures = [
            pool.submit(head.call, "save_grid", [plan], *sheet) for head, sheet in zip(heads, sheets, strict=True)
        ]
        return [future.result() for future in futures]


def test_of_two_who_share_out_one_figure_one_wins(heads):
    database, both = heads
    ((plan,),) = common.query(database, "SELECT id FROM salestech_plan WHERE level = 'year'")
    for number in range(ROUNDS):
        row = row_of(both[0].call("get_grid", [plan]), database, "contract_count")
        # each shares out the whole, as he thinks right
        wishes = [(10 + number, 20, 30, 40 - number), (40, 30, 20 - number, 10 + number)]
        answers = save_at_once(both, plan, [shared_out(row, wish) for wish in wishes])
        assert sorted(answer["saved"] for answer in answers) == [0, 4], answers
        winner = answers.index(max(answers, key=lambda answer: answer["saved"]))
        loser = answers[1 - winner]
        assert {change["by"] for change in loser["changed"]} == {both[winner].login.title()}
        # the answer shows the loser what stands there now
        for grid in (loser["grid"], both[0].call("get_grid", [plan])):
            figures = tuple(cell["target"] for cell in row_of(grid, database, "contract_count")["cells"])
            assert figures == wishes[winner] and sum(figures) == WHOLE


def test_of_two_who_share_out_two_figures_both_are_kept(heads):
    database, both = heads
    ((plan,),) = common.query(database, "SELECT id FROM salestech_plan WHERE level = 'year'")
    for number in range(ROUNDS):
        grid, wish = both[0].call("get_grid", [plan]), (1 + number, 9 - number, 50, 40)
        rows = [row_of(grid, database, code) for code in ("contract_count", "claim_count")]
        answers = save_at_once(both, plan, [shared_out(row, wish) for row in rows])
        assert [(answer["saved"], answer["changed"]) for answer in answers] == [(4, []), (4, [])]
        for code in ("contract_count", "claim_count"):
            row = row_of(both[1].call("get_grid", [plan]), database, code)
            assert tuple(cell["target"] for cell in row["cells"]) == wish
