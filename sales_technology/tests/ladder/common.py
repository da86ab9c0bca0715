from ..common import SalestechCommon


class LadderCommon(SalestechCommon):
    """The group North on a short ladder of its own: A → B → C (optional, where a tender is required) → D → Won.

    A asks for a revenue, B for a phone and an e-mail, C and D for nothing, Won for a priority. The ladder
    that comes with the addon is tested by `test_client_ladder`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ladder = cls.env["salestech.ladder"].create({"name": "Short ladder"})
        cls.a, cls.b, cls.c, cls.d, cls.won = cls.env["crm.stage"].create(
            [
                {"name": "A", "ladder_id": cls.ladder.id, "step_no": 1},
                {"name": "B", "ladder_id": cls.ladder.id, "step_no": 2},
                {
                    "name": "C",
                    "ladder_id": cls.ladder.id,
                    "step_no": 3,
                    "is_optional": True,
                    "applies_domain": "[('tender_required', '=', True)]",
                },
                {"name": "D", "ladder_id": cls.ladder.id, "step_no": 4},
                {"name": "Signed", "ladder_id": cls.ladder.id, "step_no": 5, "is_won": True},
            ]
        )
        cls.gate_revenue = cls._gate(cls.a, "Revenue", "The revenue is missing.", "[('expected_revenue', '>', 0)]")
        cls.gate_phone = cls._gate(cls.b, "Phone", "The phone is missing.", "[('phone', '!=', False)]")
        cls.gate_email = cls._gate(cls.b, "E-mail", "The e-mail is missing.", "[('email_from', '!=', False)]")
        cls.gate_won = cls._gate(cls.won, "Priority", "The contract is missing.", "[('priority', '=', '3')]")
        cls.team_north.ladder_id = cls.ladder

    @classmethod
    def _gate(cls, stage, name, sentence, domain, **vals):
        return cls.env["salestech.ladder.gate"].create(
            {"stage_id": stage.id, "name": name, "sentence": sentence, "domain": domain, **vals}
        )

    @classmethod
    def _client(cls, user=None, **vals):
        return cls._lead(user or cls.user_manager, **vals)

    @classmethod
    def _full(cls, user=None, **vals):
        """A client who has everything that the gates of A and B ask for."""
        return cls._client(user, expected_revenue=10, phone="+7 495 000-00-00", email_from="a@example.com", **vals)
