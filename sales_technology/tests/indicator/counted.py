"""What a department reached, counted in plain Python: record by record, and by other means than the addon's."""

from collections import defaultdict
from datetime import UTC, date
from decimal import Decimal
from zoneinfo import ZoneInfo

from .world import NO_WIN
from .world_days import FIRST, LAST, NOW, ONE_DAY

NAMES = (
    "calls",
    "meetings",
    "contracts",
    "partners",
    "documents",
    "wins",
    "money",
    "quality",
    "answers",
    "cases",
    "stocks",
)


class Counted:
    """The facts of a world in one company: {(code, day, user, team, segment, category): (amount, weight)}."""

    def __init__(self, world, place):
        self.world, self.place = world, place
        self.cells = defaultdict(lambda: [Decimal(0), Decimal(0)])
        self.lead = {lead.id: lead for lead in world.leads}
        self.zone = ZoneInfo(place.zone)
        for name in NAMES:
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
        """How a client stood on a day; before anything was written down: as on the first day."""
        stands = [stand for stand in self.world.stands if stand.lead_id == lead_id]
        stands = [stand for stand in stands if not stand.date_to or stand.date_to > day]
        return min(stands, key=lambda stand: stand.date, default=None)

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
            if move.to_stage_id == self.place.stage_won and move.kind not in NO_WIN:
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
        """What fell due until now, by day or by the moment."""
        pilots = {pilot.id: pilot for pilot in self.of("pilot")}
        for milestone in self.of("milestone"):
            pilot, day = pilots[milestone.pilot_id], milestone.date_deadline
            if milestone.state != "cancelled" and pilot.state != "draft" and day < self.local(NOW):
                kept = milestone.date_done and milestone.date_done <= day
                self.add("quality_level", day, milestone.user_id, self.team(pilot.lead_id, day), int(bool(kept)), 1)
        contracts = {contract.id: contract for contract in self.world.facts["contract"]}
        for stage in self.of("stage"):
            day = stage.date_deadline
            if stage.state != "cancelled" and day < self.local(NOW):
                if contracts[stage.contract_id].state in ("signed", "terminated"):
                    kept = stage.date_accepted and stage.date_accepted <= day
                    self.add("quality_level", day, stage.user_id, stage.team_id, int(bool(kept)), 1)

    def _count_answers(self):
        for answer in self.of("answer"):
            if answer.state == "answered":
                self.add("satisfaction_level", answer.day_answered, answer.user_id, answer.team_id, answer.score, 5)

    def _count_cases(self):
        for code, name in (("claim_count", "claim"), ("incident_count", "incident")):
            for case in self.of(name):
                if case.state != "unsorted":
                    self.add(code, self.local(case.date_received), case.user_id, case.team_id)
        for claim in self.of("claim"):
            if not claim.resolution_deadline or claim.resolution_deadline >= NOW:
                continue
            if claim.state not in ("unsorted", "rejected"):
                kept = claim.date_resolved and claim.date_resolved <= claim.resolution_deadline
                day = self.local(claim.resolution_deadline)
                self.add("quality_level", day, claim.user_id, claim.team_id, int(bool(kept)), 1)

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
