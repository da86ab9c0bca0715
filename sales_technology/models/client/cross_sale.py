from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

PROCESS = "2.2.5"


class SalestechCrossSale(models.Model):
    """What a client does not buy yet and most clients of its segment do.

    The rows are reckoned set-wise each night (`_refresh`); here one is worked on: made into an opportunity, or
    dismissed with a reason. What was decided stays decided.
    """

    _name = "salestech.cross.sale"
    _description = "Cross-sale Suggestion"
    _inherit = ["salestech.process.guard", "salestech.reasoned.mixin"]
    _order = "expected_amount desc, id"
    _rec_name = "category_id"
    _rec_names_search = ["partner_id", "category_id"]
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, readonly=True, index=True, ondelete="cascade"
    )
    segment_id = fields.Many2one("salestech.segment", readonly=True, index="btree_not_null", ondelete="set null")
    category_id = fields.Many2one(
        "product.category", string="To offer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True, index="btree_not_null")
    team_id = fields.Many2one("crm.team", string="Group", readonly=True, index="btree_not_null", ondelete="set null")
    share = fields.Float(
        string="Clients of the segment that have it", readonly=True, aggregator="avg", help="0 to 1 of them."
    )
    lift = fields.Float(
        string="Times as usual as elsewhere",
        readonly=True,
        aggregator="avg",
        help="How much more usual it is in the segment than among all clients: 2 means twice as usual.",
    )
    expected_amount = fields.Monetary(
        readonly=True,
        currency_field="company_currency_id",
        help="What half of the segment's clients that have it spent at least (the median).",
    )
    state = fields.Selection(
        [("open", "To be offered"), ("made", "Opportunity made"), ("dismissed", "Dismissed")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    lead_id = fields.Many2one("crm.lead", string="Opportunity", readonly=True, index="btree_not_null")
    reason = fields.Char(string="Why dismissed", readonly=True)
    date_as_of = fields.Datetime(related="company_id.salestech_cross_date", string="As of")

    _client_category_uniq = models.UniqueIndex("(company_id, partner_id, category_id)")
    _open_user_idx = models.Index("(user_id, expected_amount DESC, id) WHERE state = 'open'")
    _open_idx = models.Index("(company_id, expected_amount DESC, id) WHERE state = 'open'")

    @api.depends("category_id", "partner_id")
    def _compute_display_name(self):
        for row in self:
            # sudo: the client's name, on the client's own suggestion
            names = (row.category_id.sudo().name, row.partner_id.sudo().name)
            row.display_name = " → ".join(filter(None, names))

    def write(self, vals):
        if not self.env.su:
            raise AccessError(
                self.env._("Suggestions are reckoned each night. Make an opportunity of one, or dismiss it.")
            )
        return super().write(vals)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_make_lead(self):
        """Make an opportunity of the suggestion, on the highest step of the ladder whose gates already hold."""
        self.ensure_one()
        self._require_work()
        if self.state == "made" and self.lead_id:
            return self.lead_id._get_records_action()
        if self.state != "open":
            raise UserError(self.env._("“%s” was dismissed. Take it up again first.", self.display_name))
        # sudo: facts, closed to everybody; reach and process were checked. First of all, so that of two people
        # who click at once one waits, is run again by Odoo, and opens what the other made.
        self.sudo().state = "made"
        self.env.flush_all()
        lead = self.env["crm.lead"].create(self._prepare_lead_vals())
        self.sudo().lead_id = lead
        lead._climb_while_lawful()
        return lead._get_records_action()

    def action_take_up(self):
        """Take a dismissed suggestion up again."""
        self._require_work()
        # sudo: facts, closed to everybody; reach and process were checked
        self.filtered(lambda row: row.state == "dismissed").sudo().write({"state": "open", "reason": False})
        return True

    def action_ask_reason(self):
        """Open the dialog that asks why the suggestion is dismissed."""
        self.ensure_one()
        self._require_work()
        return self._ask_reason("dismiss")

    def action_open_products(self):
        """Show which product categories the client has."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id.action_open_client_products()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _require_work(self):
        self.check_access("write")
        self._require_process(PROCESS)

    def _reasoned(self):
        return {"dismiss": (self.env._("Nothing for this client: why?"), self._dismiss)}

    def _dismiss(self, reason):
        self._require_work()
        for row in self:
            if row.state != "open":
                raise UserError(self.env._("“%s” is not open any more.", row.display_name))
        # sudo: facts, closed to everybody; reach and process were checked
        self.sudo().write({"state": "dismissed", "reason": reason})

    def _prepare_lead_vals(self):
        self.ensure_one()
        # sudo: the client's last deal, whoever made it, tells who decides there
        last = (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("partner_id.commercial_partner_id", "=", self.partner_id.id),
                    ("decision_maker_id", "!=", False),
                    ("company_id", "in", [False, self.company_id.id]),
                ],
                order="id desc",
                limit=1,
            )
        )
        user = self.user_id or self.env.user
        team = self.team_id or user.sudo().sale_team_id
        return {
            "name": self.env._(
                "%(category)s for %(client)s", category=self.category_id.name, client=self.partner_id.name
            ),
            "type": "opportunity",
            "partner_id": self.partner_id.id,
            "segment_id": self.segment_id.id,
            "user_id": user.id,
            "team_id": team.id,
            "company_id": self.company_id.id,
            "decision_maker_id": last.decision_maker_id.id,
            "expected_revenue": self.expected_amount,
            "deal_type": "cross_sale",
        }
