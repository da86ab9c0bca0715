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
    def _document_rows(self, owner, owner_ids):
        """Return {id of the owner: [row]} of the documents that the user may read, as plain data.

        :param owner: the field that the documents are looked up by: `lead_id` or `partner_id`
        """
        selects = [
            self._document_select(model, position, owner, owner_ids)
            for position, model in enumerate(DOCUMENTS)
            if owner_ids and model in self.env and self.env[model].has_access("read")
        ]
        if not selects:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL("%s ORDER BY position, date DESC NULLS LAST, id DESC", SQL(" UNION ALL ").join(selects))
        )
        users = {
            user.id: user.name for user in self.env["res.users"].sudo().browse({r["user_id"] for r in rows} - {None})
        }
        result = {}
        for row in rows:
            result.setdefault(row["owner_id"], []).append(self._prepare_document_row(row, users))
        return result

    @api.model
    def _document_select(self, model, position, owner, owner_ids):
        documents = self.env[model]
        number, subject, date, amount = DOCUMENTS[model]
        query = documents._search([(owner, "in", list(owner_ids))])

        def column(name, kind):
            return (
                SQL("%s::%s", SQL.identifier(documents._table, name), SQL(kind)) if name else SQL("NULL::%s", SQL(kind))
            )

        return query.select(
            SQL("%s AS position", position),
            SQL("%s AS model", model),
            SQL("%s AS id", column("id", "int")),
            SQL("%s AS owner_id", column(owner, "int")),
            SQL("%s AS number", column(number, "varchar")),
            SQL("%s AS subject", column(subject, "varchar")),
            SQL("%s AS state", column("state", "varchar")),
            SQL("%s AS date", column(date, "date")),
            SQL("%s AS amount", column(amount, "numeric")),
            SQL("%s AS currency_id", column(amount and "currency_id", "int")),
            SQL("%s AS user_id", column("user_id", "int")),
        )

    @api.model
    def _prepare_document_row(self, row, users):
        documents = self.env[row["model"]]
        states = dict(documents._fields["state"]._description_selection(self.env))
        subject = row["subject"] or ""
        kind = self.env["ir.model"]._get(row["model"]).name
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
            "user": users.get(row["user_id"], ""),
        }
