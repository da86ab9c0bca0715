from datetime import timedelta
from decimal import ROUND_HALF_UP

from .world_days import FIRST, LAST


class WorldDocuments:
    """Contracts, proposals, pilots and their parts."""

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
