from functools import partial

from odoo import models
from odoo.tools import SQL

POSSIBLE = 5


class SalestechIndicatorSourceSatisfaction(models.AbstractModel):
    """Clients' ratings of our documents and of what the `client` room answers for: points of possible points."""

    _name = "salestech.indicator.source.satisfaction"
    _description = "Ratings"
    _inherit = ["salestech.indicator.source"]

    _codes = ("satisfaction_level",)
    _by_client = True
    _watched = {"rating.rating": ("rated_on", frozenset({"rating", "consumed", "res_id", "res_model_id"}))}

    def _scans(self, company, first, last):
        return [
            self._scan(
                company,
                first,
                last,
                "rating.rating",
                [("res_model", "=", model), ("consumed", "=", True), ("rating", ">", 0)],
                date="rated_on",
                user_id=partial(self._of_document, model, "user_id"),
                team_id=partial(self._of_document, model, "team_id"),
                measures={
                    "satisfaction_level": ((), SQL("rating_rating.rating::numeric"), SQL("%s", POSSIBLE)),
                },
            )
            for model in self._rated_models()
        ]

    def _rated_models(self):
        """Return the models whose records clients rate: documents, and what else has a person and a client or group."""
        found = []
        for name, cls in self.env.registry.models.items():
            fields = self.env[name]._fields if name.startswith("salestech.") and not cls._abstract else {}
            if "user_id" in fields and fields["user_id"].store and {"lead_id", "team_id"} & fields.keys():
                if "rating_ids" in fields and not cls._transient:
                    found.append(name)
        return sorted(found)

    def _of_document(self, model, name, query, day):
        """Join the rated record, and return who answers for it, or which group did on that day."""
        records = self.env[model].sudo()
        alias = query.make_alias("rating_rating", "document")
        if alias not in query._joins:
            on = SQL("%s = rating_rating.res_id", SQL.identifier(alias, "id"))
            query.add_join("JOIN", alias, records._table, on)
        if name in records._fields and records._fields[name].store:
            return records._field_to_sql(alias, name, query)
        return self._stand_sql(records, alias, query, records._fields["lead_id"], name, day)
