from odoo import models


class SalestechIndicatorSourceTyped(models.AbstractModel):
    """Figures that people typed: a source as any other, of indicators that are counted by nothing else."""

    _name = "salestech.indicator.source.typed"
    _description = "Figures Typed by Hand"
    _inherit = ["salestech.indicator.source"]

    _watched = {
        "salestech.actual.entry": (
            "date",
            frozenset({"indicator_id", "user_id", "team_id", "segment_id", "category_id", "amount", "weight"}),
        )
    }

    def _scans(self, company, first, last):
        typed = self.env["salestech.indicator"]._sources().get("typed", {})
        return [
            self._scan(
                company,
                first,
                last,
                "salestech.actual.entry",
                [("indicator_id", "in", list(typed.values()))],
                date="date",
                user_id="user_id",
                team_id="team_id",
                segment_id="segment_id",
                category_id="category_id",
                measures={code: ([("indicator_id", "=", id_)], "amount", "weight") for code, id_ in typed.items()},
            )
        ]
