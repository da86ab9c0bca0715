from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from odoo.fields import Command

from .world_days import LAST, ONE_DAY, Fact


class WorldChange:
    """What happens after all was counted once."""

    def change(self):
        """Clients change hands, are lost and reopened; meetings are deleted, people leave."""
        for place in self.places:
            meetings = self.facts["meeting"]
            for meeting in self.random.sample(meetings, min(len(meetings), 2)):
                self.env["calendar.event"].browse(meeting.id).unlink()
                meetings.remove(meeting)
            for lead in self.random.sample(self.leads, min(len(self.leads), 3)):
                self._reassign(place, lead)
            for lead in self.random.sample(self.leads, len(self.leads) // 2):
                self._lose_or_reopen(place, lead)
            team = self.env["crm.team"].browse(place.teams[0])
            team.member_ids = [Command.set(self.random.sample(place.people, 1))]
            self.env["res.users"].browse(place.people[0]).active = False

    def _reassign(self, place, lead):
        # Odoo works out anew whether a client is won when its group changes; those here stand on no step of it
        if lead.company != place.id or lead.won_status == "won" or lead.stage_id:
            return
        user, team = self.who(place)
        changes = (user, team) != (lead.user_id, lead.team_id)
        stands = [stand for stand in self.stands if stand.lead_id == lead.id]
        documents = any(
            fact.lead_id == lead.id for name in ("contract", "proposal", "pilot") for fact in self.facts[name]
        )
        if not stands and documents and changes:  # its history begins with who had it until now
            born = Fact(lead_id=lead.id, date=date.today() - ONE_DAY, date_to=LAST, **self._nothing(place, lead))
            stands = [born]
            self.stands.append(born)
        self.env["crm.lead"].browse(lead.id).write({"user_id": user, "team_id": team})
        lead.update(user_id=user, team_id=team)
        if stands:
            self._stands_from_now(lead, stands, **self._nothing(place, lead))

    def _lose_or_reopen(self, place, lead):
        """Lose an open client of a ladder, or take up again one that is lost; some are lost again the same day."""
        if lead.company != place.id or not lead.stage_id:
            return
        record = self.env["crm.lead"].browse(lead.id)
        for _time in range(self.random.choice((1, 1, 2))):
            if lead.won_status == "lost":
                record.action_unarchive()
                lead.update(won_status="pending", active=True)
            else:
                record.action_set_lost()
                lead.update(won_status="lost", active=False)
        chance = Decimal(str(record.probability))  # as Odoo works it out anew
        stands = [stand for stand in self.stands if stand.lead_id == lead.id]
        self._stands_from_now(
            lead,
            stands,
            **{"company_id": place.id, "user_id": lead.user_id, "team_id": lead.team_id, "kind": "client"},
            **{"org_id": lead.partner_id or -lead.id, "is_open": lead.active, "revenue": lead.expected_revenue},
            weighted=(lead.expected_revenue * chance / 100).quantize(Decimal("0.01"), ROUND_HALF_UP),
        )

    def _stands_from_now(self, lead, stands, **how):
        if stands:
            last = max(stands, key=lambda stand: stand.date)
            last["date_to"] = LAST
            if last.date == LAST:
                self.stands.remove(last)
        self.stands.append(Fact(lead_id=lead.id, date=LAST, date_to=None, **how))

    def _nothing(self, place, lead):
        """How a client stands that is on no ladder."""
        who = {"company_id": place.id, "user_id": lead.user_id, "team_id": lead.team_id}
        return {
            **who,
            "org_id": -lead.id,
            "kind": None,
            "is_open": False,
            "revenue": Decimal(0),
            "weighted": Decimal(0),
        }
