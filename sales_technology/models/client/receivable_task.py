from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_amount, format_date

from .receivable_step import LETTERS

PROCESS = "2.2.3"
CLOSED = ("done", "void")


class SalestechReceivableTask(models.Model):
    """A step of the control plan that is due with a client: a reminder call, a letter, a claim letter.

    Made by the deadline mechanism when documents reach the step's age, one for all of a client's documents that
    are due for the same step, and for each document once. It is escalated by the rules of deadlines until it is
    done; where the client has paid meanwhile, it falls away by itself.
    """

    _name = "salestech.receivable.task"
    _description = "Reminder of Payment"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "salestech.process.guard",
        "salestech.reasoned.mixin",
        "salestech.recorded.facts",
        "salestech.deadline.mixin",
    ]
    _order = "date_deadline, id"
    _check_company_auto = True
    _rec_names_search = ["partner_id", "step_id"]

    _deadline_open_states = ("open",)
    _deadline_team_field = "team_id"
    _facts = frozenset(
        {
            *("partner_id", "company_id", "user_id", "team_id", "step_id", "date", "date_deadline", "state"),
            *("date_done", "done_by_id", "outcome", "line_ids"),
        }
    )

    partner_id = fields.Many2one(
        "res.partner", string="Organisation", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True, index=True)
    team_id = fields.Many2one("crm.team", string="Group", readonly=True, index="btree_not_null")
    step_id = fields.Many2one(
        "salestech.receivable.step", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(related="step_id.kind", store=True)
    date = fields.Date(string="Since", required=True, readonly=True)
    date_deadline = fields.Date(string="Do by", required=True, readonly=True)
    state = fields.Selection(
        [("open", "To do"), ("done", "Done"), ("void", "No longer needed")],
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
        group_expand=True,
    )
    date_done = fields.Date(string="Done on", readonly=True)
    done_by_id = fields.Many2one("res.users", string="Done by", readonly=True)
    outcome = fields.Char(string="What came of it", readonly=True, tracking=True)
    note = fields.Text(string="Notes")

    line_ids = fields.One2many("salestech.receivable.task.line", "task_id", string="Documents", readonly=True)
    amount_open = fields.Monetary(
        string="Open then",
        currency_field="company_currency_id",
        compute="_compute_amount_open",
        store=True,
        help="What was open of the documents when the step fell due, in company currency.",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company currency")

    @api.depends("line_ids.amount_open")
    def _compute_amount_open(self):
        for task in self:
            task.amount_open = sum(task.line_ids.mapped("amount_open"))

    @api.depends("step_id", "partner_id")
    def _compute_display_name(self):
        for task in self:
            # sudo: of whom it is, told to who may read the task
            task.display_name = f"{task.step_id.name}: {task.partner_id.sudo().name}"

    def _deadline_title(self):
        return self.display_name  # the client is in it already

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_close(self):
        """Open the dialog that asks what came of it."""
        self.ensure_one()
        self._require_open()
        return self._ask_reason("done")

    def action_record_promise(self):
        """Open the dialog that records the client's promise, with the documents of this task."""
        self.ensure_one()
        self._require_open()
        return self.env["salestech.payment.promise"]._open_dialog(self._open_items(), default_task_id=self.id)

    def action_send_letter(self):
        """Open the e-mail to the client; sending it closes the task."""
        self.ensure_one()
        self._require_open()
        if self.kind not in LETTERS:
            raise UserError(
                self.env._("“%s” is a call. Call the client, then note what came of it.", self.step_id.name)
            )
        contact = self._letter_contact()
        if not contact.email:
            raise UserError(
                self.env._(
                    "The e-mail of “%s” is missing. Enter it on the client's card, or send the letter on paper and"
                    " note that it went.",
                    contact.name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": self.step_id.template_id.id,
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "force_email": True,
            },
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _reasoned(self):
        """Return {verb: (question, method)} of what is closed with words."""
        question = self.env._("What came of it?")
        return {"done": (question, self._close_with)}

    def _close_with(self, outcome):
        self._require_open()
        self._done(outcome)

    def _require_open(self):
        self.check_access("write")
        self._require_process(PROCESS)
        for task in self.filtered(lambda task: task.state in CLOSED):
            raise UserError(self.env._("“%s” is closed already.", task.display_name))

    def _done(self, outcome):
        """Note that these tasks are done, now and by the current user; who calls has checked that he may."""
        for task in self:
            # sudo: facts, closed to everybody; reach and process were checked by the caller
            task.sudo().write(
                {
                    "state": "done",
                    "date_done": task.company_id._local_day(fields.Datetime.now()),
                    "done_by_id": self.env.uid,
                    "outcome": outcome,
                }
            )

    def _open_items(self):
        """Return what is still owed of the documents, as the user may see it."""
        return self.env["salestech.receivable"].search([("id", "in", self.line_ids.move_line_id.ids)])

    def _letter_contact(self):
        """Return who gets letters about payments: the invoice address of the organisation."""
        return self.partner_id.browse(self.partner_id.address_get(["invoice"])["invoice"])

    def _letter_rows(self):
        """Return what the letter lists, in the language and format of the environment: [{number, of, due, open}].

        Only what is still owed today: what came in since is not asked for again.
        """
        self.ensure_one()
        rows = []
        # sudo: the documents of this task, which its reader may see
        items = self.sudo().with_company(self.company_id).with_context(allowed_company_ids=self.company_id.ids)
        for item in items._open_items().sorted("date_due"):
            rows.append(
                {
                    "number": item.number,
                    "of": format_date(self.env, item.date_invoice),
                    "due": format_date(self.env, item.date_due),
                    "late": item.days_late,
                    "open": format_amount(self.env, item.amount_open_currency, item.currency_id),
                }
            )
        return rows
