from odoo import api, fields, models
from odoo.tools import SQL


class SalestechReceivableTask(models.Model):
    """How the control plan is carried out: set-wise, once before each look of the deadline mechanism."""

    _inherit = "salestech.receivable.task"

    @api.model
    def _deadline_ensure_due(self, company, today):
        """Close what was paid, hand over what changed hands, and make the steps that documents have reached."""
        super()._deadline_ensure_due(company, today)
        self.env["salestech.payment.promise"]._judge(company, today)
        self._follow_responsible(company)
        self._void_paid(company)
        self._make_due(company, today)

    @api.model
    def _void_paid(self, company):
        """Close the open tasks of whose documents nothing is owed any more."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT task.id FROM salestech_receivable_task task
                    WHERE task.state = 'open' AND task.company_id = %(company)s AND NOT EXISTS (
                        SELECT FROM salestech_receivable_task_line part
                          JOIN account_move_line line ON line.id = part.move_line_id
                          JOIN account_move move ON move.id = line.move_id
                         WHERE part.task_id = task.id AND line.parent_state = 'posted' AND line.amount_residual > 0
                           AND (move.payment_state IS NULL OR move.payment_state NOT IN ('in_payment', 'paid')))""",
                company=company.id,
            )
        )
        paid = self.browse([task_id for (task_id,) in rows])
        paid.write({"state": "void", "outcome": self.env._("Nothing of it is owed any more.")})

    @api.model
    def _make_due(self, company, today):
        """Make the tasks of the steps that documents have reached.

        Of the steps a document has passed, only the highest is taken: nobody gets a friendly reminder and a claim on
        one day. A document whose payment is promised waits until the promise is kept or broken; one that the
        accountants blocked is left alone.
        """
        steps = self.env["salestech.receivable.step"]._plan_of(company)
        if not steps:
            return
        rows = self._reached(company, steps)
        grouped = {}
        for row in rows:
            grouped.setdefault((row["partner_id"], row["next_step_id"]), []).append(row)
        if not grouped:
            return
        tasks = self._tasks_of(company, today, grouped)
        self.env["salestech.receivable.task.line"].create(
            [self._prepare_line(tasks[key], row) for key, rows in grouped.items() for row in rows]
        )

    @api.model
    def _reached(self, company, steps):
        items = self.env["salestech.receivable"].with_company(company)
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """SELECT reached.* FROM (
                        SELECT DISTINCT ON (item.id) item.*, step.id AS next_step_id
                          FROM (%(items)s) AS item
                          JOIN salestech_receivable_step step ON step.id = ANY(%(steps)s)
                           AND step.days <= item.days_late
                          JOIN account_move move ON move.id = item.move_id
                         WHERE item.status = 'overdue' AND item.promise_state IS DISTINCT FROM 'open'
                           AND move.payment_state IS DISTINCT FROM 'blocked'
                         ORDER BY item.id, step.days DESC, step.id
                    ) AS reached
                    WHERE NOT EXISTS (
                        SELECT FROM salestech_receivable_task_line part
                          JOIN salestech_receivable_task task ON task.id = part.task_id
                         WHERE part.step_id = reached.next_step_id
                           AND (part.move_line_id = reached.id OR (part.move_id = reached.move_id
                                AND part.date_due = reached.date_due AND task.partner_id = reached.partner_id)))
                    ORDER BY reached.partner_id, reached.date_due, reached.id""",
                items=items._query_of(company),
                steps=steps.ids,
            )
        )

    @api.model
    def _tasks_of(self, company, today, grouped):
        """Return {(client, step): task}: the one that is still open, else a new one."""
        domain = [("company_id", "=", company.id), ("state", "=", "open")]
        domain += [("partner_id", "in", [partner_id for partner_id, _step in grouped])]
        tasks = {(task.partner_id.id, task.step_id.id): task for task in self.search(domain, order="id desc")}
        missing = [key for key in grouped if key not in tasks]
        made = self.with_context(mail_create_nosubscribe=True, mail_create_nolog=True).create(
            [
                {
                    "partner_id": partner_id,
                    "step_id": step_id,
                    "company_id": company.id,
                    "user_id": grouped[partner_id, step_id][0]["user_id"],
                    "team_id": grouped[partner_id, step_id][0]["team_id"],
                    "date": today,
                    "date_deadline": today,
                }
                for partner_id, step_id in missing
            ]
        )
        return {**tasks, **dict(zip(missing, made, strict=True))}

    @api.model
    def _prepare_line(self, task, row):
        return {
            "task_id": task.id,
            "step_id": task.step_id.id,
            "move_line_id": row["id"],
            "move_id": row["move_id"],
            "number": row["number"],
            "date_due": row["date_due"],
            "days_late": row["days_late"],
            "currency_id": row["currency_id"],
            "amount_open_currency": row["amount_open_currency"],
            "amount_open": row["amount_open"],
        }

    @api.model
    def _follow_responsible(self, company, partners=None):
        """Hand reminders and promises over to whoever answers for the client now, history included."""
        self.env.flush_all()
        for table in ("salestech_receivable_task", "salestech_payment_promise"):
            moved = self.env.execute_query(
                SQL(
                    """UPDATE %(table)s AS held SET user_id = now.user_id, team_id = now.team_id
                         FROM (SELECT item.id, responsible.id AS user_id, responsible.sale_team_id AS team_id
                                 FROM %(table)s item JOIN res_partner client ON client.id = item.partner_id
                                      %(responsible)s
                                WHERE item.company_id = %(company)s AND (%(all)s OR client.id = ANY(%(partners)s))
                              ) AS now
                        WHERE held.id = now.id AND (held.user_id, held.team_id)
                              IS DISTINCT FROM (now.user_id, now.team_id)
                    RETURNING held.id""",
                    table=SQL.identifier(table),
                    responsible=self.env["salestech.client.responsible"]._joins(SQL("client"), SQL("item.company_id")),
                    company=company.id,
                    all=partners is None,
                    partners=partners.ids if partners else [],
                )
            )
            if moved:
                records = self.env[table.replace("_", ".")].browse([row[0] for row in moved])
                records.invalidate_recordset(["user_id", "team_id"])
                records._deadline_follow()

    def _wait_until(self, day):
        """Put open tasks off until a promised day has passed."""
        # sudo: a fact, closed to everybody; the promise that it follows was checked
        self.sudo().write({"date_deadline": fields.Date.add(day, days=1)})
