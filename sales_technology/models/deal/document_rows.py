from odoo import api, models
from odoo.tools import SQL
from odoo.tools.misc import format_amount, format_date

# model -> the columns of (number, subject, date, amount); the order is the order of the steps
DOCUMENTS = {
    "salestech.protocol": ("name", "title", "date", None),
    "salestech.proposal": ("number", "kind", "date_request", "amount"),
    "salestech.pilot": ("number", "name", "date_start", "amount"),
    "salestech.tender": ("number", "name", "date_deadline", "bid_amount"),
    "salestech.contract": ("number", "type", "date_request", "amount"),
}
# states that only history needs: shown paler
PAST = frozenset({"superseded", "refused", "declined", "cancelled", "lost", "terminated"})


class SalestechDocumentMixin(models.AbstractModel):
    """Documents of all kinds as rows of one list."""

    _inherit = "salestech.document.mixin"

    @api.model
    def _document_counts(self, owner, owner_ids):
        """Return {id of the owner: number of documents} of those that the user may read; one statement for all."""
        union = self._document_union(owner, owner_ids)
        if not union:
            return {}
        return dict(
            self.env.execute_query(SQL("SELECT owner_id, COUNT(*) FROM (%s) AS document GROUP BY owner_id", union))
        )

    @api.model
    def _document_rows(self, owner, owner_ids):
        """Return {id of the owner: [row]} of the documents that the user may read, as plain data; one statement.

        :param owner: the field that the documents are looked up by: `lead_id` or `partner_id`
        """
        union = self._document_union(owner, owner_ids)
        if not union:
            return {}
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT document.*, person.name AS user_name
                     FROM (%s) AS document
                     LEFT JOIN res_users AS account ON account.id = document.user_id
                     LEFT JOIN res_partner AS person ON person.id = account.partner_id
                    ORDER BY position, date DESC NULLS LAST, document.id DESC""",
                union,
            )
        )
        kinds = self._document_kinds()
        result = {}
        for row in rows:
            result.setdefault(row["owner_id"], []).append(self._prepare_document_row(row, kinds))
        return result

    @api.model
    def _document_kinds(self):
        """Return {model: what one such document is called}."""
        return {
            "salestech.protocol": self.env._("Meeting protocol"),
            "salestech.proposal": self.env._("Proposal"),
            "salestech.pilot": self.env._("Pilot"),
            "salestech.tender": self.env._("Tender"),
            "salestech.contract": self.env._("Contract"),
        }

    @api.model
    def _document_union(self, owner, owner_ids):
        selects = [
            self._document_select(model, position, owner, owner_ids)
            for position, model in enumerate(DOCUMENTS)
            if owner_ids and model in self.env and self.env[model].has_access("read")
        ]
        for model in DOCUMENTS if selects else ():
            if model in self.env:
                self.env[model].flush_model()
        return SQL(" UNION ALL ").join(selects) if selects else None

    @api.model
    def _document_select(self, model, position, owner, owner_ids):
        documents = self.env[model]
        number, subject, date, amount = DOCUMENTS[model]
        query = documents._search([(owner, "in", list(owner_ids))])

        def column(name, null):
            return SQL.identifier(documents._table, name) if name else null

        return query.select(
            SQL("%s AS position", position),
            SQL("%s AS model", model),
            SQL("%s AS id", column("id", SQL("NULL::int"))),
            SQL("%s AS owner_id", column(owner, SQL("NULL::int"))),
            SQL("%s AS number", column(number, SQL("NULL::varchar"))),
            SQL("%s AS subject", column(subject, SQL("NULL::varchar"))),
            SQL("%s AS state", column("state", SQL("NULL::varchar"))),
            SQL("%s AS date", column(date, SQL("NULL::date"))),
            SQL("%s AS amount", column(amount, SQL("NULL::numeric"))),
            SQL("%s AS currency_id", column(amount and "currency_id", SQL("NULL::int"))),
            SQL("%s AS user_id", column("user_id", SQL("NULL::int"))),
        )

    @api.model
    def _prepare_document_row(self, row, kinds):
        documents = self.env[row["model"]]
        states = dict(documents._fields["state"]._description_selection(self.env))
        subject = row["subject"] or ""
        kind = kinds[row["model"]]
        field = documents._fields[DOCUMENTS[row["model"]][1]]
        if field.type == "selection":
            kind, subject = dict(field._description_selection(self.env)).get(subject, kind), ""
        currency = self.env["res.currency"].browse(row["currency_id"] or ())
        return {
            "model": row["model"],
            "id": row["id"],
            "kind": kind,
            "number": row["number"] or "",
            "subject": subject,
            "state": row["state"],
            "state_label": states.get(row["state"], ""),
            "past": row["state"] in PAST,
            "date": format_date(self.env, row["date"]) if row["date"] else "",
            "amount": format_amount(self.env, row["amount"], currency) if row["amount"] and currency else "",
            "user": row["user_name"] or "",
        }
