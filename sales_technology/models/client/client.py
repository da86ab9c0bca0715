from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .client_status import STATUSES

CLIENT_STATUSES = [row for row in STATUSES if row[0] != "partner"]
# What people write; all the rest follows from contracts and touches.
BY_HAND = frozenset({"user_id", "team_id"})


class SalestechClient(models.Model):
    """What one company has with one organisation, kept ready for the board of clients.

    A row is made when the first contract of ours is signed, when the organisation comes on a client ladder (by the
    daily job) or when somebody gives it a status. So companies that share an organisation each have their own
    status, responsible and touches, and the board of a manager is one indexed query over his own rows.
    """

    _name = "salestech.client"
    _description = "Client"
    _inherit = ["salestech.process.guard"]
    _order = "touch_due_date, id"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id"]
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Organisation", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    status = fields.Selection(
        CLIENT_STATUSES, string="Client status", required=True, readonly=True, default="potential"
    )
    status_since = fields.Date(string="Since", readonly=True)
    is_partner = fields.Boolean(string="Sales partner", readonly=True)
    partner_since = fields.Date(readonly=True, help="Of the agreement in force; the first one decides who is new.")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    team_id = fields.Many2one(
        "crm.team", string="Group", index="btree_not_null", ondelete="set null", check_company=True
    )
    segment_id = fields.Many2one(related="partner_id.segment_id", store=True, index="btree_not_null")
    is_active = fields.Boolean(related="partner_id.active", store=True)
    contract_id = fields.Many2one(
        "salestech.contract", string="Last contract", readonly=True, index="btree_not_null", ondelete="set null"
    )

    last_touch_date = fields.Date(string="Last touch", readonly=True)
    touch_due_date = fields.Date(
        string="Touch by", readonly=True, help="So many days after the last touch as the segment or the settings say."
    )
    revision = fields.Integer(readonly=True, default=0, export_string_translation=False)

    _partner_uniq = models.Constraint(
        "UNIQUE (partner_id, company_id)", "An organisation is a client of a company once."
    )
    _board_idx = models.Index("(user_id, status, touch_due_date)")
    _department_idx = models.Index("(company_id, status, touch_due_date)")

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_by_hand()
        return super().create(vals_list)

    def write(self, vals):
        if not vals.keys() <= BY_HAND:
            self._refuse_by_hand()
        if "user_id" not in vals:
            return super().write(vals)
        before = {client: client.user_id for client in self}
        if "team_id" not in vals and vals["user_id"]:
            # sudo: which group a colleague is in
            team = self.env["res.users"].sudo().browse(vals["user_id"]).sale_team_id
            vals = {**vals, **({"team_id": team.id} if team else {})}
        result = super().write(vals)
        self._hand_over(before)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never_by_hand(self):
        self._refuse_by_hand()

    def _refuse_by_hand(self):
        if not self.env.su:
            raise AccessError(
                self.env._("The status of a client follows from its contracts. Use “Change the status” and say why.")
            )

    def _hand_over(self, before):
        """Whoever becomes responsible gets the open opportunities too, as far as the user may give them."""
        for client in self:
            old, new = before[client], client.user_id
            if old == new:
                continue
            domain = Domain("partner_id", "child_of", client.partner_id.id) & Domain("user_id", "=", old.id)
            domain &= Domain("company_id", "=", client.company_id.id) & Domain("type", "=", "opportunity")
            leads = self.env["crm.lead"].search(domain)._filtered_access("write")
            leads.filtered(lambda lead: lead.won_status == "pending").write({"user_id": new.id})
            # sudo: the line in the history of an organisation that the user sees anyway
            client.partner_id.sudo()._message_log(
                body=self.env._(
                    "Responsible in %(company)s: %(old)s → %(new)s",
                    company=client.company_id.name,
                    old=old.name or self.env._("nobody"),
                    new=new.name or self.env._("nobody"),
                )
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_card(self):
        """Open the client's card: the organisation itself."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.name,
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(self.env.ref("sales_technology.res_partner_view_form_client_card").id, "form")],
        }

    def action_plan_touch(self):
        """Plan what is next with the client: Odoo's own dialog of activities."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id._action_plan_touch()

    def action_log_touch(self):
        """Record a call, a meeting or a letter that has taken place."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id.action_log_touch()
