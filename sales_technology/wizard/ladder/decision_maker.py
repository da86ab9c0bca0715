from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.ladder.res_partner import DECISION_FIELDS
from ...tools.organisation import clean_text, name_key
from ...tools.passage import CONTEXT_KEY, Passage

CONTACT_FIELDS = ("function", "phone", "email")


class SalestechDecisionMaker(models.TransientModel):
    """Notes who decides at a client: makes what is missing (organisation, contact) on the way."""

    _name = "salestech.decision.maker"
    _description = "Note the Decision Maker"

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade")
    organisation_id = fields.Many2one(
        "res.partner",
        compute="_compute_organisation_id",
        store=True,
        readonly=False,
        domain="[('is_company', '=', True)]",
        help="Empty: it is made from what the card says.",
    )
    organisation_name = fields.Char(compute="_compute_organisation_name")
    partner_id = fields.Many2one(
        "res.partner",
        string="Known contact",
        domain="[('id', 'child_of', organisation_id), ('id', '!=', organisation_id)]",
        help="Choose a contact of the organisation, or leave empty and write the name.",
    )
    name = fields.Char(
        string="Full name", compute="_compute_contact", store=True, readonly=False, help="First and last name."
    )
    function = fields.Char(string="Position", compute="_compute_contact", store=True, readonly=False)
    phone = fields.Char(compute="_compute_contact", store=True, readonly=False)
    email = fields.Char(string="E-mail", compute="_compute_contact", store=True, readonly=False)
    is_decision_maker = fields.Boolean(string="Takes the decision", default=True)
    decision_role = fields.Selection(
        selection=lambda self: self.env["res.partner"]._fields["decision_role"]._description_selection(self.env),
        string="Role in the decision",
        compute="_compute_contact",
        store=True,
        readonly=False,
    )
    decision_influence = fields.Selection(
        selection=lambda self: self.env["res.partner"]._fields["decision_influence"]._description_selection(self.env),
        string="Influence",
        compute="_compute_contact",
        store=True,
        readonly=False,
    )
    decision_attitude = fields.Selection(
        selection=lambda self: self.env["res.partner"]._fields["decision_attitude"]._description_selection(self.env),
        string="Attitude",
        compute="_compute_contact",
        store=True,
        readonly=False,
    )
    reach_how = fields.Char(string="How to reach", compute="_compute_contact", store=True, readonly=False)
    reach_when = fields.Char(string="When to reach", compute="_compute_contact", store=True, readonly=False)
    info_source = fields.Char(
        string="Source of the information", compute="_compute_contact", store=True, readonly=False
    )
    decision_note = fields.Text(string="Notes on the person", compute="_compute_contact", store=True, readonly=False)

    @api.depends("lead_id")
    def _compute_organisation_id(self):
        for wizard in self:
            lead = wizard.lead_id
            wizard.organisation_id = lead.partner_id.commercial_partner_id or wizard._find_organisation()

    def _find_organisation(self):
        """Return the one organisation of that INN or, failing that, of that name that the user may see."""
        lead = self.lead_id
        keys = self.env["crm.lead"]._org_keys(lead.vat, lead.partner_name, False, False)
        found = self.env["res.partner"]._find_by_org_keys([keys], [("is_company", "=", True), ("active", "=", True)])
        same = found.filtered(lambda p: keys["org_vat_key"] and p.org_vat_key == keys["org_vat_key"]) or found
        return same if len(same) == 1 else same.browse()

    @api.depends("lead_id")
    def _compute_organisation_name(self):
        for wizard in self:
            wizard.organisation_name = wizard.lead_id.partner_name or wizard.lead_id.name

    @api.depends("partner_id", "lead_id")
    def _compute_contact(self):
        """A known contact brings along what is known of him; else what the card says of its contact."""
        for wizard in self:
            known = wizard.partner_id
            for name in (*CONTACT_FIELDS, *DECISION_FIELDS):
                wizard[name] = known[name] if known else wizard[name]
            wizard.name = known.name if known else wizard.name or wizard.lead_id.contact_name
            if not known and not wizard.function:
                wizard.function = wizard.lead_id.function
            wizard.decision_role = wizard.decision_role or ("decides" if wizard.is_decision_maker else "influences")

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_save(self):
        """Make or complete the contact and set it on the opportunity."""
        self.ensure_one()
        lead = self.lead_id
        lead._require_committee_process()
        lead.check_access("write")
        if not clean_text(self.name):
            raise UserError(self.env._("Write the person's name, or choose a known contact."))
        # What is noted here of the person and the committee was allowed just above, for this kind of ladder.
        self = self.with_context(**{CONTEXT_KEY: Passage("noted")})  # noqa: PLW0642
        lead = self.lead_id
        organisation = self._ensure_organisation()
        person = self._ensure_person(organisation)
        values = {"committee_partner_ids": [fields.Command.link(person.id)]}
        if self.is_decision_maker:
            values["decision_maker_id"] = person.id
        lead.write(values)
        return {"type": "ir.actions.act_window_close"}

    def _ensure_organisation(self):
        """Return the lead's organisation; chosen here or made from the lead where it has none."""
        lead = self.lead_id
        if lead.partner_id:
            return lead.partner_id.commercial_partner_id
        if self.organisation_id:
            lead.partner_id = self.organisation_id
        else:
            if not lead.partner_name:
                lead.partner_name = lead.name
            lead.partner_id = lead._create_customer()
        return lead.partner_id.commercial_partner_id

    def _ensure_person(self, organisation):
        """Return the contact, found by choice or by name under the organisation, else a new one."""
        Partner = self.env["res.partner"]
        person = self.partner_id
        if person and person.commercial_partner_id != organisation:
            raise UserError(
                self.env._(
                    "“%(person)s” is a contact of “%(other)s”, not of “%(organisation)s”.",
                    person=person.name,
                    other=person.commercial_partner_id.name,
                    organisation=organisation.name,
                )
            )
        if not person:
            contacts = Partner.search([("id", "child_of", organisation.id), ("is_company", "=", False)])
            person = contacts.filtered(lambda p: name_key(p.name) == name_key(self.name))[:1]
        values = self._prepare_person_values(organisation)
        if person:
            person.write(values)
            return person
        return Partner.create({**values, "parent_id": organisation.id, "type": "contact"})

    def _prepare_person_values(self, organisation):
        values = {name: self[name] for name in (*CONTACT_FIELDS, *DECISION_FIELDS) if self[name]}
        values["name"] = clean_text(self.name)
        if organisation.company_id:
            values["company_id"] = organisation.company_id.id
        return values
