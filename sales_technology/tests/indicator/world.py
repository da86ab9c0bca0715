"""A sales department that a random generator lives through.

Facts are made in the database by bare SQL, as quickly as a property test needs, and kept as plain objects.
"""

import random
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo.fields import Command

from .bulk import clone, insert

FIRST, LAST = date(2027, 12, 20), date(2028, 3, 20)  # with a new year and a leap day
NOW = datetime.combine(LAST, time(12))
DAYS = (LAST - FIRST).days
ZONES = ("Europe/Moscow", "America/New_York", "Asia/Tashkent")
PURPOSES = ("introduction", "needs", "terms", "other")
TABLES = ("touches", "meetings", "contracts", "stages", "proposals", "pilots", "moves", "invoices", "answers", "cases")
ONE_DAY = timedelta(days=1)


class Fact(dict):
    __getattr__ = dict.__getitem__


class World:
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

    # -- chance ---------------------------------------------------------------------------------

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

    # -- facts ----------------------------------------------------------------------------------

    def _make_clients(self, place):
        """Clients, each with a history of stands: whose, open or not, worth how much, from day to day."""
        rows, kinds = [], []
        for number in range(self.size):
            partner = self.maybe(self.random.choice(place.partners), 0.8)
            user, team = self.who(place)
            kind = self.random.choice(("client", "client", "partner"))
            won = self.random.random() < 0.3
            rows.append(
                {
                    **{"name": f"Client {number}", "partner_id": partner, "user_id": user, "team_id": team},
                    "won_status": "won" if won else "pending",
                }
            )
            kinds.append(kind)
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

    def _keep(self, name, place, table, template, rows, ids=None):
        ids = clone(self.env.cr, table, template, rows)
        facts = [Fact(id=id_, company=place.id, **row) for id_, row in zip(ids, rows, strict=True)]
        self.facts[name] += facts
        return facts

    def _convert(self, place, facts, date):
        """Have Odoo convert amounts to the company's currency, and do the same by hand."""
        if not facts:
            return
        name = {"contract": "salestech.contract", "line": "salestech.contract.line", "pilot": "salestech.pilot"}
        model = self.env[name[next(n for n in name if facts[0] in self.facts[n])]]
        records = model.browse(fact.id for fact in facts)
        self.env.add_to_compute(model._fields["amount_company"], records)
        records.flush_recordset(["amount_company"])
        for fact in facts:
            rate = place.rate(fact.currency_id, date(fact))
            fact["amount_company"] = (fact.amount / rate).quantize(place.smallest, ROUND_HALF_UP)

    def change(self):
        """What happens after all was counted once: clients change hands, meetings are deleted, people leave."""
        for place in self.places:
            meetings = self.facts["meeting"]
            for meeting in self.random.sample(meetings, min(len(meetings), 2)):
                self.env["calendar.event"].browse(meeting.id).unlink()
                meetings.remove(meeting)
            for lead in self.random.sample(self.leads, min(len(self.leads), 3)):
                self._reassign(place, lead)
            team = self.env["crm.team"].browse(place.teams[0])
            team.member_ids = [Command.set(self.random.sample(place.people, 1))]
            self.env["res.users"].browse(place.people[0]).active = False

    def _reassign(self, place, lead):
        # Odoo works out anew whether a client is won when its group changes; those here stand on no step of it
        if lead.company != place.id or lead.won_status == "won":
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
            last = max(stands, key=lambda stand: stand.date)
            last["date_to"] = LAST
            if last.date == LAST:
                self.stands.remove(last)
            self.stands.append(Fact(lead_id=lead.id, date=LAST, date_to=None, **self._nothing(place, lead)))

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

    def _make_contracts(self, place):
        rows = []
        for number in self._some(2):
            lead = self._lead(place)
            kind = self.random.choice(("contract", "guarantee_letter", "partner_agreement"))
            # partners of more than a year, contracts most of which lie in the time that is counted
            before = timedelta(days=self.random.choice((0, 420, 420) if kind == "partner_agreement" else (0, 0, 420)))
            signed = self.maybe(self.day(FIRST - before, LAST), 0.8)
            start = self.maybe(self.day(signed - timedelta(days=5), signed + timedelta(days=20)) if signed else None)
            begin = max(filter(None, (signed, start)), default=None)
            end = self.maybe(begin + timedelta(days=self.random.randint(0, 60)) if begin else None, 0.7)
            broken = signed and self.maybe(begin + timedelta(days=self.random.randint(0, 30)), 0.2)
            rows.append(
                {
                    **{"lead_id": lead.id, "partner_id": self.random.choice(place.partners), "number": None},
                    "type": kind,
                    "deal_type": self.random.choice(("new", "cross_sale", "renewal")),
                    "state": ("terminated" if broken else "signed") if signed else "prepared",
                    **{"user_id": self.random.choice(place.people), "segment_id": self.maybe(place.segment)},
                    **{"date_signed": signed, "date_from": start, "date_to": end, "date_terminated": broken},
                    **{"date_prepared": self.day(), "name": f"Contract {number}"},
                    **{"amount": self.money(), "currency_id": self.random.choice(place.currencies)},
                    "days_total": self.random.randint(0, 90),
                    "channel_partner_id": self.maybe(self.random.choice(place.partners)),
                }
            )
        contracts = self._keep("contract", place, "salestech_contract", place.contract, rows)
        self._convert(place, contracts, lambda contract: contract.date_signed or contract.date_prepared)
        lines = [
            {
                **{"contract_id": contract.id, "category_id": self.random.choice(place.categories)},
                "amount": self.money(),
            }
            for contract in contracts
            for _n in range(self.random.choice((0, 0, 1, 3)))
        ]
        of = {contract.id: contract for contract in contracts}
        lines = self._keep("line", place, "salestech_contract_line", place.line, lines)
        for line in lines:
            line["currency_id"] = of[line.contract_id].currency_id
        self._convert(place, lines, lambda line: of[line.contract_id].date_signed or of[line.contract_id].date_prepared)

    def _make_proposals(self, place):
        previous, rows = place.proposal, []
        for _n in self._some():
            rows.append(
                {
                    **{"lead_id": self._lead(place).id, "user_id": self.random.choice(place.people), "number": None},
                    "kind": self.random.choice(("technical", "commercial")),
                    **{"date_prepared": self.maybe(self.day()), "date_agreed": self.maybe(self.day())},
                    **{"days_total": self.random.randint(0, 60), "previous_id": None},
                }
            )
        facts = self._keep("proposal", place, "salestech_proposal", previous, rows)
        if len(facts) > 1:
            facts[1]["previous_id"] = facts[0].id
            self.env.cr.execute(
                "UPDATE salestech_proposal SET previous_id = %s WHERE id = %s", [facts[0].id, facts[1].id]
            )

    def _make_pilots(self, place):
        rows = [
            {
                **{"lead_id": self._lead(place).id, "user_id": self.random.choice(place.people)},
                **{"date_started": self.maybe(self.day()), "amount": self.money(), "number": None},
                "currency_id": self.random.choice(place.currencies),
                **{"previous_id": self.maybe(place.pilot, 0.2), "state": self.random.choice(("draft", "running"))},
            }
            for _n in self._some()
        ]
        pilots = self._keep("pilot", place, "salestech_pilot", place.pilot, rows)
        self._convert(place, pilots, lambda pilot: pilot.date_started or FIRST)
        milestones = []
        for pilot in pilots:
            for _n in range(self.random.randint(0, 3)):
                state = self.random.choice(("open", "done", "done", "cancelled"))
                milestones.append(
                    {
                        **{"pilot_id": pilot.id, "user_id": self.random.choice(place.people), "state": state},
                        **{"date_deadline": self.day(), "date_done": self.day() if state == "done" else None},
                    }
                )
        self._keep("milestone", place, "salestech_pilot_milestone", place.milestone, milestones)

    def _make_moves(self, place):
        rows = []
        for _n in self._some():
            user, team = self.who(place)
            rows.append(
                {
                    **{"lead_id": self._lead(place).id, "manager_id": user, "team_id": team, "date_local": self.day()},
                    "kind": self.random.choice(("won", "override", "merged", "forward")),
                    "to_stage_id": self.random.choice((place.stage_won, place.stage_first)),
                }
            )
        self._keep("move", place, "salestech_ladder_move", place.move, rows)

    def _make_invoices(self, place):
        rows = [
            {
                **{"invoice_user_id": self.random.choice(place.people), "team_id": self.random.choice(place.teams)},
                "state": self.random.choice(("posted", "draft", "cancel")),
                "move_type": self.random.choice(("out_invoice", "out_refund", "in_invoice")),
                **{"invoice_date": self.day(), "amount_untaxed_signed": self.money() * self.random.choice((1, -1))},
                **{"name": f"{place.id}/{self.random.random()}", "sequence_number": self.random.randint(1, 2**30)},
                "payment_reference": None,
            }
            for _n in self._some()
        ]
        self._keep("invoice", place, "account_move", place.invoice, rows)

    def _make_answers(self, place):
        """Clients asked how satisfied they are; some have answered."""
        rows = []
        for _n in self._some():
            user, team = self.who(place)
            answered = self.random.random() < 0.7
            score = self.random.choice((1, 3, 5)) if answered else None
            rows.append(
                {
                    **{"user_id": user, "team_id": team, "source_key": f"{place.id}/{self.random.random()}"},
                    **{"state": "answered" if answered else self.random.choice(("sent", "expired"))},
                    **{"score": score, "possible": 5 if answered else None},
                    "day_answered": self.day() if answered else None,
                }
            )
        self._keep("answer", place, "salestech_satisfaction", place.answer, rows)

    def _make_stages(self, place):
        """Work stages of the contracts, signed or not; what was accepted has the day of its act."""
        rows = []
        for contract in [contract for contract in self.facts["contract"] if contract.company == place.id]:
            for _n in range(self.random.randint(0, 2)):
                user, team = self.who(place)
                state = self.random.choice(("open", "accepted", "accepted", "cancelled"))
                rows.append(
                    {
                        **{"contract_id": contract.id, "user_id": user, "team_id": team, "state": state},
                        **{"date_deadline": self.day(), "date_accepted": self.day() if state == "accepted" else None},
                    }
                )
        self._keep("stage", place, "salestech_work_stage", place.stage, rows)

    def _make_cases(self, place):
        """Claims and non-standard situations, with what was promised about them and when it was done."""
        for name in ("claim", "incident"):
            rows = []
            for _n in self._some():
                user, team = self.who(place)
                rows.append(
                    {
                        **{"user_id": user, "team_id": team, "number": None, "date_received": self.moment()},
                        "state": self.random.choice(("unsorted", "new", "resolved", "confirmed", "rejected")),
                        **{"resolution_deadline": self.maybe(self.moment(), 0.8)},
                        **{"date_resolved": self.maybe(self.moment(), 0.7)},
                    }
                )
            self._keep(name, place, f"salestech_{name}", getattr(place, name), rows)
