from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools.misc import format_amount, format_date

PROCESS = "2.2.3"


class SalestechPaymentPromise(models.Model):
    """A client's promise to pay documents by a day: how much, who said it, to whom.

    It stands until the money has come by that day (kept) or has not (broken), which the deadline mechanism finds out
    from the accounting. A broken one is told by the rules of deadlines until the client pays or promises
    anew, and stays in the history as broken.
    """

    _name = "salestech.payment.promise"
    _description = "Promise of Payment"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "salestech.process.guard",
        "salestech.reasoned.mixin",
        "salestech.amount.guard",
        "salestech.recorded.facts",
        "salestech.deadline.mixin",
    ]
    _order = "date_deadline desc, id desc"
    _rec_names_search = ["partner_id"]
    _check_company_auto = True

    _deadline_open_states = ("open", "broken")
    _deadline_team_field = "team_id"
    _facts = frozenset(
        {
            *("partner_id", "company_id", "user_id", "team_id", "currency_id", "amount", "date", "date_deadline"),
            *("person_id", "taken_by_id", "state", "date_kept", "date_broken", "date_settled", "withdraw_reason"),
            *("line_ids", "task_id"),
        }
    )

    partner_id = fields.Many2one(
        "res.partner", string="Organisation", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True, index=True)
    team_id = fields.Many2one("crm.team", string="Group", readonly=True, index="btree_not_null")
    person_id = fields.Many2one(
        "res.partner", string="Who promised", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    taken_by_id = fields.Many2one("res.users", string="Told to", required=True, readonly=True)
    date = fields.Date(string="Said on", required=True, readonly=True)
    date_deadline = fields.Date(string="Will pay by", required=True, readonly=True, tracking=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(string="Promised", required=True, readonly=True)
    line_ids = fields.One2many("salestech.payment.promise.line", "promise_id", string="Documents", readonly=True)
    task_id = fields.Many2one(
        "salestech.receivable.task", string="At the reminder", readonly=True, index="btree_not_null"
    )
    note = fields.Text(string="Notes")

    state = fields.Selection(
        [
            ("open", "Stands"),
            ("kept", "Kept"),
            ("broken", "Broken"),
            ("replaced", "Replaced by another one"),
            ("withdrawn", "Taken back"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
        group_expand=True,
    )
    date_kept = fields.Date(string="Kept on", readonly=True)
    date_broken = fields.Date(string="Broken on", readonly=True)
    date_settled = fields.Date(
        string="Settled on", readonly=True, help="A broken promise: when the client paid after all, or promised anew."
    )
    withdraw_reason = fields.Char(string="Why taken back", readonly=True)

    _amount_finite = models.Constraint(
        "CHECK (amount > 0 AND amount < 'Infinity')", "A promised amount is a number above zero."
    )
    _day_not_past = models.Constraint("CHECK (date_deadline >= date)", "A promise is for the day it is given or later.")
    _live_idx = models.Index("(company_id, date_deadline) WHERE date_settled IS NULL AND state IN ('open', 'broken')")

    @api.depends("partner_id", "date_deadline")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = self.env._(
                "%(client)s pays by %(date)s",
                client=promise.partner_id.sudo().name,  # sudo: of whom it is, told to who may read the promise
                date=format_date(self.env, promise.date_deadline),
            )

    @api.model
    def _deadline_domain(self, kind):
        return super()._deadline_domain(kind) & Domain("date_settled", "=", False)

    @api.model
    def _deadline_watched(self):
        return super()._deadline_watched() | {"date_settled"}

    def _deadline_title(self):
        return self.display_name  # the client is in it already

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_withdraw(self):
        """Open the dialog that asks why the promise holds no longer."""
        self.ensure_one()
        self._require_open()
        return self._ask_reason("withdraw")

    def action_promise_anew(self):
        """Open the dialog that records another promise for what is still owed of the same documents."""
        self.ensure_one()
        self.check_access("write")
        self._require_process(PROCESS)
        return self._open_dialog(self._open_items())

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _reasoned(self):
        """Return {verb: (question, method)} of what needs a reason in words."""
        return {"withdraw": (self.env._("Taken back: why?"), self._withdraw)}

    def _require_open(self):
        self.check_access("write")
        self._require_process(PROCESS)
        for promise in self.filtered(lambda promise: promise.state != "open"):
            raise UserError(self.env._("“%s” does not stand any more.", promise.display_name))

    def _withdraw(self, reason):
        self._require_open()
        # sudo: facts, closed to everybody; reach, process and state were checked just now
        self.sudo().write({"state": "withdrawn", "withdraw_reason": reason})

    def _open_items(self):
        """Return what is still owed of the documents, as the user may see it."""
        return self.env["salestech.receivable"].search([("promise_id", "in", self.ids)])

    @api.model
    def _open_dialog(self, items, **defaults):
        """Return the dialog that records a promise for these receivables, which the user may read."""
        debts = items.filtered(lambda item: item.amount_open > 0)
        if not debts:
            raise UserError(self.env._("Nothing is owed of these documents: there is nothing to promise."))
        self._one_of(debts)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Until when will %s pay?", debts[0].partner_id.name),
            "res_model": "salestech.payment.promise.record",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_item_ids": debts.ids, "dialog_size": "medium", **defaults},
        }

    @api.model
    def _one_of(self, items):
        """Raise unless the receivables are one client's, in one currency, of one company."""
        if len(items.partner_id) > 1:
            raise UserError(self.env._("A promise is one client's. Choose the documents of one client."))
        if len(items.company_id) > 1:
            raise UserError(self.env._("A promise is given to one company. Choose documents of one company."))
        if len(items.currency_id) > 1:
            raise UserError(
                self.env._(
                    "These documents are in %s. Record one promise for each currency.",
                    ", ".join(items.currency_id.mapped("name")),
                )
            )

    @api.model
    def _record(self, items, amount, date, person=None, note=None, task=None):
        """Record a promise for these receivables; the promises before it that concern them are replaced.

        :param amount: in the documents' currency
        :param date: the promised day, local to the company
        :raises UserError, ValidationError: what is wrong, in words
        """
        self._require_process(PROCESS)
        items._require_read()
        items = items.filtered(lambda item: item.amount_open > 0)
        if not items:
            raise UserError(self.env._("Choose the documents that are to be paid."))
        self._one_of(items)
        if task:
            task._require_open()
            task = task.filtered(lambda task: task.partner_id == items.partner_id)
        company = items.company_id
        today = company._local_day(fields.Datetime.now())
        self._refuse_bad_promise(items, amount, date, today, person)
        client = items.partner_id
        # sudo: promises are recorded here alone; process, reach of each document and values were checked just now
        promise = self.sudo().create(
            {
                "partner_id": client.id,
                "company_id": company.id,
                "user_id": items[0].user_id.id,
                "team_id": items[0].team_id.id,
                "person_id": person.id if person else False,
                "taken_by_id": self.env.uid,
                "date": today,
                "date_deadline": date,
                "currency_id": items.currency_id.id,
                "amount": amount,
                "note": note,
                "task_id": task.id if task else False,
                "line_ids": [Command.create(self._prepare_line(item)) for item in items.sudo()],
            }
        )
        promise._replace_earlier(today)
        promise._answer_tasks(self.env.uid)
        self.env["salestech.receivable"].invalidate_model()  # rows show the promise now
        return promise.sudo(False)

    @api.model
    def _refuse_bad_promise(self, items, amount, date, today, person):
        currency = items.currency_id
        if not date or date < today:
            raise ValidationError(
                self.env._("A promise cannot be for a day that has passed. Enter today or a day to come.")
            )
        self._refuse_bad_amounts({"amount": amount})
        if currency.compare_amounts(amount, 0) <= 0:
            raise ValidationError(self.env._("Enter how much the client promised to pay."))
        owed = sum(items.mapped("amount_open_currency"))
        if currency.compare_amounts(amount, owed) > 0:
            raise ValidationError(
                self.env._(
                    "%(promised)s are promised, but only %(owed)s are owed of the chosen documents.",
                    promised=format_amount(self.env, amount, currency),
                    owed=format_amount(self.env, owed, currency),
                )
            )
        if person and person.commercial_partner_id != items.partner_id:
            raise ValidationError(
                self.env._(
                    "“%(person)s” is no person of “%(client)s”. Choose who of the client promised it.",
                    person=person.name,
                    client=items.partner_id.name,
                )
            )

    @api.model
    def _prepare_line(self, item):
        return {
            "move_line_id": item.id,
            "move_id": item.move_id.id,
            "number": item.number,
            "date_due": item.date_due,
            "amount_open": item.amount_open_currency,
        }

    def _replace_earlier(self, today):
        """What was promised before for the same documents counts no longer; a broken promise stays a broken one."""
        earlier = self.search(
            Domain("id", "!=", self.id)
            & Domain("partner_id", "=", self.partner_id.id)
            & Domain("date_settled", "=", False)
            & Domain("state", "in", ("open", "broken"))
            & Domain("line_ids.move_id", "in", self.line_ids.move_id.ids)
        )
        earlier.filtered(lambda promise: promise.state == "open").write({"state": "replaced"})
        earlier.filtered(lambda promise: promise.state == "broken").write({"date_settled": today})

    def _answer_tasks(self, uid):
        """Calls that the promise answers are done by it; letters about the same documents wait for the day."""
        tasks = self.env["salestech.receivable.task"].search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id), ("state", "=", "open")]
        )
        answered = tasks.filtered(lambda task: task.line_ids.move_id <= self.line_ids.move_id) | self.task_id.filtered(
            lambda task: task.state == "open"
        )
        calls = answered.filtered(lambda task: task.kind == "call")
        calls.with_user(uid)._done(self.env._("Promised to pay by %s", format_date(self.env, self.date_deadline)))
        (answered - calls)._wait_until(self.date_deadline)
