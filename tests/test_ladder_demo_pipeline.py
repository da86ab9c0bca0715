"""Odoo's own demo pipeline adopts the ladder: every lead has a step, none is lost, undo restores."""

import io
import json

import common

SCRIPT = """
import json
leads = env["crm.lead"].with_context(active_test=False).search([("team_id.ladder_id", "=", False)], order="id")
def state(step):
    leads.invalidate_recordset()
    return [[l.id, step(l), l.active, l.won_status, l.probability, str(l.date_last_stage_update)] for l in leads]
before = state(lambda l: l.stage_id.id)
ladder = env.ref("sales_technology.ladder_client")
teams = leads.team_id
adoptions = env["salestech.ladder.adoption"]
for team in teams:
    wizard = env["salestech.ladder.adopt"].create({"team_id": team.id, "ladder_id": ladder.id})
    adoptions |= adoptions.browse(wizard.action_adopt()["res_id"])
env.flush_all()
during = state(lambda l: l.stage_id.ladder_id.id)
in_teams = [bool(l.team_id) for l in leads]
for adoption in adoptions:
    adoption.action_undo()
env.flush_all()
after = state(lambda l: l.stage_id.id)
ladder_ids = [ladder.id if has_team else False for has_team in in_teams]
print("RESULT " + json.dumps({
    "count": len(leads), "teams": len(teams), "before": before, "during": during, "after": after, "ladders": ladder_ids,
    "left": len(leads.exists()),
}))
env.cr.rollback()
"""


def test_odoo_demo_pipeline_adopts_the_ladder_and_back(make_database, tmp_path):
    database = make_database(common.addon_template(base_demo=True))
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    with script.open("rb") as stdin:
        common.run_odoo("-d", database, "--no-http", command=["shell"], stdin=stdin, log="test-demo-pipeline")
    output = (common.LOGS / "test-demo-pipeline.log").read_text()
    (line,) = [line for line in output.splitlines() if "RESULT " in line]
    result = json.load(io.StringIO(line.partition("RESULT ")[2]))
    assert result["count"] >= 30, "Odoo's demo pipeline is not there"
    assert result["teams"] >= 1
    assert result["left"] == result["count"]
    assert [row[1] for row in result["during"]] == result["ladders"], "a lead of an adopted team has no step"
    untouched = slice(2, 5)
    assert [row[untouched] for row in result["during"]] == [row[untouched] for row in result["before"]]
    assert result["after"] == result["before"], "undo did not restore everything"
