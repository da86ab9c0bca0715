from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

BELOW_FLOOR = "R.2"
PROCESS = "2.1.8"
AMOUNTS = frozenset({"start_amount", "bid_amount", "floor_amount"})


class SalestechTender(models.Model):
    """A tender that the client must hold: whether we take part, our price, the papers, the deposit, the result."""

    _name = "salestech.tender"
    _description = "Tender"
    _inherit = ["salestech.document.mixin", "salestech.deadline.mixin"]
    _order = "date_submission, id"

    _start_state = "found"
    _closed_states = ("submitted", "won", "lost", "declined", "cancelled")
    _deadline_team_field = "lead_id.team_id"
    _facts = frozenset(
        {
            "state",
            "number",
            "company_id",
            "refuse_reason",
            "decision",
            "decision_by_id",
            "decision_date",
            "decision_reason",
            "date_submitted",
            "date_closed",
            "below_floor_by_id",
        }
    )
    _content = frozenset(
        {
            "lead_id",
            "partner_id",
            "currency_id",
            "name",
            "client_number",
            "platform",
            "link",
            "date_submission",
            "deposit_amount",
            "start_amount",
            "bid_amount",
            "floor_amount",
        }
    )

    name = fields.Char(string="Subject", required=True, tracking=True)
    state = fields.Selection(
        [
            ("found", "Found"),
            ("preparing", "In preparation"),
            ("submitted", "Bid submitted"),
            ("won", "Bid won"),
            ("lost", "Lost"),
            ("declined", "We do not take part"),
            ("cancelled", "Cancelled by the client"),
        ],
        required=True,
        default="found",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    client_number = fields.Char(string="Client's number", help="The number of the purchase on the platform.")
    platform = fields.Char(help="Where the client holds the tender.")
    link = fields.Char()

    date_submission = fields.Datetime(string="Bids until", tracking=True, index="btree_not_null")
    date_deadline = fields.Date(
        string="Due on",
        compute="_compute_date_deadline",
        store=True,
        index="btree_not_null",
        help="Until when we bid, then when the result is expected, then when a deposit comes back; in the company's"
        " time zone.",
    )
    date_result = fields.Date(string="Result expected on", tracking=True)
    date_submitted = fields.Datetime(string="Submitted at", readonly=True, copy=False)
    date_closed = fields.Date(string="Result of", readonly=True, copy=False)

    lot_ids = fields.One2many("salestech.tender.lot", "tender_id", string="Lots", copy=True)
    bid_ids = fields.One2many("salestech.tender.bid", "tender_id", string="Competitors' bids")
    document_ids = fields.One2many(
        "salestech.tender.document",
        "tender_id",
        string="Checklist of documents",
        default=lambda self: self._default_document_ids(),
    )
    document_done_count = fields.Integer(string="Documents ready", compute="_compute_document_counts")
    document_count = fields.Integer(string="Documents asked for", compute="_compute_document_counts")

    start_amount = fields.Monetary(
        string="Starting price",
        compute="_compute_amounts",
        store=True,
        readonly=False,
        help="The client's highest price.",
    )
    bid_amount = fields.Monetary(
        string="Our bid", compute="_compute_amounts", store=True, readonly=False, tracking=True
    )
    floor_amount = fields.Monetary(
        string="Floor price",
        compute="_compute_amounts",
        store=True,
        readonly=False,
        tracking=True,
        help="We do not bid lower without the right to. Empty: no floor. Once set, only that right lowers it.",
    )
    bid_amount_company = fields.Monetary(
        string="Our bid in company currency",
        currency_field="company_currency_id",
        compute="_compute_bid_amount_company",
        store=True,
    )
    is_below_floor = fields.Boolean(string="Below the floor price", compute="_compute_is_below_floor", store=True)
    below_floor_by_id = fields.Many2one("res.users", string="Bid below the floor allowed by", readonly=True, copy=False)
    best_bid_amount = fields.Monetary(string="Best competitor's bid", compute="_compute_best_bid_amount")

    deposit_amount = fields.Monetary(string="Security deposit")
    deposit_paid_on = fields.Date(string="Deposit paid on", copy=False)
    deposit_return_due = fields.Date(string="Deposit to be returned by", copy=False)
    deposit_returned_on = fields.Date(string="Deposit returned on", copy=False)
    deposit_state = fields.Selection(
        [("none", "None"), ("to_pay", "To be paid"), ("paid", "Paid"), ("returned", "Returned")],
        string="Deposit",
        compute="_compute_deposit_state",
        store=True,
    )

    decision = fields.Selection(
        [("take_part", "We take part"), ("decline", "We do not take part")], readonly=True, copy=False, tracking=True
    )
    decision_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    decision_date = fields.Date(string="Decided on", readonly=True, copy=False)
    decision_reason = fields.Char(string="Why", readonly=True, copy=False)

    _amounts_finite = models.Constraint(
        """CHECK (
            COALESCE(start_amount, 0) >= 0 AND COALESCE(start_amount, 0) < 'Infinity'
            AND COALESCE(bid_amount, 0) >= 0 AND COALESCE(bid_amount, 0) < 'Infinity'
            AND COALESCE(floor_amount, 0) >= 0 AND COALESCE(floor_amount, 0) < 'Infinity'
            AND COALESCE(deposit_amount, 0) >= 0 AND COALESCE(deposit_amount, 0) < 'Infinity'
        )""",
        "Prices and deposits are numbers of zero or more.",
    )
    _deposit_order = models.Constraint(
        """CHECK (
            deposit_returned_on IS NULL OR (deposit_paid_on IS NOT NULL AND deposit_returned_on >= deposit_paid_on)
        )""",
        "The deposit cannot come back before it was paid. Check both dates.",
    )
    _number_uniq = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL", "There is a tender with this number already."
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.model
    def _default_document_ids(self):
        names = [
            self.env._("Application to take part"),
            self.env._("Charter and registration papers"),
            self.env._("Power of attorney of the signatory"),
            self.env._("Technical proposal"),
            self.env._("Price offer"),
        ]
        return [Command.create({"name": name, "sequence": 10 * i}) for i, name in enumerate(names, 1)]

    @api.depends("document_ids.is_done")
    def _compute_document_counts(self):
        for tender in self:
            tender.document_count = len(tender.document_ids)
            tender.document_done_count = len(tender.document_ids.filtered("is_done"))

    @api.depends("lot_ids.start_amount", "lot_ids.bid_amount", "lot_ids.floor_amount")
    def _compute_amounts(self):
        for tender in self:
            for name in AMOUNTS:
                tender[name] = sum(tender.lot_ids.mapped(name)) if tender.lot_ids else tender[name]

    @api.depends("bid_amount", "currency_id", "date_submitted", "company_id")
    def _compute_bid_amount_company(self):
        for tender in self:
            date = tender.date_submitted and tender.company_id._local_day(tender.date_submitted)
            tender.bid_amount_company = tender._to_company_currency(tender.bid_amount, date)

    @api.depends("bid_ids.amount")
    def _compute_best_bid_amount(self):
        for tender in self:
            tender.best_bid_amount = min(tender.bid_ids.filtered("amount").mapped("amount"), default=0)

    @api.depends("deposit_amount", "deposit_paid_on", "deposit_returned_on")
    def _compute_deposit_state(self):
        for tender in self:
            if tender.deposit_returned_on:
                tender.deposit_state = "returned"
            elif tender.deposit_paid_on:
                tender.deposit_state = "paid"
            else:
                tender.deposit_state = "to_pay" if tender.deposit_amount else "none"

    # ------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------

    @api.constrains("date_submission", "date_result")
    def _check_dates(self):
        for tender in self:
            bids = tender._submission_day()
            if tender.date_result and bids and tender.date_result < bids:
                raise ValidationError(self.env._("The result cannot be known before bids are in. Check both dates."))

    @api.constrains("link")
    def _check_link(self):
        for tender in self:
            if tender.link and not tender.link.lower().startswith(("https://", "http://")):
                raise ValidationError(self.env._("“%s” is no link. It begins with https://.", tender.link))

    # ------------------------------------------------------------
    # HOOKS OF THE DOCUMENT
    # ------------------------------------------------------------

    def _kind_label(self):
        return self.env._("Tender")

    def _process_codes(self):
        return [PROCESS]

    @api.model_create_multi
    def create(self, vals_list):
        tenders = super().create(vals_list)
        for tender in tenders.filtered(lambda t: not t.number):
            # sudo: the number is a fact; the right to enter the tender was checked by super.
            tender.sudo().number = tender.company_id._next_document_number("salestech.tender")
        tenders._settle_amounts(AMOUNTS)
        tenders._require_floor()
        tenders._note_below_floor()
        return tenders

    def write(self, vals):
        if "floor_amount" in vals and not self.env.su:
            for tender in self:
                tender._refuse_lower_floor(tender.floor_amount, vals["floor_amount"])
        result = super().write(vals)
        self._settle_amounts(AMOUNTS & vals.keys())
        if vals.keys() & {"bid_amount", "floor_amount", "lot_ids"}:
            self._require_floor()
            self._note_below_floor()
        return result

    def _settle_amounts(self, names):
        """Where there are lots the prices are their sums, whatever was given along with them."""
        for tender in self.filtered("lot_ids") if names else ():
            sums = {name: sum(tender.lot_ids.mapped(name)) for name in names}
            changed = {
                name: value for name, value in sums.items() if tender.currency_id.compare_amounts(tender[name], value)
            }
            if changed:
                # sudo: sums of lots, whose own prices and floors are checked where they are written
                tender.sudo().write(changed)
