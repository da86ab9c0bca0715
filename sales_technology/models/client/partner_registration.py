from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.misc import format_date

PROCESSES = ("2.4", "2.3")
FACTS = frozenset({"state", "date_from", "date_to", "release_reason", "company_id", "partner_id", "organisation_id"})
GIVEN = frozenset({"partner_id", "organisation_id", "company_id"})


class SalestechPartnerRegistration(models.Model):
    """A partner has named a client as his: for so many days nobody else may.

    The first one wins, also where two do it at the same moment: the database lets no two registrations of one
    client that are not given up overlap. It ends by itself with its last day, or is given up before with a reason.
    """

    _name = "salestech.partner.registration"
    _description = "Client Registered by a Partner"
    _inherit = ["mail.thread", "salestech.process.guard", "salestech.reasoned.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "organisation_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Sales partner",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_current_partner', '=', True), ('is_company', '=', True)]",
    )
    organisation_id = fields.Many2one(
        "res.partner",
        string="Client",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_company', '=', True)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, readonly=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Group",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
    )
    date_from = fields.Date(string="Registered on", required=True, readonly=True, copy=False)
    date_to = fields.Date(string="Kept until", required=True, readonly=True, copy=False)
    state = fields.Selection(
        [("active", "Registered"), ("released", "Given up")],
        required=True,
        default="active",
        readonly=True,
        copy=False,
        tracking=True,
    )
    release_reason = fields.Char(string="Why given up", readonly=True, copy=False)
    is_valid = fields.Boolean(string="Kept today", compute="_compute_is_valid", search="_search_is_valid")
    note = fields.Char(string="What the partner knows of the client")

    _period = models.Constraint("CHECK (date_to >= date_from)", "A registration ends after it begins.")
    _one_partner = models.Constraint(
        "EXCLUDE USING gist (int4range(organisation_id, organisation_id, '[]') WITH &&,"
        " int4range(company_id, company_id, '[]') WITH &&, daterange(date_from, date_to, '[]') WITH &&)"
        " WHERE (state = 'active')",
        "Another partner has just registered this client. Reload the list to see who keeps it and until when.",
    )

    @api.depends("user_id")
    def _compute_team_id(self):
        for registration in self:
            # sudo: which group a colleague is in
            registration.team_id = registration.user_id.sudo().sale_team_id or registration.team_id

    @api.depends("state", "date_from", "date_to")
    def _compute_is_valid(self):
        for registration in self:
            today = registration._today()
            registration.is_valid = (
                registration.state == "active"
                and bool(registration.date_from)
                and registration.date_from <= today <= registration.date_to
            )

    def _search_is_valid(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._valid_domain(self._today())
        return domain if True in value else ~domain

    @api.model
    def _valid_domain(self, day):
        return Domain("state", "=", "active") & Domain("date_from", "<=", day) & Domain("date_to", ">=", day)

    def _today(self):
        return (self.company_id[:1] or self.env.company)._local_day(fields.Datetime.now())

    @api.depends("partner_id", "organisation_id")
    def _compute_display_name(self):
        for registration in self:
            registration.display_name = f"{registration.organisation_id.name} — {registration.partner_id.name}"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._require_partners()
            given = {name for vals in vals_list for name in FACTS - GIVEN if vals.get(name)}
            given |= {name for name in FACTS - GIVEN if self.env.context.get(f"default_{name}")}
            self._refuse_facts(given - {"state"})
        for vals in vals_list:
            self._date(vals)
            vals["state"] = vals.get("state") if self.env.su and vals.get("state") else "active"
        for vals in vals_list:
            self._refuse_conflict(vals)
        registrations = super().create(vals_list)
        registrations._log_in_history(self.env._("registered by the partner"))
        return registrations

    def write(self, vals):
        if not self.env.su and not all(name.startswith(("message_", "activity_")) for name in vals):
            self._require_partners()
            self._refuse_facts(FACTS & vals.keys())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(self.env._("A registration stays in the history. Give it up instead, with the reason."))

    def _refuse_facts(self, names):
        if names:
            raise AccessError(
                self.env._(
                    "A registration is dated by the day it is made, and kept or given up. Make a new one instead."
                )
            )

    def _require_partners(self):
        if not any(self._may_process(code) for code in PROCESSES):
            self._require_process(PROCESSES[0])

    def _date(self, vals):
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        vals["company_id"] = company.id
        vals.setdefault("date_from", company._local_day(fields.Datetime.now()))
        start = fields.Date.to_date(vals["date_from"])
        days = company.sudo().salestech_registration_days or 90  # sudo: a setting everybody is held by
        vals.setdefault("date_to", start + timedelta(days=days - 1))
        for name in ("partner_id", "organisation_id"):
            vals[name] = self.env["res.partner"].browse(vals.get(name)).commercial_partner_id.id

    def _refuse_conflict(self, vals):
        """Refuse in words what cannot be registered; the constraint decides where two come at once."""
        partner = self.env["res.partner"].browse(vals["partner_id"])
        organisation = self.env["res.partner"].browse(vals["organisation_id"])
        company = self.env["res.company"].browse(vals["company_id"])
        if not partner or not organisation:
            raise ValidationError(self.env._("Choose the partner and the client that he registers."))
        if partner == organisation:
            raise ValidationError(self.env._("“%s” cannot register itself. Choose the client.", partner.name))
        # sudo: who keeps the client or serves it is told to whoever would register it a second time
        holder = self.sudo()._holder(organisation, company)
        if holder:
            raise ValidationError(holder._kept_sentence())
        if self.env.su:
            return
        statuses = (
            self.env["salestech.client"]
            .sudo()
            .search([("partner_id", "in", (partner | organisation).ids), ("company_id", "=", company.id)])
        )
        if not statuses.filtered(lambda c: c.partner_id == partner and c.is_partner):
            raise ValidationError(
                self.env._("There is no agreement in force with “%s”. Sign the partner agreement first.", partner.name)
            )
        if statuses.filtered(lambda c: c.partner_id == organisation and c.status == "current"):
            raise ValidationError(self._current_sentence(organisation))

    def _current_sentence(self, organisation):
        user = organisation.sudo().client_user_id
        return self.env._(
            "“%(client)s” is a current client already (responsible: %(user)s). Agree with them first.",
            client=organisation.name,
            user=user.name or self.env._("nobody yet"),
        )

    # ------------------------------------------------------------
    # WHO KEEPS A CLIENT
    # ------------------------------------------------------------

    @api.model
    def _holder(self, organisation, company, day=None):
        """Return the registration by which a client is kept on a day, empty where there is none."""
        if not organisation:
            return self.browse()
        day = day or company._local_day(fields.Datetime.now())
        domain = self._valid_domain(day) & Domain("company_id", "=", company.id)
        return self.search(domain & Domain("organisation_id", "=", organisation.commercial_partner_id.id), limit=1)

    def _require_channel(self, channel):
        """Raise unless the client comes through the partner who keeps it; nobody keeps it: anybody may."""
        for registration in self:
            if registration.partner_id != channel.commercial_partner_id:
                raise ValidationError(registration._kept_sentence())

    def _kept_sentence(self):
        self.ensure_one()
        return self.env._(
            "“%(client)s” is registered by the partner “%(partner)s” until %(date)s. Work through that partner,"
            " or have the registration given up first.",
            client=self.organisation_id.name,
            partner=self.partner_id.name,
            date=format_date(self.env, self.date_to),
        )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_ask_reason(self):
        """Ask why the registration is given up."""
        self.ensure_one()
        self.check_access("write")
        self._require_partners()
        if self.state != "active":
            raise UserError(self.env._("“%s” is given up already.", self.display_name))
        return self._ask_reason("release")

    def _reasoned(self):
        return {"release": (self.env._("Given up: why?"), self._release)}

    def _release(self, reason):
        """Give the client up: from now on another partner may register it."""
        self.check_access("write")
        self._require_partners()
        for registration in self:
            if registration.state != "active":
                raise UserError(self.env._("“%s” is given up already.", registration.display_name))
        # sudo: facts are closed to everybody; reach, process and state were checked just now
        self.sudo().write({"state": "released", "release_reason": reason})
        self._log_in_history(self.env._("given up by the partner: %s", reason))

    def _log_in_history(self, text):
        for registration in self:
            # sudo: a line in the history of both organisations, whoever answers for them
            for organisation in (registration.organisation_id, registration.partner_id):
                organisation.sudo()._message_log(body=f"{registration.display_name}: {text}")
