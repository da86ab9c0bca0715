from odoo import models
from odoo.tools import SQL

from ...tools.period import Period
from .meeting_kind import KINDS

MOST = 200


class SalestechMeeting(models.Model):
    """What a meeting speaks about, put down when it is begun: figures, what is overdue, what was promised."""

    _inherit = "salestech.meeting"

    def _fill_figures(self):
        """Put down target, actual, per cent and light of each person (of the department: each group) and of the whole.

        Read by the board's own method, in one pass.
        """
        # sudo: what its people reached is what the meeting is about; who may lead it was checked. The rows have
        # rules of their own.
        rows = self.env["salestech.meeting.figure"].sudo()
        rows.search([("meeting_id", "=", self.id)]).unlink()
        rows.create(self.sudo()._prepare_figures())

    def _prepare_figures(self):
        level = KINDS[self.kind].level
        plans = self.env["salestech.plan"].with_company(self.company_id)
        period = Period(level, self.date_from, self.date_to)
        columns, cells = plans._board_columns(plans._board_lines(period, level, self.team_id), level, self.team_id)
        return [
            {
                "meeting_id": self.id,
                "is_total": not column["key"],
                "user_id": column["key"] if self.team_id else False,
                "team_id": self.team_id.id or column["key"],
                "sequence": sequence,
                **dict(zip(("indicator_id", "segment_id", "category_id"), _axis(row["key"]), strict=True)),
                "target": cell["target"],
                "actual": cell["actual"] or 0,
                "has_actual": cell["actual"] is not None,
                "percent": cell["percent"] or 0,
                "light": cell["light"],
            }
            for sequence, row in enumerate(plans._board_rows(cells, columns))
            for column, cell in zip(columns, row["cells"], strict=True)
            if cell
        ]

    def _fill_topics(self):
        """Put down what is overdue and what was promised the last time, as it stands now."""
        vals_list = self._prepare_promises() + self._prepare_overdue()
        # sudo: rows of the system; what is in them was read under the rights of who leads the meeting
        topics = self.env["salestech.meeting.topic"].sudo()
        topics.search([("meeting_id", "=", self.id)]).unlink()
        topics.create(vals_list)

    def _last_promises(self):
        """Return the items of the last meeting of this kind and group that had any."""
        domain = [
            *[(name, "=", self[name].id) for name in ("company_id", "team_id")],
            ("kind", "=", self.kind),
            ("state", "=", "closed"),
            ("date", "<=", self.date),
            ("id", "!=", self.id),
            ("item_ids", "!=", False),
        ]
        return self.search(domain, order="date desc, id desc", limit=1).item_ids

    def _prepare_promises(self):
        return [
            {
                "meeting_id": self.id,
                "kind": "promise",
                "user_id": item.user_id.id,
                "name": item.name,
                "date_deadline": item.date_deadline,
                "is_done": item.state == "done",
                "result": item.result or item.cancel_reason or False,
                "res_model": item._name,
                "res_id": item.id,
            }
            for item in self._last_promises()
        ]

    def _prepare_overdue(self):
        users = self.attendance_ids.user_id
        query = self._overdue_query(users, self.company_id, self._today())
        query = SQL(
            "SELECT user_id, model, res_id, since FROM (%s) found ORDER BY since, model, res_id LIMIT %s", query, MOST
        )
        rows = self.env.execute_query(query)
        names = self._overdue_names(rows)
        return [
            {
                "meeting_id": self.id,
                "kind": "overdue",
                "user_id": user_id,
                "name": names.get((model, res_id)) or self.env._("A task of his own"),
                "date_deadline": since,
                "res_model": model if (model, res_id) in names else False,
                "res_id": res_id if (model, res_id) in names else False,
            }
            for user_id, model, res_id, since in rows
        ]

    def _overdue_names(self, rows):
        """Return {(model, id): name} of what the one who leads the meeting may see."""
        names, ids = {}, {}
        for _user_id, model, res_id, _since in rows:
            if model in self.env and model != "mail.activity":
                ids.setdefault(model, set()).add(res_id)
        for model, found in ids.items():
            records = self.env[model].browse(found).exists()._filtered_access("read")
            names |= {(model, record.id): record.display_name for record in records}
        return names


def _axis(key):
    """Return the ids that the board put into a row's key."""
    return [int(part) if part.isdigit() else False for part in key.split("-")]
