from base64 import b64encode

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

KINDS = [
    ("commercial", "Commercial proposal"),
    ("technical", "Technical proposal"),
    ("partner_terms", "Terms of partnership"),
]
PROCESS = {"commercial": "2.1.5", "technical": "2.1.7", "partner_terms": "2.3"}
MAIL_TEMPLATE = "sales_technology.mail_template_proposal"
OPEN = ("request", "in_work", "prepared", "sent")


class SalestechProposal(models.Model):
    """A proposal to a client: asked for, worked on, prepared, sent, agreed or refused.

    Days are calendar days of the company: what the client waits, weekends included. They do not change when
    somebody later changes the working-time calendar.
    """

    _name = "salestech.proposal"
    _description = "Proposal"
    _inherit = ["salestech.document.mixin", "salestech.deadline.mixin"]
    _order = "date_request desc, id desc"

    _closed_states = ("sent", "agreed", "refused", "superseded")
    _deadline_open_states = ("request", "in_work", "prepared")
    _deadline_team_field = "lead_id.team_id"
    _facts = frozenset(
        {
            "state",
            "number",
            "version",
            "previous_id",
            "company_id",
            "refuse_reason",
            "date_request",
            "date_prepared",
            "date_sent",
            "date_agreed",
            "sent_by_id",
            "sent_how",
            "sent_message_id",
        }
    )
    _content = frozenset(
        {
            "kind",
            "lead_id",
            "partner_id",
            "contact_id",
            "amount",
            "currency_id",
            "body",
            "file",
            "file_name",
            "order_id",
        }
    )

    kind = fields.Selection(KINDS, required=True, default="commercial", index=True)
    state = fields.Selection(
        [
            ("request", "Request"),
            ("in_work", "In work"),
            ("prepared", "Prepared"),
            ("sent", "Sent"),
            ("agreed", "Agreed"),
            ("refused", "Refused"),
            ("superseded", "Superseded"),
        ],
        required=True,
        default="request",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    previous_id = fields.Many2one(
        "salestech.proposal", string="Earlier version", readonly=True, copy=False, index="btree_not_null"
    )
    next_ids = fields.One2many("salestech.proposal", "previous_id", string="Later version")
    contact_id = fields.Many2one(
        "res.partner",
        string="Addressed to",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        domain="[('id', 'child_of', partner_id)]",
    )
    contact_email = fields.Char(related="contact_id.email", string="Addressee's e-mail")

    date_request = fields.Date(string="Requested on", readonly=True, copy=False, default=lambda self: self._today())
    date_deadline = fields.Date(string="Due on", index="btree_not_null", copy=False, tracking=True)
    date_prepared = fields.Date(string="Prepared on", readonly=True, copy=False, index="btree_not_null")
    date_sent = fields.Datetime(string="Sent at", readonly=True, copy=False)
    date_agreed = fields.Date(string="Agreed on", readonly=True, copy=False, index="btree_not_null")
    days_to_prepare = fields.Integer(
        compute="_compute_days",
        store=True,
        aggregator="avg",
        help="Calendar days from the request to the prepared text.",
    )
    days_to_agree = fields.Integer(
        compute="_compute_days",
        store=True,
        aggregator="avg",
        help="Calendar days from the prepared text to the agreement.",
    )
    days_total = fields.Integer(
        string="Days in all",
        compute="_compute_days",
        store=True,
        aggregator="avg",
        help="Calendar days from the request to the agreement.",
    )

    template_id = fields.Many2one(
        "salestech.proposal.template",
        string="Text to begin with",
        compute="_compute_template_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('kind', '=', kind), ('company_id', 'in', [company_id, False])]",
    )
    body = fields.Html(
        string="Text", compute="_compute_body", store=True, readonly=False, sanitize_style=True, sanitize_form=True
    )
    file = fields.Binary(attachment=True, copy=False, help="The proposal itself, where it is a document of its own.")
    file_name = fields.Char(copy=False)
    order_id = fields.Many2one(
        "sale.order",
        string="Quotation",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('opportunity_id', '=', lead_id)]",
        help="The amount follows it until the proposal is sent.",
    )
    currency_id = fields.Many2one(compute="_compute_amount")
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Net of tax, in the currency of the proposal.",
    )
    amount_company = fields.Monetary(
        string="Amount in company currency",
        currency_field="company_currency_id",
        compute="_compute_amount_company",
        store=True,
        help="At the rate of the day it was prepared.",
    )
    order_differs = fields.Boolean(compute="_compute_order_differs")

    sent_how = fields.Selection([("email", "By e-mail"), ("other", "Handed over")], readonly=True, copy=False)
    sent_by_id = fields.Many2one("res.users", string="Sent by", readonly=True, copy=False)
    sent_message_id = fields.Many2one(
        "mail.message", string="E-mail", readonly=True, copy=False, index="btree_not_null"
    )
    sent_failed = fields.Boolean(compute="_compute_sent_failed", string="The e-mail did not arrive")

    _amount_finite = models.Constraint(
        "CHECK (amount IS NULL OR (amount >= 0 AND amount < 'Infinity'))", "The amount is a number of zero or more."
    )
    _number_uniq = models.UniqueIndex(
        "(company_id, kind, number, version) WHERE number IS NOT NULL",
        "There is such a version of this proposal already.",
    )
    _previous_uniq = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL", "A newer version of this proposal has been made already."
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("number", "version", "kind")
    def _compute_display_name(self):
        for proposal in self:
            number = proposal.number or proposal._kind_label()
            later = self.env._("%(number)s, version %(version)s", number=number, version=proposal.version)
            proposal.display_name = later if proposal.version > 1 else number

    @api.depends("lead_id")
    def _compute_contact_id(self):
        for proposal in self:
            proposal.contact_id = proposal.lead_id.sudo().decision_maker_id or proposal.contact_id

    @api.depends("date_request", "date_prepared", "date_agreed")
    def _compute_days(self):
        for proposal in self:
            asked, ready, agreed = proposal.date_request, proposal.date_prepared, proposal.date_agreed
            proposal.days_to_prepare = (ready - asked).days if asked and ready else 0
            proposal.days_to_agree = (agreed - ready).days if ready and agreed else 0
            proposal.days_total = (agreed - asked).days if asked and agreed else 0

    @api.depends("kind", "lead_id")
    def _compute_template_id(self):
        for proposal in self:
            if not proposal.template_id or proposal.template_id.kind != proposal.kind:
                suggest = self.env["salestech.proposal.template"]._suggest
                proposal.template_id = suggest(proposal.kind, proposal.lead_id, proposal.company_id)

    @api.depends("template_id")
    def _compute_body(self):
        for proposal in self:
            if proposal.template_id and is_html_empty(proposal.body) and proposal.state not in self._closed_states:
                lang = proposal.contact_id.lang or proposal.partner_id.lang or self.env.lang
                proposal.body = proposal.template_id.with_context(lang=lang)._fill(proposal)

    @api.depends("order_id.amount_untaxed", "order_id.currency_id", "company_id")
    def _compute_amount(self):
        for proposal in self:
            if proposal.order_id and proposal.state not in self._closed_states:
                proposal.amount = proposal.order_id.amount_untaxed
                proposal.currency_id = proposal.order_id.currency_id
            elif not proposal.currency_id:
                proposal.currency_id = proposal.company_id.currency_id or self.env.company.currency_id

    @api.depends("amount", "currency_id", "date_prepared", "company_id")
    def _compute_amount_company(self):
        for proposal in self:
            date = proposal.date_prepared or proposal.date_request
            proposal.amount_company = proposal._to_company_currency(proposal.amount, date)

    @api.depends("amount", "currency_id", "order_id.amount_untaxed", "order_id.currency_id")
    def _compute_order_differs(self):
        for proposal in self:
            order, currency = proposal.order_id, proposal.currency_id
            proposal.order_differs = bool(order) and (
                order.currency_id != currency or currency.compare_amounts(order.amount_untaxed, proposal.amount) != 0
            )

    @api.depends("sent_message_id")
    def _compute_sent_failed(self):
        for proposal in self:
            # sudo: whether the e-mail arrived, of the proposal that is read anyway
            notices = proposal.sent_message_id.sudo().notification_ids
            proposal.sent_failed = any(n.notification_status in ("bounce", "exception") for n in notices)

    # ------------------------------------------------------------
    # HOOKS OF THE DOCUMENT
    # ------------------------------------------------------------

    def _kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env)).get(self.kind) or self.env._("Proposal")

    def _process_codes(self):
        return sorted({PROCESS[proposal.kind] for proposal in self})

    def _request_codes(self):
        # Whoever works out the needs may ask for a technical proposal, and is not the one who makes it.
        code = PROCESS[self.kind]
        return [code, "2.1.6"] if self.kind == "technical" else [code]

    @api.model_create_multi
    def create(self, vals_list):
        proposals = super().create(vals_list)
        for proposal in proposals.filtered(lambda p: not p.number):
            # sudo: the number is a fact; the right to ask for the proposal was checked by super.
            proposal.sudo().number = proposal.company_id._next_document_number(f"salestech.proposal.{proposal.kind}")
        return proposals

    def write(self, vals):
        if "kind" in vals and any(proposal.kind != vals["kind"] for proposal in self) and not self.env.su:
            raise UserError(self.env._("A proposal stays of its kind. Make another one."))
        return super().write(vals)

    def _wrong_state_sentence(self, doc):
        if doc.state == "superseded":
            return self.env._(
                "“%(document)s” was superseded by “%(later)s”. Work with that one.",
                document=doc.display_name,
                later=doc.next_ids[:1].display_name,
            )
        return super()._wrong_state_sentence(doc)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_start(self):
        """Take the request into work."""
        self._become("in_work", ("request",))
        for proposal in self.filtered(lambda p: not p.user_id):
            proposal.user_id = self.env.user
        return True

    def action_prepare(self):
        """Say that it is ready to be sent: a text, a file or a quotation is there."""
        self._require_work()
        for proposal in self.with_context(bin_size=True):
            if is_html_empty(proposal.body) and not proposal.file and not proposal.order_id:
                raise UserError(
                    self.env._(
                        "There is nothing to send in “%s” yet. Write the text, attach a file or make a quotation.",
                        proposal.display_name,
                    )
                )
        self._become("prepared", ("request", "in_work"), date_prepared=self._today())
        return True

    def action_rework(self):
        """Take a prepared proposal back into work; the day it is prepared counts anew."""
        self._become("in_work", ("prepared",), date_prepared=False)
        return True

    def action_send(self):
        """Open the e-mail with the proposal in it; sending it marks the proposal as sent."""
        self.ensure_one()
        self._require_own_process()
        self.check_access("write")
        if self.state in ("request", "in_work"):
            self.action_prepare()
        if self.state != "prepared":
            raise UserError(self._wrong_state_sentence(self))
        if not (self.contact_id or self.partner_id).email:
            raise UserError(
                self.env._(
                    "The e-mail of “%s” is missing. Enter it, or mark the proposal as handed over.",
                    (self.contact_id or self.partner_id).name or self.lead_id.sudo().name,
                )
            )
        template = self.env.ref(MAIL_TEMPLATE)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send %s", self.display_name),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": template.id,
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "force_email": True,
            },
        }

    def action_mark_sent(self):
        """Record a proposal that was handed over: on paper, in a portal, by messenger. Its file is asked for."""
        self._require_work()
        for proposal in self.with_context(bin_size=True):
            if not proposal.file:
                raise UserError(
                    self.env._("Attach the file that was handed over to “%s” first.", proposal.display_name)
                )
        for proposal in self.filtered(lambda p: p.state in ("request", "in_work")):
            proposal.action_prepare()
        self._mark_sent("other")
        return True

    def action_agree(self):
        """Record that the client agreed."""
        self._become("agreed", ("sent",), date_agreed=self._today())
        self._log_in_history(self.env._("agreed by the client"))
        return True

    def action_new_version(self):
        """Make the next version: the content comes along, this one is superseded."""
        self.ensure_one()
        self._require_work()
        if self.state not in ("prepared", "sent", "agreed", "refused"):
            raise UserError(self._wrong_state_sentence(self))
        self._become("superseded", ("prepared", "sent", "agreed", "refused"))
        # sudo: number, version and state are facts; reach and process were checked by the line above.
        later = self.sudo().copy(self._prepare_version_vals()).sudo(self.env.su)
        later._log_in_history(self.env._("a new version is being made"))
        return later._open_form()

    def _prepare_version_vals(self):
        return {
            "number": self.number,
            "version": self.version + 1,
            "previous_id": self.id,
            "state": "in_work",
            "order_id": self.order_id.id,
            "amount": self.order_id.amount_untaxed if self.order_id else self.amount,
            "note": self.note,
            "user_id": self.user_id.id,
            "date_request": self._today(),
        }

    def action_make_quotation(self):
        """Open the quotation of the proposal, or make it: the amounts follow it from then on."""
        self.ensure_one()
        if not self.order_id:
            self.check_access("write")
            self._require_own_process()
            self._refuse_closed({"order_id": True})
            self._ensure_partner()
            self.order_id = self.env["sale.order"].create(self._prepare_order_vals())
        return self.order_id._get_records_action()

    def _prepare_order_vals(self):
        return {
            "partner_id": self.partner_id.id,
            "opportunity_id": self.lead_id.id,
            "company_id": self.company_id.id,
            "team_id": self.lead_id.sudo().team_id.id,
            "user_id": self.user_id.id or self.env.uid,
            "origin": self.number,
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _mark_sent(self, how, message=None):
        self._become(
            "sent",
            ("prepared",),
            date_sent=fields.Datetime.now(),
            sent_by_id=self.env.uid,
            sent_how=how,
            sent_message_id=message.id if message else False,
        )
        self._log_in_history(
            self.env._("sent by e-mail") if how == "email" else self.env._("handed over to the client")
        )

    def _refuse(self, reason):
        self._become("refused", OPEN, refuse_reason=reason)
        self._log_in_history(self.env._("refused: %s", reason))

    def _process_attachments_for_template_post(self, mail_template):
        """Put the proposal itself into the e-mail: its file, and its text and quotation as PDF."""
        result = super()._process_attachments_for_template_post(mail_template)
        if mail_template != self.env.ref(MAIL_TEMPLATE, raise_if_not_found=False):
            return result
        for proposal in self.with_context(bin_size=False):
            found = []
            if proposal.file:
                found.append((proposal.file_name or proposal.display_name, proposal.file))
            if not is_html_empty(proposal.body):
                found.append(proposal._render_pdf("sales_technology.salestech_proposal_report", proposal.display_name))
            if proposal.order_id:
                order = proposal.order_id
                found.append(order and proposal._render_pdf("sale.action_report_saleorder", order.name, order))
            result.setdefault(proposal.id, {}).setdefault("attachments", []).extend(found)
        return result

    def _render_pdf(self, report, name, record=None):
        """Return (file name, base64) of a report on the record."""
        # sudo: the report's layout reads the company and its bank; the record was read by the user already.
        pdf, _kind = self.env["ir.actions.report"].sudo()._render_qweb_pdf(report, (record or self).ids)
        return f"{name}.pdf".replace("/", "-"), b64encode(pdf)
