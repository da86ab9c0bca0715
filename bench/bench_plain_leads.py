"""Leads of a team that adopted no ladder: whoever does not use the addon pays nothing for it."""

COUNT = 1000


def run(bench):
    bench.compare(f"no ladder: create {COUNT} leads", create_leads, prepare=make_team, limit=1.05, rounds=5)
    bench.compare(f"no ladder: move {COUNT} leads", move_leads, prepare=make_leads, limit=1.05, rounds=5)


def make_team(env, side):
    team = env["crm.team"].create({"name": "Bench", "member_ids": [(4, env.uid)]})
    env["crm.stage"].create([{"name": f"Step {number}", "team_ids": [(4, team.id)]} for number in range(2)])
    # One goes ahead: on a server that works, what is kept in memory is there already.
    env["crm.lead"].create({"name": "Ahead", "type": "opportunity", "team_id": team.id})
    return team


def values(team, env):
    return [
        {"name": f"Lead {number}", "type": "opportunity", "team_id": team.id, "user_id": env.uid}
        for number in range(COUNT)
    ]


def create_leads(env, team):
    return env["crm.lead"].create(values(team, env))


def make_leads(env, side):
    team = make_team(env, side)
    leads = create_leads(env, team)
    stages = env["crm.stage"].search([("team_ids", "=", team.id)])
    leads.write({"stage_id": stages[0].id})
    env.cr.flush()
    leads[0].copy().stage_id = stages[1]
    return leads, stages[1]


def move_leads(env, subject):
    leads, stage = subject
    leads.write({"stage_id": stage.id})
