from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from ...tools.load_sharing import Taker, share_out


class SalestechRegisterShare(models.TransientModel):
    """Shares organisations of the register out among the managers of a group.

    Sharing out is the work of the head of a group or of the department: it goes by reach, not
    by process 2.1.1 (which fills the register). A head shares out what belongs to the own group.
    """

    _name = "salestech.register.share"
    _description = "Share Out the Client Register"

    team_id = fields.Many2one(
        "crm.team",
        string="Group",
        required=True,
        domain="[('id', 'in', allowed_team_ids)]",
        default=lambda self: self._default_team_id(),
    )
    allowed_team_ids = fields.Many2many("crm.team", compute="_compute_allowed_team_ids")
    lead_ids = fields.Many2many(
        "crm.lead", string="Chosen organisations", default=lambda self: self._default_lead_ids()
    )
    with_manager = fields.Boolean(
        string="Also those who have a manager", help="Shares out anew what has been shared out already."
    )
    keep_capacity = fields.Boolean(string="Nobody above the capacity", default=True)
    line_ids = fields.One2many(
        "salestech.register.share.line", "share_id", compute="_compute_line_ids", store=True, readonly=False
    )
    lead_count = fields.Integer(string="To share out", compute="_compute_shares")
    left_count = fields.Integer(string="Nobody has room for", compute="_compute_shares")

    # ------------------------------------------------------------
    # DEFAULTS AND COMPUTES
    # ------------------------------------------------------------

    @api.model
    def _default_lead_ids(self):
        chosen = self.env.context.get("active_ids") if self.env.context.get("active_model") == "crm.lead" else []
        return [Command.set(chosen or [])]

    @api.model
    def _default_team_id(self):
        chosen = self.env.context.get("active_ids") if self.env.context.get("active_model") == "crm.lead" else []
        teams = self.env["crm.lead"].browse(chosen or []).team_id & self._teams_one_may_share_in()
        return teams[:1] or self._teams_one_may_share_in()[:1]

    @api.model
    def _teams_one_may_share_in(self):
        domain = Domain("ladder_id.kind", "=", "client") & Domain("company_id", "in", [*self.env.companies.ids, False])
        if not self.env.user.has_group("sales_technology.group_reach_company"):
            domain &= Domain("user_id", "=", self.env.uid)
        return self.env["crm.team"].search(domain)

    @api.depends("team_id")
    def _compute_allowed_team_ids(self):
        self.allowed_team_ids = self._teams_one_may_share_in()

    @api.depends("team_id")
    def _compute_line_ids(self):
        for share in self:
            members = share.team_id.crm_team_member_ids.sorted(lambda m: (m.user_id.name or "", m.id))
            loads = share._open_counts(members.user_id)
            share.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "member_id": member.id,
                        "is_taking": not member.assignment_optout,
                        "open_count": loads.get(member.user_id.id, 0),
                        "capacity": member.assignment_max,
                    }
                )
                for member in members
            ]

    def _open_counts(self, users):
        """Return {user id: number of open opportunities}."""
        # sudo: the load of a person counts in full, also where it lies in another group; only the number shows.
        rows = (
            self.env["crm.lead"]
            .sudo()
            ._read_group(
                [("user_id", "in", users.ids), ("type", "=", "opportunity"), ("won_status", "=", "pending")],
                ["user_id"],
                ["__count"],
            )
        )
        return {user.id: count for user, count in rows}

    @api.depends("team_id", "lead_ids", "with_manager", "keep_capacity", "line_ids.is_taking", "line_ids.capacity")
    def _compute_shares(self):
        for share in self:
            leads = share._leads_to_share() if share.team_id else self.env["crm.lead"]
            takers, left = share._plan(leads)
            counts = {taker.key: len(taker.taken) for taker in takers}
            for line in share.line_ids:
                line.new_count = counts.get(line.member_id.id, 0)
            share.lead_count = len(leads)
            share.left_count = len(left)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_apply(self):
        """Give the organisations to the managers as the preview shows."""
        self.ensure_one()
        self._check_may_share()
        leads = self._leads_to_share()
        self._check_leads(leads)
        takers, left = self._plan(leads)
        given = [taker for taker in takers if taker.taken]
        if not given:
            raise UserError(
                self.env._(
                    "There is nothing to share out, or nobody has room. Choose other organisations or raise a capacity."
                )
            )
        users = {member.id: member.user_id for member in self.line_ids.member_id}
        for taker in given:
            # One message a person below, instead of core's one for each organisation.
            own = self.env["crm.lead"].with_context(mail_auto_subscribe_no_notify=True).browse(taker.taken)
            own.write({"user_id": users[taker.key].id, "team_id": self.team_id.id})
            self._notify(users[taker.key], len(own))
        return self._tell(sum(len(taker.taken) for taker in given), len(given), len(left))

    def _notify(self, user, count):
        if user != self.env.user:
            self.team_id.message_notify(
                partner_ids=user.partner_id.ids,
                subject=self.env._("New organisations to win"),
                body=self.env._(
                    "%(head)s gave you %(count)s organisations of the client register.",
                    head=self.env.user.name,
                    count=count,
                ),
            )

    def _tell(self, count, people, left):
        message = self.env._("%(count)s organisations were given to %(people)s managers.", count=count, people=people)
        if left:
            message = self.env._("%(message)s Without a manager still: %(left)s.", message=message, left=left)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close", "infos": {"done": True}},
            },
        }

    # ------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------

    def _check_may_share(self):
        if self.team_id not in self._teams_one_may_share_in():
            raise AccessError(
                self.env._(
                    "Only the head of “%s” or of the department shares its organisations out.", self.team_id.name
                )
            )

    def _check_leads(self, leads):
        """Refuse what belongs to another group or company, by name."""
        leads.check_access("write")
        strangers = leads.filtered(lambda lead: lead.team_id and lead.team_id != self.team_id)
        if strangers:
            raise UserError(
                self.env._(
                    "These organisations belong to another group than “%(team)s”: %(names)s."
                    " Leave them out, or choose their group.",
                    team=self.team_id.name,
                    names=self._names(strangers),
                )
            )
        company = self.team_id.company_id
        strangers = leads.filtered(lambda lead: company and lead.company_id and lead.company_id != company)
        if strangers:
            raise UserError(
                self.env._(
                    "These organisations belong to another company than “%(team)s”: %(names)s.",
                    team=self.team_id.name,
                    names=self._names(strangers),
                )
            )

    def _names(self, leads):
        names = ", ".join(f"“{lead.partner_name or lead.name}”" for lead in leads[:5])
        return (
            names if len(leads) <= 5 else self.env._("%(names)s and %(count)s more", names=names, count=len(leads) - 5)
        )

    # ------------------------------------------------------------
    # PLAN
    # ------------------------------------------------------------

    def _leads_to_share(self):
        """Return the chosen organisations, or all of the group that wait on the first step."""
        self.ensure_one()
        if self.lead_ids:
            leads = self.env["crm.lead"].browse(self.lead_ids._origin.ids)
        else:
            leads = self.env["crm.lead"].search(
                [
                    ("team_id", "=", self.team_id._origin.id),
                    ("stage_id.step_no", "=", 1),
                    ("won_status", "=", "pending"),
                ]
            )
        return leads if self.with_manager else leads.filtered(lambda lead: not lead.user_id)

    def _plan(self, leads):
        """Return (takers, leads nobody has room for); the same preview and the same result each time."""
        takers = [
            Taker(
                key=line.member_id.id,
                load=line.open_count - self._own(leads, line),
                capacity=line.capacity if self.keep_capacity else None,
                segments=frozenset(line.member_id.segment_ids.ids),
            )
            for line in self.line_ids
            if line.is_taking
        ]
        items = [(lead.id, lead.segment_id.id) for lead in leads.sorted("id")]
        return takers, share_out(items, takers)

    def _own(self, leads, line):
        """What the person has of these already is about to be shared out anew."""
        return len(leads.filtered(lambda lead: lead.user_id == line.member_id.user_id)) if self.with_manager else 0
