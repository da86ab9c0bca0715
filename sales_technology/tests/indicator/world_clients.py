from datetime import timedelta
from decimal import Decimal

from .bulk import clone, insert
from .world_days import FIRST, LAST, Fact


class WorldClients:
    """Clients, each with a history of how it stood."""

    def _make_clients(self, place):
        """Clients, each with a history of stands: whose, open or not, worth how much, from day to day."""
        rows, kinds = [], []
        for number in range(self.size):
            user, team = self.who(place)
            kinds.append(self.random.choice(("client", "client", "partner")))
            status = self.random.choice(("won", "lost", *["pending"] * 3))
            # those on a step of a ladder may be lost and reopened later on, see WorldChange
            climbing = kinds[-1] == "client" and status != "won" and self.random.random() < 0.5
            rows.append(
                {
                    **{"name": f"Client {number}", "partner_id": self.maybe(self.random.choice(place.partners), 0.8)},
                    **{"user_id": user, "team_id": place.climbers if climbing else team, "won_status": status},
                    # of what was won some is archived
                    "active": status != "lost" and (status != "won" or self.random.random() < 0.7),
                    "stage_id": place.step if climbing else None,
                    "expected_revenue": self.money(),
                }
            )
        ids = clone(self.env.cr, "crm_lead", place.lead, rows)
        for id_, row, kind in zip(ids, rows, kinds, strict=True):
            lead = Fact(id=id_, company=place.id, kind=kind, **row)
            self.leads.append(lead)
            self._make_stands(place, lead)

    def _make_stands(self, place, lead):
        if self.random.random() < 0.1:
            return  # never written down: who has it now counts
        days = sorted({self.day(FIRST - timedelta(days=20), LAST) for _n in range(self.random.randint(1, 4))})
        found = []
        for day, end in zip(days, [*days[1:], None], strict=True):
            user, team = self.who(place)
            revenue = self.money()
            found.append(
                Fact(
                    **{"lead_id": lead.id, "date": day, "date_to": end, "company_id": place.id, "user_id": user},
                    **{"team_id": team, "org_id": lead.partner_id or -lead.id, "kind": lead.kind},
                    **{"is_open": self.random.random() < 0.7, "revenue": revenue},
                    weighted=(revenue * self.random.randint(0, 100) / 100).quantize(Decimal("0.01")),
                )
            )
        insert(self.env.cr, "salestech_lead_stand", found)
        self.stands += found
