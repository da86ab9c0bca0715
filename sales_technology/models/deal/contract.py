from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import plaintext2html
from odoo.tools.misc import format_date

from ...exceptions import LadderRefusal

TYPES = [
    ("contract", "Contract"),
    ("guarantee_letter", "Guarantee letter"),
    ("partner_agreement", "Partner agreement"),
]
CLIENT_TYPES = ("contract", "guarantee_letter")
OPEN = ("requested", "prepared", "at_client")


class SalestechContract(models.Model):
    """A contract, a guarantee letter or an agreement with a partner, from the request to the signature and its end.

    Its number is given when it is prepared, one after another in each company, year and type, and never again:
    a numbered document can be refused, not deleted. Days are calendar days, as with proposals.
    """

    _name = "salestech.contract"
    _description = "Contract or Guarantee Letter"
    _inherit = ["salestech.document.mixin", "salestech.deadline.mixin"]
    _order = "date_signed desc, date_request desc, id desc"

    _start_state = "requested"
    _closed_states = ("at_client", "signed", "refused", "terminated")
    # What is due of a signed contract is its renewal, before it ends.
    _deadline_open_states = ("signed",)
    _deadline_team_field = "lead_id.team_id"
    _facts = frozenset(
        {
            "state",
            "number",
            "company_id",
            "refuse_reason",
            "date_request",
            "date_prepared",
            "date_at_client",
            "date_signed",
            "date_terminated",
            "signed_file",
            "signed_file_name",
            "signed_by_id",
            "signer_id",
            "previous_id",
        }
    )
    _content = frozenset(
        {
            "type",
            "deal_type",
            "lead_id",
            "partner_id",
            "segment_id",
            "channel_partner_id",
            "name",
            "amount",
            "currency_id",
            "line_ids",
            "date_from",
            "date_to",
            "file",
            "file_name",
            "order_id",
        }
    )

    name = fields.Char(string="Subject")
    type = fields.Selection(TYPES, required=True, default="contract", index=True, tracking=True)
    deal_type = fields.Selection(
        [("new", "New"), ("cross_sale", "Cross-sale"), ("renewal", "Renewal")],
        compute="_compute_deal_type",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        tracking=True,
    )
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("prepared", "Prepared"),
            ("at_client", "At the client"),
            ("signed", "Signed"),
            ("refused", "Refused"),
            ("terminated", "Ended early"),
        ],
        required=True,
        default="requested",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    segment_id = fields.Many2one(
        "salestech.segment",
        compute="_compute_segment_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        help="As it was when the contract was made: figures by segment count it so.",
    )
    channel_partner_id = fields.Many2one(
        "res.partner",
        string="Through partner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('is_company', '=', True), ('id', '!=', partner_id)]",
        help="The partner through whom the client came.",
    )

    line_ids = fields.One2many("salestech.contract.line", "contract_id", string="Lines by product category", copy=True)
    order_id = fields.Many2one(
        "sale.order",
        string="Quotation",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('opportunity_id', '=', lead_id)]",
    )
    order_state = fields.Selection(related="order_id.state", string="State of the quotation")
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        tracking=True,
        help="Net of tax, in the contract's currency.",
    )
    amount_company = fields.Monetary(
        string="Amount in company currency",
        currency_field="company_currency_id",
        compute="_compute_amount_company",
        store=True,
        help="At the rate of the day of signature; until then, of the day it was prepared.",
    )

    date_request = fields.Date(string="Requested on", readonly=True, copy=False, default=lambda self: self._today())
    date_prepared = fields.Date(string="Prepared on", readonly=True, copy=False, index="btree_not_null")
    date_at_client = fields.Date(string="At the client since", readonly=True, copy=False)
    date_signed = fields.Date(string="Signed on", readonly=True, copy=False, index="btree_not_null", tracking=True)
    date_from = fields.Date(string="Valid from", copy=False, tracking=True)
    date_to = fields.Date(
        string="Valid to", copy=False, index="btree_not_null", tracking=True, help="Empty: without end."
    )
    date_deadline = fields.Date(string="To be renewed by", compute="_compute_date_deadline", store=True)
    date_terminated = fields.Date(string="Ended on", readonly=True, copy=False)
    days_to_prepare = fields.Integer(
        compute="_compute_days",
        store=True,
        aggregator="avg",
        help="Calendar days from the request to the prepared document.",
    )
    days_to_sign = fields.Integer(
        compute="_compute_days",
        store=True,
        aggregator="avg",
        help="Calendar days from the prepared document to the signature.",
    )
    days_total = fields.Integer(
        string="Days in all",
        compute="_compute_days",
        store=True,
        aggregator="avg",
        help="Calendar days from the request to the signature.",
    )
    is_valid = fields.Boolean(string="In force", compute="_compute_is_valid", search="_search_is_valid")

    file = fields.Binary(string="Draft", attachment=True, copy=False, help="What goes to the client.")
    file_name = fields.Char(copy=False)
    signed_file = fields.Binary(string="Signed document", attachment=True, readonly=True, copy=False)
    signed_file_name = fields.Char(readonly=True, copy=False)
    signed_by_id = fields.Many2one("res.users", string="Signature recorded by", readonly=True, copy=False)
    signer_id = fields.Many2one("res.partner", string="Signed for the client by", readonly=True, copy=False)

    previous_id = fields.Many2one(
        "salestech.contract", string="Renewal of", readonly=True, copy=False, index="btree_not_null"
    )
    renewal_ids = fields.One2many("salestech.contract", "previous_id", string="Renewals")

    _amount_finite = models.Constraint(
        "CHECK (amount IS NULL OR (amount >= 0 AND amount < 'Infinity'))", "The amount is a number of zero or more."
    )
    _period = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "A contract cannot end before it begins. Check both dates.",
    )
    _number_uniq = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL", "There is a contract with this number already."
    )
    _valid_idx = models.Index("(partner_id, date_to) WHERE state = 'signed'")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("lead_id")
    def _compute_segment_id(self):
        for contract in self:
            lead = contract.lead_id.sudo()  # the client's segment, of the client that is named anyway
            contract.segment_id = (
                lead.segment_id or lead.partner_id.commercial_partner_id.segment_id or contract.segment_id
            )

    @api.depends("partner_id", "type", "previous_id")
    def _compute_deal_type(self):
        for contract in self:
            if contract.previous_id:
                contract.deal_type = "renewal"
            elif not contract.deal_type or contract.state == "requested":
                contract.deal_type = "cross_sale" if contract._has_signed_before() else "new"

    @api.depends("date_to")
    def _compute_date_deadline(self):
        for contract in self:
            contract.date_deadline = contract.date_to

    @api.model
    def _deadline_domain(self, kind):
        renewed = Domain("renewal_ids", "any", [("state", "!=", "refused")])
        return super()._deadline_domain(kind) & ~renewed

    def _has_signed_before(self):
        partner = self.partner_id
        return bool(
            partner
            and self.type in CLIENT_TYPES
            # sudo: only whether the organisation is a client already, whoever sold to it
            and self.sudo().search_count(
                Domain("partner_id", "=", partner.id)
                & Domain("company_id", "=", self.company_id.id)
                & Domain("state", "=", "signed")
                & Domain("type", "in", CLIENT_TYPES)
                & Domain("id", "!=", self._origin.id),
                limit=1,
            )
        )

    @api.depends("line_ids.amount", "order_id.amount_untaxed", "order_id.currency_id", "company_id")
    def _compute_amount(self):
        for contract in self:
            if contract.state in self._closed_states:
                continue
            if contract.line_ids:
                contract.amount = sum(contract.line_ids.mapped("amount"))
            elif contract.order_id:
                contract.amount = contract.order_id.amount_untaxed

    @api.depends("amount", "currency_id", "date_signed", "date_prepared", "company_id")
    def _compute_amount_company(self):
        for contract in self:
            date = contract.date_signed or contract.date_prepared or contract.date_request
            contract.amount_company = contract._to_company_currency(contract.amount, date)

    @api.depends("date_request", "date_prepared", "date_signed")
    def _compute_days(self):
        for contract in self:
            asked, ready, signed = contract.date_request, contract.date_prepared, contract.date_signed
            contract.days_to_prepare = (ready - asked).days if asked and ready else 0
            contract.days_to_sign = max((signed - ready).days, 0) if ready and signed else 0
            contract.days_total = max((signed - asked).days, 0) if asked and signed else 0

    @api.depends("state", "date_from", "date_to")
    def _compute_is_valid(self):
        for contract in self:
            today = contract._today()
            begun = not contract.date_from or contract.date_from <= today
            contract.is_valid = (
                contract.state == "signed" and begun and not (contract.date_to and contract.date_to < today)
            )

    def _search_is_valid(self, operator, value):
        if operator != "in":
            return NotImplemented
        valid = self._valid_domain()
        return valid if True in value else ~valid

    @api.model
    def _valid_domain(self, today=None):
        """Return what makes a contract be in force on a day."""
        today = today or self.env.company._local_day(fields.Datetime.now())
        return (
            Domain("state", "=", "signed")
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", today))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )

    @api.constrains("channel_partner_id", "partner_id")
    def _check_channel(self):
        for contract in self:
            channel = contract.channel_partner_id.commercial_partner_id
            if channel and channel == contract.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._("“%s” is the client. Choose the partner through whom it came.", channel.name)
                )

    # ------------------------------------------------------------
    # HOOKS OF THE DOCUMENT
    # ------------------------------------------------------------

    def _kind_label(self):
        return dict(self._fields["type"]._description_selection(self.env)).get(self.type, self.env._("Contract"))

    def _process_codes(self):
        return sorted({"2.3" if contract.type == "partner_agreement" else "2.1.9" for contract in self})

    def _request_codes(self):
        # Whoever agrees the terms asks for the contract; whoever signs contracts makes it.
        return ["2.3"] if self.type == "partner_agreement" else ["2.1.9", "2.1.8"]

    def _is_numbered_for_good(self):
        return bool(self.number)

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts._take_lines_from_order()
        contracts._settle_amount()
        return contracts

    def write(self, vals):
        if "type" in vals and not self.env.su and any(c.number and c.type != vals["type"] for c in self):
            raise UserError(self.env._("A numbered document stays of its type. Refuse it and request another one."))
        result = super().write(vals)
        if vals.get("order_id"):
            self._take_lines_from_order()
        if "amount" in vals:
            self._settle_amount()
        return result

    def _settle_amount(self):
        """Where there are lines the amount is their sum, whatever was given along with them."""
        for contract in self.filtered(lambda c: c.line_ids and c.state not in c._closed_states):
            total = sum(contract.line_ids.mapped("amount"))
            if contract.currency_id.compare_amounts(contract.amount, total):
                contract.amount = total

    def _take_lines_from_order(self):
        """Sum the quotation up by product category, where the contract has no lines of its own."""
        for contract in self.filtered(lambda c: c.order_id and not c.line_ids and c.state not in c._closed_states):
            contract.currency_id = contract.order_id.currency_id
            contract.line_ids = [Command.create(vals) for vals in contract._prepare_lines()]

    def _prepare_lines(self):
        amounts = {}
        # sudo: the quotation that the user chose; its products' categories only
        for line in self.order_id.sudo().order_line.filtered(lambda line: not line.display_type):
            category = line.product_id.categ_id
            amounts[category] = amounts.get(category, 0.0) + line.price_subtotal
        return [{"category_id": category.id, "amount": amount} for category, amount in amounts.items() if category]

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def _reasoned(self):
        return {
            "refuse": (self.env._("Refused: why?"), self._refuse),
            "rework": (self.env._("Back to us: what is to be changed?"), self._rework),
            "terminate": (self.env._("Ended early: why?"), self._terminate),
        }

    def action_prepare(self):
        """Say that the document is ready, and give it its number."""
        self._require_work()
        for contract in self:
            if contract.type != "partner_agreement" and not contract.amount:
                raise UserError(self.env._("Enter the amount of “%s” first.", contract.display_name))
        self._ensure_partner()
        self._become("prepared", ("requested",), date_prepared=self._today())
        for contract in self.filtered(lambda c: not c.number):
            # sudo: the number is a fact; `_become` has checked reach and process.
            contract.sudo().number = contract.company_id._next_document_number(f"salestech.contract.{contract.type}")
        self._log_in_history(self.env._("prepared"))
        return True

    def action_at_client(self):
        """Record that the document went to the client."""
        self._become("at_client", ("prepared",), date_at_client=self._today())
        self._log_in_history(self.env._("given to the client for signature"))
        return True

    def action_sign(self):
        """Open the dialog that records the signature: the day and the signed document."""
        self.ensure_one()
        self.check_access("write")
        self._require_own_process()
        if self.state not in ("prepared", "at_client"):
            raise UserError(self._wrong_state_sentence(self))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Signed: %s", self.display_name),
            "res_model": "salestech.contract.sign",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_contract_id": self.id, "dialog_size": "medium"},
        }

    def action_renew(self):
        """Request the contract that follows this one: the same for as long again."""
        self.ensure_one()
        self.check_access("write")
        self._require_request()
        if self.state not in ("signed", "terminated"):
            raise UserError(self.env._("“%s” was not signed: there is nothing to renew.", self.display_name))
        following = self.renewal_ids.filtered(lambda c: c.state != "refused")[:1]
        if not following:
            following = self.copy(self._prepare_renewal_vals())
            # sudo: which contract it renews is a fact; the right to request it was checked when it was made.
            following.sudo().previous_id = self
            self._log_in_history(self.env._("renewal requested"))
            self.sudo()._deadline_follow()  # sudo: the activities of the deadline, which is kept now
        return following._open_form()

    def _prepare_renewal_vals(self):
        vals = {"deal_type": "renewal"}
        if self.date_to:
            start = self.date_to + relativedelta(days=1)
            vals["date_from"] = start
            if self.date_from:
                length = relativedelta(start, self.date_from)
                vals["date_to"] = start + length - relativedelta(days=1)
        return vals

    def action_make_quotation(self):
        """Open the quotation of the contract."""
        self.ensure_one()
        self.check_access("read")
        if not self.order_id:
            raise UserError(self.env._("Choose the quotation that the contract is made from."))
        return self.order_id._get_records_action()

    def action_confirm_order(self):
        """Confirm the quotation of the signed contract."""
        self.ensure_one()
        self.check_access("write")
        self._require_own_process()
        if self.state != "signed":
            raise UserError(self.env._("The contract is not signed yet."))
        self.order_id.action_confirm()
        return True

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _refuse(self, reason):
        self._become("refused", OPEN, refuse_reason=reason)
        self._log_in_history(self.env._("refused: %s", reason))

    def _rework(self, reason):
        self._become("requested", ("prepared", "at_client"), date_prepared=False, date_at_client=False)
        self._log_in_history(self.env._("back to us: %s", reason))

    def _terminate(self, reason):
        self._become("terminated", ("signed",), date_terminated=self._today(), refuse_reason=reason)
        self._log_in_history(self.env._("ended early: %s", reason))

    def _sign(self, date, file, file_name, signer=None):
        """Record the signature of both sides, and win the client where nothing else is missing.

        :returns: the sentences of what keeps the client from being won, or ""
        """
        self.ensure_one()
        if not file:
            raise ValidationError(self.env._("Attach the signed document."))
        if not date or date > self._today():
            raise ValidationError(self.env._("The day of signature cannot be in the future. Enter when it was signed."))
        if self.date_to and self.date_to < date:
            raise ValidationError(
                self.env._(
                    "“%(contract)s” ended on %(date)s, before it was signed. Check its dates.",
                    contract=self.display_name,
                    date=format_date(self.env, self.date_to),
                )
            )
        self._refuse_large_files({"signed_file": file, "signed_file_name": file_name})
        self._become(
            "signed",
            ("prepared", "at_client"),
            date_signed=date,
            signed_file=file,
            signed_file_name=file_name,
            signed_by_id=self.env.uid,
            signer_id=signer.id if signer else False,
            **({} if self.date_from else {"date_from": date}),
        )
        self._log_in_history(self.env._("signed on %s", format_date(self.env, date)))
        return self._win_lead()

    def _win_lead(self):
        """Win the client the lawful way: by a move that all gates on the way are asked about.

        The signature is a fact and stays recorded where the ladder still misses something.
        """
        # sudo: whoever signs contracts wins the client with it, also a colleague's; every gate is asked all the same.
        lead = self.lead_id.sudo()
        if lead.won_status != "pending" or not lead.active:
            return ""
        step = self.env["crm.stage"]._ladder_steps().get(lead.stage_id.id)
        if not step:
            lead.action_set_won()
            return ""
        if (lead.ladder_kind == "partner") != (self.type == "partner_agreement"):
            return ""
        last = [s for s in self.env["crm.stage"]._steps_of(step.ladder_id) if s.is_won][:1]
        try:
            with self.env.cr.savepoint():
                lead.write({"stage_id": last[0].id if last else lead.stage_id.id})
        except LadderRefusal as refusal:
            lead.invalidate_recordset()
            lead._message_log(body=plaintext2html(str(refusal)))
            return str(refusal)
        return ""
