from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.passage import Passage
from .crm_lead_register import SALESTECH_USER

COMMITTEE_FIELDS = ("decision_maker_id", "committee_partner_ids")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    organisation_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Organisation", groups=SALESTECH_USER
    )
    decision_maker_id = fields.Many2one(
        "res.partner",
        string="Decision maker",
        index="btree_not_null",
        check_company=True,
        copy=False,
        groups=SALESTECH_USER,
        help="The person at the organisation who takes the decision.",
    )
    decision_maker_phone = fields.Char(
        related="decision_maker_id.phone", string="Decision maker's phone", tracking=False, groups=SALESTECH_USER
    )
    decision_maker_email = fields.Char(
        related="decision_maker_id.email", string="Decision maker's e-mail", tracking=False, groups=SALESTECH_USER
    )
    committee_partner_ids = fields.Many2many(
        "res.partner",
        "salestech_lead_committee_rel",
        "lead_id",
        "partner_id",
        string="Buying committee",
        check_company=True,
        copy=False,
        groups=SALESTECH_USER,
        help="Everybody at the organisation who has a say in the decision.",
    )

    @api.constrains("partner_id")
    def _check_committee_of_new_organisation(self):
        """Only clients on a ladder have a committee: anybody else pays no query for it."""
        steps = self.env["crm.stage"]._ladder_steps()
        self.filtered(lambda lead: lead.stage_id.id in steps)._check_committee()

    @api.constrains("decision_maker_id", "committee_partner_ids")
    def _check_committee(self):
        """People of the committee belong to the client and to no other company's address book."""
        for lead in self:
            people = lead.decision_maker_id | lead.committee_partner_ids
            if people:
                lead._check_committee_people(people)

    def _check_committee_people(self, people):
        self.ensure_one()
        organisation = self.partner_id.commercial_partner_id
        for person in people:
            if not organisation:
                raise ValidationError(
                    self.env._(
                        "Choose the organisation of “%(lead)s” first: “%(person)s” must be one of its contacts.",
                        lead=self.name,
                        person=person.name,
                    )
                )
            if person.commercial_partner_id != organisation:
                raise ValidationError(
                    self.env._(
                        "“%(person)s” is a contact of “%(other)s”, not of “%(organisation)s”."
                        " Choose a contact of the client, or change the organisation of the contact first.",
                        person=person.name,
                        other=person.commercial_partner_id.name,
                        organisation=organisation.name,
                    )
                )
            if person.company_id and self.company_id and person.company_id != self.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(person)s” belongs to the address book of %(other)s, the opportunity to %(company)s."
                        " Choose a contact of the same company.",
                        person=person.name,
                        other=person.company_id.name,
                        company=self.company_id.name,
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get(name) for vals in vals_list for name in COMMITTEE_FIELDS):
            self._require_process("2.1.2")
        return super().create(vals_list)

    def write(self, vals):
        # Merging brings together what is noted already: no new knowledge, no process.
        if any(name in vals for name in COMMITTEE_FIELDS) and not Passage.of(self.env.context):
            self._require_committee_process()
        return super().write(vals)

    def _require_committee_process(self):
        """Who decides at a client is noted under 2.1.2; at a partner whoever wins partners (2.3) notes it."""
        kinds = set(self.mapped("ladder_kind")) or {False}
        for code in sorted({"2.3" if kind == "partner" else "2.1.2" for kind in kinds}):
            self._require_process(code)

    def _merge_get_fields(self):
        names = super()._merge_get_fields()
        if self._merges_committee():
            names = [*names, *COMMITTEE_FIELDS]
        return names

    def _merges_committee(self):
        may_read = self.env.su or self.env.user.has_group(SALESTECH_USER)
        return may_read and bool(self.env["crm.stage"]._ladder_steps())

    def _merge_get_fields_specific(self):
        """The committees are joined, as far as they belong to the client that remains."""
        result = super()._merge_get_fields_specific()
        if self._merges_committee():
            result["committee_partner_ids"] = lambda fname, leads: leads._merge_committee(fname)
            result["decision_maker_id"] = lambda fname, leads: leads._merge_committee(fname)[:1].id
        return result

    def _merge_committee(self, fname):
        organisation = self.partner_id[:1].commercial_partner_id
        return self.mapped(fname).filtered(lambda p: p.commercial_partner_id == organisation)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_add_decision_maker(self):
        """Open the assistant that notes who decides."""
        self.ensure_one()
        self.check_access("write")
        self._require_committee_process()
        return self._open_decision_maker()

    def action_add_committee_member(self):
        """Open the same assistant for anybody else who has a say."""
        self.ensure_one()
        self.check_access("write")
        self._require_committee_process()
        action = self._open_decision_maker()
        action["name"] = self.env._("Add a person to the buying committee")
        action["context"]["default_is_decision_maker"] = False
        action["context"]["default_decision_role"] = "influences"
        return action

    def _open_decision_maker(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decision maker"),
            "res_model": "salestech.decision.maker",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_lead_id": self.id},
        }

    # ------------------------------------------------------------
    # WHAT A GATE'S BUTTON OPENS
    # ------------------------------------------------------------

    def _mend_decision_maker(self, gate):
        """Open the assistant for the decision maker."""
        return self._open_decision_maker()

    def _mend_organisation(self, gate):
        """Open the lead's organisation alone."""
        return self._mend_form("crm_lead_view_form_mend_organisation", self.env._("Organisation"))

    def _mend_segment(self, gate):
        """Open the lead's segment alone."""
        return self._mend_form("crm_lead_view_form_mend_segment", self.env._("Segment"))

    def _mend_responsible(self, gate):
        """Open the lead's responsible manager alone."""
        return self._mend_form("crm_lead_view_form_mend_responsible", self.env._("Responsible manager"))

    def _mend_form(self, view, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "crm.lead",
            "res_id": self.id,
            "view_mode": "form",
            "views": [(self.env.ref(f"sales_technology.{view}").id, "form")],
            "target": "new",
        }
