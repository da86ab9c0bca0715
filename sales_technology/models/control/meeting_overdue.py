from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class SalestechMeeting(models.Model):
    """What people have not done in time: everything that has a deadline, and activities that are late."""

    _inherit = "salestech.meeting"

    def _overdue_query(self, users, company, today):
        """Return SQL of (user id, model, id, since when), each thing once; records under the reader's rights.

        An activity of something that is overdue itself is that thing.
        """
        parts = [self._overdue_of(name, users, company, today) for name in self._overdue_models()]
        # sudo: under a salesperson's rights Odoo reads each activity one by one; only their number leaves this
        # method's callers, and names of what the reader may open
        activities = self.env["mail.activity"].sudo()
        query = activities._search([("user_id", "in", users.ids), ("date_deadline", "<", today)])
        columns = [
            SQL.identifier("mail_activity", name) for name in ("user_id", "res_model", "res_id", "id", "date_deadline")
        ]
        late = SQL(
            """SELECT user_id, COALESCE(res_model, 'mail.activity') AS model,
                      CASE WHEN res_model IS NULL THEN id ELSE res_id END AS res_id, MIN(date_deadline) AS since
                 FROM (%s) late GROUP BY 1, 2, 3""",
            query.select(*columns),
        )
        return SQL(
            "SELECT user_id, model, res_id, MIN(since) AS since FROM (%s) overdue GROUP BY 1, 2, 3",
            SQL(" UNION ALL ").join(SQL("(%s)", part) for part in [*parts, late]),
        )

    def _overdue_models(self):
        names = self.env["salestech.deadline.rule"]._deadline_models()
        # sudo: labels, read at once; the kinds of each model are named by them
        self.env["ir.model"].sudo().search_fetch([("model", "in", names)], ["name"])
        return [name for name in names if self.env[name].has_access("read")]

    def _overdue_of(self, name, users, company, today):
        model = self.env[name]
        user_field = model._deadline_user_field
        domain = Domain.OR([model._deadline_domain(kind) for kind in model._deadline_kinds()])
        domain &= Domain("date_deadline", "<", today) & Domain(user_field, "in", users.ids)
        query = model._search(domain & Domain("company_id", "=", company.id))
        table = query.table
        return query.select(
            SQL("%s AS user_id", model._field_to_sql(table, user_field, query)),
            SQL("%s AS model", name),
            SQL("%s AS res_id", SQL.identifier(table, "id")),
            SQL("%s AS since", model._field_to_sql(table, "date_deadline", query)),
        )

    def _overdue_counts(self, users, company, today):
        """Return {user id: how much of his is overdue}, by one statement."""
        query = self._overdue_query(users, company, today)
        return dict(
            self.env.execute_query(SQL("SELECT user_id, COUNT(*)::int FROM (%s) counted GROUP BY user_id", query))
        )
