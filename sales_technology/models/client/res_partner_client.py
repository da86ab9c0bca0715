from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..deal.document_mixin import SALESTECH_USER
from .client_status import STATUSES


class ResPartner(models.Model):
    """What an organisation is to the current company. Read from the rows of `salestech.client`, never stored twice."""

    _inherit = "res.partner"

    client_status = fields.Selection(
        [row for row in STATUSES if row[0] != "partner"],
        compute="_compute_client",
        search="_search_client_status",
        groups=SALESTECH_USER,
        help="To the current company: current while a contract is in force, lost after the last one.",
    )
    client_user_id = fields.Many2one(
        "res.users",
        string="Responsible for the client",
        compute="_compute_client",
        search="_search_client_user_id",
        groups=SALESTECH_USER,
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_client(self):
        # sudo: what an organisation is to the company and who answers for it is told to every sales role,
        # so that nobody works on a colleague's client unknowingly
        clients = self.env["salestech.client"].sudo()
        clients = clients.search_fetch(
            [("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "=", self.env.company.id)],
            ["partner_id", "status", "user_id"],
        )
        by_partner = {client.partner_id.id: client for client in clients}
        for partner in self:
            client = by_partner.get(partner.commercial_partner_id.id, clients.browse())
            partner.client_status = client.status
            partner.client_user_id = client.user_id

    def _search_client_status(self, operator, value):
        return self._search_client("status", operator, value)

    def _search_client_user_id(self, operator, value):
        return self._search_client("user_id", operator, value)

    def _search_client(self, name, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as for the compute
        clients = self.env["salestech.client"].sudo()
        own = Domain("company_id", "=", self.env.company.id)
        given = [item for item in value if item]
        found = clients._search(own & Domain(name, "in", given))
        domain = Domain("commercial_partner_id", "in", found.subselect("partner_id"))
        if False in value:
            known = clients._search(own & Domain(name, "!=", False))
            domain |= ~Domain("commercial_partner_id", "in", known.subselect("partner_id"))
        return domain

    def _field_to_sql(self, alias, field_expr, query=None):
        """Group and sort by the status in the current company, by a join on its index."""
        if field_expr != "client_status" or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields["client_status"], "read")
        client = query.make_alias(alias, "client")
        condition = SQL(
            "%s = %s AND %s = %s",
            SQL.identifier(client, "partner_id"),
            SQL.identifier(alias, "commercial_partner_id"),
            SQL.identifier(client, "company_id"),
            self.env.company.id,
        )
        query.add_join("LEFT JOIN", client, "salestech_client", condition)
        return SQL.identifier(client, "status")

    def write(self, vals):
        """A client of another segment is due on another day."""
        result = super().write(vals)
        if "segment_id" in vals:
            # sudo: when a client is due follows from its segment, whoever may set that
            self.env["salestech.client"].sudo()._refresh_due([("partner_id", "in", self.ids)])
        if vals.get("user_id"):
            self._give_client(self.env["res.users"].browse(vals["user_id"]))
        return result

    def _give_client(self, user):
        """A new salesperson on the card answers for the client too, where who sets him may say so."""
        clients = self.env["salestech.client"]
        company = self.env.company
        # sudo: in which companies a colleague works
        if clients.has_access("write") and company in user.sudo().company_ids:
            clients = clients.search([("partner_id", "in", self.ids), ("company_id", "=", company.id)])
            clients._filtered_access("write").filtered(lambda client: client.user_id != user).user_id = user

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_client_override(self):
        """Open the dialog that sets the client's status by hand."""
        self.ensure_one()
        self._check_override()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the status"),
            "res_model": "salestech.client.override",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": self.commercial_partner_id.id, "dialog_size": "medium"},
        }

    def action_client_history(self):
        """Open the dated rows of the client's status."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_client_status_action")
        return {**action, "domain": [("partner_id", "=", self.commercial_partner_id.id)], "context": {}}

    def _check_override(self):
        """Raise unless the user may set the status by hand: whoever reaches a group, of the clients reached."""
        self.check_access("read")
        self.env["salestech.client.override"].check_access("create")
        organisation = self.commercial_partner_id
        domain = [("partner_id", "=", organisation.id), ("company_id", "=", self.env.company.id)]
        # sudo: whether there is a row at all; the access to it is asked as the user
        client = self.env["salestech.client"].sudo().search(domain)
        client.sudo(False).check_access("write")

    def _set_client_status(self, status, reason):
        """Set the status of this organisation in the current company by hand, from today on, with its reason.

        :raises AccessError: the user reaches no group, or not this client
        :raises UserError: no reason, no change, or a contract that came into force today
        """
        self.ensure_one()
        self._check_override()
        organisation, company = self.commercial_partner_id, self.env.company
        reason = " ".join((reason or "").split())
        if not reason:
            raise UserError(self.env._("Write down why the status changes."))
        labels = dict(self._fields["client_status"]._description_selection(self.env))
        if status not in labels:
            raise UserError(self.env._("Choose the status first."))
        if organisation.client_status == status:
            raise UserError(
                self.env._("“%(name)s” is %(status)s already.", name=organisation.name, status=labels[status].lower())
            )
        if self._contract_began_today(organisation, company):
            raise UserError(
                self.env._(
                    "A contract with “%s” came into force today. End the contract, or change the status tomorrow.",
                    organisation.name,
                )
            )
        # sudo: history is closed to everybody; right, reach and reason were checked just now
        self.env["salestech.client.status"].sudo()._override(organisation, company, status, reason)
        organisation.sudo()._message_log(
            body=self.env._("Status as a client: %(status)s. %(reason)s", status=labels[status], reason=reason)
        )

    def _contract_began_today(self, organisation, company):
        # sudo: only whether there is such a contract, of the client that the user reaches
        return (
            self.env["salestech.client.status"]
            .sudo()
            .search_count(
                [
                    ("partner_id", "=", organisation.id),
                    ("company_id", "=", company.id),
                    ("axis", "=", "client"),
                    ("status", "=", "current"),
                    ("origin", "=", "contract"),
                    ("date_from", "=", company._local_day(fields.Datetime.now())),
                ],
                limit=1,
            )
        )

    def _action_plan_touch(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan a touch"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_model": "res.partner", "active_id": self.id, "active_ids": self.ids},
        }

    def _action_log_touch(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log a touch"),
            "res_model": "salestech.client.touch",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": self.id, "dialog_size": "medium"},
        }

    def action_plan_touch(self):
        """Plan what is next with this client."""
        self.check_access("read")
        return self._action_plan_touch()

    def action_log_touch(self):
        """Record a call, a meeting or a letter that has taken place with this client."""
        self.check_access("read")
        self.env["salestech.client.touch"].check_access("create")
        return self._action_log_touch()

    def _note_touch(self):
        day = self.env.company._local_day(fields.Datetime.now())
        self.env["salestech.client"].sudo()._touched(self, None, day)
