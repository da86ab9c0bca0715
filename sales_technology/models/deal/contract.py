from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

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

    @api.depends("date_request", "date_prepared", "date_signed")
    def _compute_days(self):
        for contract in self:
            asked, ready, signed = contract.date_request, contract.date_prepared, contract.date_signed
            contract.days_to_prepare = (ready - asked).days if asked and ready else 0
            contract.days_to_sign = max((signed - ready).days, 0) if ready and signed else 0
            contract.days_total = max((signed - asked).days, 0) if asked and signed else 0

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
