class WorldService:
    """Clients' answers, claims and situations, invoices."""

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
