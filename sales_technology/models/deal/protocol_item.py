from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...tools.graph import has_circle
from ...tools.seal import Seal

SEALED = {
    "state": "draft",
    "result": False,
    "cancel_reason": False,
    "date_closed": False,
    "closed_by_id": False,
    "origin_id": False,
    "date_reminded": False,
}
# Who carries it out may change hands after signing; what was agreed may not.
FREE = frozenset({"user_id"})


class SalestechProtocolItem(models.Model):
    """One thing agreed: what, on whose side, who, until when. All signed ones are the development plan."""

    _name = "salestech.protocol.item"
    _description = "Agreed Item"
    _inherit = ["mail.thread", "mail.activity.mixin", "salestech.process.guard", "salestech.deadline.mixin"]
    _order = "date_deadline, protocol_id, sequence, id"
    _check_company_auto = True

    _deadline_open_states = ("open",)
    _deadline_team_field = "team_id"
    _deadline_activity = False  # an item plans its own when it comes into force

    protocol_id = fields.Many2one(
        "salestech.protocol", required=True, index=True, ondelete="cascade", check_company=True
    )
    lead_id = fields.Many2one(related="protocol_id.lead_id", store=True, precompute=True, index="btree_not_null")
    partner_id = fields.Many2one(related="protocol_id.partner_id", store=True, precompute=True, index="btree_not_null")
    company_id = fields.Many2one(related="protocol_id.company_id", store=True, precompute=True, index=True)
    team_id = fields.Many2one(related="protocol_id.team_id", store=True, precompute=True, index="btree_not_null")
    sequence = fields.Integer(default=10)

    name = fields.Char(string="What", required=True)
    side = fields.Selection([("ours", "We"), ("client", "The client")], string="Whose task", default="ours", index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
        domain=[("share", "=", False)],
        check_company=True,
        help="On the client's side: who of us looks after it.",
    )
    person_id = fields.Many2one(
        "res.partner", string="Who at the client", index="btree_not_null", ondelete="restrict", check_company=True
    )
    who = fields.Char(compute="_compute_who")
    date_deadline = fields.Date(string="Until", index=True)
    depends_on_ids = fields.Many2many(
        "salestech.protocol.item",
        "salestech_protocol_item_dependency_rel",
        "item_id",
        "depends_on_id",
        string="Depends on",
        domain="[('protocol_id', '=', protocol_id), ('id', '!=', id)]",
        copy=False,
    )
    deliverable = fields.Selection(
        [("task", "Task"), ("technical_proposal", "Technical proposal"), ("pilot", "Pilot")],
        string="Brings",
        default="task",
        required=True,
        help="A plan that asks for a technical proposal or a pilot is carried out once that is agreed or accepted.",
    )

    state = fields.Selection(
        [
            ("draft", "Not agreed yet"),
            ("open", "To be done"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
            ("replaced", "Replaced by a new version"),
        ],
        required=True,
        default="draft",
        copy=False,
        readonly=True,
        tracking=True,
        index=True,
        group_expand="_group_expand_state",
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue", string="Overdue")
    result = fields.Text(copy=False, readonly=True, tracking=True)
    cancel_reason = fields.Text(string="Why cancelled", copy=False, readonly=True, tracking=True)
    date_closed = fields.Date(string="Closed on", copy=False, readonly=True)
    closed_by_id = fields.Many2one(
        "res.users", string="Closed by", copy=False, readonly=True, index="btree_not_null", ondelete="restrict"
    )
    origin_id = fields.Many2one(
        "salestech.protocol.item",
        string="In the version before",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date_reminded = fields.Date(string="Client reminded on", copy=False, readonly=True)

    _open_idx = models.Index("(lead_id, side) WHERE state = 'open'")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("protocol_id")
    def _compute_user_id(self):
        for item in self:
            item.user_id = item.user_id or item.protocol_id.user_id

    @api.depends("side", "user_id", "person_id", "partner_id")
    def _compute_who(self):
        for item in self:
            item.who = item.user_id.name if item.side == "ours" else (item.person_id or item.partner_id).name

    @api.depends("state", "date_deadline")
    @api.depends_context("tz")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for item in self:
            item.is_overdue = item.state == "open" and bool(item.date_deadline) and item.date_deadline < today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "open"), ("date_deadline", "<", fields.Date.context_today(self))]

    @api.model
    def _group_expand_state(self, states, domain):
        """Show the plan's columns even while they are empty."""
        return ["open", "done", "cancelled"]

    # ------------------------------------------------------------
    # CONSTRAINS
    # ------------------------------------------------------------

    @api.constrains("depends_on_ids", "date_deadline", "protocol_id")
    def _check_dependencies(self):
        for protocol in self.protocol_id:
            items = protocol.item_ids
            if any(item.depends_on_ids - items for item in items):
                raise ValidationError(self.env._("An item can depend on items of the same protocol only."))
            if has_circle({item.id: set(item.depends_on_ids.ids) for item in items}):
                raise ValidationError(
                    self.env._("These items wait for each other in a circle. Take one dependency out.")
                )
        for item in self:
            item._check_order_of_dates()

    def _check_order_of_dates(self):
        for before in self.depends_on_ids:
            if self.date_deadline and before.date_deadline and self.date_deadline < before.date_deadline:
                raise ValidationError(
                    self.env._(
                        "“%(item)s” is due before “%(before)s”, on which it depends. Change one of the dates.",
                        item=self.name,
                        before=before.name,
                    )
                )

    @api.constrains("user_id")
    def _check_user(self):
        for item in self:
            if item.user_id.share:
                raise ValidationError(self.env._("%s is not one of our employees.", item.user_id.name))

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if Seal.held(self.env.context):
            return super().create([{**SEALED, **vals} for vals in vals_list]).with_env(self.env)
        for vals in vals_list:
            self.browse()._refuse_sealed(vals)
        # Said aloud, so that no default_* of a client's context says otherwise.
        items = super().create([{**vals, **SEALED} for vals in vals_list])
        items.protocol_id._require_own_process()
        items.protocol_id._check_draft()
        return items

    def write(self, vals):
        if Seal.held(self.env.context):
            return super().write(vals)
        self._refuse_sealed(vals)
        vals = {name: value for name, value in vals.items() if name not in SEALED}
        self._require_own_process()
        content = [name for name in vals if name not in FREE and not name.startswith(("message_", "activity_"))]
        if content:
            self.protocol_id._check_draft()
        handed_over = self.filtered(lambda i: i.state == "open") if "user_id" in vals else self.browse()
        result = super().write(vals)
        if "protocol_id" in content:
            self.protocol_id._check_draft()
        handed_over._plan_activities()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        self._require_own_process()
        self.protocol_id._check_draft()

    def _refuse_sealed(self, vals):
        for name in SEALED.keys() & vals.keys():
            field = self._fields[name]
            old = [field.convert_to_write(item[name], item) for item in self] or [SEALED[name]]
            if any((value or False) != (vals[name] or False) for value in old):
                raise AccessError(
                    self.env._("An item is closed with “Done” or “Cancel”, with its result or its reason, not by hand.")
                )

    def _require_own_process(self):
        self.protocol_id._require_own_process()

    def _sealed(self):
        return Seal.on(self)
