from stdnum.ru import inn

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .organisation_keys import KEY_FIELDS

SALESTECH_USER = "sales_technology.group_salestech_user"
# What the lead of an organisation and the organisation itself (res.partner) have in common.
ORGANISATION_FIELDS = ("vat", "company_registry", "segment_id", "org_size", "legal_form", "org_trade")
# Those and where the row came from are read together, when one of them is asked for (prefetch): not with each lead.
# Only the register's own: they say where the row came from.
SOURCE_FIELDS = ("source_code", "source_status", "region", "contact_raw")


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "salestech.organisation.keys", "salestech.process.guard"]

    segment_id = fields.Many2one(
        "salestech.segment",
        compute="_compute_organisation_values",
        store=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        check_company=True,
        groups=SALESTECH_USER,
        help="Which kind of client it is; taken from the organisation when that has one.",
    )
    org_size = fields.Selection(
        selection="_selection_org_size",
        string="Size",
        compute="_compute_organisation_values",
        store=True,
        readonly=False,
        copy=False,
        prefetch="register",
        groups=SALESTECH_USER,
        help="By the number of people who work there.",
    )
    vat = fields.Char(
        string="INN / Tax ID",
        compute="_compute_organisation_values",
        store=True,
        readonly=False,
        copy=False,
        groups=SALESTECH_USER,
    )
    company_registry = fields.Char(
        string="OGRN / Company registry",
        compute="_compute_organisation_values",
        store=True,
        readonly=False,
        copy=False,
        prefetch="register",
        groups=SALESTECH_USER,
    )
    legal_form = fields.Char(
        compute="_compute_organisation_values",
        store=True,
        readonly=False,
        copy=False,
        prefetch="register",
        groups=SALESTECH_USER,
    )
    org_trade = fields.Char(
        string="Trade",
        compute="_compute_organisation_values",
        store=True,
        readonly=False,
        copy=False,
        prefetch="register",
        groups=SALESTECH_USER,
        help="What the organisation makes or sells, in the words of the source.",
    )
    vat_state = fields.Selection(
        [("correct", "Correct"), ("incorrect", "Incorrect")],
        string="INN quality",
        compute="_compute_vat_state",
        store=True,
        prefetch="register",
        groups=SALESTECH_USER,
        help="Whether the check digits of the INN are right. A wrong number never stops anybody.",
    )
    region = fields.Char(
        string="Region as written",
        copy=False,
        prefetch="register",
        groups=SALESTECH_USER,
        help="As the source wrote it; the region itself is chosen in the address.",
    )
    source_code = fields.Char(string="Code in the source", copy=False, prefetch="register", groups=SALESTECH_USER)
    source_status = fields.Char(string="State in the source", copy=False, prefetch="register", groups=SALESTECH_USER)
    contact_raw = fields.Char(
        string="Contact as written",
        copy=False,
        prefetch="register",
        groups=SALESTECH_USER,
        help="What stood in the e-mail column when it was not simply an address.",
    )
    is_email_unusable = fields.Boolean(
        string="E-mail unusable",
        compute="_compute_is_email_unusable",
        search="_search_is_email_unusable",
        groups=SALESTECH_USER,
    )
    is_possible_duplicate = fields.Boolean(
        string="Possible duplicate",
        compute="_compute_is_possible_duplicate",
        search="_search_is_possible_duplicate",
        groups=SALESTECH_USER,
        help="Another opportunity has the same INN, name, mail domain or phone.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.model
    def _selection_org_size(self):
        return self.env["res.partner"]._selection_org_size()

    @api.depends("partner_id")
    def _compute_organisation_values(self):
        for lead in self:
            organisation = lead.partner_id.commercial_partner_id
            for name in ORGANISATION_FIELDS:
                lead[name] = organisation[name] or lead[name]

    @api.depends("vat")
    def _compute_vat_state(self):
        for lead in self:
            lead.vat_state = lead.vat and ("correct" if inn.is_valid(lead.vat) else "incorrect")

    @api.depends("vat", "partner_name", "email_from", "phone")
    def _compute_org_keys(self):
        super()._compute_org_keys()

    def _org_key_sources(self):
        return self.vat, self.partner_name, self.email_from, self.phone

    @api.depends("contact_raw", "email_normalized", "email_state")
    def _compute_is_email_unusable(self):
        for lead in self:
            lead.is_email_unusable = lead.email_state == "incorrect" or bool(
                lead.contact_raw and not lead.email_normalized
            )

    def _search_is_email_unusable(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("email_state", "=", "incorrect") | (
            Domain("contact_raw", "!=", False) & Domain("email_normalized", "=", False)
        )

    @api.depends(*KEY_FIELDS)
    def _compute_is_possible_duplicate(self):
        """One query for all records: the list shows the mark on every row."""
        shared = {
            name: {row[0] for row in self.env.execute_query(self._shared_keys(name, values))}
            for name in KEY_FIELDS
            if (values := [value for value in self.mapped(name) if value])
        }
        for lead in self:
            lead.is_possible_duplicate = lead.active and any(lead[name] in keys for name, keys in shared.items())

    def _search_is_possible_duplicate(self, operator, value):
        """Leads that share a key with another open one of the user's companies, seen by the user or not."""
        if operator != "in":
            return NotImplemented
        return Domain.OR(Domain(name, "in", self._shared_keys(name)) for name in KEY_FIELDS)

    @api.model
    def _shared_keys(self, name, values=None):
        """Return the SQL of the keys that more than one open lead of the user's companies has.

        :param name: one of KEY_FIELDS
        :param values: only these are asked about
        """
        self.flush_model([name, "active", "company_id"])
        return SQL(
            """(SELECT %(key)s FROM crm_lead
                 WHERE %(key)s IS NOT NULL %(among)s AND active
                   AND (company_id IS NULL OR company_id = ANY(%(companies)s))
                 GROUP BY %(key)s HAVING COUNT(*) > 1)""",
            key=SQL.identifier(name),
            among=SQL("AND %s = ANY(%s)", SQL.identifier(name), values) if values else SQL(),
            companies=self.env.companies.ids,
        )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """In the client register a new row belongs to a group with a client ladder and to nobody yet."""
        values = super().default_get(fields)
        if self.env.context.get("salestech_register"):
            if "team_id" in fields and not values.get("team_id"):
                values["team_id"] = self._register_team().id
            if "type" in fields:
                values["type"] = "opportunity"
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """In the register's own screens rows are made by those who carry out process 2.1.1."""
        if self.env.context.get("salestech_register"):
            self._require_process("2.1.1")
            for vals in vals_list:
                if not vals.get("partner_id"):
                    # A row is an organisation: whoever enters one name has entered both.
                    vals["name"] = vals.get("name") or vals.get("partner_name")
                    vals["partner_name"] = vals.get("partner_name") or vals["name"]
        return super().create(vals_list)

    def copy_data(self, default=None):
        """Core copies every field, also those the user may not read: whoever has no role copies without ours."""
        if self.env.user.has_group(SALESTECH_USER):
            return self._copy_register(super().copy_data(default))
        closed = [name for name, field in self._fields.items() if field.copy and SALESTECH_USER in (field.groups or "")]
        vals_list = super().copy_data({**dict.fromkeys(closed, False), **(default or {})})
        for vals in vals_list:
            for name in closed:
                vals.pop(name, None)
        return vals_list

    def _copy_register(self, vals_list):
        for lead, vals in zip(self, vals_list, strict=True):
            for name in (*ORGANISATION_FIELDS, *SOURCE_FIELDS):
                vals.setdefault(name, lead._fields[name].convert_to_write(lead[name], lead))
        return vals_list

    def _merge_get_fields(self):
        names = super()._merge_get_fields()
        if self.env.su or self.env.user.has_group(SALESTECH_USER):
            names = [*names, *ORGANISATION_FIELDS, *SOURCE_FIELDS]
        return names

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        """What the register knows of an organisation goes over to it; people keep none of it."""
        values = super()._prepare_customer_values(partner_name, is_company, parent_id)
        if is_company:
            # sudo: the lead is being turned into a customer by somebody who may read it, though not these fields.
            lead = self.sudo()
            partner = self.env["res.partner"]
            for name in ORGANISATION_FIELDS:
                if lead[name] and partner._has_field_access(partner._fields[name], "write"):
                    values[name] = lead._fields[name].convert_to_write(lead[name], lead)
        return values

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _register_team(self):
        """Return the group whose register the user fills: his own, else the company's first one."""
        teams = self.env["crm.team"].search(
            [("ladder_id.kind", "=", "client"), ("company_id", "in", [*self.env.companies.ids, False])]
        )
        user = self.env.user
        return (teams.filtered(lambda team: user in team.member_ids | team.user_id) or teams)[:1]

    def action_open_duplicates(self):
        """Open the opportunities that share a key with this one, to compare and merge them."""
        self.ensure_one()
        self.check_access("read")
        same = self._find_by_org_keys([{name: self[name] for name in KEY_FIELDS}])
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.crm_lead_register_action")
        action["name"] = self.env._("Possible duplicates of %s", self.partner_name or self.name)
        action["domain"] = [("id", "in", same.ids)]
        action["context"] = {"active_test": False, "create": False, "import": False}
        return action
