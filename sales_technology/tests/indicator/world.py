"""A sales department that a random generator lives through, and what it reached: counted in plain Python.

`World` makes facts in the database by bare SQL, as quickly as a property test needs, and keeps them as plain objects.
`Counted` counts them again without a database, record by record: slowly, and by other means than the addon does.
"""

import json
import random
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo.tools import SQL

FIRST, LAST = date(2027, 12, 20), date(2028, 3, 20)  # with a new year and a leap day
DAYS = (LAST - FIRST).days
ZONES = ("Europe/Moscow", "America/New_York", "Asia/Tashkent")
PURPOSES = ("introduction", "needs", "terms", "other")
ONE_DAY = timedelta(days=1)


class Fact(dict):
    __getattr__ = dict.__getitem__


class World:
    """Facts of two companies between FIRST and LAST, made by one seed."""

    def __init__(self, env, places, seed, size):
        self.env, self.places, self.size = env, places, size
        self.random = random.Random(seed)
        self.leads, self.stands, self.facts = [], [], defaultdict(list)

    def live(self):
        for company in self.places:
            self._make_clients(company)
            for table in ("touch", "meeting", "contract", "proposal", "pilot", "move", "invoice", "rating"):
                getattr(self, f"_make_{table}s")(company)
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

    def clone(self, table, template, rows):
        """Insert rows that are like a template but for what they give; return their ids."""
        if not rows:
            return []
        cr = self.env.cr
        cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
        given = list(rows[0])
        common = [row[0] for row in cr.fetchall() if row[0] not in (*given, "id", "access_token")]
        names = SQL(", ").join(SQL.identifier(name) for name in [*common, *given])
        values = [SQL.identifier("t", name) for name in common] + [SQL.identifier("v", name) for name in given]
        cr.execute(
            SQL(
                """INSERT INTO %(table)s (%(names)s) SELECT %(values)s
                     FROM %(table)s t, json_populate_recordset(NULL::%(table)s, %(rows)s) v
                    WHERE t.id = %(template)s RETURNING id""",
                table=SQL.identifier(table),
                names=names,
                values=SQL(", ").join(values),
                rows=json.dumps(rows, default=str),
                template=template,
            )
        )
        return [row[0] for row in cr.fetchall()]

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
        ids = self.clone("crm_lead", place.lead, rows)
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
        self.insert("salestech_lead_stand", found)
        self.stands += found

    def insert(self, table, rows):
        if rows:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO %(table)s (%(names)s)
                       SELECT %(names)s FROM json_populate_recordset(NULL::%(table)s, %(rows)s)""",
                    table=SQL.identifier(table),
                    names=SQL(", ").join(map(SQL.identifier, rows[0])),
                    rows=json.dumps(rows, default=str),
                )
            )

    def _keep(self, name, place, table, template, rows, ids=None):
        ids = self.clone(table, template, rows)
        facts = [Fact(id=id_, company=place.id, **row) for id_, row in zip(ids, rows, strict=True)]
        self.facts[name] += facts
        return facts

    def _some(self, share=1.0):
        return range(int(self.random.random() * self.size * share))

    def _lead(self, place):
        return self.random.choice([lead for lead in self.leads if lead.company == place.id])

    def _make_touchs(self, place):
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
            signed = self.maybe(self.day(FIRST - timedelta(days=420), LAST), 0.8)
            start = self.maybe(self.day(signed - timedelta(days=5), signed + timedelta(days=20)) if signed else None)
            begin = max(filter(None, (signed, start)), default=None)
            end = self.maybe(begin + timedelta(days=self.random.randint(0, 60)) if begin else None, 0.7)
            broken = signed and self.maybe(begin + timedelta(days=self.random.randint(0, 30)), 0.2)
            rows.append(
                {
                    **{"lead_id": lead.id, "partner_id": self.random.choice(place.partners), "number": None},
                    "type": self.random.choice(("contract", "guarantee_letter", "partner_agreement")),
                    "deal_type": self.random.choice(("new", "cross_sale", "renewal")),
                    "state": ("terminated" if broken else "signed") if signed else "prepared",
                    **{"user_id": self.random.choice(place.people), "segment_id": self.maybe(place.segment)},
                    **{"date_signed": signed, "date_from": start, "date_to": end, "date_terminated": broken},
                    **{"date_prepared": self.day(), "amount_company": self.money(), "name": f"Contract {number}"},
                    "days_total": self.random.randint(0, 90),
                    "channel_partner_id": self.maybe(self.random.choice(place.partners)),
                }
            )
        contracts = self._keep("contract", place, "salestech_contract", place.contract, rows)
        lines = [
            {
                **{"contract_id": contract.id, "category_id": self.random.choice(place.categories)},
                "amount_company": self.money(),
            }
            for contract in contracts
            for _n in range(self.random.choice((0, 0, 1, 3)))
        ]
        self._keep("line", place, "salestech_contract_line", place.line, lines)

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
                **{"date_started": self.maybe(self.day()), "amount_company": self.money(), "number": None},
                **{"previous_id": self.maybe(place.pilot, 0.2), "state": self.random.choice(("draft", "running"))},
            }
            for _n in self._some()
        ]
        pilots = self._keep("pilot", place, "salestech_pilot", place.pilot, rows)
        milestones = [
            {
                **{"pilot_id": pilot.id, "user_id": self.random.choice(place.people), "date_deadline": self.day()},
                "state": self.random.choice(("open", "done", "cancelled")),
                "is_on_time": self.random.random() < 0.5,
            }
            for pilot in pilots
            for _n in range(self.random.randint(0, 3))
        ]
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

    def _make_ratings(self, place):
        rows = [
            {
                "res_id": self.random.choice(self.facts["contract"]).id,
                **{"rating": self.random.choice((0, 1, 3, 5)), "rated_on": self.moment()},
                "consumed": self.random.random() < 0.8,
            }
            for _n in (self._some() if self.facts["contract"] else ())
        ]
        self._keep("rating", place, "rating_rating", place.rating, rows)


class Counted:
    """The same facts counted in plain Python, for one company: {(code, day, user, team, segment, category): [a, w]}."""

    def __init__(self, world, place):
        self.world, self.place = world, place
        self.cells = defaultdict(lambda: [Decimal(0), Decimal(0)])
        self.lead = {lead.id: lead for lead in world.leads}
        self.zone = ZoneInfo(place.zone)
        for name in ("calls", "meetings", "contracts", "partners", "documents", "wins", "money", "quality", "stocks"):
            getattr(self, f"_count_{name}")()
        self.cells = {key: tuple(cell) for key, cell in self.cells.items() if any(cell)}

    def of(self, name):
        return [fact for fact in self.world.facts[name] if fact.company == self.place.id]

    def add(self, code, day, user, team, amount=1, weight=0, segment=None, category=None):
        if FIRST <= day <= LAST:
            cell = self.cells[(code, day, user, team, segment, category)]
            cell[0] += amount
            cell[1] += weight

    def local(self, moment):
        return moment.replace(tzinfo=UTC).astimezone(self.zone).date()

    def stand(self, lead_id, day):
        for stand in self.world.stands:
            if stand.lead_id == lead_id and stand.date <= day and (not stand.date_to or stand.date_to > day):
                return stand
        return None

    def team(self, lead_id, day):
        stand = self.stand(lead_id, day)
        return stand.team_id if stand else self.lead[lead_id].team_id

    def _count_calls(self):
        for touch in self.of("touch"):
            if touch.touch_kind == "call" and touch.is_cold:
                self.add("cold_call_count", touch.touch_day, touch.user_id, touch.touch_team_id)
                self.add("cold_call_conversion", touch.touch_day, touch.user_id, touch.touch_team_id, 0, 1)

    def _count_meetings(self):
        held = sorted(
            (meeting for meeting in self.of("meeting") if meeting.meeting_state == "held"),
            key=lambda meeting: (meeting.start, meeting.id),
        )
        seen = defaultdict(set)
        for meeting in held:
            day, who = self.local(meeting.start), (meeting.user_id, meeting.meeting_team_id)
            before, purpose = seen[meeting.opportunity_id], meeting.purpose or "other"
            if purpose != "other":
                code = {"introduction": "cold", "needs": "needs", "terms": "terms"}[purpose]
                self.add(f"{code}_meeting_count", day, *who)
            if not before:
                self.add("cold_call_conversion", day, *who)
            if purpose == "introduction":
                self.add("cold_meeting_conversion", day, *who, 0, 1)
            if purpose in ("needs", "terms") and not before & {"needs", "terms"}:
                self.add("cold_meeting_conversion", day, *who)
                self.add("terms_conversion", day, *who, 0, 1)
            if purpose == "terms" and "terms" not in before:
                self.add("terms_conversion", day, *who)
            before.add(purpose)

    def _count_contracts(self):
        for contract in self.of("contract"):
            client = contract.type != "partner_agreement"
            if client:
                team = self.team(contract.lead_id, contract.date_prepared)
                self.add("contract_prepared_count", contract.date_prepared, contract.user_id, team)
            day = contract.date_signed
            if not day:
                continue
            who = (contract.user_id, self.team(contract.lead_id, day))
            amount = contract.amount_company
            if client:
                self.add("contract_days", day, *who, contract.days_total, 1)
            elif contract.deal_type != "renewal":
                self.add("new_partner_count", day, *who)
            if client and contract.deal_type == "cross_sale":
                self.add("cross_sale_count", day, *who)
                self.add("cross_sale_amount", day, *who, amount)
            if client and contract.deal_type == "new":
                self.add("contract_count", day, *who)
                self.add("contract_amount", day, *who, amount)
                self.add("contract_count_segment", day, *who, segment=contract.segment_id)
                self.add("contract_amount_segment", day, *who, amount, segment=contract.segment_id)
                self._count_lines(contract, day, who)

    def _count_lines(self, contract, day, who):
        lines = [line for line in self.of("line") if line.contract_id == contract.id]
        if not lines:
            self.add("contract_count_product", day, *who)
            self.add("contract_amount_product", day, *who, contract.amount_company)
        for category in {line.category_id for line in lines}:
            amount = sum(line.amount_company for line in lines if line.category_id == category)
            self.add("contract_count_product", day, *who, category=category)
            self.add("contract_amount_product", day, *who, amount, category=category)

    def _count_partners(self):
        agreed = {}
        for contract in self.of("contract"):
            if contract.type == "partner_agreement" and contract.date_signed:
                first = agreed.get(contract.partner_id, contract.date_signed)
                agreed[contract.partner_id] = min(first, contract.date_signed)
        for contract in self.of("contract"):
            day, since = contract.date_signed, agreed.get(contract.channel_partner_id)
            if contract.type == "partner_agreement" or not day or not since or day < since:
                continue
            turned = date(since.year + 1, 3, 1) - ONE_DAY if (since.month, since.day) == (2, 29) else None
            old = day >= (turned or since.replace(year=since.year + 1))
            code = "current_partner_amount" if old else "new_partner_amount"
            self.add(code, day, contract.user_id, self.team(contract.lead_id, day), contract.amount_company)

    def _count_documents(self):
        for proposal in self.of("proposal"):
            if proposal.kind != "technical":
                continue
            if proposal.date_prepared and not proposal.previous_id:
                team = self.team(proposal.lead_id, proposal.date_prepared)
                self.add("technical_proposal_count", proposal.date_prepared, proposal.user_id, team)
            if proposal.date_agreed:
                team = self.team(proposal.lead_id, proposal.date_agreed)
                self.add(
                    "technical_proposal_days", proposal.date_agreed, proposal.user_id, team, proposal.days_total, 1
                )
        for pilot in self.of("pilot"):
            if pilot.date_started and not pilot.previous_id:
                who = (pilot.user_id, self.team(pilot.lead_id, pilot.date_started))
                self.add("pilot_count", pilot.date_started, *who)
                self.add("pilot_amount", pilot.date_started, *who, pilot.amount_company)

    def _count_wins(self):
        last = {}
        for move in self.of("move"):
            if move.to_stage_id == self.place.stage_won and move.kind != "merged":
                last[move.lead_id] = max(last.get(move.lead_id, move), move, key=lambda move: move.id)
        for lead_id, move in last.items():
            if self.lead[lead_id].won_status != "won":
                continue
            calls = [
                touch
                for touch in self.of("touch")
                if touch.res_id == lead_id and touch.touch_kind == "call" and touch.touch_day <= move.date_local
            ]
            met = [
                meeting
                for meeting in self.of("meeting")
                if meeting.opportunity_id == lead_id
                and meeting.meeting_state == "held"
                and self.local(meeting.start) <= move.date_local
            ]
            self.add("iteration_count", move.date_local, move.manager_id, move.team_id, len(calls) + len(met), 1)

    def _count_money(self):
        for invoice in self.of("invoice"):
            if invoice.state == "posted" and invoice.move_type in ("out_invoice", "out_refund"):
                who = (invoice.invoice_user_id, invoice.team_id)
                self.add("turnover", invoice.invoice_date, *who, invoice.amount_untaxed_signed)

    def _count_quality(self):
        pilots = {pilot.id: pilot for pilot in self.of("pilot")}
        for milestone in self.of("milestone"):
            pilot = pilots[milestone.pilot_id]
            if milestone.state != "cancelled" and pilot.state != "draft":
                day = milestone.date_deadline
                who = (milestone.user_id, self.team(pilot.lead_id, day))
                self.add("quality_level", day, *who, int(milestone.is_on_time), 1)
        contracts = {contract.id: contract for contract in self.world.facts["contract"]}
        for rating in self.world.facts["rating"]:
            contract = contracts[rating.res_id]
            # a rating is of the company whose document was rated
            if contract.company == self.place.id and rating.consumed and rating.rating:
                day = self.local(rating.rated_on)
                who = (contract.user_id, self.team(contract.lead_id, day))
                self.add("satisfaction_level", day, *who, rating.rating, 5)

    # -- stocks: day by day ---------------------------------------------------------------------

    def _count_stocks(self):
        day = FIRST - ONE_DAY
        before = self._in_force(day, "client")
        while day < LAST:
            day += ONE_DAY
            for _org, who in before.items():
                self.add("churn_rate", day, *who, 0, 1)
            clients, partners = self._in_force(day, "client"), self._in_force(day, "partner")
            for org, who in before.items():
                if org not in clients:
                    self.add("churn_rate", day, *who)
            for who in clients.values():
                self.add("current_client_count", day, *who)
            for who in partners.values():
                self.add("current_partner_count", day, *who)
            self._count_open(day, "client", clients)
            self._count_open(day, "partner", partners)
            before = clients

    def _in_force(self, day, kind):
        """Return {organisation: (user, team)} of those with something in force on a day."""
        found = {}
        for contract in self.of("contract"):
            if (contract.type == "partner_agreement") != (kind == "partner") or not contract.date_signed:
                continue
            begun = day >= contract.date_signed and (not contract.date_from or day >= contract.date_from)
            ended = (contract.date_to and day > contract.date_to) or (
                contract.date_terminated and day >= contract.date_terminated
            )
            if begun and not ended:
                found.setdefault(contract.partner_id, []).append(contract)
        result = {}
        for org, contracts in found.items():
            contract = max(contracts, key=lambda contract: (contract.date_signed, contract.id))
            stand, lead = self.stand(contract.lead_id, day), self.lead[contract.lead_id]
            result[org] = (stand.user_id, stand.team_id) if stand else (lead.user_id, lead.team_id)
        return result

    def _count_open(self, day, kind, current):
        ours = defaultdict(list)
        for stand in self.world.stands:
            on = stand.date <= day and (not stand.date_to or stand.date_to > day)
            if stand.company_id == self.place.id and stand.kind == kind and stand.is_open and on:
                ours[stand.org_id].append(stand)
        for org, stands in ours.items():
            if org not in current:
                first = max(stands, key=lambda stand: stand.lead_id)
                self.add(f"potential_{kind}_count", day, first.user_id, first.team_id)
            for stand in stands:
                who = (stand.user_id, stand.team_id)
                if org not in current:
                    self.add(f"potential_{kind}_amount", day, *who, stand.revenue)
                    if kind == "client":
                        self.add("potential_client_weighted_amount", day, *who, stand.weighted)
                else:
                    code = "current_client_amount" if kind == "client" else "current_partner_amount_in_work"
                    self.add(code, day, *who, stand.revenue)
