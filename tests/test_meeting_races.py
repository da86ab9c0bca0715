"""Two nodes open the meetings of the coming days at the same moment: each day is there once, and nothing fails."""

from test_plan_races import shell

RACE = """
import threading
from odoo import api
from odoo.fields import Command
from odoo.service.model import retrying

registry = env.registry
head = env["res.users"].create({"name": "Head", "login": "meeting_race_head", "group_ids": [Command.set([
    env.ref("base.group_user").id, env.ref("sales_technology.group_salestech_group_head").id])]})
team = env["crm.team"].create({"name": "Race", "user_id": head.id, "company_id": env.company.id})
series = env["salestech.meeting.series"].create({"kind": "standup", "team_id": team.id})
env.cr.commit()
wanted = sorted(series.meeting_ids.mapped("date"))

def node(ends, start):
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        def work():
            env.transaction.reset()
            env["salestech.meeting.series"].browse(series.id)._open_ahead()
            env.flush_all()
        start.wait()
        try:
            retrying(work, env)
            cr.commit()
            ends.append("done")
        except Exception as error:
            ends.append(repr(error))

for number in range(5):
    series.meeting_ids.event_id.unlink()
    series.meeting_ids.unlink()
    series.opened_until = False
    env.cr.commit()
    ends, start = [], threading.Barrier(2)
    nodes = [threading.Thread(target=node, args=(ends, start)) for _n in range(2)]
    [one.start() for one in nodes]
    [one.join() for one in nodes]
    env.cr.rollback()
    env.invalidate_all()
    found = sorted(series.meeting_ids.mapped("date"))
    events = env["calendar.event"].search_count([("user_id", "=", head.id)])
    print("OPENED", ends, found == wanted, events == len(wanted))
"""


def test_each_day_is_opened_once(addon_database):
    lines = [line for line in shell(addon_database, RACE) if line.startswith("OPENED")]
    assert lines == ["OPENED ['done', 'done'] True True"] * 5, lines
