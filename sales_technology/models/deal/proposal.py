from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

KINDS = [
    ("commercial", "Commercial proposal"),
    ("technical", "Technical proposal"),
    ("partner_terms", "Terms of partnership"),
]
PROCESS = {"commercial": "2.1.5", "technical": "2.1.7", "partner_terms": "2.3"}
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
