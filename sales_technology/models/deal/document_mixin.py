from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

SALESTECH_USER = "sales_technology.group_salestech_user"


class SalestechDocumentMixin(models.AbstractModel):
    """What proposals, tenders and contracts have in common.

    * belongs to a client on the ladder (`lead_id`), to the client's organisation and to one company;
    * `_process_codes` names the process that works on it, `_request_codes` those that may ask for it;
    * its *facts* (state, number, dates, who) are written by action methods alone: they go through
      `_become`, as superuser after the checks, so that neither RPC nor import nor a context can;
    * its *content* is closed in the `_closed_states`.
    """

    _name = "salestech.document.mixin"
    _description = "Document of a Deal"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "salestech.process.guard",
        "salestech.amount.guard",
        "salestech.reasoned.mixin",
    ]
    _check_company_auto = True
    _rec_name = "number"
    _rec_names_search = ["number", "partner_id"]

    _salestech_document = True
    _start_state = "request"
    _closed_states = ()
    _facts = frozenset({"state", "number", "company_id", "refuse_reason"})
    _given_at_creation = frozenset({"company_id"})
    _content = frozenset({"lead_id", "partner_id", "currency_id"})

    number = fields.Char(readonly=True, copy=False, index="trigram")
    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", required=True, index=True, ondelete="restrict", check_company=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Organisation",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True, required=True, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True, readonly=False, precompute=True, required=True
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company currency")
    note = fields.Text(string="Notes", copy=False)
    refuse_reason = fields.Char(string="Why refused", readonly=True, copy=False, tracking=True)
    is_closed = fields.Boolean(compute="_compute_is_closed", export_string_translation=False)

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("lead_id")
    def _compute_company_id(self):
        for doc in self:
            doc.company_id = doc.lead_id.company_id or doc.company_id or self.env.company

    @api.depends("lead_id")
    def _compute_partner_id(self):
        for doc in self:
            doc.partner_id = doc.lead_id.partner_id.commercial_partner_id or doc.partner_id

    @api.depends("lead_id")
    def _compute_user_id(self):
        for doc in self:
            doc.user_id = doc.user_id or doc._default_responsible()

    @api.depends("company_id")
    def _compute_currency_id(self):
        for doc in self:
            doc.currency_id = doc.currency_id or doc.company_id.currency_id or self.env.company.currency_id

    @api.depends("state")
    def _compute_is_closed(self):
        for doc in self:
            doc.is_closed = doc.state in self._closed_states

    @api.depends("number", "state")
    def _compute_display_name(self):
        for doc in self:
            doc.display_name = doc.number or self.env._("%s, not numbered yet", doc._kind_label())

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    def _kind_label(self):
        """Return in words what this document is."""
        self.ensure_one()
        return self.env["ir.model"]._get(self._name).name

    def _process_codes(self):
        """Return the codes of the processes that work on these documents."""
        raise NotImplementedError

    def _request_codes(self):
        """Return the codes of the processes any of which may ask for this one document."""
        return self._process_codes()

    def _default_responsible(self):
        """Return who is to work on it: the client's manager where his role includes that, else the group head."""
        self.ensure_one()
        lead = self.lead_id.sudo()  # who answers for the client is asked, not what is in it
        may = [self.env["salestech.process"]._get_group_id(code) for code in self._process_codes()]
        for user in (lead.user_id, self.env.user, lead.team_id.user_id):
            if user and set(may) & set(user._get_group_ids()):
                return user
        return lead.user_id or self.env.user

    # ------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------

    @api.constrains("partner_id", "company_id", "lead_id")
    def _check_partner(self):
        for doc in self:
            # sudo: to whom the organisation belongs, said to the one who named it
            partner, organisation = doc.partner_id.sudo(), doc.lead_id.sudo().partner_id.commercial_partner_id
            if partner.company_id and partner.company_id != doc.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(partner)s” is a client of “%(other)s”. A document of “%(company)s” needs a client of"
                        " that company.",
                        partner=partner.name,
                        other=partner.company_id.name,
                        company=doc.company_id.name,
                    )
                )
            if partner and partner.commercial_partner_id != partner:
                raise ValidationError(
                    self.env._(
                        "“%(person)s” is a person of “%(organisation)s”. Choose the organisation itself.",
                        person=partner.name,
                        organisation=partner.commercial_partner_id.name,
                    )
                )
            if partner and organisation and partner != organisation:
                raise ValidationError(
                    self.env._(
                        "“%(partner)s” is not the organisation of this client, “%(organisation)s” is.",
                        partner=partner.name,
                        organisation=organisation.name,
                    )
                )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _state_label(self):
        self.ensure_one()
        return dict(self._fields["state"]._description_selection(self.env)).get(self.state, "").lower()

    def _become(self, state, from_states, **facts):
        """Put the documents into a state: the one way there is.

        :raises AccessError: out of reach, or the process is not the user's
        :raises UserError: where a document is in none of `from_states`
        """
        self.check_access("write")
        self._require_own_process()
        for doc in self:
            if doc.state not in from_states:
                raise UserError(self._wrong_state_sentence(doc))
        # sudo: facts are closed to everybody; reach, process and state were checked just now. Two users at
        # once write the same row, so the second one is run again by Odoo and meets the check above.
        self.sudo().write({"state": state, **facts})

    def _wrong_state_sentence(self, doc):
        return self.env._(
            "“%(document)s” is %(state)s: this can no longer be done with it.",
            document=doc.display_name,
            state=doc._state_label(),
        )

    def _today(self):
        """Return the company's day: documents are dated by it, whoever looks from wherever."""
        return (self.company_id[:1] or self.env.company)._local_day(fields.Datetime.now())

    def _to_company_currency(self, amount, date):
        self.ensure_one()
        currency = self.currency_id or self.company_currency_id
        if not amount or not currency or not self.company_id:
            return 0.0
        return currency._convert(amount, self.company_id.currency_id, self.company_id, date or self._today())

    def _ensure_partner(self):
        """Give documents of a client that has no contact yet the contact made from the register's data."""
        for doc in self.filtered(lambda doc: not doc.partner_id):
            # sudo: whoever works on the document need not reach the client; reach of the document was checked.
            lead = doc.lead_id.sudo()
            if not lead.partner_id and not lead.partner_name:
                raise UserError(
                    self.env._("The organisation of “%s” is missing. Enter it on the client first.", lead.name)
                )
            lead._handle_partner_assignment(create_missing=True)
            doc.sudo().partner_id = lead.partner_id.commercial_partner_id

    def _log_in_history(self, text):
        """Write one line into the history of the client and of the organisation, with a link to the document."""
        for doc in self:
            body = Markup("%s: %s") % (doc._get_html_link(), text)
            # sudo: history is written whether or not the one who works on the document reaches the client.
            doc.lead_id.sudo()._message_log(body=body)
            if doc.partner_id:
                doc.partner_id.sudo()._message_log(body=body)

    def _open_form(self, **context):
        """Return the action that opens this document."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self._kind_label(),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "context": context,
        }

    def action_open_lead(self):
        """Open the client of the document."""
        self.ensure_one()
        return self.lead_id._get_records_action() if self.lead_id.has_access("read") else False

    def action_ask_reason(self):
        """Open the dialog that asks why; the button's context says what for (`reasoned`)."""
        self.ensure_one()
        self.check_access("write")
        self._require_own_process()
        return self._ask_reason(self.env.context.get("reasoned") or "refuse")

    def _reasoned(self):
        return {"refuse": (self.env._("Refused: why?"), self._refuse)}

    def _refuse(self, reason):
        """Refuse the document, with the reason in words."""
        raise NotImplementedError
