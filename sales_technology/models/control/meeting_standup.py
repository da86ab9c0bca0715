from odoo import api, fields, models
from odoo.fields import Domain

DAYS_BACK = 7  # the last day that was closed is looked for so far back: over a weekend and a holiday
PROMISES = 8


class SalestechMeeting(models.Model):
    """The stand-up screen: a group's day on a wall, read by one call."""

    _inherit = "salestech.meeting"

    @api.model
    @api.readonly
    def get_standup(self, team_id=False):
        """Return the present day of a group's people, as far as the reader may see them.

        Whoever heads the group (or sees the company) gets all of its people and their totals, anybody else himself.

        :param team_id: the group; else the first one that the reader heads, sees or works in
        :returns: {"title", "day", "as_of", "teams", "team_id", "indicators", "people", "total", "promises"}; a person
            has `cells`, one an indicator: None where nothing is planned, else {"target", "actual" (None: no data),
            "is_done"}, `calls` and `meetings` of today ([held, all]), `missed` figures of the last day that was
            closed, and `overdue`
        """
        self.browse().check_access("read")
        company = self.env.company
        today = company._local_day(fields.Datetime.now())
        teams = self._standup_teams()
        team = teams.filtered(lambda found: found.id == team_id) or teams[:1]
        people = self._standup_people(team)
        indicators, cells = self._standup_cells(team, people, today)
        rows = self._standup_rows(team, people, indicators, cells, today)
        return {
            "title": team.name or company.name,
            "day": fields.Date.to_string(today),
            "as_of": fields.Datetime.to_string(fields.Datetime.now()),
            "team_id": team.id,
            "teams": [{"id": found.id, "name": found.name} for found in teams],
            "indicators": [self._standup_indicator(indicator) for indicator in indicators],
            "people": rows,
            "total": self._standup_total(rows, indicators),
            "promises": self._standup_promises(team),
        }

    def _standup_teams(self):
        """Return the groups on a ladder whose figures the reader sees, else those he works in."""
        seen = self.env["salestech.actual"]._board_teams()
        mine = self.env.user.salestech_team_ids.filtered(lambda t: t.company_id in (self.env.company, t.browse()))
        return seen.filtered("ladder_id") or seen or mine

    def _standup_people(self, team):
        heads = self.env["salestech.actual"]._board_teams()
        if team not in heads:
            return self.env.user
        # sudo: who works in a group whose figures the reader sees
        people = team.sudo().crm_team_member_ids.user_id.filtered("active").sorted("name")
        return people.sudo(False)

    def _standup_cells(self, team, people, today):
        """Return the indicators of today's plans, and {(user id, indicator id): (target, actual)}."""
        domain = Domain([("level", "=", "day"), ("date_from", "=", today), ("team_id", "=", team.id)])
        domain &= Domain("user_id", "in", people.ids) & Domain("company_id", "=", self.env.company.id)
        lines = self.env["salestech.plan.line"].search_fetch(domain, ["user_id", "indicator_id", "target", "norm"])
        targets = {}
        for line in lines:
            key = line.user_id.id, line.indicator_id.id
            targets[key] = targets.get(key, 0) + line.target
        indicators = lines.filtered("target").indicator_id.sorted(lambda i: (i.sequence, i.id))
        figures = {}
        if indicators:
            actual = self.env["salestech.actual"].with_context(salestech_actual_team=team.id)
            figures = actual.get_figures(indicators.mapped("code"), [(today, today)], "user_id", people.ids)["figures"]
        return indicators, {
            (user_id, indicator.id): (targets[user_id, indicator.id], figures[user_id][indicator.code][0])
            for user_id in people.ids
            for indicator in indicators
            if (user_id, indicator.id) in targets
        }

    def _standup_rows(self, team, people, indicators, cells, today):
        calls, meetings = self._standup_calls(people, today), self._standup_meetings(people, today)
        missed = self._standup_missed(team, people, today)
        overdue = self._overdue_counts(people, self.env.company, today)
        return [
            {
                "id": user.id,
                "name": user.name,
                "cells": [
                    self._standup_cell(indicator, cells.get((user.id, indicator.id))) for indicator in indicators
                ],
                "calls": calls.get(user.id, 0),
                "meetings": meetings.get(user.id, [0, 0]),
                "missed": missed.get(user.id, 0),
                "overdue": overdue.get(user.id, 0),
            }
            for user in people.sudo()  # sudo: the names of whose figures the reader sees
        ]

    def _standup_indicator(self, indicator):
        return {"id": indicator.id, "name": indicator.name, "unit": indicator.unit, "digits": indicator.digits}

    def _standup_cell(self, indicator, pair):
        if not pair:
            return None
        target, actual = pair
        done = actual is not None and (actual >= target if indicator.direction == "up" else actual <= target)
        return {"target": target, "actual": actual, "is_done": done}

    def _standup_total(self, rows, indicators):
        cells = []
        for number, indicator in enumerate(indicators):
            found = [row["cells"][number] for row in rows if row["cells"][number]]
            known = [cell["actual"] for cell in found if cell["actual"] is not None]
            pair = (sum(cell["target"] for cell in found), sum(known) if known else None) if found else None
            cells.append(self._standup_cell(indicator, pair))
        return {
            "cells": cells,
            "calls": sum(row["calls"] for row in rows),
            "meetings": [sum(row["meetings"][part] for row in rows) for part in (0, 1)],
            "missed": sum(row["missed"] for row in rows),
            "overdue": sum(row["overdue"] for row in rows),
        }

    def _standup_calls(self, people, today):
        """Return {user id: calls done today}."""
        # sudo: counts calls of people whose figures the reader sees; reading activities one by one takes seconds
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        domain = [("touch_kind", "=", "call"), ("active", "=", False), ("date_done", "=", today)]
        rows = activities._read_group([*domain, ("user_id", "in", people.ids)], ["user_id"], ["__count"])
        return {user.id: count for user, count in rows}

    def _standup_meetings(self, people, today):
        """Return {user id: [held, all]} of today's meetings with clients."""
        first, last = self.env.company._utc_bounds(today, today)
        domain = [("start", ">=", first), ("start", "<", last), ("meeting_state", "in", ["planned", "held"])]
        # sudo: counts meetings of people whose figures the reader sees
        events = self.env["calendar.event"].sudo()
        rows = events._read_group([*domain, ("user_id", "in", people.ids)], ["user_id", "meeting_state"], ["__count"])
        result = {}
        for user, state, count in rows:
            pair = result.setdefault(user.id, [0, 0])
            pair[0] += count if state == "held" else 0
            pair[1] += count
        return result

    def _standup_missed(self, team, people, today):
        """Return {user id: figures missed on his last day before today that was closed}."""
        domain = Domain([("level", "=", "day"), ("team_id", "=", team.id), ("checked_at", "!=", False)])
        domain &= Domain("user_id", "in", people.ids) & Domain("date_from", "<", today)
        domain &= Domain("date_from", ">=", fields.Date.subtract(today, days=DAYS_BACK))
        days = self.env["salestech.plan"].search_fetch(domain, ["user_id", "missed_count"], order="date_from")
        return {day.user_id.id: day.missed_count for day in days}

    def _standup_promises(self, team):
        """Return what was agreed in the group's stand-ups and is still to be done, the oldest first."""
        domain = Domain("meeting_id.kind", "=", "standup") & Domain("meeting_id.team_id", "=", team.id)
        items = self.env["salestech.protocol.item"].search(
            domain & Domain("state", "=", "open"), order="date_deadline, id", limit=PROMISES
        )
        return [
            {
                "id": item.id,
                "name": item.name,
                "who": item.user_id.sudo().name or "",  # sudo: who promised what the reader may read
                "until": fields.Date.to_string(item.date_deadline) or "",
                "is_overdue": item.is_overdue,
            }
            for item in items
        ]
