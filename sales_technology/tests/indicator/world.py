"""A sales department that a random generator lives through.

Facts are made in the database by bare SQL, as quickly as a property test needs, and kept as plain objects.
"""

import random
from collections import defaultdict
from datetime import datetime, time, timedelta
from decimal import Decimal

from .bulk import clone
from .world_change import WorldChange
from .world_clients import WorldClients
from .world_days import FIRST, LAST, Fact
from .world_documents import WorldDocuments
from .world_service import WorldService

# passages that win nothing, though the client stands on the step of those won
NO_WIN = ("adopted", "lost", "merged", "restored")
PURPOSES = ("introduction", "needs", "terms", "other")
TABLES = ("touches", "meetings", "contracts", "stages", "proposals", "pilots", "moves", "invoices", "answers", "cases")


class World(WorldClients, WorldDocuments, WorldService, WorldChange):
    """Facts of two companies between FIRST and LAST, made by one seed."""

    def __init__(self, env, places, seed, size, full=False):
        self.env, self.places, self.size, self.full = env, places, size, full
        self.random = random.Random(seed)
        self.leads, self.stands, self.facts = [], [], defaultdict(list)

    def live(self):
        for company in self.places:
            self._make_clients(company)
            for name in TABLES:
                getattr(self, f"_make_{name}")(company)
        self.env.invalidate_all(flush=False)
        return self

    def day(self, first=FIRST, last=LAST):
        return first + timedelta(days=self.random.randint(0, max((last - first).days, 0)))

    def moment(self):
        """A moment in UTC; often just before or after somebody's midnight."""
        hour = self.random.choice((0, 4, 5, 12, 18, 19, 20, 21, 23))
        return datetime.combine(self.day(), time(hour, self.random.choice((0, 30, 59)), self.random.choice((0, 59))))

    def maybe(self, value, chance=0.5):
        return value if self.random.random() < chance else None

    def money(self):
        return Decimal(self.random.randint(1, 10**7)) / 100

    def who(self, place):
        user, team = self.random.choice(place.people), self.random.choice(place.teams)
        return user, team

    def _keep(self, name, place, table, template, rows, ids=None):
        ids = clone(self.env.cr, table, template, rows)
        facts = [Fact(id=id_, company=place.id, **row) for id_, row in zip(ids, rows, strict=True)]
        self.facts[name] += facts
        return facts

    def _some(self, share=1.0):
        return range(int((1 if self.full else self.random.random()) * self.size * share))

    def _lead(self, place):
        return self.random.choice([lead for lead in self.leads if lead.company == place.id])

    def _make_touches(self, place):
        rows = []
        for _n in self._some(3):
            user, team = self.who(place)
            rows.append(
                {
                    **{"res_id": self._lead(place).id, "user_id": user, "touch_team_id": team, "active": False},
                    "touch_kind": self.random.choice(("call", "call", "message", None)),
                    **{"is_cold": self.random.random() < 0.5, "touch_day": self.day()},
                }
            )
        self._keep("touch", place, "mail_activity", place.activity, rows)

    def _make_meetings(self, place):
        rows = []
        for _n in self._some(2):
            user, team = self.who(place)
            rows.append(
                {
                    **{"opportunity_id": self._lead(place).id, "user_id": user, "meeting_team_id": team},
                    **{"start": self.moment(), "purpose": self.random.choice((*PURPOSES, None))},
                    "meeting_state": self.random.choice(("held", "held", "planned", "not_held")),
                }
            )
        self._keep("meeting", place, "calendar_event", place.meeting, rows)

    def _make_moves(self, place):
        rows = []
        for _n in self._some():
            user, team = self.who(place)
            rows.append(
                {
                    **{"lead_id": self._lead(place).id, "manager_id": user, "team_id": team, "date_local": self.day()},
                    "kind": self.random.choice(("won", "won", "override", "forward", *NO_WIN)),
                    "to_stage_id": self.random.choice((place.stage_won, place.stage_first)),
                }
            )
        self._keep("move", place, "salestech_ladder_move", place.move, rows)
